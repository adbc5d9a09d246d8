// K1. `views:<node>` is a hash, address → view: what one node has put. A reader takes the view of the highest epoch,
//     then version, so it does not matter what a dead or former host has left behind.
// K2. `bars:<stream>` is a sorted set by seq: a repeated push adds nothing, and a hole is seen. Only the run without a gap
//     that ends with the newest bar is told.
// K3. Every key expires unless its writer goes on, so what dead nodes leave goes by itself.
// K4. What cannot be read, or has another type, is dropped with a warning and never reaches a page.
import type { ChainableCommander, Redis } from 'ioredis';
import type { BarRow } from '../../actors/domain/record-rows.ts';
import { BARS_CACHED, type CachedView, type SharedCache } from '../../actors/ports/shared-cache.ts';
import type { ActorView } from '../../actors/views.ts';
import { parseBar, parseView } from './cached-values.ts';
import { redisConnection, type RedisConnectionOptions } from './redis-connection.ts';

const KEPT_SECONDS = 3_600;
const SCAN_STEP = 500;
const NODES = 'nodes';
const viewsKey = (node: string): string => `views:${node}`;
const barsKey = (stream: string): string => `bars:${stream}`;

export interface RedisCacheOptions extends Omit<RedisConnectionOptions, 'keyPrefix'> {
  /** Names this cluster: nodes that work on one database share it, others must not. `troupe:` by default. */
  readonly keyPrefix?: string;
}

