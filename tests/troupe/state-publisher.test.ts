import { afterEach, describe, expect, test } from 'vitest';
import { BARS_CACHED } from '../../actors/ports/shared-cache.ts';
import { type ChangingActors, StatePublisher } from '../../actors/troupe/state-publisher.ts';
import type { Lifecycle } from '../../actors/views.ts';
import { virtualClock } from '../../runtime/clock.ts';
import { silentLog } from '../../runtime/ports/log.ts';
import { FakeCache } from './fake-cache.ts';
import { viewOf } from './views.ts';

class FakeActors implements ChangingActors {
  readonly lifecycles = new Map<string, Lifecycle>();
  presented = 0;
  hasEpoch = true;
  turnsWait = false;
  private changed = new Set<string>();

  isBusy(): boolean {
    return this.turnsWait;
  }

  touch(...addresses: string[]): void {
    for (const address of addresses) {
      if (!this.lifecycles.has(address)) this.lifecycles.set(address, 'running');
      this.changed.add(address);
    }
  }

  become(address: string, lifecycle: Lifecycle | undefined): void {
    if (lifecycle === undefined) this.lifecycles.delete(address);
    else this.lifecycles.set(address, lifecycle);
    this.changed.add(address);
  }

  takeChanged(): readonly string[] {
    const taken = [...this.changed];
    this.changed = new Set();
    return taken;
  }

  lifecycle(address: string): Lifecycle | undefined {
    return this.lifecycles.get(address);
  }

  view(address: string) {
    this.presented += 1;
    const lifecycle = this.lifecycles.get(address);
    return lifecycle === undefined || !this.hasEpoch ? undefined : { epoch: 7, view: viewOf(address, { lifecycle }) };
  }
}

const addressesOf = (count: number): string[] => Array.from({ length: count }, (_, index) => `strategy.s${index}`);

const publishers: StatePublisher[] = [];
afterEach(() => publishers.splice(0).forEach((publisher) => publisher.close()));

function scene(options: { most?: number; cache?: FakeCache } = {}) {
  const clock = virtualClock(1_000_000);
  const cache = options.cache ?? new FakeCache();
  const actors = new FakeActors();
  const announced: (readonly string[])[] = [];
  const publisher = new StatePublisher({
    ...{ node: 'worker-1', actors, cache, clock, log: silentLog },
    ...{ most: options.most ?? 200, announce: (addresses) => void announced.push(addresses) },
  });
  publishers.push(publisher);
  const ticks = (count: number): Promise<void> => clock.advance(count * 260);
  const cached = (): string[] => [...(cache.nodes.get('worker-1')?.keys() ?? [])];
  return { clock, cache, actors, announced, publisher, ticks, cached };
}

describe('state publisher', () => {
  test('puts what has changed into the cache and then says so, so that whoever reads at once finds it', async () => {
    const { cache, actors, announced, ticks, cached } = scene();
    actors.touch('strategy.a', 'strategy.b');
    await ticks(1);
    expect(cached()).toEqual(['strategy.a', 'strategy.b']);
    expect(announced).toEqual([['strategy.a', 'strategy.b']]);
    expect(cache.puts[0]?.map(({ epoch, version }) => [epoch, version])).toEqual([
      [7, 1],
      [7, 2],
    ]);
    await ticks(4);
    expect(announced).toHaveLength(1);
  });

  test('spreads a bar for ten thousand actors over many ticks, each once and none forgotten', async () => {
    const { actors, announced, ticks, cached } = scene();
    actors.touch(...addressesOf(10_000));
    await ticks(1);
    expect(actors.presented).toBe(200);
    await ticks(60);
    expect(actors.presented).toBe(10_000);
    expect(cached()).toHaveLength(10_000);
    expect(Math.max(...announced.map(({ length }) => length))).toBe(200);
  });

  test('presents in slices with breaks, so that turns come between', async () => {
    const { clock, actors, publisher } = scene();
    actors.touch(...addressesOf(200));
    const ticking = publisher.tick();
    await Promise.resolve();
    expect(actors.presented).toBeLessThan(200);
    await clock.advance(5);
    expect(await ticking).toHaveLength(200);
    const asked = publisher.views(addressesOf(200));
    const before = actors.presented;
    await Promise.resolve();
    expect(actors.presented - before).toBeLessThan(200);
    await clock.advance(5);
    expect(await asked).toHaveLength(200);
  });

  test('shows a slice while turns are taken, all of a tick every four seconds, and every crash at once', async () => {
    const { actors, ticks } = scene();
    actors.touch(...addressesOf(800));
    await ticks(4);
    actors.turnsWait = true;
    actors.touch(...addressesOf(800));
    await ticks(1);
    expect(actors.presented).toBe(800 + 25);
    for (const address of addressesOf(100)) actors.become(address, 'faulted');
    await ticks(1);
    expect(actors.presented).toBe(800 + 25 + 100);
    await ticks(13);
    expect(actors.presented).toBe(800 + 25 + 100 + 13 * 25);
    await ticks(1);
    expect(actors.presented).toBe(800 + 25 + 100 + 13 * 25 + 200);
  });

  test('tells a crash before thousands of quiet changes that came first', async () => {
    const { actors, announced, ticks } = scene({ most: 10 });
    actors.touch(...addressesOf(40));
    await ticks(8);
    announced.length = 0;
    actors.touch(...addressesOf(40));
    await ticks(1);
    actors.become('strategy.s39', 'restarting');
    await ticks(1);
    expect(announced[0]).not.toContain('strategy.s39'); // Control: it was not its turn yet.
    expect(announced[1]?.[0]).toBe('strategy.s39');
    expect(announced[1]?.slice(1)).toEqual(addressesOf(19).slice(10));
    await ticks(5);
    expect(announced.flat().filter((address) => address === 'strategy.s39')).toHaveLength(1);
  });

  test('lets an actor that changes all the time not keep the others waiting', async () => {
    const { actors, announced, ticks } = scene({ most: 2 });
    actors.touch(...addressesOf(6));
    await ticks(4);
    announced.length = 0;
    actors.touch(...addressesOf(6));
    for (let tick = 0; tick < 3; tick += 1) {
      await ticks(1);
      actors.touch('strategy.s0');
    }
    expect(announced.flat()).toEqual(addressesOf(6));
  });

  test('takes back what it hosts no longer', async () => {
    const { actors, announced, ticks, cached } = scene();
    actors.touch('strategy.a', 'strategy.b');
    await ticks(1);
    actors.become('strategy.a', undefined);
    await ticks(1);
    expect(cached()).toEqual(['strategy.b']);
    expect(announced.at(-1)).toEqual(['strategy.a']);
  });

  test('neither takes back nor forgets an actor whose lease is in doubt: it is told once that is settled', async () => {
    const { actors, announced, ticks, cached, cache } = scene();
    actors.touch('strategy.a');
    await ticks(1);
    actors.hasEpoch = false;
    actors.become('strategy.a', 'restarting');
    await ticks(4);
    expect(cached()).toEqual(['strategy.a']);
    expect(announced).toHaveLength(1);
    actors.hasEpoch = true;
    await ticks(1);
    expect(announced).toHaveLength(2);
    expect(cache.puts.at(-1)?.[0]?.view.lifecycle).toBe('restarting');
  });

  test('clears what its earlier life left, before it says anything', async () => {
    const cache = new FakeCache();
    cache.set({ epoch: 3, version: 9, view: viewOf('strategy.old') });
    const { actors, ticks, cached } = scene({ cache });
    actors.touch('strategy.a');
    await ticks(1);
    expect(cached()).toEqual(['strategy.a']);
  });
});

