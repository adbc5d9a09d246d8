// K1. A key can do what its scopes and its owner's roles have in common at the time of use; it changes no one's security.
// K2. Nobody makes a key for somebody else: whoever has it is them.
import { usableScopes } from '../domain/people/key-rules.ts';
import type { Caller } from '../domain/people/caller.ts';
import type { CreatedKey, KeyView } from '../people-views.ts';
import type { StoredKey } from '../ports/people-store.ts';
import type { PeopleDeps } from './people-deps.ts';
import { refusal, userNotFound } from './refusals.ts';
import type { Asked } from './requests.ts';
import { isLetIn } from './sessions.ts';
import { hashOf, isKey, newId, newKey } from './tokens.ts';
import { keyCaller, keyView } from './views.ts';

const MOST_KEYS = 50;
const USED_EVERY_MS = 60_000;

export interface Keys {
  /** The caller that a key stands for; null when it is none, expired, revoked, or used from elsewhere. */
  caller(request: Asked<'key'>): Promise<Caller | null>;
  of(user: string): Promise<readonly KeyView[]>;
  /** Rejects with SCOPE_NOT_YOURS, ADDRESS_INVALID, EXPIRY_INVALID, TOO_MANY_KEYS. */
  create(request: Asked<'create-key'>): Promise<CreatedKey>;
  /** Rejects with KEY_NOT_FOUND. */
  revoke(by: string, request: Asked<'revoke-key'>): Promise<void>;
}

export function keysOf(deps: PeopleDeps): Keys {
  const { clock, store, addresses } = deps;

  async function check({ user, scopes, ips, expiresAt }: Asked<'create-key'>): Promise<void> {
    const account = await store.account(user);
    if (account === null) throw userNotFound(user);
    const beyond = scopes.filter((scope) => !usableScopes(account.roles, [scope]).includes(scope));
    if (beyond.length > 0)
      throw refusal('SCOPE_NOT_YOURS', `Your roles have no use for ${beyond.join(', ')}.`, { field: 'scopes' });
    const unsound = ips.find((ip) => !addresses.isBlock(ip));
    if (unsound !== undefined)
      throw refusal('ADDRESS_INVALID', `${unsound} is no address nor a block such as 10.0.0.0/8.`, { field: 'ips' });
    if (expiresAt !== undefined && Date.parse(expiresAt) <= clock.now())
      throw refusal('EXPIRY_INVALID', 'The key would have expired already.', { field: 'expiresAt' });
    const inForce = (await store.keys(user)).filter(({ revokedAt }) => revokedAt === null);
    if (inForce.length >= MOST_KEYS)
      throw refusal('TOO_MANY_KEYS', `You have ${MOST_KEYS} keys: revoke one first.`, { field: 'name' });
  }

  return {
    async caller({ key: candidate, ip }) {
      if (!isKey(candidate)) return null;
      const found = await store.key(hashOf(candidate));
      if (found === null) return null;
      const { key, account } = found;
      const now = clock.now();
      if (key.revokedAt !== null || !isLetIn(account, deps)) return null;
      if (key.expiresAt !== null && key.expiresAt <= now) return null;
      if (key.ips.length > 0 && !addresses.holds(key.ips, ip)) return null;
      if (key.lastUsedAt === null || now - key.lastUsedAt >= USED_EVERY_MS) await store.keyUsed(key.id, now);
      return keyCaller(key, account);
    },
    of: async (user) => (await store.keys(user)).map(keyView),
    async create(request) {
      await check(request);
      const { key, prefix } = newKey(deps);
      const { user, name, scopes, ips, expiresAt } = request;
      const stored: StoredKey = {
        ...{ id: newId(deps), user, name, prefix, hash: hashOf(key), scopes, ips },
        ...{ createdAt: clock.now(), expiresAt: expiresAt === undefined ? null : Date.parse(expiresAt) },
        ...{ lastUsedAt: null, revokedAt: null },
      };
      const asked = { prefix, name, scopes, ips, expiresAt: expiresAt ?? null };
      await store.addKey(stored, { by: user, command: 'people.create-key', address: `user.${user}`, asked });
      return { key, view: keyView(stored) };
    },
    async revoke(by, { user, id }) {
      const deed = { by, command: 'people.revoke-key', address: `user.${user}`, asked: { id } };
      if (!(await store.revokeKey(user, id, clock.now(), deed)))
        throw refusal('KEY_NOT_FOUND', `${user} has no key ${id} in force.`, { field: 'id' });
    },
  };
}
