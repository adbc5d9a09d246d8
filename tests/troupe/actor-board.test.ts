import { afterEach, describe, expect, test } from 'vitest';
import type { CachedView } from '../../actors/ports/shared-cache.ts';
import { ActorBoard } from '../../actors/troupe/actor-board.ts';
import type { ActorView } from '../../actors/views.ts';
import { virtualClock } from '../../runtime/clock.ts';
import { silentLog } from '../../runtime/ports/log.ts';
import { FakeCache } from './fake-cache.ts';
import { cachedView } from './views.ts';

const addressesOf = (count: number): string[] => Array.from({ length: count }, (_, index) => `strategy.s${index}`);

const boards: ActorBoard[] = [];
afterEach(() => boards.splice(0).forEach((board) => board.close()));

function scene(options: { registered?: readonly string[] } = {}) {
  const clock = virtualClock(1_000_000);
  const cache = new FakeCache();
  const state = {
    registered: options.registered,
    nodeOf: (_address: string): string | undefined => undefined,
    answer: (_node: string): 'says' | 'fails' | 'never' => 'says',
  };
  const asked: { node: string; addresses: readonly string[] }[] = [];
  /** What the nodes would answer. */
  const truth = new Map<string, CachedView<ActorView>>();
  const refreshed: (readonly string[])[] = [];
  const board = new ActorBoard({
    ...{ cache, clock, log: silentLog, refreshed: (addresses) => void refreshed.push(addresses) },
    nodeOf: (address) => state.nodeOf(address),
    async registered() {
      if (state.registered === undefined) throw new Error('the database is away');
      return state.registered;
    },
    async askNode(node, addresses) {
      asked.push({ node, addresses });
      if (state.answer(node) === 'never') return new Promise(() => undefined);
      if (state.answer(node) === 'fails') throw new Error(`${node} does not answer`);
      return addresses.flatMap((address) => truth.get(address) ?? []);
    },
  });
  boards.push(board);
  return { clock, cache, board, state, asked, truth, refreshed };
}

const A = 'strategy.a';

describe('actor board', () => {
  test('is full at the start, without a node being asked', async () => {
    const { cache, board, asked } = scene({ registered: addressesOf(3) });
    cache.set(...addressesOf(3).map((address) => cachedView(address)));
    await board.start();
    expect(board.size).toBe(3);
    expect(board.get('strategy.s1')?.lifecycle).toBe('running');
    expect(board.freshness()).toEqual({
      ...{ source: 'redis', oldestMs: 0, detail: '3 actors known; actor states may be up to 1 s old' },
    });
    expect(asked).toEqual([]);
  });

  test('meets what has just been made at once, from its node, before cache or announcement know of it', async () => {
    const { board, state, truth, refreshed, asked } = scene({ registered: [] });
    await board.start();
    state.nodeOf = () => 'worker-1';
    truth.set(A, cachedView(A));
    refreshed.length = 0;
    await board.meet([A]);
    expect([board.get(A)?.lifecycle, refreshed]).toEqual(['running', [[A]]]);
    expect(asked).toEqual([{ node: 'worker-1', addresses: [A] }]);
    state.answer = () => 'fails';
    await board.meet(['strategy.b']); // is not there yet, and comes with the next reading
    expect(board.get('strategy.b')).toBeUndefined();
  });

  test('shows a change once it is announced, and says so only when it is to be seen', async () => {
    const { clock, cache, board, refreshed } = scene({ registered: [A] });
    cache.set(cachedView(A));
    await board.start();
    cache.set(cachedView(A, { lifecycle: 'faulted' }, { version: 2 }));
    refreshed.length = 0;
    board.changed('worker-1', [A]);
    expect([board.get(A)?.lifecycle, refreshed]).toEqual(['running', []]);
    await clock.advance(250);
    expect([board.get(A)?.lifecycle, refreshed]).toEqual(['faulted', [[A]]]);
  });

  test('reads at most four times a second, however much is announced, each actor once', async () => {
    const { clock, cache, board } = scene({ registered: [] });
    await board.start();
    for (let at = 0; at < 100; at += 1) {
      board.changed('worker-1', addressesOf(500));
      await clock.advance(10);
    }
    expect(cache.reads.length).toBeLessThanOrEqual(5);
    expect(cache.reads.every((addresses) => new Set(addresses).size === addresses.length)).toBe(true);
    board.changed('worker-1', addressesOf(10_000));
    await clock.advance(250);
    expect(cache.reads.at(-1)).toHaveLength(1_000);
  });

  test('lists ten thousand actors without copying until something changes', async () => {
    const { clock, cache, board } = scene({ registered: addressesOf(10_000) });
    cache.set(...addressesOf(10_000).map((address) => cachedView(address)));
    await board.start();
    const listed = board.list();
    expect(listed).toHaveLength(10_000);
    expect(board.list()).toBe(listed);
    cache.set(cachedView('strategy.s5', { turns: 9 }, { version: 2 }));
    board.changed('worker-1', ['strategy.s5']);
    await clock.advance(300);
    expect(board.list()).not.toBe(listed); // Control: a change is not hidden by the kept array.
    expect(board.list().find(({ address }) => address === 'strategy.s5')?.turns).toBe(9);
  });
});

