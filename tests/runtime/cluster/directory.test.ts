import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Directory } from '../../../runtime/cluster/directory.ts';
import type { ClusterMap, LiveNode, ShardLease } from '../../../runtime/ports/shard-leases.ts';

const node = (id: string, weight = 1): LiveNode => ({ id, weight, draining: false, details: {}, upMs: 0 });
const map = (...shards: ShardLease[]): ClusterMap => ({ nodes: [node('a'), node('b'), node('g', 0)], shards });
const lease = (owner: string | null, epoch: number, live = owner !== null): ShardLease => ({
  shard: 1,
  owner,
  epoch,
  live,
});

describe('directory', () => {
  test('an old word that comes late does not lead calls back to a former owner', () => {
    const words = fc.uniqueArray(fc.record({ epoch: fc.nat(50), node: fc.constantFrom('a', 'b', 'c') }), {
      ...{ selector: ({ epoch }) => epoch, minLength: 1 },
    });
    fc.assert(
      fc.property(words, (said) => {
        const directory = new Directory();
        for (const { node: owner, epoch } of said) directory.heard(1, owner, epoch);
        const newest = said.reduce((one, other) => (other.epoch > one.epoch ? other : one));
        expect(directory.ownerOf(1)).toEqual(newest);
      }),
    );
  });

  test('an old map does not take back what its new owner has said', () => {
    const directory = new Directory();
    directory.heard(1, 'b', 3);
    directory.learn(map(lease('a', 2)));
    expect(directory.ownerOf(1)?.node).toBe('b');
    directory.learn(map(lease('a', 2, false)));
    expect(directory.ownerOf(1)?.node).toBe('b');
  });

  test('a shard that was given back, or whose lease ran out, is nobody’s: a call waits instead of going astray', () => {
    const directory = new Directory();
    directory.heard(1, 'a', 3);
    directory.learn(map(lease(null, 3)));
    expect(directory.ownerOf(1)).toBeUndefined();
    directory.heard(1, 'a', 4);
    directory.learn(map(lease('a', 4, false)));
    expect(directory.ownerOf(1)).toBeUndefined();
  });

  test('a lease that was renewed after it had run out leads to its owner again', () => {
    const directory = new Directory();
    directory.learn(map(lease('a', 4, false)));
    directory.learn(map(lease('a', 4)));
    expect(directory.ownerOf(1)).toEqual({ node: 'a', epoch: 4 });
  });

  test('a gateway is among the living, and not among those that host', () => {
    const directory = new Directory();
    directory.learn(map(lease('a', 1)));
    expect(directory.nodes().map(({ id }) => id)).toEqual(['a', 'b', 'g']);
    expect(directory.hosts().map(({ id }) => id)).toEqual(['a', 'b']);
    expect(directory.shardsByNode()).toEqual(new Map([['a', 1]]));
  });
});
