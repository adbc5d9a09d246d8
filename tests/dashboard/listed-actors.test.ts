import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Caller } from '../../actors/domain/people/caller.ts';
import type { ActorView } from '../../actors/views.ts';
import { listedActors } from '../../dashboard/listed-actors.ts';
import { sees } from '../../dashboard/reach.ts';

const KINDS = ['market-data', 'strategy', 'subscription', 'risk-monitor', 'provider', 'follower', 'risk-supervisor'];
const OWNERS = ['uma', 'ben', 'platform', ''];
const lists = fc
  .array(fc.record({ kind: fc.constantFrom(...KINDS), owner: fc.constantFrom(...OWNERS) }))
  .map((rows) =>
    rows.map((row, place) => ({ ...row, address: `${row.kind}.${place}`, state: {} }) as unknown as ActorView),
  );
const callers: fc.Arbitrary<Caller> = fc.record(
  {
    user: fc.constantFrom(...OWNERS),
    roles: fc.subarray(['user', 'provider', 'ops', 'admin'] as const),
    scopes: fc.subarray(['read', 'trade', 'admin'] as const),
  },
  { requiredKeys: ['user', 'roles'] },
);

/** Whether the index says of a list what asking each of its actors says. */
const agrees = (seenBy: (list: readonly ActorView[], caller: Caller) => readonly ActorView[]): boolean =>
  !fc.check(
    fc.property(lists, callers, (list, caller) => {
      expect(seenBy(list, caller)).toEqual(list.filter((view) => sees(caller, view)));
    }),
    { numRuns: 10_000, seed: 1 },
  ).failed;

it('everybody finds in a list what asking each actor finds, in its order', () => {
  expect(agrees((list, caller) => listedActors(list).seenBy(caller))).toBe(true);
});

it('an index that hands out what is others’ is found (control)', () => {
  expect(agrees((list) => list)).toBe(false);
});

it('a change is shown to whose it is, and to all where it may be anybody’s', () => {
  const list = [
    ...[
      { kind: 'subscription', owner: 'uma' },
      { kind: 'market-data', owner: 'platform' },
    ].map((row, place) => ({ ...row, address: `a.${place}` })),
    { kind: 'provider', owner: 'ben', address: 'provider.p' },
  ] as unknown as ActorView[];
  const { shownTo } = listedActors(list);
  expect([shownTo(['a.0']), shownTo(['a.0', 'a.1']), shownTo(['provider.p']), shownTo(['brand.new'])]).toEqual([
    new Set(['uma']),
    new Set(['uma', null]),
    new Set([null]),
    new Set([null]),
  ]);
});
