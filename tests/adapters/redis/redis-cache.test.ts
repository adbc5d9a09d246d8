import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { BarRow } from '../../../actors/domain/record-rows.ts';
import { BARS_CACHED, type SharedCache } from '../../../actors/ports/shared-cache.ts';
import type { ActorView } from '../../../actors/views.ts';
import { freePort } from '../../../adapters/processes/free-port.ts';
import { startRedis, type RedisServer } from '../../../adapters/processes/redis-server.ts';
import { redisCache } from '../../../adapters/redis/redis-cache.ts';
import type { Log } from '../../../runtime/ports/log.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { cachedView } from '../../troupe/views.ts';

const dir = tempFolder('redis-cache');
const away = expect.objectContaining({ type: 'CACHE_UNAVAILABLE' }) as Error;

let server: RedisServer;
let raw: Redis;
let cache: SharedCache<ActorView>;
let said: { level: string; message: string }[];

const noted = (level: string) => (_facts: unknown, message: string) => void said.push({ level, message });
const log: Log = { debug: noted('debug'), info: noted('info'), warn: noted('warn'), error: noted('error') };

const becomes = (wanted: boolean): Promise<void> =>
  new Promise((resolve) => {
    const deafen = cache.onAvailability((up) => {
      if (up === wanted) resolve(queueMicrotask(() => deafen()));
    });
  });

const bar = (seq: number, close = 100): BarRow => ({
  ...{
    seq,
    openTime: new Date(seq * 60_000).toISOString(),
    open: 100,
    high: 101,
    low: 99,
    close,
    volume: 7,
    flags: ['gap'],
  },
});
const bars = (from: number, through: number): BarRow[] =>
  Array.from({ length: through - from + 1 }, (_, index) => bar(from + index));

beforeAll(async () => {
  server = await startRedis({ dir, port: await freePort() });
  raw = new Redis(server.url, { lazyConnect: true, retryStrategy: () => 50, maxRetriesPerRequest: null });
  raw.on('error', () => undefined);
});
afterAll(async () => {
  raw.disconnect();
  await server.stop();
});
beforeEach(async () => {
  said = [];
  await raw.flushall();
  cache = redisCache({ url: server.url, keyPrefix: 'test:', log, answerMs: 500 });
  await becomes(true);
});
afterEach(() => cache.close());

describe('views', () => {
  test('come back from every node as they were put, so that a page need ask nobody', async () => {
    const one = cachedView('strategy.a', { node: 'worker-1' });
    const other = cachedView('strategy.b', { node: 'worker-2', state: { lane: 'bars.X.1m', warm: null } });
    await cache.putViews('worker-1', [one]);
    await cache.putViews('worker-2', [other]);
    expect(await cache.views()).toEqual(expect.arrayContaining([one, other]));
    expect(await cache.viewsOf(['strategy.b', 'strategy.none'])).toEqual([other]);
    expect(await cache.viewsOf([])).toEqual([]);
  });

  test('of a moved actor are those of its new host, whatever the old one left behind', async () => {
    const before = cachedView('strategy.a', { node: 'worker-1' }, { epoch: 4, version: 90 });
    const after = cachedView('strategy.a', { node: 'worker-2' }, { epoch: 5, version: 1 });
    await cache.putViews('worker-2', [after]);
    await cache.putViews('worker-1', [before]);
    expect(await cache.viewsOf(['strategy.a'])).toEqual([after]);
    expect(await cache.views()).toEqual([after]);
    await cache.dropViews('worker-2', ['strategy.a', 'strategy.none']);
    expect(await cache.views()).toEqual([before]); // Control: it was there to be chosen.
    await cache.dropViews('worker-1', 'all');
    expect(await cache.views()).toEqual([]);
  });

  test('of ten thousand actors come back whole, though they are read in steps', async () => {
    const addresses = Array.from({ length: 10_000 }, (_, index) => `strategy.s${index}`);
    for (let at = 0; at < addresses.length; at += 1_000)
      await cache.putViews(
        'worker-1',
        addresses.slice(at, at + 1_000).map((address) => cachedView(address)),
      );
    const views = await cache.views();
    expect(new Set(views.map(({ view }) => view.address)).size).toBe(10_000);
    expect(views).toHaveLength(10_000);
  });

  test('go by themselves when their node has gone', async () => {
    await cache.putViews('worker-1', [cachedView('strategy.a')]);
    expect(await raw.ttl('test:views:worker-1')).toBeGreaterThan(3_000);
    expect(await raw.ttl('test:nodes')).toBeGreaterThan(3_000);
  });

  test('of another cluster on the same Redis are not seen', async () => {
    const other = redisCache({ url: server.url, keyPrefix: 'other:', log });
    await expect.poll(() => other.viewsOf(['strategy.a']).catch(() => undefined)).toEqual([]);
    await other.putViews('worker-1', [cachedView('strategy.a')]);
    expect(await cache.views()).toEqual([]);
    await other.close();
  });
});