/** SharedCache in Redis. */
export function redisCache(options: RedisCacheOptions): SharedCache<ActorView> {
  const { log } = options;
  const connection = redisConnection({ ...options, keyPrefix: options.keyPrefix ?? 'troupe:' });

  /** Runs a pipeline and answers its results; a key of a wrong type is dropped and reads as nothing (K4). */
  const pipelined = async (client: Redis, fill: (pipeline: ChainableCommander) => void): Promise<unknown[]> => {
    const pipeline = client.pipeline();
    fill(pipeline);
    const results = (await pipeline.exec()) ?? [];
    return results.map(([error, result]) => {
      if (error === null) return result;
      if (!isWrongType(error)) throw error;
      return undefined;
    });
  };

  /** Reads of one kind of key; `undefined` where it held something else, which is then dropped (K4). */
  const read = async (
    client: Redis,
    keys: readonly string[],
    fill: (pipeline: ChainableCommander, key: string) => void,
  ) => {
    const results = await pipelined(client, (pipeline) => keys.forEach((key) => fill(pipeline, key)));
    const wrong = keys.filter((_, index) => results[index] === undefined);
    if (wrong.length > 0) await drop(client, wrong);
    return results;
  };

  /** Writes to a key; what stood there with another type is dropped first and the write repeated (K4). */
  const write = async (client: Redis, key: string, fill: (pipeline: ChainableCommander) => void): Promise<void> => {
    const results = await pipelined(client, fill);
    if (!results.includes(undefined)) return;
    await drop(client, [key]);
    await pipelined(client, fill);
  };

  const drop = async (client: Redis, keys: string[]): Promise<void> => {
    log.warn({ part: 'redis', keys }, 'keys of the cache held something else and were dropped');
    await client.unlink(keys);
  };

  const nodesOf = async (client: Redis): Promise<readonly string[]> => {
    const [nodes] = await read(client, [NODES], (pipeline, key) => pipeline.smembers(key));
    return (nodes as string[] | undefined) ?? [];
  };

  const latest = (gathered: Gathering): readonly CachedView<ActorView>[] => {
    const { unreadable } = gathered;
    if (unreadable.length > 0)
      log.warn({ part: 'redis', count: unreadable.length, actors: unreadable.slice(0, 5) }, UNREADABLE); // K4
    return gathered.latest();
  };

  return {
    putViews: (node, views) =>
      connection.run(async (client) => {
        if (views.length === 0) return;
        const fields = views.flatMap((cached) => [cached.view.address, JSON.stringify(cached)]);
        const key = viewsKey(node);
        await Promise.all([
          write(client, key, (pipeline) => pipeline.hset(key, ...fields).expire(key, KEPT_SECONDS)), // K3
          write(client, NODES, (pipeline) => pipeline.sadd(NODES, node).expire(NODES, KEPT_SECONDS)),
        ]);
      }),

    dropViews: (node, addresses) =>
      connection.run(async (client) => {
        const key = viewsKey(node);
        if (addresses === 'all') await client.unlink(key);
        else if (addresses.length > 0) await write(client, key, (pipeline) => pipeline.hdel(key, ...addresses));
      }),

    views: () =>
      connection.run(async (client) => {
        const gathered = new Gathering();
        for (const node of await nodesOf(client)) {
          // In steps: the hash of one node may weigh megabytes.
          let cursor = '0';
          do {
            const [page] = await read(client, [viewsKey(node)], (pipeline, key) =>
              pipeline.hscan(key, cursor, 'COUNT', SCAN_STEP),
            );
            const [next, fields] = (page as [string, string[]] | undefined) ?? ['0', []];
            for (let index = 0; index < fields.length; index += 2) gathered.add(fields[index]!, fields[index + 1]!);
            cursor = next;
          } while (cursor !== '0');
        }
        return latest(gathered);
      }),

    viewsOf: (addresses) =>
      connection.run(async (client) => {
        if (addresses.length === 0) return [];
        const gathered = new Gathering();
        const keys = (await nodesOf(client)).map(viewsKey);
        const found = await read(client, keys, (pipeline, key) => pipeline.hmget(key, ...addresses));
        for (const texts of found as ((string | null)[] | undefined)[])
          texts?.forEach((text, index) => text !== null && gathered.add(addresses[index]!, text));
        return latest(gathered);
      }),

    pushBars: (stream, bars) =>
      connection.run(async (client) => {
        const [first] = bars;
        if (first === undefined) return;
        const key = barsKey(stream);
        const members = bars.slice(-BARS_CACHED).flatMap((bar) => [bar.seq, JSON.stringify(bar)]);
        await write(
          client,
          key,
          (pipeline) =>
            pipeline
              .zremrangebyscore(key, first.seq, '+inf')
              .zadd(key, ...members)
              .zremrangebyrank(key, 0, -BARS_CACHED - 1)
              .expire(key, KEPT_SECONDS), // K3
        );
      }),

    lastBars: (stream, limit) =>
      connection.run(async (client) => {
        const count = Math.min(limit, BARS_CACHED);
        if (count <= 0) return [];
        const [texts] = await read(client, [barsKey(stream)], (pipeline, key) => pipeline.zrevrange(key, 0, count - 1));
        return gaplessRun((texts as string[] | undefined) ?? [], () => log.warn({ part: 'redis', stream }, UNREADABLE));
      }),

    onAvailability: (listener) => connection.onAvailability(listener),
    close: () => connection.close(),
  };
}

const UNREADABLE = 'something in the cache could not be read and was dropped';

const isWrongType = (error: Error): boolean => error.message.startsWith('WRONGTYPE');

/** Keeps of each actor what counts (K1). */
class Gathering {
  readonly unreadable: string[] = [];
  private readonly found = new Map<string, CachedView<ActorView>>();

  add(address: string, text: string): void {
    const cached = parseView(address, text);
    const other = this.found.get(address);
    if (cached === undefined) this.unreadable.push(address);
    else if (other === undefined || isNewer(cached, other)) this.found.set(address, cached);
  }

  latest(): readonly CachedView<ActorView>[] {
    return [...this.found.values()];
  }
}

const isNewer = (one: CachedView<ActorView>, other: CachedView<ActorView>): boolean =>
  one.epoch > other.epoch || (one.epoch === other.epoch && one.version > other.version);

/** From the newest backwards as far as there is no gap, then oldest first (K2). */
function gaplessRun(newestFirst: readonly string[], unreadable: () => void): readonly BarRow[] {
  const run: BarRow[] = [];
  for (const text of newestFirst) {
    const bar = parseBar(text);
    const newer = run.at(-1);
    if (bar === undefined) unreadable();
    if (bar === undefined || (newer !== undefined && bar.seq !== newer.seq - 1)) break;
    run.push(bar);
  }
  return run.reverse();
}
