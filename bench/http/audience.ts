// People who are signed in: their users in PostgreSQL, their sessions where a cluster keeps them. Nobody signs in by a password, for
// that is throttled by address, and all of these come from one.
import { createHash, randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { clusterId } from '../../adapters/postgres/data-source.ts';
import { redisSessions } from '../../adapters/redis/session-store.ts';
import { silentLog } from '../../runtime/ports/log.ts';

const DAY_MS = 86_400_000;
const AT_ONCE = 200;

/** Makes users of these names and opens as many sessions, in turn theirs; gives the tokens. */
export async function audience(options: {
  readonly source: DataSource;
  readonly redisUrl: string;
  readonly users: readonly string[];
  readonly sessions: number;
  /** Epoch milliseconds UTC. */
  readonly now: number;
}): Promise<readonly string[]> {
  const { source, redisUrl, users, now } = options;
  await source.query(ADD_USERS, [users]);
  const store = redisSessions({ url: redisUrl, keyPrefix: `troupe:${await clusterId(source)}:`, log: silentLog });
  const tokens = Array.from({ length: options.sessions }, () => randomBytes(32).toString('base64url'));
  const open = (token: string, index: number): Promise<void> =>
    store.open({
      ...{ hash: createHash('sha256').update(token).digest('hex'), id: `bench-${index}` },
      ...{ user: users[index % users.length]!, generation: 1, origin: { ip: '127.0.0.1', agent: 'bench' } },
      ...{ createdAt: now, seenAt: now, expiresAt: now + DAY_MS },
    });
  try {
    await untilUp(() => store.of(users[0]!));
    for (let at = 0; at < tokens.length; at += AT_ONCE)
      await Promise.all(tokens.slice(at, at + AT_ONCE).map((token, index) => open(token, at + index)));
  } finally {
    await store.close();
  }
  return tokens;
}

/** A connection takes a moment, and rejects until it is there. */
async function untilUp(ask: () => Promise<unknown>): Promise<void> {
  for (let tries = 100; ; tries -= 1) {
    try {
      await ask();
      return;
    } catch (error) {
      if (tries === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

const ADD_USERS = `
INSERT INTO users (name, roles, created_at)
SELECT unnest($1::text[]), ARRAY['user', 'provider'], clock_timestamp() ON CONFLICT (name) DO NOTHING`;
