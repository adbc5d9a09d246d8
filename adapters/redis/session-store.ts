// N1. `session:<hash>` is one session and expires by itself; `sessions-of:<user>` is a hash, id → hash of the token.
// N2. While Redis is away nobody is found and nobody is signed in: each call rejects with SESSIONS_UNAVAILABLE. What it loses
//     is signed in again.
// N3. A session that was ended stays so: noting its use writes only what is still there.
// N4. What cannot be read, or names another session, is none.
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { SessionStore, StoredSession } from '../../actors/ports/session-store.ts';
import { ActorError, errorMessage } from '../../runtime/errors.ts';
import { redisConnection, type RedisConnectionOptions } from './redis-connection.ts';

const storedSession = z.object({
  hash: z.string(),
  id: z.string(),
  user: z.string(),
  generation: z.int(),
  origin: z.object({ ip: z.string(), agent: z.string() }),
  createdAt: z.number(),
  seenAt: z.number(),
  expiresAt: z.number(),
}) satisfies z.ZodType<StoredSession>;

const sessionKey = (hash: string): string => `session:${hash}`;
const userKey = (user: string): string => `sessions-of:${user}`;

/** Sessions in Redis, for the nodes of a cluster. */
export function redisSessions(options: RedisConnectionOptions): SessionStore & { close(): Promise<void> } {
  const connection = redisConnection(options);

  /** Runs commands of one transaction; any that failed fails all. */
  async function run<T>(work: (client: Redis) => Promise<T>): Promise<T> {
    try {
      return await connection.run(work);
    } catch (error) {
      throw new ActorError(
        'SESSIONS_UNAVAILABLE',
        `nobody can be signed in: where sessions are kept cannot be asked (${errorMessage(error)})`,
        {},
        { cause: error },
      );
    }
  }

  const all = async (client: Redis, user: string): Promise<readonly StoredSession[]> => {
    const hashes = Object.entries(await client.hgetall(userKey(user)));
    if (hashes.length === 0) return [];
    const texts = await client.mget(hashes.map(([, hash]) => sessionKey(hash)));
    const found = texts.map((text, index) => parse(hashes[index]![1], text));
    const gone = hashes.filter((_, index) => found[index] === null).map(([id]) => id);
    if (gone.length > 0) await client.hdel(userKey(user), ...gone);
    return found.filter((session) => session !== null);
  };

  return {
    open: (session) =>
      run(async (client) => {
        const { hash, id, user, createdAt, expiresAt } = session;
        const lastsMs = Math.max(1, expiresAt - createdAt);
        const answers = await client
          .multi()
          .set(sessionKey(hash), JSON.stringify(session), 'PX', lastsMs)
          .hset(userKey(user), id, hash)
          .pexpire(userKey(user), lastsMs)
          .exec();
        const failed = answers?.find(([error]) => error !== null)?.[0];
        if (answers === null || failed != null) throw failed ?? new Error('the transaction was not run');
      }),
    find: (hash) => run(async (client) => parse(hash, await client.get(sessionKey(hash)))),
    seen: (session, at) =>
      run(async (client) => {
        await client.set(sessionKey(session.hash), JSON.stringify({ ...session, seenAt: at }), 'KEEPTTL', 'XX'); // N3
      }),
    of: (user) => run((client) => all(client, user)),
    end: (user, id) =>
      run(async (client) => {
        const hash = await client.hget(userKey(user), id);
        if (hash === null) return false;
        const ended = await client.del(sessionKey(hash));
        await client.hdel(userKey(user), id);
        return ended > 0;
      }),
    endAll: (user) =>
      run(async (client) => {
        const hashes = await client.hvals(userKey(user));
        await client.del(userKey(user), ...hashes.map(sessionKey));
      }),
    close: () => connection.close(),
  };
}

function parse(hash: string, text: string | null): StoredSession | null {
  if (text === null) return null;
  try {
    const session = storedSession.safeParse(JSON.parse(text)).data;
    return session?.hash === hash ? session : null; // N4
  } catch {
    return null;
  }
}
