// What is shown of what is stored: never a hash, a secret or a token.
import { usableScopes } from '../domain/people/key-rules.ts';
import type { Caller } from '../domain/people/caller.ts';
import type { AuditView, KeyView, SessionView, UserView } from '../people-views.ts';
import type { Account, AuditedDeed, StoredKey } from '../ports/people-store.ts';
import type { StoredSession } from '../ports/session-store.ts';

const iso = (at: number): string => new Date(at).toISOString();
const isoOrNull = (at: number | null): string | null => (at === null ? null : iso(at));

export const userView = (account: Account): UserView => ({
  user: account.user,
  roles: account.roles,
  email: account.email,
  hasPassword: account.passwordHash !== null,
  hasTotp: account.totp !== null,
  isDisabled: account.isDisabled,
  createdAt: iso(account.createdAt),
  lastSeenAt: isoOrNull(account.lastSeenAt),
});

export const sessionView = (session: StoredSession, { user, roles }: Account): SessionView => ({
  id: session.id,
  caller: { user, roles },
  origin: session.origin,
  createdAt: iso(session.createdAt),
  seenAt: iso(session.seenAt),
  expiresAt: iso(session.expiresAt),
});

export const keyView = (key: StoredKey): KeyView => ({
  id: key.id,
  user: key.user,
  name: key.name,
  prefix: key.prefix,
  scopes: key.scopes,
  ips: key.ips,
  createdAt: iso(key.createdAt),
  expiresAt: isoOrNull(key.expiresAt),
  lastUsedAt: isoOrNull(key.lastUsedAt),
  revokedAt: isoOrNull(key.revokedAt),
});

/** Whom a key stands for: its owner as they are now, with what its scopes still have a use for. */
export const keyCaller = ({ scopes }: StoredKey, { user, roles }: Account): Caller => ({
  user,
  roles,
  scopes: usableScopes(roles, scopes),
});

/** Rows that actors wrote have what was asked alone; changes of people have before and after. */
export const auditView = ({ before, after, ...row }: AuditedDeed): AuditView => ({
  ...row,
  asked: before === null ? after : { before, after },
});
