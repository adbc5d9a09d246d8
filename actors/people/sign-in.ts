// G1. Whatever is wrong has one message, and takes as long: a password is compared also where there is no user, nor one let in.
// G2. What is wrong is counted before it is looked at (lock-out.ts).
import type { Origin, SignedIn } from '../people-views.ts';
import { normalPassword } from '../domain/people/password-rules.ts';
import type { Account } from '../ports/people-store.ts';
import type { LockOut } from './lock-out.ts';
import type { PeopleDeps } from './people-deps.ts';
import { codeRequired, lockedOut, refusal, signInFailed } from './refusals.ts';
import type { Asked } from './requests.ts';
import type { SecondFactor } from './second-factor.ts';
import { isLetIn, type Sessions } from './sessions.ts';

export interface SignIn {
  /** Rejects with SIGN_IN_FAILED, CODE_REQUIRED, LOCKED_OUT. */
  signIn(request: Asked<'sign-in'>): Promise<SignedIn>;
  /** Somebody who is signed in gives their password again. Rejects with SIGN_IN_FAILED, LOCKED_OUT. */
  confirm(account: Account, password: string, field: string): Promise<void>;
}

/** A user name that nobody can have is counted under this. */
const NOBODY = '?';

export function signingIn(
  deps: PeopleDeps,
  { sessions, factor, lock }: { sessions: Sessions; factor: SecondFactor; lock: LockOut },
): SignIn {
  const { clock, store, hasher } = deps;

  /** Without the name where there is no such user: people type passwords there. */
  const failed = (account: Account | null, { ip }: Origin): Promise<void> =>
    store.note({
      ...{ by: account?.user ?? NOBODY, command: 'people.sign-in', address: `user.${account?.user ?? NOBODY}` },
      ...{ outcome: 'SIGN_IN_FAILED', asked: { ip } },
    });

  return {
    async signIn({ user, password: typed, code, origin }) {
      const attempt = await lock.signIn(user ?? NOBODY, origin.ip); // G2
      if (attempt.waitMs > 0) throw lockedOut(attempt.waitMs);
      const password = normalPassword(typed);
      const account = user === undefined ? null : await store.account(user);
      const verdict = await hasher.verify(account?.passwordHash ?? null, password); // G1
      if (account === null || verdict === 'wrong' || !isLetIn(account, deps)) {
        await failed(account, origin);
        throw signInFailed();
      }
      if (account.totp !== null) {
        if (code === undefined || code.trim() === '') {
          await attempt.takeBack();
          throw codeRequired();
        }
        if (!(await factor.take(account, code))) {
          await failed(account, origin);
          throw signInFailed();
        }
      }
      await attempt.succeeded();
      const rehashed = verdict === 'right-but-old' ? await hasher.hash(password) : undefined;
      await store.signedIn(account, clock.now(), rehashed, {
        ...{ by: account.user, command: 'people.sign-in', address: `user.${account.user}` },
        asked: { ip: origin.ip, agent: origin.agent },
      });
      return sessions.open(account, origin);
    },

    async confirm(account, password, field) {
      const attempt = await lock.confirm(account.user);
      if (attempt.waitMs > 0) throw lockedOut(attempt.waitMs);
      if ((await hasher.verify(account.passwordHash, normalPassword(password))) === 'wrong')
        throw refusal('SIGN_IN_FAILED', 'This is not your password.', { field });
      await attempt.succeeded();
    },
  };
}
