import type { DataSource } from 'typeorm';
import type {
  Account,
  Deed,
  NewAccount,
  PeopleStore,
  StandingOutcome,
  StoredToken,
} from '../../actors/ports/people-store.ts';
import { askedTogether } from './asked-together.ts';
import { auditReads } from './audit-reads.ts';
import { asOne, type PeopleTables, tablesOf } from './deeds.ts';
import { codeOf, reachable } from './faults.ts';
import { ACCOUNT, shownAccount, TOKEN } from './people-columns.sql.ts';
import { peopleSecrets } from './people-secrets.ts';

/** Users and all that is theirs in PostgreSQL; what each method promises is said in the port. */
export function postgresPeople(source: DataSource): PeopleStore {
  return {
    ...peopleSecrets(source),
    account: askedTogether(
      (users) =>
        reachable(() => tablesOf(source).rows<Account>(`SELECT ${ACCOUNT} FROM users WHERE name = ANY($1)`, [users])),
      ({ user }) => user,
    ),
    accounts: ({ q, after, limit }) =>
      reachable(() => tablesOf(source).rows<Account>(ACCOUNTS, [patternOf(q), after ?? null, limit])),
    demoAccounts: () =>
      reachable(() => tablesOf(source).rows<Account>(`SELECT ${ACCOUNT} FROM users WHERE is_demo AND NOT is_disabled`)),
    note: (deed) => reachable(() => tablesOf(source).audit(deed)),
    audit: auditReads(source),

    signUp: (account, invitation, at, deed) => signUp(source, account, invitation, at, deed),
    addFirst: (accounts, at, deed) =>
      asOne(source, async (tables) => {
        await tables.lockAdmins();
        const there = await tables.rows('SELECT 1 FROM users WHERE password_hash IS NOT NULL LIMIT 1');
        if (there.length > 0) return false;
        for (const account of accounts) await tables.rows(ADD, valuesOf(account, at));
        await tables.audit(deed, null, { users: accounts.map(({ user, roles }) => ({ user, roles })) });
        return true;
      }),
    addMachine: (account, at, deed) =>
      asOne(source, async (tables) => {
        const added = await tables.rows(`${ADD} ON CONFLICT (name) DO NOTHING RETURNING name`, valuesOf(account, at));
        if (added.length > 0) await tables.audit(deed, null, { roles: account.roles });
      }),

    signedIn: ({ user, passwordHash }, at, rehashed, deed) =>
      asOne(source, async (tables) => {
        await tables.changed(SIGNED_IN, [user, moment(at), passwordHash, rehashed ?? null]);
        await tables.audit(deed);
      }),
    setPassword: ({ user, generation }, passwordHash, deed) =>
      asOne(source, async (tables) => {
        const [account] = await tables.changed<Account>(SET_PASSWORD, [user, passwordHash, generation]);
        if (account === undefined) return null;
        await tables.audit(deed);
        return account;
      }),
    resetPassword: (token, passwordHash, at, deed) =>
      asOne(source, async (tables) => {
        const taken = await takeToken(tables, token, 'reset', at);
        if (taken === undefined) return null;
        const [account] = await tables.changed<Account>(SET_PASSWORD, [taken.user, passwordHash, null]);
        if (account === undefined) return null;
        await tables.changed(END_RESETS, [taken.user, moment(at)]);
        await tables.audit(deed);
        return account;
      }),

    setRoles: (user, roles, deed) =>
      changeStanding(source, user, deed, (tables, { isLast }) =>
        isLast && !roles.includes('admin') ? undefined : tables.changed<Account>(SET_ROLES, [user, roles]),
      ),
    disable: (user, at, deed) =>
      changeStanding(source, user, deed, async (tables, { isLast }) => {
        if (isLast) return undefined;
        await tables.changed('UPDATE api_keys SET revoked_at = $2 WHERE user_name = $1 AND revoked_at IS NULL', [
          user,
          moment(at),
        ]);
        await tables.changed(END_RESETS, [user, moment(at)]);
        return tables.changed<Account>(DISABLE, [user]);
      }),
    async enable(user, deed) {
      const enabled = await changeStanding(source, user, deed, (tables) => tables.changed<Account>(ENABLE, [user]));
      return typeof enabled === 'string' ? null : enabled;
    },
  };
}

const moment = (at: number): Date => new Date(at);

const valuesOf = ({ user, roles, email, passwordHash, isDemo }: NewAccount, at: number): unknown[] => [
  user,
  roles,
  email,
  passwordHash,
  isDemo,
  moment(at),
];

