// The dashboard as a node that is alone serves it (moleculer.config.ts), with PostgreSQL behind it and no actors: what actors would answer
// is said by `cast.ts`.
// V1. Nothing that was read for the request before is of use to the next: an actor has changed, and ten minutes have passed.
import { createHash, randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { ServiceBroker } from 'moleculer';
import type { DataSource } from 'typeorm';
import { backtestService } from '../../actors/backtest/backtest.service.ts';
import { peopleService } from '../../actors/people/people.service.ts';
import { ACTORS_CHANGED } from '../../actors/protocol.ts';
import { recordsService } from '../../actors/records/records.service.ts';
import type { Ensemble } from '../../actors/troupe/ensemble.ts';
import { lanesOf } from '../../actors/troupe/lanes.ts';
import { messagingService } from '../../actors/troupe/messaging.service.ts';
import { presentTree } from '../../actors/troupe/present.ts';
import { troupeService } from '../../actors/troupe/troupe.service.ts';
import type { ActorView } from '../../actors/views.ts';
import { addressBlocks } from '../../adapters/addresses/address-blocks.ts';
import { ownSeal } from '../../adapters/nats/caller-seal.ts';
import { keptSeals } from '../../adapters/nats/kept-seals.ts';
import { argon2Hasher } from '../../adapters/passwords/argon2-hasher.ts';
import { postgresActorRegistry } from '../../adapters/postgres/actor-registry.ts';
import { streamHeads } from '../../adapters/postgres/actor-store.ts';
import { postgresAttempts } from '../../adapters/postgres/attempt-counters.ts';
import { postgresAuditLog } from '../../adapters/postgres/audit.ts';
import { postgresBacktestBars } from '../../adapters/postgres/backtest-bars.ts';
import { postgresBacktests } from '../../adapters/postgres/backtests.ts';
import { postgresMessagingDesk } from '../../adapters/postgres/messaging-desk.ts';
import { postgresPeople } from '../../adapters/postgres/people.ts';
import { postgresRecords } from '../../adapters/postgres/records.ts';
import { postgresSessions } from '../../adapters/postgres/sessions.ts';
import { postgresTimeSeries } from '../../adapters/postgres/time-series/time-series-store.ts';
import { brokerFace } from '../../dashboard/broker-face.ts';
import { createDashboard, type OpenDashboard } from '../../dashboard/dashboard.ts';
import type { Log } from '../../dashboard/face.ts';
import { type Clock, systemClock } from '../../runtime/clock.ts';
import { ActorNotHosted } from '../../runtime/errors.ts';
import { hiddenActors } from '../../runtime/host/hidden-service.ts';
import { silentLog } from '../../runtime/ports/log.ts';
import { SHARDS } from '../../runtime/shard.ts';
import { treeOf } from './cast.ts';

const NODE = 'bench';
/** What the dashboard cannot answer is told. */
const LOG: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: (fields, message) => void process.stderr.write(`${message}: ${inspect(fields)}\n`),
};
const DAY_MS = 86_400_000;
const LEAP_MS = 600_000;

export interface Serving extends Pick<OpenDashboard, 'url' | 'routes' | 'close'> {
  /** V1. */
  age(): void;
  /** Opens a session of somebody, and gives its token. */
  signIn(user: string): Promise<string>;
}

