import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Decider, moves, type PlacementRules } from '../../../runtime/cluster/placement.ts';
import { rendezvous } from '../../../runtime/cluster/rendezvous.ts';
import type { ClusterMap, LiveNode } from '../../../runtime/ports/shard-leases.ts';

const SHARDS = 64;
const RULES: PlacementRules = { movesAtATime: 8, settleMs: 2_000, alone: false };
const ALL = Array.from({ length: SHARDS }, (_, shard) => shard);

const node = (id: string, about: Partial<LiveNode> = {}): LiveNode => ({
  ...{ id, weight: 1, draining: false, details: {}, upMs: 60_000 },
  ...about,
});
const map = (nodes: readonly LiveNode[], owner: (shard: number) => string | null, live = true): ClusterMap => ({
  nodes,
  shards: ALL.map((shard) => ({ shard, owner: owner(shard), epoch: 1, live: live && owner(shard) !== null })),
});
const self = (id: string, holding: readonly number[] = [], about: Partial<Decider> = {}): Decider => ({
  ...{ id, draining: false, steady: true, holding: new Map(holding.map((shard) => [shard, 1])) },
  ...about,
});
const homesOf = (id: string, nodes: readonly LiveNode[]): number[] =>
  ALL.filter((shard) => rendezvous(shard, nodes) === id);

describe('what a node does about the map', () => {
  test('every free shard is taken by exactly one node: none is left, none is fought over', () => {
    const about = fc.record({ weight: fc.constantFrom(0, 1, 2), draining: fc.boolean(), upMs: fc.nat(5_000) });
    fc.assert(
      fc.property(fc.array(about, { minLength: 1, maxLength: 6 }), (company) => {
        const nodes = company.map((one, index) => node(`worker-${index}`, one));
        const seen = map(nodes, () => null);
        const taken = nodes
          .filter(({ weight }) => weight > 0)
          .flatMap(({ id, draining }) => moves(self(id, [], { draining }), seen, RULES).take);
        const hosts = nodes.some(({ weight, draining }) => weight > 0 && !draining);
        expect(taken.sort((a, b) => a - b)).toEqual(hosts ? ALL : []);
      }),
    );
  });

  test('a shard whose owner lives is not taken, wherever it belongs', () => {
    const seen = map([node('a'), node('b')], () => 'b');
    expect(moves(self('a'), seen, RULES).take).toEqual([]);
  });

  test('an owner hands over what belongs elsewhere, no more than a few at a time, and keeps what is at home', () => {
    const nodes = [node('a'), node('b')];
    const { handOver, take } = moves(
      self('a', ALL),
      map(nodes, () => 'a'),
      RULES,
    );
    expect(handOver).toEqual(homesOf('b', nodes).slice(0, RULES.movesAtATime));
    expect(take).toEqual([]);
  });

  test('a node that comes and goes at once is given nothing: it has to show that it stays', () => {
    const young = [node('a'), node('b', { upMs: 1_999 })];
    expect(
      moves(
        self('a', ALL),
        map(young, () => 'a'),
        RULES,
      ).handOver,
    ).toEqual([]);
    const settled = [node('a'), node('b', { upMs: 2_000 })];
    expect(
      moves(
        self('a', ALL),
        map(settled, () => 'a'),
        RULES,
      ).handOver,
    ).toHaveLength(RULES.movesAtATime);
  });

  test('what a dead node held is taken at once by a survivor that has had the database in sight, by another not', () => {
    const seen = map([node('a')], () => 'dead', false);
    expect(moves(self('a'), seen, RULES).take).toEqual(ALL);
    expect(moves(self('a', [], { steady: false }), seen, RULES).take).toEqual([]);
  });

  test('after an outage everybody keeps what it held, though every lease has run out', () => {
    const nodes = [node('a'), node('b')];
    const seen = map(nodes, (shard) => (shard % 2 === 0 ? 'a' : 'b'), false);
    const even = ALL.filter((shard) => shard % 2 === 0);
    expect(moves(self('a', even, { steady: false }), seen, RULES).take).toEqual([]);
  });

  test('a shard given back is free for the one it belongs to, steady or not', () => {
    const nodes = [node('a'), node('b')];
    const { take } = moves(
      self('a', [], { steady: false }),
      map(nodes, () => null),
      RULES,
    );
    expect(take).toEqual(homesOf('a', nodes));
  });

  test('a namesake takes what its predecessor held, although that lease still runs', () => {
    const nodes = [node('a'), node('b')];
    expect(
      moves(
        self('a'),
        map(nodes, () => 'a'),
        RULES,
      ).take,
    ).toEqual(ALL);
  });

  test('a node that drains gives everything, also to one that has just come, and takes nothing', () => {
    const nodes = [node('a', { draining: true }), node('b', { upMs: 0 })];
    const holding = ALL.slice(0, 4);
    const decision = moves(
      self('a', holding, { draining: true }),
      map(nodes, (shard) => (shard < 4 ? 'a' : null)),
      RULES,
    );
    expect(decision).toEqual({ handOver: holding, take: [] });
  });

  test('the last node that is left keeps its shards although it drains: nobody could take them', () => {
    const decider = self('a', ALL, { draining: true });
    expect(
      moves(
        decider,
        map([node('a', { draining: true })], () => 'a'),
        RULES,
      ).handOver,
    ).toEqual([]);
  });

  test('a gateway is given nothing', () => {
    const nodes = [node('a'), node('gateway', { weight: 0 })];
    expect(
      moves(
        self('a', ALL),
        map(nodes, () => 'a'),
        RULES,
      ).handOver,
    ).toEqual([]);
  });

  test('a node that is alone takes every shard, and hands over none, whoever else is listed', () => {
    const alone = { ...RULES, alone: true };
    const nodes = [node('a'), node('b')];
    expect(
      moves(
        self('a'),
        map(nodes, () => null),
        alone,
      ).take,
    ).toEqual(ALL);
    expect(
      moves(
        self('a', ALL),
        map(nodes, () => 'a'),
        alone,
      ).handOver,
    ).toEqual([]);
  });
});