describe('epochs', () => {
  test.each([
    ['an older epoch', { epoch: 4, version: 900 }, 'worker-2'],
    ['an earlier look of the same epoch', { epoch: 5, version: 9 }, 'worker-2'],
    ['a later look of the same epoch (control)', { epoch: 5, version: 11 }, 'worker-3'],
    ['a newer epoch (control)', { epoch: 6, version: 1 }, 'worker-3'],
  ])('a view of %s never takes an actor back to a host that it has left', async (_, which, node) => {
    const { clock, cache, board } = scene({ registered: [A] });
    cache.set(cachedView(A, { node: 'worker-2' }, { epoch: 5, version: 10 }));
    await board.start();
    cache.nodes.clear();
    cache.set(cachedView(A, { node: 'worker-3' }, which));
    board.changed('worker-3', [A]);
    await clock.advance(300);
    expect(board.get(A)?.node).toBe(node);
  });

  test('the actors of a dead node are restarting until another has them, whatever it left in the cache', async () => {
    const { clock, cache, board, refreshed } = scene({ registered: [A, 'strategy.b', 'strategy.idle'] });
    cache.set(cachedView(A, {}, { epoch: 5 }), cachedView('strategy.b', { node: 'worker-2' }));
    cache.set(cachedView('strategy.idle', { lifecycle: 'stopped' }));
    await board.start();
    refreshed.length = 0;
    board.nodeGone('worker-1');
    expect(board.get(A)).toMatchObject({
      ...{ lifecycle: 'restarting', lastCause: 'its node worker-1 is gone; another takes over' },
      since: new Date(1_000_000).toISOString(),
    });
    expect(board.list()).toContain(board.get(A));
    expect(refreshed).toEqual([[A, 'strategy.idle']]);
    expect([board.get('strategy.b')?.lifecycle, board.get('strategy.idle')?.lifecycle]).toEqual(['running', 'stopped']);

    // The last that the dead node put, read only now.
    cache.set(cachedView(A, { turns: 99 }, { epoch: 5, version: 2 }));
    await clock.advance(65_000);
    expect(board.get(A)?.lifecycle).toBe('restarting');

    cache.set(cachedView(A, { node: 'worker-2' }, { epoch: 6 }));
    board.changed('worker-2', [A]);
    await clock.advance(300);
    expect(board.get(A)).toMatchObject({ lifecycle: 'running', node: 'worker-2', lastCause: null });
  });

  test('a node that was only cut off gets its actors back when it speaks again', async () => {
    const { clock, cache, board } = scene({ registered: [A, 'strategy.b'] });
    cache.set(cachedView(A), cachedView('strategy.b'));
    await board.start();
    board.nodeGone('worker-1');
    board.changed('worker-1', ['strategy.b']);
    await clock.advance(300);
    expect(board.list().map(({ lifecycle }) => lifecycle)).toEqual(['running', 'running']);
  });
});

