import { describe, expect, test } from 'vitest';
import type { LocalActors } from '../../../runtime/cluster/company.ts';
import { Desk, type DeskOptions } from '../../../runtime/cluster/desk.ts';
import { Directory } from '../../../runtime/cluster/directory.ts';
import type { NodeQuestion } from '../../../runtime/cluster/link.ts';
import { ActorError } from '../../../runtime/errors.ts';
import { MemoryRegistry } from '../../support/memory-store.ts';
import { row } from '../../support/toy-node.ts';

function desk(act: LocalActors['act'] = async () => 'done', hosts = true) {
  const asked: string[] = [];
  const directory = new Directory();
  const registry = new MemoryRegistry();
  const keeper = {
    freed: (shards: readonly number[]) => void asked.push(`freed ${shards.join(' ')}`),
    taken: (by: string, shards: readonly number[]) => void asked.push(`${by} took ${shards.join(' ')}`),
    drain: async () => void asked.push('drain'),
    undrain: async () => void asked.push('undrain'),
  };
  const hosting = {
    exchange: {
      hear: (from: string) => void asked.push(`heard ${from}`),
      digest: (from: string) => `digest for ${from}`,
    },
    local: {
      has: (address: string) => address === 'counter.here',
      act,
      bringNew: async (records: readonly { address: string }[]) =>
        void asked.push(...records.map(({ address }) => address)),
    },
    showing: { views: () => ['view'], tree: () => 'tree', readers: () => ['reader'] },
  };
  const options = { node: 'a', directory, registry, keeper, ...(hosts && { hosting }) } as unknown as DeskOptions;
  return { desk: new Desk(options), asked, directory, registry };
}
const act = (address: string) => ({ kind: 'act', address, action: 'add', params: {}, by: 'ann' }) as const;

describe('a node that is asked', () => {
  test('for an actor that it does not hold says so before anything has been done', async () => {
    let done = 0;
    const { desk: at } = desk(async () => (done += 1));
    await expect(at.answer('b', act('counter.there'))).rejects.toMatchObject({ type: 'WRONG_OWNER' });
    expect(done).toBe(0);
  });

  test('passes on an actor’s own refusal: it must not be taken for a reason to ask elsewhere', async () => {
    const { desk: at } = desk(async () => {
      throw new ActorError('UNKNOWN_COMMAND', 'no');
    });
    await expect(at.answer('b', act('counter.here'))).rejects.toMatchObject({ type: 'UNKNOWN_COMMAND' });
  });

  test('to act tells the actor’s boundary which node asks, whatever the question says, and what it has sealed', async () => {
    const claims: unknown[] = [];
    const { desk: at } = desk(async (...[, , , , claim]) => claims.push(claim));
    await at.answer('b', act('counter.here'));
    await at.answer('b', { ...act('counter.here'), sealed: 'for ada', from: 'a' } as NodeQuestion);
    expect(claims).toEqual([
      { from: 'b', sealed: undefined },
      { from: 'b', sealed: 'for ada' },
    ]);
  });

  test('to bring actors starts those that the registry knows', async () => {
    const { desk: at, asked, registry } = desk();
    await registry.create([row('counter.new')]);
    await at.answer('b', { kind: 'bring', addresses: ['counter.new', 'counter.unknown'] });
    expect(asked).toEqual(['counter.new']);
  });

  test('gives digest and tree, drains, and takes part again', async () => {
    const { desk: at, asked } = desk();
    const wishes = { boot: '1', seq: 0, follows: [], watches: [] };
    expect(await at.answer('b', { kind: 'digest', wishes })).toBe('digest for b');
    expect(await at.answer('b', { kind: 'tree' })).toBe('tree');
    await at.answer('b', { kind: 'drain' });
    await at.answer('b', { kind: 'undrain' });
    expect(asked).toEqual(['drain', 'undrain']);
  });

  test('and hosts nothing says so instead of failing somewhere inside', async () => {
    const { desk: at } = desk(undefined, false);
    await expect(at.answer('b', act('counter.here'))).rejects.toMatchObject({ type: 'HOSTS_NOTHING' });
  });
});

describe('a node that hears', () => {
  test('that shards are free may take them at once', () => {
    const { desk: at, asked } = desk();
    at.hear('b', { kind: 'released', shards: [1] });
    expect(asked).toEqual(['freed 1']);
  });

  test('who holds shards now sends its calls there, and not back when an older word comes late', () => {
    const { desk: at, directory } = desk();
    at.hear('b', { kind: 'adopted', shards: [[1, 5]] });
    at.hear('c', { kind: 'adopted', shards: [[1, 4]] });
    expect(directory.ownerOf(1)).toEqual({ node: 'b', epoch: 5 });
  });

  test('of streams passes them on where actors live, and does not mind where none do', () => {
    const word = {
      kind: 'streams',
      boot: '1',
      seq: 1,
      hints: [],
      lives: [],
      follows: [],
      watches: [],
      behind: {},
    } as const;
    const hosting = desk();
    hosting.desk.hear('b', word);
    expect(hosting.asked).toEqual(['heard b']);
    expect(() => desk(undefined, false).desk.hear('b', word)).not.toThrow();
  });
});
