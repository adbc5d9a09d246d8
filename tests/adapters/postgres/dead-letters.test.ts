import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ServiceBroker } from 'moleculer';
import type { DeadLetterRow } from '../../../actors/domain/messaging-rows.ts';
import { messagingService } from '../../../actors/troupe/messaging.service.ts';
import type { ActorView } from '../../../actors/views.ts';
import { ownSeal } from '../../../adapters/nats/caller-seal.ts';
import { postgresDeadLetters } from '../../../adapters/postgres/dead-letters.ts';
import { postgresMessagingDesk } from '../../../adapters/postgres/messaging-desk.ts';
import { systemClock } from '../../../runtime/clock.ts';
import { ActorError } from '../../../runtime/errors.ts';
import type { DeadLetter } from '../../../runtime/ports/dead-letters.ts';
import { T0 } from '../../support/domain-builders.ts';
import { entry, event, unitMaker } from './actor-store.conformance.ts';
import { type Fixture, openFixture } from './fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
});
afterAll(() => fixture.close());

/** An actor that has come up once, and a letter of it. */
const born = async (actor: string): Promise<(fields?: Partial<DeadLetter>) => DeadLetter> => {
  const { epoch, store } = fixture;
  const { incarnation } = (await store.recover([{ address: actor, shard: 7, epoch }])).get(actor)!;
  return (fields = {}) => ({
    ...{ actor, shard: 7, epoch, incarnation, error: 'poison', crashes: 5, mayMiss: true },
    entry: { ...entry('bars.SPX.1d', 9), position: 9, time: T0, payload: { close: 1 } },
    ...fields,
  });
};
const letters = () => postgresDeadLetters(fixture.source);
const desk = () => postgresMessagingDesk(fixture.source);
const lettersOf = async (actor: string): Promise<readonly DeadLetterRow[]> =>
  (await desk().letters({ actor, limit: 10 })).rows;

describe('a dead letter in PostgreSQL', () => {
  test('is there for every incarnation to come, and is the same letter when its actor crashes at it again', async () => {
    const letter = await born('strategy.a');
    expect(await letters().put(letter())).toBe(true);
    expect(await letters().put(letter({ crashes: 6, error: 'poison still' }))).toBe(true);
    const aside = await letters().setAside(['strategy.a', 'strategy.unheard-of']);
    expect(
      [...aside].map(([actor, streams]) => [actor, [...streams].map(([name, seqs]) => [name, [...seqs]])]),
    ).toEqual([['strategy.a', [['bars.SPX.1d', [9]]]]]);
    expect(await lettersOf('strategy.a')).toMatchObject([
      { stream: 'bars.SPX.1d', entry: 9, error: 'poison still', crashes: 6, isAside: true, state: 'open' },
    ]);
  });

  test('is refused from an incarnation that has been replaced, and from an epoch that is over', async () => {
    const old = await born('strategy.b');
    await born('strategy.b');
    await expect(letters().put(old())).rejects.toMatchObject({ type: 'STALE_EPOCH' });
    const now = await born('strategy.b');
    await expect(letters().put(now({ epoch: fixture.epoch - 1 }))).rejects.toMatchObject({ type: 'STALE_EPOCH' });
    expect(await lettersOf('strategy.b')).toEqual([]);
  });

  test('is not set aside when something was appended at its position or beyond: an earlier incarnation had got past it', async () => {
    const { epoch, store } = fixture;
    const recovered = (await store.recover([{ address: 'strategy.c', shard: 7, epoch }])).get('strategy.c')!;
    const unit = unitMaker('strategy.c', epoch, recovered.incarnation);
    await store.commit(unit({ entries: [{ ...entry('signals.c', 1), position: 9 }] }));
    const letter = await born('strategy.c');
    expect(await letters().put(letter())).toBe(false);
    expect(await letters().put(letter({ entry: { ...letter().entry, seq: 10, position: 10 } }))).toBe(true);
  });
});

