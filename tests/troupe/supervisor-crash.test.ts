// The risk supervisor and accounts on a real PostgreSQL: the node that hosts them falls silent in the middle of a control and is
// gone; what a new one finds in the database is enough to finish it.
import { ServiceBroker } from 'moleculer';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fillModel } from '../../actors/domain/fill-model.ts';
import { restingBook } from '../../actors/domain/resting-book.ts';
import type { RiskRequest } from '../../actors/ports/risk-desk.ts';
import { RISK_SUPERVISOR } from '../../actors/protocol.ts';
import { riskMonitorActor } from '../../actors/risk-monitor/risk-monitor.actor.ts';
import { riskSupervisorActor } from '../../actors/risk-supervisor/risk-supervisor.actor.ts';
import { SUPERVISOR } from '../../actors/troupe/first-start.ts';
import { riskDesk } from '../../actors/troupe/risk-desk.ts';
import { paperBroker } from '../../adapters/brokers/paper/paper-broker.ts';
import { venuePort } from '../../adapters/brokers/venue-port.ts';
import { postgresActorRegistry } from '../../adapters/postgres/actor-registry.ts';
import { postgresActorStore, streamHeads } from '../../adapters/postgres/actor-store.ts';
import { affectedAccounts } from '../../adapters/postgres/affected-accounts.ts';
import { postgresRecords } from '../../adapters/postgres/records.ts';
import { filledHoldings } from '../../adapters/postgres/venue-holdings.ts';
import { systemClock } from '../../runtime/clock.ts';
import { ActorHost } from '../../runtime/host/actor-host.ts';
import { silentLog } from '../../runtime/ports/log.ts';
import { silentMeter } from '../../runtime/ports/runtime-meter.ts';
import { seededRandom } from '../../runtime/random.ts';
import { shardOf } from '../../runtime/shard.ts';
import { type Fixture, openFixture } from '../adapters/postgres/fixture.ts';
import { until } from '../dashboard/dashboard-fixture.ts';
import { accountConfig } from '../support/troupe-in-memory.ts';

const ACCOUNTS = ['ann-1', 'ann-2', 'ben-1'];
const FOREVER = new Promise<never>(() => undefined);
let fixture: Fixture;
let lives: Life[] = [];

interface Life {
  readonly host: ActorHost;
  /** SIGKILL: it asks, answers and writes nothing more. */
  kill(): Promise<void>;
}

/** Starts the node; it does not hear what `isDeaf` says, which is how it is when it dies then. */
async function live(
  isDeaf: (port: string, request: { readonly kind: string }) => boolean = () => false,
): Promise<Life> {
  const { source, url, epoch } = fixture;
  const clock = systemClock({ unref: true });
  const store = postgresActorStore({ url, source, log: silentLog });
  const heads = streamHeads(source);
  const book = restingBook({ model: fillModel(), instrumentOf: () => undefined });
  const venue = venuePort(paperBroker({ book }), filledHoldings(source));
  const self = { isDead: false };
  const heard =
    (port: string, answer: (actor: string, request: never) => Promise<unknown>) =>
    (actor: string, request: unknown): Promise<unknown> =>
      self.isDead || isDeaf(port, request as { kind: string }) ? FOREVER : answer(actor, request as never);
  const host: ActorHost = new ActorHost({
    node: 'test',
    broker: new ServiceBroker({ logger: false, nodeID: `life-${lives.length}`, skipProcessEventRegistration: true }),
    ...{ clock, store, registry: postgresActorRegistry(source), log: silentLog, meter: silentMeter },
    monotonic: () => performance.now(),
    random: seededRandom(1),
    epochOf: () => epoch,
    ports: {
      venue: heard('venue', venue),
      risk: heard('risk', (actor, request: RiskRequest) => desk.perform(actor, request)),
    },
    kinds: [
      { definition: riskMonitorActor(), restart: 'permanent', significant: true, shutdownMs: 1_000 },
      { definition: riskSupervisorActor(), restart: 'permanent', shutdownMs: 1_000 },
    ],
    supervisors: { account: { strategy: 'rest_for_one' }, desk: { strategy: 'one_for_one' } },
  });
  const desk = riskDesk({
    ...{ hub: host.hub, clock, affected: affectedAccounts(source), silenceMs: 60_000 },
    history: async () => [],
    alarms: { every: () => () => undefined },
    heads,
    call: (action, params) => host.act(RISK_SUPERVISOR, action.slice(action.lastIndexOf('.') + 1), params, 'desk'),
    tell: (word) => host.tellAll('risk-monitor', RISK_SUPERVISOR, word),
  });
  const life: Life = {
    host,
    async kill() {
      self.isDead = true;
      desk.close();
      await store.close();
    },
  };
  lives.push(life);
  await host.boot();
  return life;
}