/** `%…%` of LIKE, with what means something there taken as it is. */
const patternOf = (q: string | undefined): string | null =>
  q === undefined
    ? null
    : `%${q
        .trim()
        .toLowerCase()
        .replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;

async function signUp(
  source: DataSource,
  account: NewAccount,
  invitation: string | undefined,
  at: number,
  deed: Deed,
): ReturnType<PeopleStore['signUp']> {
  try {
    return await asOne(source, async (tables) => {
      const invited = invitation === undefined ? undefined : await takeToken(tables, invitation, 'invite', at);
      if (invitation !== undefined && invited === undefined) return 'TOKEN_INVALID';
      const made = {
        ...account,
        roles: invited?.roles ?? account.roles,
        email: invited?.email ?? account.email,
      };
      const [row] = await tables.rows<Account>(`${ADD} RETURNING ${ACCOUNT}`, valuesOf(made, at));
      await tables.audit(deed, null, { roles: made.roles, email: made.email });
      return row!;
    });
  } catch (error) {
    // The transaction is undone: the invitation has not been used.
    if (codeOf(error) !== '23505') throw error;
    return isEmailTaken(error) ? 'EMAIL_TAKEN' : 'NAME_TAKEN';
  }
}

const isEmailTaken = (error: unknown): boolean =>
  String((error as { driverError?: { constraint?: unknown } }).driverError?.constraint).includes('email');

/** One statement: of two that take it at the same time one finds it taken. */
async function takeToken(
  tables: PeopleTables,
  hash: string,
  purpose: StoredToken['purpose'],
  at: number,
): Promise<StoredToken | undefined> {
  const [taken] = await tables.changed<StoredToken>(TAKE_TOKEN, [hash, purpose, moment(at)]);
  return taken;
}

/** Changes who may do what, under the lock of all such changes; `change` answers nothing when it would take the last admin. */
function changeStanding(
  source: DataSource,
  user: string,
  deed: Deed,
  change: (
    tables: PeopleTables,
    is: { readonly isLast: boolean },
  ) => Promise<readonly Account[] | undefined> | undefined,
): Promise<StandingOutcome> {
  return asOne(source, async (tables) => {
    await tables.lockAdmins();
    const [before] = await tables.rows<Account>(`SELECT ${ACCOUNT} FROM users WHERE name = $1`, [user]);
    if (before === undefined) return 'USER_NOT_FOUND';
    const admins = await tables.rows<{ name: string }>(ADMINS);
    const isLast = admins.length === 1 && admins[0]!.name === user;
    const changed = await change(tables, { isLast });
    if (changed === undefined) return 'LAST_ADMIN';
    const [after] = changed;
    await tables.audit(deed, shownAccount(before), shownAccount(after!));
    return after!;
  });
}

const ACCOUNTS = `
SELECT ${ACCOUNT} FROM users
 WHERE ($1::text IS NULL OR name LIKE $1 OR email LIKE $1) AND ($2::text IS NULL OR name > $2)
 ORDER BY name LIMIT $3`;

const ADD = `
INSERT INTO users (name, roles, email, password_hash, is_demo, created_at) VALUES ($1, $2, $3, $4, $5, $6)`;

const SIGNED_IN = `
UPDATE users SET last_seen_at = $2,
                 password_hash = CASE WHEN $4::text IS NOT NULL AND password_hash = $3 THEN $4 ELSE password_hash END
 WHERE name = $1`;

/** A demonstration's password ends with the first change; so do all sessions. */
const SET_PASSWORD = `
UPDATE users SET password_hash = $2, is_demo = false, generation = generation + 1
 WHERE name = $1 AND NOT is_disabled AND password_hash IS NOT NULL AND ($3::int IS NULL OR generation = $3)
RETURNING ${ACCOUNT}`;

const TAKE_TOKEN = `
UPDATE one_time_tokens SET used_at = $3
 WHERE hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3 RETURNING ${TOKEN}`;

const END_RESETS = `UPDATE one_time_tokens SET used_at = $2 WHERE user_name = $1 AND used_at IS NULL`;

/** Who could make somebody else an admin. */
const ADMINS = `
SELECT name FROM users WHERE 'admin' = ANY (roles) AND NOT is_disabled AND password_hash IS NOT NULL LIMIT 2`;

const SET_ROLES = `UPDATE users SET roles = $2, generation = generation + 1 WHERE name = $1 RETURNING ${ACCOUNT}`;
const DISABLE = `UPDATE users SET is_disabled = true, generation = generation + 1 WHERE name = $1 RETURNING ${ACCOUNT}`;
const ENABLE = `UPDATE users SET is_disabled = false WHERE name = $1 RETURNING ${ACCOUNT}`;