describe('what is done with a dead letter', () => {
  const acted: string[] = [];
  const lifecycles = new Map<string, string>();
  let broker: ServiceBroker;
  let call: (action: string, params: object, ...roles: ('ops' | 'user')[]) => Promise<unknown>;
  beforeAll(async () => {
    broker = new ServiceBroker({ nodeID: 'here', logger: false });
    const seal = ownSeal('here', systemClock());
    broker.createService(
      messagingService({
        ...{ desk: desk(), seal },
        ensemble: {
          actors: () => [...lifecycles].map(([address, lifecycle]) => ({ address, lifecycle }) as unknown as ActorView),
          readers: async () => [],
        },
        company: {
          act: async (address, action, _params, by) => {
            acted.push(`${by} ${action} ${address}`);
            if (lifecycles.get(address) === 'stopped') throw new ActorError('ACTOR_NOT_RUNNING', 'stopped');
          },
        },
      }),
    );
    await broker.start();
    call = async (action, params, ...roles) =>
      broker.call(`messaging.${action}`, params, {
        meta: { sealed: await seal.seal({ user: 'olga', roles }, Date.now() + 20_000) },
      });
  });
  afterAll(() => broker.stop());

  const letterOf = async (actor: string, mayMiss: boolean): Promise<string> => {
    const letter = await born(actor);
    await letters().put(letter({ mayMiss }));
    return (await lettersOf(actor))[0]!.id;
  };
  const auditOf = (actor: string) =>
    fixture.source.query(`SELECT who, what, before, after FROM audit WHERE address = $1`, [actor]);

  test('of an actor that stands there: it is given the entry again, the actor restarts, and the audit has both sides', async () => {
    const id = await letterOf('risk-monitor.d', false);
    expect(await call('requeue', { id, reason: 'mended' }, 'ops')).toMatchObject({
      ...{ id, state: 'requeued', closedBy: 'olga', reason: 'mended' },
    });
    expect(acted).toEqual(['olga restart risk-monitor.d']);
    expect(await auditOf('risk-monitor.d')).toEqual([
      {
        ...{ who: 'olga', what: 'requeue' },
        before: { letter: id, stream: 'bars.SPX.1d', entry: 9, state: 'open', crashes: 5, error: 'poison' },
        after: { letter: id, state: 'requeued', reason: 'mended' },
      },
    ]);
    // It crashed at it once more.
    const letter = await born('risk-monitor.d');
    await letters().put(letter({ mayMiss: false, crashes: 6 }));
    expect(await lettersOf('risk-monitor.d')).toMatchObject([{ id, state: 'open', closedBy: null, reason: null }]);
  });

  test('of an actor that stands there, is never to go on without it: the entry may be a fill’s', async () => {
    lifecycles.set('risk-monitor.e', 'faulted');
    const id = await letterOf('risk-monitor.e', false);
    await expect(call('discard', { id, reason: 'away' }, 'ops')).rejects.toMatchObject({ type: 'LETTER_HELD' });
    expect(await letters().setAside(['risk-monitor.e'])).toEqual(new Map());
    lifecycles.set('risk-monitor.e', 'running'); // it has got past it, mended
    expect(await call('discard', { id, reason: 'done with' }, 'ops')).toMatchObject({ state: 'discarded' });
  });

  test('of an actor that has gone on: it is discarded, still gone past, and not to be had back', async () => {
    const id = await letterOf('strategy.f', true);
    await expect(call('requeue', { id, reason: 'again' }, 'ops')).rejects.toMatchObject({ type: 'LETTER_OVERTAKEN' });
    await call('discard', { id, reason: 'a broken bar' }, 'ops');
    expect((await letters().setAside(['strategy.f'])).has('strategy.f')).toBe(true);
    await expect(call('discard', { id, reason: 'again' }, 'ops')).rejects.toMatchObject({ type: 'LETTER_CLOSED' });
    expect(await auditOf('strategy.f')).toMatchObject([{ what: 'discard', after: { reason: 'a broken bar' } }]);
  });

  test('is done once of two at the same moment, and by nobody who may not', async () => {
    const id = await letterOf('strategy.g', true);
    await expect(call('discard', { id, reason: 'mine' }, 'user')).rejects.toMatchObject({ type: 'FORBIDDEN' });
    const both = await Promise.allSettled([1, 2].map(() => call('discard', { id, reason: 'twice' }, 'ops')));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await auditOf('strategy.g')).toHaveLength(1);
    await expect(call('discard', { id: '999', reason: 'none' }, 'ops')).rejects.toMatchObject({
      type: 'LETTER_NOT_FOUND',
    });
  });

  test('of one that its owner has stopped waits for its start', async () => {
    lifecycles.set('subscription.h', 'stopped');
    const id = await letterOf('subscription.h', false);
    expect(await call('requeue', { id, reason: 'mended' }, 'ops')).toMatchObject({ state: 'requeued' });
  });
});

describe('streams', () => {
  test('come by name in pages that lose none, with their heads and the time of the last entry', async () => {
    const { epoch, store } = fixture;
    const recovered = (await store.recover([{ address: 'strategy.s', shard: 7, epoch }])).get('strategy.s')!;
    const unit = unitMaker('strategy.s', epoch, recovered.incarnation);
    const names = ['x.1', 'x.2', 'x.3'];
    await store.commit(unit({ events: [event(1)], entries: names.map((name) => ({ ...entry(name, 1), time: T0 })) }));
    const seen: string[] = [];
    for (let cursor: string | undefined, isMore = true; isMore;) {
      const page = await desk().streams({ limit: 2, ...(cursor !== undefined && { cursor }) });
      seen.push(...page.rows.map(({ stream }) => stream));
      cursor = page.nextCursor;
      isMore = cursor !== undefined;
    }
    expect(seen).toEqual([...seen].sort());
    expect(seen).toEqual(expect.arrayContaining(names));
    expect(await desk().streamsNamed(['x.2', 'x.9'])).toEqual([
      { stream: 'x.2', owner: 'strategy.s', head: 1, lastAt: new Date(T0).toISOString() },
    ]);
    await expect(desk().streams({ limit: 2, cursor: 'made-up' })).rejects.toMatchObject({ type: 'BAD_CURSOR' });
    expect(await desk().waitingOrders({ limit: 10 })).toEqual({ rows: [] });
    expect(await desk().snapshot('strategy.s')).toBeUndefined();
  });
});