describe('state publisher without its cache', () => {
  test('still says what has changed, without the cost of showing it', async () => {
    const { cache, actors, announced, ticks } = scene();
    cache.available(false);
    actors.touch('strategy.a');
    await ticks(3);
    expect(announced).toEqual([['strategy.a']]);
    expect(actors.presented).toBe(0);
  });

  test('puts everything again, by and by, when the cache comes back empty', async () => {
    const { cache, actors, ticks, cached } = scene();
    actors.touch(...addressesOf(500));
    await ticks(4);
    cache.available(false);
    cache.forgetAll();
    actors.touch('strategy.s1');
    await ticks(2);
    expect(cached()).toEqual([]);
    cache.puts.length = 0;
    cache.available(true);
    await ticks(5);
    expect(cached()).toHaveLength(500);
    expect(Math.max(...cache.puts.map(({ length }) => length))).toBe(25);
  });

  test('loses nothing to a cache that refuses while it is there, and does not hammer it', async () => {
    const { cache, actors, announced, ticks, cached } = scene();
    cache.refuses = true;
    actors.touch('strategy.a');
    await ticks(10);
    expect(announced).toEqual([['strategy.a']]);
    expect(actors.presented).toBeLessThanOrEqual(1);
    cache.refuses = false;
    await ticks(20);
    expect(cached()).toEqual(['strategy.a']);
  });

  test('answers a node that asks, at most 500 at a time, with looks that count as later than those it has put', async () => {
    const { clock, cache, actors, publisher, ticks } = scene();
    actors.touch(...addressesOf(600));
    await ticks(4);
    const asking = publisher.views(['strategy.none', ...addressesOf(600)]);
    await clock.advance(100);
    const views = await asking;
    expect(views).toHaveLength(499);
    const put = Math.max(...cache.puts.flat().map(({ version }) => version));
    expect(Math.min(...views.map(({ version }) => version))).toBeGreaterThan(put);
  });
});

describe('bars', () => {
  const entries = (from: number, through: number) =>
    Array.from({ length: through - from + 1 }, (_, index) => {
      const seq = from + index;
      const openTime = seq * 60_000;
      const prices = { open: 1, high: 1, low: 1, close: 1, volume: 0 };
      return { seq, payload: { openTime, closeTime: openTime + 60_000, ...prices, flags: ['flat' as const] } };
    });

  test('leave together with the next tick, as rows like those of the records', async () => {
    const { cache, publisher, ticks } = scene();
    publisher.onBars('bars.X.1m', entries(1, 2));
    publisher.onBars('bars.X.1m', entries(3, 3));
    expect(cache.bars.size).toBe(0);
    await ticks(1);
    expect(cache.bars.get('bars.X.1m')?.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(cache.bars.get('bars.X.1m')?.[0]).toEqual({
      ...{
        seq: 1,
        openTime: '1970-01-01T00:01:00.000Z',
        open: 1,
        high: 1,
        low: 1,
        close: 1,
        volume: 0,
        flags: ['flat'],
      },
    });
  });

  test('of a replay at full speed do not pile up: only those that the cache would keep are pushed', async () => {
    const { cache, publisher, ticks } = scene();
    for (let at = 1; at < 20_000; at += 100) publisher.onBars('bars.X.1m', entries(at, at + 99));
    await ticks(1);
    expect(cache.bars.get('bars.X.1m')).toHaveLength(BARS_CACHED);
    expect(cache.bars.get('bars.X.1m')?.at(-1)?.seq).toBe(20_000);
  });
});
