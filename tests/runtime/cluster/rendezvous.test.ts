import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Candidate, rendezvous } from '../../../runtime/cluster/rendezvous.ts';
import { SHARDS } from '../../../runtime/shard.ts';

const ALL = Array.from({ length: SHARDS }, (_, shard) => shard);
const nodes = (count: number): Candidate[] =>
  Array.from({ length: count }, (_, index) => ({ id: `worker-${index + 1}`, weight: 1 }));
const placed = (among: readonly Candidate[]): (string | undefined)[] => ALL.map((shard) => rendezvous(shard, among));
const countOf = (homes: readonly unknown[], id: string): number => homes.filter((home) => home === id).length;
/** Standard deviation of a binomial share of all shards. */
const spread = (share: number): number => Math.sqrt(SHARDS * share * (1 - share));

const companies = fc
  .uniqueArray(fc.stringMatching(/^[a-z]{1,8}-[0-9]{1,3}$/), { minLength: 2, maxLength: 10 })
  .chain((ids) =>
    fc.tuple(
      ...ids.map((id) => fc.record({ id: fc.constant(id), weight: fc.double({ min: 0.1, max: 10, noNaN: true }) })),
    ),
  );

describe('where shards belong', () => {
  test.each([2, 3, 4, 5, 6, 7, 8, 9, 10])('no one of %i nodes carries much more than its share', (count) => {
    const homes = placed(nodes(count));
    for (const { id } of nodes(count)) {
      expect(Math.abs(countOf(homes, id) - SHARDS / count), id).toBeLessThan(4 * spread(1 / count));
    }
  });

  test('names that differ in one letter only are spread alike: chi-square over many companies is what chance gives', () => {
    let sum = 0;
    const rounds = 200;
    for (let round = 0; round < rounds; round += 1) {
      const among = nodes(4).map(({ weight }, index) => ({ id: `node-${round}-${index}`, weight }));
      const homes = placed(among);
      for (const { id } of among) sum += (countOf(homes, id) - SHARDS / 4) ** 2 / (SHARDS / 4);
    }
    // Three degrees of freedom: mean 3, variance 6.
    expect(Math.abs(sum / rounds - 3)).toBeLessThan(5 * Math.sqrt(6 / rounds));
  });

  test('a node of twice the weight carries twice as much: a small machine is not drowned', () => {
    const among = [...nodes(3), { id: 'big', weight: 3 }];
    expect(Math.abs(countOf(placed(among), 'big') - SHARDS / 2)).toBeLessThan(4 * spread(1 / 2));
  });

  test('a node that leaves moves its own shards alone', () => {
    fc.assert(
      fc.property(companies, fc.nat(), (among, pick) => {
        const leaver = among[pick % among.length]!;
        const before = placed(among);
        const after = placed(among.filter((node) => node !== leaver));
        for (const shard of ALL) if (before[shard] !== leaver.id) expect(after[shard]).toBe(before[shard]);
      }),
    );
  });

  test('a node that joins takes shards, and no other node gets any', () => {
    fc.assert(
      fc.property(companies, (among) => {
        const [joiner, ...rest] = among;
        const before = placed(rest);
        const after = placed(among);
        for (const shard of ALL) expect([before[shard], joiner!.id]).toContain(after[shard]);
      }),
    );
  });

  test('every node says the same, in whatever order it knows the others', () => {
    fc.assert(
      fc.property(companies, (among) => {
        expect(placed([...among].reverse())).toEqual(placed(among));
      }),
    );
  });

  test('nobody is home where there are no nodes', () => {
    expect(rendezvous(1, [])).toBeUndefined();
  });

  test('control: by remainder nearly every shard moves when one node leaves', () => {
    const byRemainder = (among: readonly Candidate[]) => ALL.map((shard) => among[shard % among.length]!.id);
    const before = byRemainder(nodes(4));
    const after = byRemainder(nodes(3));
    const movedOfOthers = ALL.filter((shard) => before[shard] !== 'worker-4' && before[shard] !== after[shard]);
    expect(movedOfOthers.length).toBeGreaterThan(SHARDS / 3);
  });
});