describe('without the cache', () => {
  test('the nodes are asked, at most 500 actors a call and one round a second', async () => {
    const addresses = addressesOf(1_200);
    const { clock, cache, board, state, asked, truth } = scene({ registered: addresses });
    for (const address of addresses) truth.set(address, cachedView(address));
    state.nodeOf = (address) => (Number(address.slice('strategy.s'.length)) % 2 === 0 ? 'worker-1' : 'worker-2');
    cache.available(false);
    await board.start();
    await clock.advance(900);
    expect(board.size).toBe(500);
    expect(asked.map(({ node }) => node).sort()).toEqual(['worker-1', 'worker-2']);
    await clock.advance(3_000);
    expect(board.size).toBe(1_200);
    board.changed('worker-2', addresses);
    await clock.advance(3_000);
    expect(Math.max(...asked.map(({ addresses: { length } }) => length))).toBeLessThanOrEqual(500);
    expect(board.freshness()).toMatchObject({
      source: 'nodes',
      detail: 'Redis is away: actor states may be up to 1 s old',
    });
  });

  test('a node that never answers costs only its own actors their freshness, and that is shown', async () => {
    const { clock, cache, board, state, truth } = scene({ registered: [A, 'strategy.b'] });
    cache.set(cachedView(A), cachedView('strategy.b', { node: 'worker-2' }));
    await board.start();
    cache.available(false);
    truth.set(A, cachedView(A, { turns: 50 }, { version: 2 }));
    truth.set('strategy.b', cachedView('strategy.b', { node: 'worker-2', turns: 50 }, { version: 2 }));
    state.answer = (node) => (node === 'worker-1' ? 'never' : 'says');
    board.changed('worker-1', [A]);
    board.changed('worker-2', ['strategy.b']);
    await clock.advance(20_000);
    expect([board.get(A)?.turns, board.get('strategy.b')?.turns]).toEqual([3, 50]);
    expect(board.freshness()).toEqual({
      ...{ source: 'nodes', oldestMs: 20_000, detail: 'Redis is away: actor states may be up to 20 s old' },
    });
    state.answer = () => 'says';
    await clock.advance(5_000);
    expect([board.get(A)?.turns, board.ageMs]).toEqual([50, 0]);
  });

  test('what a node that is gone had announced is not asked for any more', async () => {
    const { clock, cache, board, state, asked } = scene({ registered: [A] });
    cache.set(cachedView(A));
    await board.start();
    cache.available(false);
    state.answer = () => 'fails';
    board.changed('worker-1', [A]);
    await clock.advance(3_000);
    expect(asked.length).toBeGreaterThan(1); // Control.
    state.answer = () => 'never';
    await clock.advance(1_500);
    board.nodeGone('worker-1'); // While a question to it is under way.
    const before = asked.length;
    await clock.advance(10_000);
    expect([asked.length, board.ageMs]).toEqual([before, 0]);
  });

  test('a cache that refuses is left alone for a while, and read again when it is back', async () => {
    const { clock, cache, board, truth, asked } = scene({ registered: [A] });
    cache.set(cachedView(A));
    await board.start();
    cache.refuses = true;
    truth.set(A, cachedView(A, { turns: 50 }, { version: 2 }));
    board.changed('worker-1', [A]);
    await clock.advance(2_500);
    expect([board.get(A)?.turns, cache.reads.length]).toEqual([50, 1]);
    cache.refuses = false;
    asked.length = 0;
    await clock.advance(5_000);
    cache.set(cachedView(A, { turns: 60 }, { version: 3 }));
    board.changed('worker-1', [A]);
    await clock.advance(300);
    expect([board.get(A)?.turns, asked.length, board.freshness().source]).toEqual([60, 0, 'redis']);
  });

  test('an older copy that comes back with the cache does not undo what a node has said meanwhile', async () => {
    const { clock, cache, board, truth } = scene({ registered: [A] });
    cache.set(cachedView(A, { turns: 3 }, { version: 1 }));
    await board.start();
    cache.available(false);
    truth.set(A, cachedView(A, { turns: 50 }, { version: 2 }));
    board.changed('worker-1', [A]);
    await clock.advance(1_100);
    cache.available(true);
    await clock.advance(65_000);
    expect(board.get(A)?.turns).toBe(50);
  });
});

describe('anti-entropy', () => {
  test('a change whose announcement was lost is seen all the same, in slices', async () => {
    const addresses = addressesOf(2_000);
    const { clock, cache, board } = scene({ registered: addresses });
    cache.set(...addresses.map((address) => cachedView(address)));
    await board.start();
    await clock.advance(15_000);
    expect(cache.reads).toEqual([]); // Control: nothing is read without need.
    cache.set(...addresses.map((address) => cachedView(address, { turns: 9 }, { version: 2 })));
    await clock.advance(20_000);
    expect(board.list().every(({ turns }) => turns === 9)).toBe(true);
    expect(cache.reads.map(({ length }) => length)).toEqual([500, 500, 500, 500]);
  });

  test('an actor that the registry no longer has is forgotten, one that came meanwhile is not', async () => {
    const { clock, cache, board, state, refreshed } = scene({ registered: [A, 'strategy.b'] });
    cache.set(cachedView(A), cachedView('strategy.b'), cachedView('strategy.leftover'));
    await board.start();
    expect(board.get('strategy.leftover')).toBeUndefined();
    const registry = Promise.withResolvers<readonly string[]>();
    state.registered = [A];
    await clock.advance(29_000);
    Object.defineProperty(state, 'registered', { get: () => registry.promise });
    await clock.advance(2_000);
    cache.set(cachedView('strategy.new'));
    board.changed('worker-1', ['strategy.new']);
    await clock.advance(300);
    refreshed.length = 0;
    registry.resolve([A]);
    await clock.advance(1_000);
    expect(board.list().map(({ address }) => address)).toEqual([A, 'strategy.new']);
    expect(refreshed[0]).toEqual(['strategy.b']);
  });

  test('nothing is forgotten because the database is away', async () => {
    const { clock, cache, board, state } = scene({ registered: [A] });
    cache.set(cachedView(A));
    await board.start();
    state.registered = undefined;
    await clock.advance(65_000);
    expect(board.size).toBe(1);
  });

  test('an actor of which nobody tells any more makes the board old, and it says so', async () => {
    const { clock, cache, board } = scene({ registered: [A] });
    cache.set(cachedView(A));
    await board.start();
    cache.nodes.clear();
    await clock.advance(90_000);
    expect(board.freshness().oldestMs).toBe(90_000);
    cache.set(cachedView(A));
    await clock.advance(35_000);
    expect(board.ageMs).toBe(0);
  });

  test('after close nothing is read', async () => {
    const { clock, cache, board } = scene({ registered: [A] });
    cache.set(cachedView(A));
    await board.start();
    board.close();
    board.changed('worker-1', [A]);
    await clock.advance(65_000);
    expect(cache.reads).toEqual([]);
  });
});