/** Serves what there is in a database, with these actors. */
export async function serve(source: DataSource, views: readonly ActorView[]): Promise<Serving> {
  const system = systemClock();
  let leaps = 0;
  const clock: Clock = { ...system, now: () => system.now() + leaps * LEAP_MS };
  const seal = ownSeal(NODE, system);
  const known = new Map(views.map((view) => [view.address, view]));
  const company = { act: actOn(known), spawn: () => Promise.reject(new Error('nothing is started here')) };
  const broker = new ServiceBroker({
    ...{ nodeID: NODE, logger: false, skipProcessEventRegistration: true },
    middlewares: [hiddenActors({ act: company.act, isActorKind: (kind) => KINDS.has(kind) })],
  });
  const registry = postgresActorRegistry(source);
  const ensemble = ensembleOf(views);
  const sessions = postgresSessions(source);
  const heads = streamHeads(source);
  const newId = (): string => randomBytes(4).toString('hex');
  const parts = () => [{ part: 'postgres', ok: true, detail: 'answers' }];
  const series = await postgresTimeSeries(source);
  broker.createService(recordsService(postgresRecords(source, series), postgresAuditLog(source)));
  broker.createService(
    peopleService({
      ...{ clock: system, log: silentLog, signUp: 'off', isDemo: false, addresses: addressBlocks, randomBytes },
      ...{ store: postgresPeople(source), hasher: argon2Hasher(), counters: postgresAttempts(source), sessions },
    }),
  );
  broker.createService(
    troupeService({
      ...{ ensemble, company, registry, heads, node: NODE, startedAt: system.now(), newId, parts, seal },
    }),
  );
  broker.createService(messagingService({ ensemble, company, seal, desk: postgresMessagingDesk(source) }));
  broker.createService(
    backtestService({
      ...{ store: postgresBacktests(source), bars: postgresBacktestBars(source), company, seal, log: silentLog },
      ...{ lanes: () => lanesOf(views), newId },
    }),
  );
  const actors = brokerFace(broker, { seal: keptSeals(seal, system) });
  await broker.start();
  const dashboard = await createDashboard({
    ...{ actors, clock, log: LOG, csrfSecret: randomBytes(32).toString('base64url') },
    metrics: async () => ({ contentType: 'text/plain', body: '' }),
  }).listen('127.0.0.1', 0);
  return {
    ...{ url: dashboard.url, routes: dashboard.routes },
    age: () => {
      leaps += 1;
      void broker.broadcastLocal(ACTORS_CHANGED, { addresses: [views[0]!.address] });
    },
    signIn: async (user) => {
      const token = randomBytes(32).toString('base64url');
      const now = system.now();
      await sessions.open({
        ...{ hash: createHash('sha256').update(token).digest('hex'), id: token.slice(0, 16), user, generation: 1 },
        ...{ origin: { ip: '127.0.0.1', agent: 'bench' }, createdAt: now, seenAt: now, expiresAt: now + DAY_MS },
      });
      return token;
    },
    close: async () => {
      await dashboard.close();
      await broker.stop();
    },
  };
}

const KINDS = new Set([
  ...['market-data', 'strategy', 'risk-monitor', 'subscription', 'provider', 'follower', 'manual'],
  ...['risk-supervisor', 'backtest'],
]);

/** An actor says of itself what is known of it, and nothing has happened to it. */
const actOn =
  (known: ReadonlyMap<string, ActorView>) =>
  async (address: string, action: string): Promise<unknown> => {
    const view = known.get(address);
    if (view === undefined) throw new ActorNotHosted(address);
    if (action === 'inspect') return view;
    if (action === 'trace') return { address, moves: [], messages: [], readers: [] };
    throw new Error(`nobody is here to ${action} ${address}`);
  };

/** Of one node that hosts them all. */
function ensembleOf(views: readonly ActorView[]): Ensemble {
  const tree = treeOf(views);
  return {
    // Another list each time, as a host's.
    actors: () => views.slice(),
    meet: async () => undefined,
    drain: async () => undefined,
    undrain: async () => undefined,
    nodes: async () => [
      {
        ...{ node: NODE, role: 'all', state: 'up', draining: false, upMs: 5_400_000, shards: SHARDS },
        where: 'the bench',
      },
    ],
    shards: () => Array.from({ length: SHARDS }, (_, shard) => ({ shard, node: NODE, epoch: 1 })),
    tree: async () => presentTree({ ...tree, lastCause: null } as unknown as Parameters<typeof presentTree>[0]),
    readers: async (streams) => {
      const asked = new Set<unknown>(streams);
      return views
        .filter(({ kind, state }) => kind !== 'market-data' && asked.has(state['lane']))
        .map(({ address, state }, index) => ({
          ...{ reader: address, stream: String(state['lane']), entry: 499_000 + (index % 1_000), waitingSince: null },
        }));
    },
  };
}
