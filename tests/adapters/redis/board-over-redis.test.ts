import { afterAll, beforeAll, expect, test } from 'vitest';
import { ActorBoard } from '../../../actors/troupe/actor-board.ts';
import { StatePublisher } from '../../../actors/troupe/state-publisher.ts';
import type { ActorView } from '../../../actors/views.ts';
import { startRedis, type RedisServer } from '../../../adapters/processes/redis-server.ts';
import { redisCache } from '../../../adapters/redis/redis-cache.ts';
import { systemClock } from '../../../runtime/clock.ts';
import { silentLog } from '../../../runtime/ports/log.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { viewOf } from '../../troupe/views.ts';

const dir = tempFolder('board-over-redis');
const clock = systemClock({ unref: true });
const log = silentLog;
const ADDRESSES = Array.from({ length: 300 }, (_, index) => `strategy.s${index}`);

let server: RedisServer;
beforeAll(async () => {
  server = await startRedis({ dir });
});
afterAll(() => server.stop());

/** A worker and a gateway, each with its own connection, and the truth that the worker hosts. */
function scene() {
  const truth = new Map<string, ActorView>(ADDRESSES.map((address) => [address, viewOf(address)]));
  let changed: string[] = [...ADDRESSES];
  const asked: string[] = [];
  const caches = [0, 1].map(() => redisCache({ url: server.url, log, answerMs: 500 }));
  const board: ActorBoard = new ActorBoard({
    ...{ cache: caches[1]!, clock, log, registered: async () => ADDRESSES, nodeOf: () => 'worker-1' },
    askNode: (node, addresses) => {
      asked.push(node);
      return publisher.views(addresses);
    },
  });
  const publisher: StatePublisher = new StatePublisher({
    ...{ node: 'worker-1', cache: caches[0]!, clock, log, everyMs: 50 },
    announce: (addresses) => board.changed('worker-1', addresses),
    actors: {
      isBusy: () => false,
      takeChanged: () => changed.splice(0),
      lifecycle: (address) => truth.get(address)?.lifecycle,
      view: (address) => ({ epoch: 1, view: truth.get(address)! }),
    },
  });
  const change = (address: string, fields: Partial<ActorView>): void => {
    truth.set(address, viewOf(address, fields));
    changed = [...changed, address];
  };
  const close = async (): Promise<void> => {
    publisher.close();
    board.close();
    for (const cache of caches) await cache.close();
  };
  return { board, asked, caches, change, close };
}

const patience = { timeout: 20_000, interval: 25 };

test('a gateway learns of every actor through Redis, goes on without it, and comes back to it when it is back, empty', async () => {
  const { board, asked, caches, change, close } = scene();
  try {
    await board.start();
    await expect.poll(() => board.size, patience).toBe(300);
    await expect.poll(() => board.freshness().source, patience).toBe('redis');
    asked.length = 0;
    change('strategy.s7', { lifecycle: 'faulted' });
    await expect.poll(() => board.get('strategy.s7')?.lifecycle, patience).toBe('faulted');
    expect(asked).toEqual([]); // Control: it came through Redis.

    await server.kill();
    await expect.poll(() => board.freshness().source, patience).toBe('nodes');
    expect(board.freshness().detail).toMatch(/^Redis is away: actor states may be up to \d+ s old$/);
    change('strategy.s8', { lifecycle: 'faulted' });
    await expect.poll(() => board.get('strategy.s8')?.lifecycle, patience).toBe('faulted');
    expect(asked).not.toEqual([]);

    server = await startRedis({ dir, port: server.port });
    await expect.poll(() => board.freshness().source, patience).toBe('redis');
    await expect.poll(() => caches[1]!.views().then(({ length }) => length), patience).toBe(300);
    asked.length = 0;
    change('strategy.s9', { lifecycle: 'faulted' });
    await expect.poll(() => board.get('strategy.s9')?.lifecycle, patience).toBe('faulted');
    expect(asked).toEqual([]);
    expect(board.list().filter(({ lifecycle }) => lifecycle === 'faulted')).toHaveLength(3);
  } finally {
    await close();
  }
});