describe('what is corrupt', () => {
  const sound = cachedView('strategy.sound');
  test.each([
    ['no JSON', '{"epoch":1,'],
    ['no view', '{"epoch":1,"version":1}'],
    ['no epoch', JSON.stringify({ version: 1, view: cachedView('strategy.bad').view })],
    ['a word that no page knows', JSON.stringify(cachedView('strategy.bad', { lifecycle: 'dancing' as 'running' }))],
    ['a time that is none', JSON.stringify(cachedView('strategy.bad', { since: 'yesterday' }))],
    ['another actor', JSON.stringify(cachedView('strategy.else'))],
  ])('%s: is dropped with a warning and costs the others nothing', async (_, text) => {
    await cache.putViews('worker-1', [sound]);
    await raw.hset('test:views:worker-1', 'strategy.bad', text);
    expect(await cache.views()).toEqual([sound]);
    expect(await cache.viewsOf(['strategy.bad', 'strategy.sound'])).toEqual([sound]);
    expect(said.filter(({ level }) => level === 'warn')).toHaveLength(2);
  });

  test('a key of another type is dropped, and does not stand in the way of the next write', async () => {
    for (const key of ['nodes', 'views:worker-1', 'bars:bars.X.1m']) await raw.set(`test:${key}`, 'rubbish');
    expect(await cache.viewsOf(['strategy.sound'])).toEqual([]);
    await raw.set('test:nodes', 'rubbish');
    await cache.putViews('worker-1', [sound]);
    await cache.pushBars('bars.X.1m', bars(1, 2));
    expect(await cache.views()).toEqual([sound]);
    expect(await cache.lastBars('bars.X.1m', 5)).toEqual(bars(1, 2));
    await raw.set('test:bars:bars.X.1m', 'rubbish');
    expect(await cache.lastBars('bars.X.1m', 5)).toEqual([]);
  });

  test('a bar that cannot be read ends the run, so that no page shows a hole', async () => {
    await cache.pushBars('bars.X.1m', bars(1, 5));
    await raw.zremrangebyscore('test:bars:bars.X.1m', 3, 3);
    await raw.zadd('test:bars:bars.X.1m', 3, '{"seq":3}');
    expect(await cache.lastBars('bars.X.1m', 10)).toEqual(bars(4, 5));
    expect(said.map(({ level }) => level)).toEqual(['warn']);
  });
});

describe('bars', () => {
  test('are the newest, oldest first, and no more than are kept', async () => {
    await cache.pushBars('bars.X.1m', bars(1, 400));
    await cache.pushBars('bars.X.1m', bars(401, 900));
    expect(await cache.lastBars('bars.X.1m', 3)).toEqual(bars(898, 900));
    expect(await cache.lastBars('bars.X.1m', 10_000)).toEqual(bars(901 - BARS_CACHED, 900));
    expect(await raw.zcard('test:bars:bars.X.1m')).toBe(BARS_CACHED);
    expect(await cache.lastBars('bars.Y.1m', 3)).toEqual([]);
  });

  test('pushed twice, as after a restart, are there once', async () => {
    await cache.pushBars('bars.X.1m', bars(1, 5));
    await cache.pushBars('bars.X.1m', bars(4, 6));
    expect(await cache.lastBars('bars.X.1m', 10)).toEqual(bars(1, 6));
  });

  test('before a gap are not told: a chart must not join what does not belong together', async () => {
    await cache.pushBars('bars.X.1m', bars(1, 5));
    await cache.pushBars('bars.X.1m', bars(8, 9));
    expect(await cache.lastBars('bars.X.1m', 10)).toEqual(bars(8, 9));
  });

  test('of a stream that begins anew replace those of the old one', async () => {
    await cache.pushBars('bars.X.1m', bars(1, 500));
    await cache.pushBars('bars.X.1m', [bar(1, 50), bar(2, 51)]);
    expect(await cache.lastBars('bars.X.1m', 10)).toEqual([bar(1, 50), bar(2, 51)]);
  });
});

describe('an outage', () => {
  const everyCall = (): Promise<unknown>[] => [
    cache.putViews('worker-1', [cachedView('strategy.a')]),
    cache.dropViews('worker-1', 'all'),
    cache.views(),
    cache.viewsOf(['strategy.a']),
    cache.pushBars('bars.X.1m', bars(1, 2)),
    cache.lastBars('bars.X.1m', 2),
  ];

  test('rejects every call at once instead of queueing it, is logged once, and ends by itself', async () => {
    const down = becomes(false);
    await server.kill();
    await down;
    for (let round = 0; round < 5; round += 1) for (const call of everyCall()) await expect(call).rejects.toThrow(away);
    expect(said.map(({ level }) => level)).toEqual(['warn']);
    const up = becomes(true);
    server = await startRedis({ dir, port: server.port });
    await up;
    await cache.putViews('worker-1', [cachedView('strategy.a')]);
    expect(await cache.views()).toHaveLength(1);
    expect(said.map(({ level }) => level)).toEqual(['warn', 'info']);
  });

  test('of a frozen server is one too: calls fail in time, and it is found again', async () => {
    const down = becomes(false);
    process.kill(server.pid, 'SIGSTOP');
    try {
      await expect(cache.views()).rejects.toThrow(away);
      await down;
      await expect(cache.viewsOf(['strategy.a'])).rejects.toThrow('it is away');
    } finally {
      process.kill(server.pid, 'SIGCONT');
    }
    await becomes(true);
    await Promise.all(everyCall());
  });

  test('that began before the start ends by itself as well', async () => {
    const port = await freePort();
    const early = redisCache({ url: `redis://127.0.0.1:${port}`, log });
    await expect(early.views()).rejects.toThrow(away);
    const late = await startRedis({ dir, port });
    await expect.poll(() => early.views().catch(() => undefined), { timeout: 15_000 }).toEqual([]);
    await early.close();
    await late.stop();
  });

  test('a server that refuses to write says so as an absent one', async () => {
    await raw.config('SET', 'maxmemory', '1');
    try {
      await expect(cache.putViews('worker-1', [cachedView('strategy.a')])).rejects.toThrow(away);
    } finally {
      await raw.config('SET', 'maxmemory', '0');
    }
    await cache.putViews('worker-1', [cachedView('strategy.a')]);
  });

  test('after close nothing is answered and nothing reconnects', async () => {
    await cache.close();
    await expect(cache.views()).rejects.toThrow(away);
    await expect.poll(async () => ((await raw.client('LIST')) as string).trim().split('\n').length).toBe(1);
  });
});
