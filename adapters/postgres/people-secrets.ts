import type { DataSource } from 'typeorm';
import type { Account, PeopleStore, StoredKey, StoredToken } from '../../actors/ports/people-store.ts';
import { asOne, tablesOf } from './deeds.ts';
import { reachable } from './faults.ts';
import { ACCOUNT, KEY, TOKEN } from './people-columns.sql.ts';

type SecondFactors = Pick<PeopleStore, 'offerTotp' | 'confirmTotp' | 'endTotp' | 'takeStep' | 'takeRecovery'>;
type Keys = Pick<PeopleStore, 'addKey' | 'keys' | 'key' | 'revokeKey' | 'keyUsed'>;
type Tokens = Pick<PeopleStore, 'addToken' | 'token'>;

/** Second factors, keys and one-time tokens. */
export const peopleSecrets = (source: DataSource): SecondFactors & Keys & Tokens => ({
  ...secondFactors(source),
  ...keys(source),
  ...tokens(source),
});

const moment = (at: number | null): Date | null => (at === null ? null : new Date(at));

const secondFactors = (source: DataSource): SecondFactors => ({
  offerTotp: (user, secret, deed) =>
    asOne(source, async (tables) => {
      await tables.changed('UPDATE users SET totp_offered = $2 WHERE name = $1', [user, secret]);
      await tables.audit(deed);
    }),
  confirmTotp: (user, secret, step, recovery, deed) =>
    asOne(source, async (tables) => {
      if ((await tables.changed(CONFIRM, [user, secret, step])).length === 0) return false;
      await tables.changed('DELETE FROM recovery_codes WHERE user_name = $1', [user]);
      await tables.rows('INSERT INTO recovery_codes (user_name, hash) SELECT $1, unnest($2::text[])', [user, recovery]);
      await tables.audit(deed, { hasTotp: false }, { hasTotp: true });
      return true;
    }),
  endTotp: (user, deed) =>
    asOne(source, async (tables) => {
      await tables.changed('UPDATE users SET totp = NULL, totp_offered = NULL WHERE name = $1', [user]);
      await tables.changed('DELETE FROM recovery_codes WHERE user_name = $1', [user]);
      await tables.audit(deed, { hasTotp: true }, { hasTotp: false });
    }),
  takeStep: async (user, step) => (await reachable(() => tablesOf(source).changed(TAKE_STEP, [user, step]))).length > 0,
  takeRecovery: (user, hash, at, deed) =>
    asOne(source, async (tables) => {
      if ((await tables.changed(TAKE_RECOVERY, [user, hash, moment(at)])).length === 0) return false;
      await tables.audit(deed);
      return true;
    }),
});

const CONFIRM = `
UPDATE users SET totp = $2, totp_step = greatest(totp_step, $3), totp_offered = NULL
 WHERE name = $1 AND totp_offered = $2 RETURNING name`;

const TAKE_STEP = `
UPDATE users SET totp_step = $2 WHERE name = $1 AND totp IS NOT NULL AND totp_step < $2 RETURNING name`;

const TAKE_RECOVERY = `
UPDATE recovery_codes SET used_at = $3 WHERE user_name = $1 AND hash = $2 AND used_at IS NULL RETURNING hash`;

const keys = (source: DataSource): Keys => ({
  addKey: (key, deed) =>
    asOne(source, async (tables) => {
      const { id, user, name, prefix, hash, scopes, ips, createdAt, expiresAt } = key;
      const times = [moment(createdAt), moment(expiresAt)];
      await tables.rows(ADD_KEY, [id, user, name, prefix, hash, scopes, ips, ...times]);
      await tables.audit(deed);
    }),
  keys: (user) => reachable(() => tablesOf(source).rows<StoredKey>(KEYS_OF, [user])),
  async key(hash) {
    const [row] = await reachable(() => tablesOf(source).rows<{ key: StoredKey; account: Account }>(KEY_OF, [hash]));
    return row ?? null;
  },
  revokeKey: (user, id, at, deed) =>
    asOne(source, async (tables) => {
      if ((await tables.changed(REVOKE_KEY, [user, id, moment(at)])).length === 0) return false;
      await tables.audit(deed);
      return true;
    }),
  async keyUsed(id, at) {
    await reachable(() => tablesOf(source).changed(KEY_USED, [id, moment(at)]));
  },
});

const ADD_KEY = `
INSERT INTO api_keys (id, user_name, name, prefix, hash, scopes, ips, created_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;

const KEYS_OF = `SELECT ${KEY} FROM api_keys WHERE user_name = $1 ORDER BY created_at DESC, id`;

/** Both as JSON objects: their columns share names. */
const KEY_OF = `
SELECT (SELECT row_to_json(k) FROM (SELECT ${KEY}) k) AS key, (SELECT row_to_json(a) FROM (SELECT ${ACCOUNT}) a) AS account
  FROM api_keys JOIN users ON users.name = api_keys.user_name WHERE api_keys.hash = $1`;

const REVOKE_KEY = `
UPDATE api_keys SET revoked_at = $3 WHERE user_name = $1 AND id = $2 AND revoked_at IS NULL RETURNING id`;

const KEY_USED = `
UPDATE api_keys SET last_used_at = $2
 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at <= $2::timestamptz - interval '1 minute')`;

const tokens = (source: DataSource): Tokens => ({
  addToken: (token, deed) =>
    asOne(source, async (tables) => {
      const { hash, purpose, user, email, roles, createdAt, expiresAt } = token;
      await tables.changed(FORGET_OLD, [moment(createdAt)]);
      await tables.rows(ADD_TOKEN, [hash, purpose, user, email, roles, moment(createdAt), moment(expiresAt)]);
      await tables.audit(deed);
    }),
  async token(hash, at) {
    const [token] = await reachable(() => tablesOf(source).rows<StoredToken>(TOKEN_OF, [hash, moment(at)]));
    return token ?? null;
  },
});

/** What happened to them is in the audit. */
const FORGET_OLD = `DELETE FROM one_time_tokens WHERE expires_at < $1::timestamptz - interval '7 days'`;

const ADD_TOKEN = `
INSERT INTO one_time_tokens (hash, purpose, user_name, email, roles, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`;

const TOKEN_OF = `SELECT ${TOKEN} FROM one_time_tokens WHERE hash = $1 AND used_at IS NULL AND expires_at > $2`;
