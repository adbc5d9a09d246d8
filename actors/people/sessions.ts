// S1. A session is in force while its account has the generation that it was opened under and is let in, it was used within
//     IDLE_MS, and LONGEST_MS have not gone by. What ends all sessions of a user is therefore one number in the users' table,
//     written with the change, wherever the sessions are kept.
// S2. Every sign-in makes a new token; none is ever taken from whoever comes (no fixation).
import type { SessionView, SignedIn, Origin } from '../people-views.ts';
import type { Account } from '../ports/people-store.ts';
import type { StoredSession } from '../ports/session-store.ts';
import type { PeopleDeps } from './people-deps.ts';
import { refusal, tokenInvalid } from './refusals.ts';
import { hashOf, newId, newToken } from './tokens.ts';
import { sessionView } from './views.ts';

/** Unused so long it is over. */
export const IDLE_MS = 12 * 3_600_000;
/** It is over then whatever happens. */
export const LONGEST_MS = 30 * 24 * 3_600_000;
const SEEN_EVERY_MS = 5 * 60_000;

export interface Sessions {
  /** Opens one (S2). */
  open(account: Account, origin: Origin): Promise<SignedIn>;
  /** Null when there is none in force. */
  find(token: string): Promise<{ readonly session: StoredSession; readonly account: Account } | null>;
  view(token: string): Promise<SessionView | null>;
  /** Newest first. */
  of(user: string): Promise<readonly SessionView[]>;
  /** Ends one by its name. Rejects with SESSION_NOT_FOUND. */
  revoke(by: string, user: string, id: string): Promise<void>;
  /** Ends the one of a token, if that is the caller's. */
  signOut(user: string, token: string): Promise<void>;
}

export function sessionsOf(deps: PeopleDeps): Sessions {
  const { clock, store, sessions } = deps;

  const isInForce = (session: StoredSession, account: Account | null): account is Account =>
    account !== null &&
    session.generation === account.generation &&
    isLetIn(account, deps) &&
    clock.now() < Math.min(session.expiresAt, session.seenAt + IDLE_MS); // S1

  async function find(token: string): ReturnType<Sessions['find']> {
    const session = await sessions.find(hashOf(token));
    if (session === null) return null;
    const account = await store.account(session.user);
    return isInForce(session, account) ? { session, account } : null;
  }

  return {
    async open(account, origin) {
      const at = clock.now();
      const token = newToken(deps);
      const session: StoredSession = {
        ...{ hash: hashOf(token), id: newId(deps), user: account.user, generation: account.generation, origin },
        ...{ createdAt: at, seenAt: at, expiresAt: at + LONGEST_MS },
      };
      await sessions.open(session);
      return { token, session: sessionView(session, account) };
    },
    find,
    async view(token) {
      const found = await find(token);
      if (found === null) return null;
      const at = clock.now();
      if (at - found.session.seenAt >= SEEN_EVERY_MS) await sessions.seen(found.session, at);
      return sessionView(found.session, found.account);
    },
    async of(user) {
      const [all, account] = await Promise.all([sessions.of(user), store.account(user)]);
      return all
        .filter((session) => isInForce(session, account))
        .sort((a, b) => b.createdAt - a.createdAt)
        .map((session) => sessionView(session, account!));
    },
    async revoke(by, user, id) {
      if (!(await sessions.of(user)).some((session) => session.id === id))
        throw refusal('SESSION_NOT_FOUND', `${user} has no session ${id}.`, { field: 'id' });
      await store.note({ by, command: 'people.revoke-session', address: `user.${user}`, asked: { id } });
      await sessions.end(user, id);
    },
    async signOut(user, token) {
      const found = await sessions.find(hashOf(token));
      if (found === null) return;
      if (found.user !== user) throw tokenInvalid('token');
      await store.note({ by: user, command: 'people.sign-out', address: `user.${user}`, asked: { id: found.id } });
      await sessions.end(user, found.id);
    },
  };
}

/** Whether somebody may be signed in at all: a password that everybody knows is no password but in a demonstration. */
export const isLetIn = (account: Account, { isDemo }: Pick<PeopleDeps, 'isDemo'>): boolean =>
  !account.isDisabled && (isDemo || !account.isDemo);
