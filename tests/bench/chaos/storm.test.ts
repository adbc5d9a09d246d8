import { expect, it } from 'vitest';
import { FAULTS } from '../../../bench/chaos/faults.ts';
import { draws } from '../../../bench/chaos/storm.ts';

const WORKERS = ['worker-1', 'worker-2', 'worker-3'];

const drawn = (seed: number, count: number) => {
  const coming = draws(FAULTS, WORKERS, seed);
  return Array.from({ length: count }, () => {
    const { kind, order, lastsMs, gapMs, isAlone } = coming.next().value;
    return { kind: kind.name, order, lastsMs, gapMs, isAlone };
  });
};

it('draws the same storm for the same seed and another for another, so that a run that failed can be had again (S1)', () => {
  expect(drawn(7, 90)).toEqual(drawn(7, 90));
  expect(drawn(7, 90)).not.toEqual(drawn(8, 90));
});

it('strikes every kind before any comes again, so that a run of one deck has met them all (S2)', () => {
  const deck = drawn(1, FAULTS.length).map(({ kind }) => kind);
  expect(new Set(deck).size).toBe(FAULTS.length);
});

it('has faults strike workers alone now and then, so that failover is measured in every run (S4)', () => {
  const alone = drawn(1, FAULTS.length).filter(({ isAlone }) => isAlone);
  expect(alone.length).toBeGreaterThanOrEqual(3);
});