const command = (life: Life, name: string, params: Record<string, unknown>): Promise<unknown> =>
  life.host.act(RISK_SUPERVISOR, name, params, 'ann');
const control = async (seq: number) => (await postgresRecords(fixture.source).riskControls({ seq, limit: 1 })).rows[0];
const journaled = async (type: string): Promise<number> => {
  const rows = await fixture.source.query<unknown[]>('SELECT FROM journal WHERE actor = $1 AND type = $2', [
    ...[RISK_SUPERVISOR, type],
  ]);
  return rows.length;
};
const soundly = async (): Promise<void> =>
  expect((await postgresRecords(fixture.source).checkLedger()).differences).toEqual([]);

beforeEach(async () => {
  fixture = await openFixture();
  lives = [];
  await postgresActorRegistry(fixture.source).add([
    { ...SUPERVISOR, config: { owner: 'platform' } },
    ...ACCOUNTS.flatMap((id) => {
      const owner = id.slice(0, 3);
      const common = { desired: 'running' as const, ordinal: 0, owner, shard: shardOf(`account.${id}`) };
      const config = accountConfig({ markets: {}, strategies: {}, accounts: {} }, { subscriptions: {} });
      return [
        { ...common, address: `account.${id}`, kind: 'account', config: {} },
        {
          ...{ ...common, address: `risk-monitor.${id}`, kind: 'risk-monitor', parent: `account.${id}` },
          config: { ...config, owner },
        },
      ];
    }),
  ]);
});
afterEach(async () => {
  for (const life of lives) await life.kill();
  await fixture.close();
});

describe('a control on a real database', () => {
  test('is a row with its commit, then says whom it was about and that all of them have taken it', async () => {
    const life = await live();
    expect(await command(life, 'halt', { scope: 'user:ann', reason: 'a drill' })).toEqual({ control: 1 });
    expect(await control(1)).toMatchObject({ scope: 'user:ann', state: 'HALTED', by: 'ann', reason: 'a drill' });
    await until('confirmed', async () => (await control(1))?.confirmedAt !== null, 10_000);
    expect(await control(1)).toMatchObject({ affected: 2, accounts: ['ann-1', 'ann-2'], flatAt: null });
    await soundly();
  });

  test('that sets a limit is a version with what was before', async () => {
    const life = await live();
    const change = { scope: 'platform', limit: 'maxOrderNotional', value: '1000.50', fromVersion: 0, reason: 'less' };
    expect(await command(life, 'set-limit', { change })).toEqual({ control: 1, version: 1 });
    await command(life, 'set-limit', { change: { ...change, value: null, fromVersion: 1 } });
    await expect(command(life, 'set-limit', { change })).rejects.toMatchObject({ type: 'CONFLICT' });
    const { rows } = await postgresRecords(fixture.source).riskLimitHistory({ scope: 'platform', limit: 9 });
    expect(rows.map(({ version, before, after }) => [version, before, after])).toEqual([
      [2, '1000.5', null],
      [1, null, '1000.5'],
    ]);
    await until('confirmed', async () => (await control(2))?.confirmedAt !== null, 10_000);
    await soundly();
  });
});

describe('a supervisor whose host dies in the middle is finished by the next', () => {
  const isAbout =
    (kind: string) =>
    (_port: string, request: { readonly kind: string }): boolean =>
      request.kind === kind;

  test.each([
    ['before anybody knows whom it is about', 'affected', { affected: null, confirmedAt: null, flatAt: null }],
    ['before anybody has confirmed', 'confirm', { affected: 3, confirmedAt: null, flatAt: null }],
    ['before the venue has said that all is flat', 'holdings', { affected: 3, flatAt: null }],
  ])(
    '%s',
    async (_when, kind, sight) => {
      const first = await live(isAbout(kind));
      await command(first, 'flatten', { scope: 'platform', reason: 'a drill' });
      await until('as far as it comes', async () => {
        const row = await control(1);
        const isConfirmed = row?.confirmedAt !== null;
        return (row?.affected ?? null) === sight.affected && (kind !== 'holdings' || isConfirmed);
      });
      expect(await control(1)).toMatchObject(sight);
      await first.kill();

      const second = await live();
      await until('confirmed and flat', async () => (await control(1))?.flatAt !== null, 15_000);
      expect(await control(1)).toMatchObject({
        affected: 3,
        accounts: ACCOUNTS,
        confirmedAt: expect.any(String) as string,
      });
      for (const type of ['control.issued', 'control.affects', 'control.confirmed', 'control.flat'])
        expect([type, await journaled(type)]).toEqual([type, 1]);
      expect(await command(second, 'reset', { scope: 'platform', reason: 'over' })).toEqual({ control: 2 });
      await soundly();
    },
    40_000,
  );
});
