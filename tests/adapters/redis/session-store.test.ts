import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { freePort } from '../../../adapters/processes/free-port.ts';
import { startRedis, type RedisServer } from '../../../adapters/processes/redis-server.ts';
import { redisSessions } from '../../../adapters/redis/session-store.ts';
import { silentLog } from '../../../runtime/ports/log.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { session, sessionStoreConformance } from '../session-store.conformance.ts';

const dir = tempFolder('redis-sessions');
let server: RedisServer;
let raw: Redis;
let store: ReturnType<typeof redisSessions>;

beforeAll(async () => {
  server = await startRedis({ dir, port: await freePort() });
  raw = new Redis(server.url, { retryStrategy: () => 50, maxRetriesPerRequest: null });
  raw.on('error', () => undefined);
  store = redisSessions({ url: server.url, keyPrefix: 'test:', log: silentLog, answerMs: 500 });
  await vi.waitFor(() => store.of('ada'));
});
afterAll(async () => {
  await store.close();
  raw.disconnect();
  await server.stop();
});

sessionStoreConformance('Redis', () => store);

test('a session goes by itself when it is over, and what is left of it in the user’s list with the next look', async () => {
  const one = session('expiring');
  await store.open(one);
  expect(await raw.pttl(`test:session:${one.hash}`)).toBeGreaterThan(3_000_000);
  await raw.del(`test:session:${one.hash}`);
  expect(await store.of('ada')).toEqual([]);
  expect(await raw.hlen('test:sessions-of:ada')).toBe(0);
});

test('what is corrupt, or another’s session under this name, is none', async () => {
  const [one, other] = [session('sound'), session('other', 'boss')];
  await store.open(one);
  for (const text of ['{', '{"user":"boss"}', JSON.stringify(other)]) {
    await raw.set(`test:session:${one.hash}`, text);
    expect(await store.find(one.hash)).toBeNull();
  }
});

test('while Redis is away nobody is found and nobody signed in, and what it lost is signed in again', async () => {
  const one = session('lost');
  await store.open(one);
  await server.kill();
  const refused = expect.objectContaining({ type: 'SESSIONS_UNAVAILABLE' }) as Error;
  await expect.poll(() => store.find(one.hash).catch((error: unknown) => error)).toEqual(refused);
  for (const call of [store.open(one), store.of('ada'), store.end('ada', one.id), store.endAll('ada')])
    await expect(call).rejects.toThrow(refused);
  server = await startRedis({ dir, port: server.port });
  await expect.poll(() => store.find(one.hash).catch(() => undefined), { timeout: 15_000 }).toBeNull();
  await store.open(one);
  expect(await store.find(one.hash)).toEqual(one);
});
