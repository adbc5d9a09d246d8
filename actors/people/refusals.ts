// The words in which people are refused. What could tell whether there is such a user has one message.
import { ActorError } from '../../runtime/errors.ts';

export const refusal = (type: string, message: string, data: Record<string, unknown> = {}): ActorError =>
  new ActorError(type, message, data);

export const signInFailed = (): ActorError =>
  refusal('SIGN_IN_FAILED', 'The name, the password or the code is not right.', { field: 'password' });

export const codeRequired = (message = 'Give the code of your authenticator app, or a recovery code.'): ActorError =>
  refusal('CODE_REQUIRED', message, { field: 'code' });

export const lockedOut = (retryAfterMs: number): ActorError =>
  refusal('LOCKED_OUT', `Too many attempts: try again in ${Math.ceil(retryAfterMs / 1_000)} s.`, { retryAfterMs });

export const tokenInvalid = (field: string): ActorError =>
  refusal('TOKEN_INVALID', 'This token is not known, was used already, or is too old: ask for a new one.', { field });

export const passwordWeak = (fault: string): ActorError =>
  refusal('PASSWORD_WEAK', `Choose another password: ${fault}.`, { field: 'password' });

export const userNotFound = (user: string): ActorError =>
  refusal('USER_NOT_FOUND', `There is no user ${user}.`, { field: 'user', user });

export const forbidden = (message = 'You may not do this.'): ActorError => refusal('FORBIDDEN', message);
