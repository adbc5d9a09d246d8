import type { DataSource } from 'typeorm';
import type { SessionStore, StoredSession } from '../../actors/ports/session-store.ts';
import { askedTogether } from './asked-together.ts';
import { tablesOf } from './deeds.ts';
import { reachable } from './faults.ts';
import { SESSION } from './people-columns.sql.ts';

/** Sessions in the table `sessions`: of a node that is alone, or of nodes without Redis. */
export function postgresSessions(source: DataSource): SessionStore {
  const tables = tablesOf(source);
  const changed = (sql: string, parameters: readonly unknown[]): Promise<readonly unknown[]> =>
    reachable(() => tables.changed(sql, parameters));

  return {
    async open({ hash, id, user, generation, origin, createdAt, seenAt, expiresAt }) {
      const [created, seen, expires] = [createdAt, seenAt, expiresAt].map((at) => new Date(at));
      await changed(FORGET_OVER, [created]);
      await reachable(() =>
        tables.rows(OPEN, [hash, id, user, generation, origin.ip, origin.agent, created, seen, expires]),
      );
    },
    find: askedTogether(
      (hashes) =>
        reachable(() => tables.rows<StoredSession>(`SELECT ${SESSION} FROM sessions WHERE hash = ANY($1)`, [hashes])),
      ({ hash }) => hash,
    ),
    async seen({ hash }, at) {
      await changed('UPDATE sessions SET seen_at = $2 WHERE hash = $1 AND seen_at < $2', [hash, new Date(at)]);
    },
    of: (user) =>
      reachable(() => tables.rows<StoredSession>(`SELECT ${SESSION} FROM sessions WHERE user_name = $1`, [user])),
    end: async (user, id) =>
      (await changed('DELETE FROM sessions WHERE user_name = $1 AND id = $2 RETURNING id', [user, id])).length > 0,
    async endAll(user) {
      await changed('DELETE FROM sessions WHERE user_name = $1', [user]);
    },
  };
}

const OPEN = `
INSERT INTO sessions (hash, id, user_name, generation, ip, agent, created_at, seen_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;

/** Whether one is in force the service says; a day unused it is not (actors/people/sessions.ts). */
const FORGET_OVER = `
DELETE FROM sessions WHERE hash IN
  (SELECT hash FROM sessions WHERE seen_at < $1::timestamptz - interval '1 day' LIMIT 100 FOR UPDATE SKIP LOCKED)`;
