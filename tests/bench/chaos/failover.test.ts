import { expect, it } from 'vitest';
import { failovers, quantile } from '../../../bench/chaos/failover.ts';
import type { Blown } from '../../../bench/chaos/storm.ts';
import type { Note } from '../../../bench/chaos/witness.ts';

const strike = (more: Partial<Blown> = {}): Blown => ({
  ...{ kind: 'kill-worker', toll: 'worker', worker: 'worker-1', at: 1_000, healedAt: 3_000, survives: false },
  ...{ isAlone: true, shards: new Set([7]) },
  ...more,
});
const note = (actor: string, incarnation: number, unit: number, at: number): Note => ({ actor, incarnation, unit, at });
const actors = [
  { address: 'strategy.a', shard: 7 },
  { address: 'market-data.b', shard: 7 },
  { address: 'strategy.elsewhere', shard: 8 },
];
const before = actors.map(({ address }) => note(address, 1, 0, 500));

it('counts from the fault to the next incarnation, for a feed to its first bar, and only actors of the struck worker (F1)', () => {
  const notes = [
    ...before,
    note('strategy.a', 1, 5, 990),
    note('strategy.a', 2, 0, 3_200),
    note('market-data.b', 2, 0, 3_200),
    note('market-data.b', 2, 1, 3_900),
    note('strategy.elsewhere', 2, 0, 3_200),
  ];
  expect(failovers({ strikes: [strike()], notes, actors })).toEqual({ clean: [2_200, 2_900], all: [2_200, 2_900] });
});

it('takes a commit that was under way when the worker died for no return', () => {
  const notes = [...before, note('strategy.a', 1, 6, 1_001), note('strategy.a', 2, 0, 3_000)];
  expect(failovers({ strikes: [strike()], notes, actors: [actors[0]!] }).all).toEqual([2_000]);
});

it('does not hold a later move against a worker that came back in time, nor a drain (F2)', () => {
  const notes = [...before, note('strategy.a', 2, 0, 60_000)];
  const kept = strike({ kind: 'freeze-worker', survives: true });
  expect(failovers({ strikes: [kept], notes, actors }).all).toEqual([]);
  expect(failovers({ strikes: [strike({ kind: 'drain-worker' })], notes, actors }).all).toEqual([]);
});

it('calls a failover clean only when nothing else was struck meanwhile (F3)', () => {
  const notes = [...before, note('strategy.a', 2, 0, 3_200)];
  const other = strike({ kind: 'restart-postgres', toll: 'all', worker: undefined, at: 2_000, shards: new Set() });
  expect(failovers({ strikes: [strike(), other], notes, actors: [actors[0]!] })).toEqual({ clean: [], all: [2_200] });
});

it('gives quantiles of what there is, and 0 of nothing', () => {
  expect([0.5, 0.99, 1].map((share) => quantile([3, 1, 2], share))).toEqual([2, 3, 3]);
  expect(quantile([], 0.99)).toBe(0);
});
