// What every ActorStore owes the runtime. `fenced` stores also know shards and their epochs.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StreamEntry } from '../../../runtime/actor.ts';
import type { ActorStore, CommitUnit, JournalEvent, Recovered } from '../../../runtime/ports/actor-store.ts';
import { aBar, T0 } from '../../support/domain-builders.ts';

export interface StoreUnderTest {
  readonly store: ActorStore;
  /** Epoch under which the test owns every shard. */
  readonly epoch: number;
  /** Gives all shards to another owner; for fenced stores. */
  loseShards?(): Promise<void>;
  close(): Promise<void>;
}

/** Runs the suite; `makeStore` gives an empty store each time. */
export function actorStoreConformance(
  name: string,
  makeStore: () => Promise<StoreUnderTest>,
  { fenced = true } = {},
): void {
  describe(`${name} as an ActorStore`, () => {
    let made: StoreUnderTest;
    let store: ActorStore;

    beforeEach(async () => {
      made = await makeStore();
      store = made.store;
    });
    afterEach(() => made.close());

    const open = async (address = 'strategy.s1'): Promise<{ recovered: Recovered; unit: UnitMaker }> => {
      const recovered = (await store.recover([{ address, shard: 7, epoch: made.epoch }])).get(address)!;
      return { recovered, unit: unitMaker(address, made.epoch, recovered.incarnation) };
    };

    test('an actor that was never seen starts with nothing', async () => {
      const { recovered } = await open();
      expect(recovered.events).toEqual([]);
      expect(recovered.heads).toEqual({});
      expect(recovered.snapshot).toBeUndefined();
    });

    test('what is committed comes back as it was written, keys in their order', async () => {
      const { unit } = await open();
      const payload = { zebra: 1, a: { y: [1, null, 'ü'], b: 0.1 }, '10': true, big: 1e21, small: 5e-324 };
      await store.commit(unit({ events: [event(1, payload)], entries: [entry('signals.s1', 1, payload)] }));
      const { recovered } = await open();
      expect(recovered.events).toEqual([event(1, payload)]);
      expect(JSON.stringify(recovered.events[0]?.payload)).toBe(JSON.stringify(payload));
      const [read] = await store.read('signals.s1', 0, 10);
      expect(read).toEqual(entry('signals.s1', 1, payload));
      expect(JSON.stringify(read?.payload)).toBe(JSON.stringify(payload));
    });

    test('only the journal after the snapshot is replayed, and heads of streams are known', async () => {
      const { unit } = await open();
      await store.commit(unit({ events: [event(1), event(2)], entries: [entry('signals.s1', 1)] }));
      const snapshot = { state: { z: 1, a: [2] }, journalSeq: 2, heads: { 'signals.s1': 1 } };
      await store.commit(unit({ snapshot }));
      await store.commit(unit({ events: [event(3)], entries: [entry('signals.s1', 2), entry('reports.x', 1)] }));
      const { recovered } = await open();
      expect(recovered.snapshot).toEqual(snapshot);
      expect(recovered.events.map((e) => e.seq)).toEqual([3]);
      expect(recovered.heads).toEqual({ 'signals.s1': 2, 'reports.x': 1 });
    });

    test('each recovery opens an incarnation above all before it', async () => {
      const first = (await open()).recovered.incarnation;
      expect((await open()).recovered.incarnation).toBeGreaterThan(first);
    });

    test('an incarnation that has been replaced commits nothing', async () => {
      const { unit: old } = await open();
      await open();
      await expect(store.commit(old({ events: [event(1)], entries: [entry('signals.s1', 1)] }))).rejects.toMatchObject({
        type: 'STALE_INCARNATION',
      });
      expect((await open()).recovered.events).toEqual([]);
      expect(await store.read('signals.s1', 0, 10)).toEqual([]);
    });

    test('a repeated unit resolves and is written once', async () => {
      const { unit } = await open();
      const repeated = unit({ events: [event(1)], entries: [entry('signals.s1', 1)] });
      await store.commit(repeated);
      await store.commit(repeated);
      await Promise.all([store.commit(repeated), store.commit(unit({ events: [event(2)] }))]);
      expect((await open()).recovered.events.map((e) => e.seq)).toEqual([1, 2]);
      expect(await store.read('signals.s1', 0, 10)).toHaveLength(1);
    });

    test('a gap in a stream refuses the unit whole', async () => {
      const { unit } = await open();
      await store.commit(unit({ entries: [entry('signals.s1', 1)] }));
      await expect(
        store.commit(unit({ events: [event(1)], entries: [entry('other', 1), entry('signals.s1', 3)] })),
      ).rejects.toThrow();
      expect((await open()).recovered.events).toEqual([]);
      expect(await store.read('other', 0, 10)).toEqual([]);
      expect(await store.read('signals.s1', 0, 10)).toHaveLength(1);
    });

    test('an entry that is there already refuses the unit whole', async () => {
      const { unit } = await open();
      await store.commit(unit({ entries: [entry('signals.s1', 1, 'first')] }));
      await expect(
        store.commit(unit({ events: [event(1)], entries: [entry('signals.s1', 1, 'second')] })),
      ).rejects.toThrow();
      expect((await open()).recovered.events).toEqual([]);
      expect((await store.read('signals.s1', 0, 10)).map((e) => e.payload)).toEqual(['first']);
    });

    test('a gap in a journal refuses the unit whole', async () => {
      const { unit } = await open();
      await expect(store.commit(unit({ events: [event(2)], entries: [entry('signals.s1', 1)] }))).rejects.toThrow();
      expect((await open()).recovered.events).toEqual([]);
      expect(await store.read('signals.s1', 0, 10)).toEqual([]);
    });

    test('what an actor changes after commit was called does not reach the store', async () => {
      const { unit } = await open();
      const state = { count: 1 };
      const committed = store.commit(
        unit({ events: [event(1, state)], snapshot: { state, journalSeq: 0, heads: {} } }),
      );
      state.count = 2;
      await committed;
      const { recovered } = await open();
      expect(recovered.events[0]?.payload).toEqual({ count: 1 });
      expect(recovered.snapshot?.state).toEqual({ count: 1 });
    });

    test('bars come back with the very same numbers', async () => {
      const { unit } = await open('market-data.m');
      const bars = [
        aBar({ open: 0.1 + 0.2, high: 1e15 + 0.5, low: 5e-324, close: 0.1, volume: Number.MAX_SAFE_INTEGER }),
        { ...aBar({ openTime: T0 + 60_000, closeTime: T0 + 120_000 }), flags: ['GAP', 'OUTLIER'] },
        aBar({ openTime: -86_400_001, closeTime: -1 }),
      ].sort((a, b) => a.openTime - b.openTime);
      const entries = bars.map((bar, index) => ({ ...entry('bars.X.1m', index + 1, bar), time: bar.closeTime }));
      await store.commit(unit({ entries }));
      expect(await store.read('bars.X.1m', 0, 10)).toEqual(entries);
    });

    test('reading goes on after a number, in order, up to a limit', async () => {
      const { unit } = await open();
      const entries = Array.from({ length: 12 }, (_, index) => entry('signals.s1', index + 1, index));
      await store.commit(unit({ entries }));
      expect(await store.read('signals.s1', 3, 4)).toEqual(entries.slice(3, 7));
      expect(await store.read('signals.s1', 12, 4)).toEqual([]);
      expect(await store.read('nobody', 0, 4)).toEqual([]);
    });

    test('questions asked in one moment get each its own answer, the same ones the same', async () => {
      const { unit } = await open();
      const { unit: market } = await open('market-data.m');
      const entries = ['signals.s1', 'signals.s2'].flatMap((stream) =>
        Array.from({ length: 6 }, (_, index) => entry(stream, index + 1, `${stream} ${index}`)),
      );
      const bar = { ...entry('bars.X.1m', 1, aBar()), time: aBar().closeTime };
      await Promise.all([store.commit(unit({ entries })), store.commit(market({ entries: [bar] }))]);
      const [first, second] = [entries.slice(0, 6), entries.slice(6)];
      const many = Array.from({ length: 150 }, (_, index) => store.read('signals.s1', index % 3, 2));
      expect(
        await Promise.all([
          ...[store.read('signals.s2', 4, 10), store.read('bars.X.1m', 0, 10), store.read('signals.s1', 0, 3)],
          ...[store.read('nobody', 0, 10), store.read('bars.Y.1m', 0, 10), store.read('signals.s2', 4, 1)],
        ]),
      ).toEqual([second.slice(4), [bar], first.slice(0, 3), [], [], second.slice(4, 5)]);
      for (const [index, found] of (await Promise.all(many)).entries())
        expect(found).toEqual(first.slice(index % 3, (index % 3) + 2));
    });

    test('units of many actors committed at once are all there, each in its order', async () => {
      const addresses = Array.from({ length: 40 }, (_, index) => `strategy.many${index}`);
      const refs = addresses.map((address, index) => ({ address, shard: index, epoch: made.epoch }));
      const opened = await store.recover(refs);
      await Promise.all(
        refs.flatMap(({ address, shard }) => {
          const unit = unitMaker(address, made.epoch, opened.get(address)!.incarnation, shard);
          return Array.from({ length: 5 }, (_, index) =>
            store.commit(unit({ events: [event(index + 1)], entries: [entry(`signals.${address}`, index + 1)] })),
          );
        }),
      );
      const again = await store.recover(refs);
      for (const address of addresses) {
        expect(again.get(address)?.events.map((e) => e.seq)).toEqual([1, 2, 3, 4, 5]);
        expect(again.get(address)?.heads).toEqual({ [`signals.${address}`]: 5 });
      }
    });

    test('a unit that is refused does not take its neighbours with it', async () => {
      const good = await Promise.all(['strategy.a', 'strategy.b', 'strategy.c'].map((address) => open(address)));
      const bad = await open('strategy.bad');
      const outcomes = await Promise.allSettled([
        store.commit(good[0]!.unit({ events: [event(1)] })),
        store.commit(good[1]!.unit({ events: [event(1)] })),
        store.commit(bad.unit({ events: [event(1)], entries: [entry('signals.bad', 5)] })),
        store.commit(good[2]!.unit({ events: [event(1)] })),
      ]);
      expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    });

    test.runIf(fenced)('an owner whose shard has a newer epoch commits nothing and recovers nothing', async () => {
      const { unit } = await open();
      await made.loseShards!();
      await expect(store.commit(unit({ events: [event(1)], entries: [entry('signals.s1', 1)] }))).rejects.toMatchObject(
        {
          type: 'STALE_EPOCH',
        },
      );
      await expect(store.recover([{ address: 'strategy.s1', shard: 7, epoch: made.epoch }])).rejects.toMatchObject({
        type: 'STALE_EPOCH',
      });
      expect(await store.read('signals.s1', 0, 10)).toEqual([]);
    });
  });
}

type UnitMaker = (content: Partial<Pick<CommitUnit, 'events' | 'entries' | 'snapshot'>>) => CommitUnit;

/** Numbers the units of one incarnation. */
export function unitMaker(actor: string, epoch: number, incarnation: number, shard = 7): UnitMaker {
  let unit = 0;
  return (content) => ({ actor, shard, epoch, incarnation, unit: ++unit, events: [], entries: [], ...content });
}

export const event = (seq: number, payload: unknown = { seq }): JournalEvent => ({
  seq,
  type: 'tested',
  payload,
  time: T0 + seq,
  correlationId: `c${seq}`,
});

export const entry = (stream: string, seq: number, payload: unknown = { seq }): StreamEntry => ({
  stream,
  seq,
  position: seq,
  time: T0 + seq,
  payload,
  correlationId: `c${seq}`,
});
