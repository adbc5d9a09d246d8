// B1. There is one first admin, whoever starts at the same time; the password is told once, by the node that made them.
// B2. People of a demonstration are made only where nobody is yet, and let in only where the node says that it is one.
import { normalPassword } from '../domain/people/password-rules.ts';
import { KEY_SCOPES, type Role } from '../domain/people/role.ts';
import type { NewAccount, StoredKey } from '../ports/people-store.ts';
import type { PeopleDeps } from './people-deps.ts';
import { hashOf, newId, newKey, newToken } from './tokens.ts';

type Needed = Pick<PeopleDeps, 'store' | 'hasher' | 'clock' | 'randomBytes'>;

const FIRST_ADMIN = 'admin';
/** Has keys alone: the command line of the machine that a node runs on. */
const OPERATOR = 'operator';

/** The two that the first troupe's accounts belong to (troupe/default-troupe.ts), and who else there is to be. */
export const DEMO_PEOPLE: readonly {
  readonly user: string;
  readonly password: string;
  readonly roles: readonly Role[];
}[] = [
  { user: 'ada', password: 'ada-trades-paper', roles: ['user'] },
  { user: 'ben', password: 'ben-broadcasts-it', roles: ['provider'] },
  { user: 'olga', password: 'olga-runs-the-nodes', roles: ['ops'] },
  { user: FIRST_ADMIN, password: 'paper-money-only', roles: ['admin'] },
];

/** Makes the first admin where nobody can sign in; null where somebody can (B1). */
export async function firstAdmin(deps: Needed): Promise<{ readonly user: string; readonly password: string } | null> {
  if (await hasPeople(deps)) return null;
  const password = newToken(deps).slice(0, 24);
  const admin = await accountOf(deps, { user: FIRST_ADMIN, password, roles: ['admin'] }, false);
  const deed = { by: 'platform', command: 'people.first-admin', address: `user.${FIRST_ADMIN}` };
  return (await deps.store.addFirst([admin], deps.clock.now(), deed)) ? { user: FIRST_ADMIN, password } : null;
}

/** Makes the people of a demonstration where nobody can sign in (B2); false where somebody can. */
export async function seedDemo(deps: Needed): Promise<boolean> {
  if (await hasPeople(deps)) return false;
  const accounts: NewAccount[] = [];
  for (const person of DEMO_PEOPLE) accounts.push(await accountOf(deps, person, true));
  const deed = { by: 'platform', command: 'people.seed-demo', address: 'people' };
  return deps.store.addFirst(accounts, deps.clock.now(), deed);
}

/** Makes an admin's key of the operator, for a program on the same machine; it is told this once. */
export async function operatorKey(deps: Needed, ips: readonly string[]): Promise<string> {
  const { store, clock } = deps;
  const at = clock.now();
  const address = `user.${OPERATOR}`;
  const operator: NewAccount = { user: OPERATOR, roles: ['admin'], email: null, passwordHash: null, isDemo: false };
  await store.addMachine(operator, at, { by: 'platform', command: 'people.add-operator', address });
  const { key, prefix } = newKey(deps);
  const stored: StoredKey = {
    ...{ id: newId(deps), user: OPERATOR, name: 'command line', prefix, hash: hashOf(key), scopes: KEY_SCOPES, ips },
    ...{ createdAt: at, expiresAt: null, lastUsedAt: null, revokedAt: null },
  };
  await store.addKey(stored, { by: 'platform', command: 'people.create-key', address, asked: { prefix, ips } });
  return key;
}

/** Spares a start the work of hashing; who is first is decided by the store. */
const hasPeople = async ({ store }: Needed): Promise<boolean> =>
  (await store.accounts({ limit: 2 })).some(({ passwordHash }) => passwordHash !== null);

const accountOf = async (
  { hasher }: Needed,
  { user, password, roles }: (typeof DEMO_PEOPLE)[number],
  isDemo: boolean,
): Promise<NewAccount> => ({
  ...{ user, roles, email: null, isDemo },
  passwordHash: await hasher.hash(normalPassword(password)),
});
