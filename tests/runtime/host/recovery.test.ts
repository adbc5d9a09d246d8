import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { StaleEpoch } from '../../../runtime/errors.ts';
import { AwayStore, HeldStore } from '../../support/faulty-stores.ts';
import { MemoryRegistry, MemoryStore } from '../../support/memory-store.ts';
import { counter, eventually } from '../../support/toy-actors.ts';
import { row, type ToyNode, type ToyNodeOptions, toyNode } from '../../support/toy-node.ts';

const nodes: ToyNode[] = [];
afterEach(async () => {
  for (const node of nodes.splice(0)) await node.close();
});
const boot = async (options: ToyNodeOptions): Promise<ToyNode> => {
  const node = await toyNode(options);
  nodes.push(node);
  await node.host.boot();
  return node;
};
const add = (node: ToyNode, by: number): Promise<unknown> => node.broker.call('counter.a.add', { by });

describe('recovery', () => {
  test('a journal after a snapshot is not lost, nor the journal before it counted twice', async () => {
    const store = new MemoryStore();
    const registry = new MemoryRegistry();
    await registry.add([row('counter.a')]);
    const first = await boot({ store, registry });
    await add(first, 1);
    await first.broker.call('counter.a.save');
    await add(first, 10);
    expect(store.actors.get('counter.a')!.snapshot).toMatchObject({ state: { total: 1 }, journalSeq: 1 });
    const second = await boot({ store, registry });
    expect(second.host.status('counter.a').state).toEqual({ total: 11 });
    await expect(add(second, 100)).resolves.toBe(111);
    expect(store.events('counter.a').map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  test('an older process that lives on cannot write beside the new one', async () => {
    const store = new MemoryStore();
    const registry = new MemoryRegistry();
    await registry.add([row('counter.a')]);
    const old = await boot({ store, registry });
    await boot({ store, registry });
    await expect(add(old, 5)).rejects.toMatchObject({ type: 'ACTOR_CRASHED' });
    expect(store.events('counter.a')).toEqual([]);
  });

  test('a stop writes a last snapshot, so that a start need not read the whole journal', async () => {
    const store = new MemoryStore();
    const { host, broker, spawn } = await boot({ store });
    await spawn([row('counter.a'), row('counter.idle')]);
    await broker.call('counter.a.add', { by: 3 });
    await host.stop('counter.a', 'enough');
    expect(store.actors.get('counter.a')!.snapshot).toMatchObject({ state: { total: 3 }, journalSeq: 1 });
    await host.shutdown('over');
    expect(store.actors.get('counter.idle')!.snapshot).toBeDefined();
  });

  test('a stop lets the commit under way come to its end: its caller is answered, nothing is half done', async () => {
    const store = new HeldStore();
    const printed: unknown[] = [];
    const node = await boot({ store, ports: { printer: async (_actor, request) => printed.push(request) } });
    await node.spawn([row('counter.a')]);
    store.hold();
    const asked = add(node, 4);
    await eventually(() => store.held === 1);
    const late = add(node, 5).catch((error: unknown) => error);
    const stopped = node.host.stop('counter.a', 'enough');
    expect(await late).toMatchObject({ type: 'ACTOR_STOPPED' });
    store.release();
    await expect(asked).resolves.toBe(4);
    await stopped;
    expect(node.host.status('counter.a')).toMatchObject({
      lifecycle: 'stopped',
      lastCause: 'enough',
      state: { total: 4 },
    });
    expect(store.actors.get('counter.a')!.snapshot).toMatchObject({ state: { total: 4 } });
    // Its I/O would go on beside a successor's, who asks again for what is not done.
    expect(printed).toEqual([]);
  });

  test('while the database is away nobody crashes, and all resume by themselves', async () => {
    const store = new AwayStore();
    const node = await boot({ store });
    await node.spawn([row('counter.a')]);
    store.isAway = true;
    const asked = add(node, 6);
    await eventually(() => store.refused >= 2);
    expect(node.host.status('counter.a')).toMatchObject({ lifecycle: 'running', restarts: 0 });
    store.isAway = false;
    await expect(asked).resolves.toBe(6);
    expect(store.events('counter.a').length).toBe(1);
  });

  test('a shard that was lost stops its actors, not the process', async () => {
    let isLost = false;
    const epochOf = (shard: number): number => {
      if (isLost) throw new StaleEpoch(shard, 1);
      return 1;
    };
    const policies = { counter: { intensity: { maxRestarts: 1, periodMs: 60_000 } } };
    const node = await boot({ epochOf, policies });
    await node.spawn([row('counter.a')]);
    isLost = true;
    await expect(add(node, 1)).rejects.toMatchObject({ type: 'ACTOR_CRASHED' });
    await eventually(() => node.host.status('counter.a').lifecycle === 'stopped');
    expect(node.host.status('counter.a').lastCause).toContain('not held any more');
  });

  test('an actor whose save or inspect throws harms itself alone', async () => {
    const broken = () => {
      throw new Error('cannot');
    };
    const kinds = [counter, { ...counter, kind: 'mute', save: broken, inspect: broken }];
    const policies = { mute: { intensity: { maxRestarts: 0, periodMs: 60_000 } } };
    const node = await boot({ kinds, policies });
    await node.spawn([row('mute.a'), row('counter.a')]);
    expect(node.host.list().map(({ state }) => state)).toEqual([{ inspectFailed: 'cannot' }, { total: 0 }]);
    await expect(node.broker.call('mute.a.save')).rejects.toMatchObject({ type: 'ACTOR_CRASHED' });
    await eventually(() => node.host.status('mute.a').lifecycle === 'faulted');
    await expect(add(node, 1)).resolves.toBe(1);
  });

  test('what a killed owner made durable but could not announce reaches its followers when it is back', async () => {
    const store = new HeldStore();
    const node = await boot({ store, policies: { books: { shutdownMs: 10 } } });
    await node.spawn([row('source.s', { upTo: 1, aTurn: 1 }), row('tally.t', { streams: ['books.k'] })]);
    await eventually(() => store.entries('numbers.s').length === 1);
    store.hold();
    await node.spawn([row('books.k', { from: 'numbers.s' })]);
    await eventually(() => store.held === 1);
    await node.host.stop('books.k', 'too slow');
    store.release();
    await sleep(5);
    expect(store.entries('books.k').length).toBe(1);
    expect(node.host.status('tally.t').state['position']).toBe(0);
    await node.host.start('books.k');
    await eventually(() => node.host.status('tally.t').state['position'] === 1);
    expect(store.events('books.k').length).toBe(1);
  });
});
