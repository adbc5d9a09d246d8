import { newNameFault, userName } from '../domain/people/user-name.ts';
import { normalPassword, passwordFault } from '../domain/people/password-rules.ts';
import type { SignedIn } from '../people-views.ts';
import { BY_ADDRESS, type LockOut } from './lock-out.ts';
import type { PeopleDeps } from './people-deps.ts';
import { lockedOut, passwordWeak, refusal, tokenInvalid } from './refusals.ts';
import type { Asked } from './requests.ts';
import type { Sessions } from './sessions.ts';
import { hashOf } from './tokens.ts';

/** Makes an account and signs it in. Rejects with SIGN_UP_CLOSED, TOKEN_INVALID, NAME_TAKEN, PASSWORD_WEAK, LOCKED_OUT. */
export type SignUp = (request: Asked<'sign-up'>) => Promise<SignedIn>;

export function signingUp(deps: PeopleDeps, { sessions, lock }: { sessions: Sessions; lock: LockOut }): SignUp {
  const { clock, store, hasher } = deps;

  /** The hash of the invitation that is used; undefined where none is needed. */
  async function invitationOf({ invite, origin }: Asked<'sign-up'>): Promise<string | undefined> {
    if (deps.signUp === 'off') throw refusal('SIGN_UP_CLOSED', 'Nobody can sign up here: ask an admin.');
    if (invite === undefined && deps.signUp === 'invite')
      throw refusal('SIGN_UP_CLOSED', 'Signing up takes an invitation: ask an admin for one.', { field: 'invite' });
    const waitMs = await lock.few('sign-up', origin.ip, BY_ADDRESS);
    if (waitMs > 0) throw lockedOut(waitMs);
    if (invite === undefined) return undefined;
    const invitation = hashOf(invite);
    // Before anything is hashed or told: the names of others are no business of whoever guesses.
    if ((await store.token(invitation, clock.now()))?.purpose !== 'invite') throw tokenInvalid('invite');
    return invitation;
  }

  return async (request) => {
    const invitation = await invitationOf(request);
    const nameFault = newNameFault(request.user);
    if (nameFault !== undefined) throw refusal('NAME_INVALID', `Choose another name: ${nameFault}.`, { field: 'user' });
    const user = userName(request.user)!;
    const fault = passwordFault(request.password, user);
    if (fault !== undefined) throw passwordWeak(fault);
    const passwordHash = await hasher.hash(normalPassword(request.password));
    const made = await store.signUp(
      { user, roles: ['user'], email: request.email ?? null, passwordHash, isDemo: false },
      invitation,
      clock.now(),
      { by: user, command: 'people.sign-up', address: `user.${user}`, asked: { ip: request.origin.ip } },
    );
    if (made === 'TOKEN_INVALID') throw tokenInvalid('invite');
    if (made === 'NAME_TAKEN') throw refusal('NAME_TAKEN', `${user} is taken; choose another name.`, { field: 'user' });
    if (made === 'EMAIL_TAKEN')
      throw refusal('NAME_TAKEN', 'This e-mail address belongs to another account.', { field: 'email' });
    return sessions.open(made, request.origin);
  };
}
