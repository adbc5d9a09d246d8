// W1. A changed password ends all other sessions; whoever changed it goes on with a new token.
// W2. A reset does not go round the second factor: with one the password is set, and the code is given at sign-in.
import { normalPassword, passwordFault } from '../domain/people/password-rules.ts';
import type { HandedToken, SignedIn } from '../people-views.ts';
import type { Account, Deed } from '../ports/people-store.ts';
import { BY_ADDRESS, type LockOut, TO_NAME } from './lock-out.ts';
import type { PeopleDeps } from './people-deps.ts';
import { codeRequired, lockedOut, passwordWeak, refusal, tokenInvalid, userNotFound } from './refusals.ts';
import type { Asked } from './requests.ts';
import { isLetIn, type Sessions } from './sessions.ts';
import type { SignIn } from './sign-in.ts';
import { hashOf, newToken } from './tokens.ts';

export const RESET_MS = 3_600_000;

export interface Passwords {
  /** Rejects with SIGN_IN_FAILED, PASSWORD_WEAK, TOKEN_INVALID. */
  change(user: string, request: Asked<'change-password'>): Promise<SignedIn>;
  /** Rejects with TOKEN_INVALID, PASSWORD_WEAK, LOCKED_OUT; with CODE_REQUIRED when the password is set and a code is due (W2). */
  reset(request: Asked<'reset-password'>): Promise<SignedIn>;
  /** Answers at once and always the same; what it does, it does later. Rejects with LOCKED_OUT. */
  forgot(request: Asked<'forgot-password'>): Promise<void>;
  /** An admin's way. Rejects with USER_NOT_FOUND. */
  handReset(by: string, user: string): Promise<HandedToken>;
}

export function passwordsOf(
  deps: PeopleDeps,
  { sessions, signIn, lock }: { sessions: Sessions; signIn: SignIn; lock: LockOut },
): Passwords {
  const { clock, store, hasher, mailer, log } = deps;

  async function hashed(password: string, user: string): Promise<string> {
    const fault = passwordFault(password, user);
    if (fault !== undefined) throw passwordWeak(fault);
    return hasher.hash(normalPassword(password));
  }

  /** Makes a token and mails it where that can be done. */
  async function handed({ user, email }: Account, deed: Omit<Deed, 'address' | 'asked'>): Promise<HandedToken> {
    const token = newToken(deps);
    const createdAt = clock.now();
    const expiresAt = createdAt + RESET_MS;
    await store.addToken(
      { hash: hashOf(token), purpose: 'reset', user, email: null, roles: [], createdAt, expiresAt },
      { ...deed, address: `user.${user}` },
    );
    const isMailed =
      email !== null && mailer !== undefined && (await sent(log, mailer.reset({ to: email, user, token, expiresAt })));
    return { token, expiresAt: new Date(expiresAt).toISOString(), isMailed };
  }

  async function mailReset(user: string): Promise<void> {
    const account = await store.account(user);
    if (account?.passwordHash == null || !isLetIn(account, deps)) return;
    const deed = { by: user, command: 'people.forgot-password' };
    if (mailer === undefined || account.email === null)
      return store.note({ ...deed, address: `user.${user}`, outcome: 'no mail: an admin has to help' });
    await handed(account, deed);
  }

  async function userOf(hash: string): Promise<string> {
    const found = await store.token(hash, clock.now());
    if (found?.purpose !== 'reset' || found.user === null) throw tokenInvalid('token');
    return found.user;
  }

  return {
    async change(user, { token, current, password }) {
      const found = await sessions.find(token);
      if (found?.account.user !== user) throw tokenInvalid('token');
      await signIn.confirm(found.account, current, 'current');
      const deed = { by: user, command: 'people.change-password', address: `user.${user}` };
      const changed = await store.setPassword(found.account, await hashed(password, user), deed); // W1
      if (changed === null) throw tokenInvalid('token');
      return sessions.open(changed, found.session.origin);
    },

    async reset({ token, password, origin }) {
      const waitMs = await lock.few('reset-password', origin.ip, BY_ADDRESS);
      if (waitMs > 0) throw lockedOut(waitMs);
      const hash = hashOf(token);
      const user = await userOf(hash);
      const account = await store.resetPassword(hash, await hashed(password, user), clock.now(), {
        ...{ by: user, command: 'people.reset-password', address: `user.${user}`, asked: { ip: origin.ip } },
      });
      if (account === null) throw tokenInvalid('token');
      await (await lock.signIn(account.user, origin.ip)).succeeded();
      if (account.totp !== null) throw codeRequired('Your password is set. Sign in with it and a code.'); // W2
      return sessions.open(account, origin);
    },

    async forgot({ user, origin }) {
      const waitMs = Math.max(
        await lock.few('forgot-password', origin.ip, BY_ADDRESS),
        await lock.few('forgot-password-of', user ?? '', TO_NAME),
      );
      if (waitMs > 0) throw lockedOut(waitMs);
      if (user === undefined) return;
      // Not waited for: how long it takes tells whether there is such a user.
      void mailReset(user).catch((error: unknown) => {
        log.error({ part: 'people', error: String(error) }, 'a forgotten password could not be seen to');
      });
    },

    async handReset(by, user) {
      const account = await store.account(user);
      if (account === null) throw userNotFound(user);
      if (account.passwordHash === null)
        throw refusal('USER_NOT_FOUND', `${user} signs in with keys alone.`, { field: 'user' });
      return handed(account, { by, command: 'people.hand-reset' });
    },
  };
}

/** Whether a letter was taken; why not is logged, what was in it is not. */
export const sent = (log: PeopleDeps['log'], letter: Promise<void>): Promise<boolean> =>
  letter.then(
    () => true,
    (error: unknown) => {
      log.warn({ part: 'people', error: error instanceof Error ? error.message : 'unknown' }, 'a letter was not sent');
      return false;
    },
  );
