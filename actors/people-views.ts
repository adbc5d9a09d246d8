// What `people.*` is asked and answers. Passwords, codes and tokens are in requests alone; what is answered may be shown.
import type { Caller } from './domain/people/caller.ts';
import type { KeyScope, Role } from './domain/people/role.ts';

/** A user, as they and admins see them. */
export interface UserView {
  readonly user: string;
  readonly roles: readonly Role[];
  readonly email: string | null;
  /** False for one who comes by keys alone, as the operator of a machine. */
  readonly hasPassword: boolean;
  readonly hasTotp: boolean;
  readonly isDisabled: boolean;
  /** ISO 8601 UTC. */
  readonly createdAt: string;
  readonly lastSeenAt: string | null;
}

/** Where somebody came from, for their list of sessions and for throttling. */
export interface Origin {
  readonly ip: string;
  /** What the browser says it is. */
  readonly agent: string;
}

export interface SignUpRequest {
  readonly user: string;
  readonly password: string;
  readonly email?: string;
  /** Token of an invitation, where sign-up is by invitation. */
  readonly invite?: string;
  readonly origin: Origin;
}

export interface SignInRequest {
  readonly user: string;
  readonly password: string;
  /** Of the authenticator app, or a recovery code. */
  readonly code?: string;
  readonly origin: Origin;
}

/** What a browser carries from now on: `token` is shown to nobody else and stored nowhere as it is. */
export interface SignedIn {
  readonly token: string;
  readonly session: SessionView;
}

/** A session that is in force. */
export interface SessionView {
  /** Not the token: a name to revoke it by. */
  readonly id: string;
  readonly caller: Caller;
  readonly origin: Origin;
  readonly createdAt: string;
  readonly seenAt: string;
  /** It ends then whatever happens; it ends earlier when nothing happens for a while. */
  readonly expiresAt: string;
}

/** What an authenticator app needs; confirmed by a first code. */
export interface TotpOffer {
  readonly secret: string;
  /** `otpauth://…`, for a QR code. */
  readonly uri: string;
}

export interface KeyView {
  readonly id: string;
  readonly user: string;
  readonly name: string;
  /** The part of the key that may be shown. */
  readonly prefix: string;
  readonly scopes: readonly KeyScope[];
  /** Addresses or CIDR blocks it may be used from; empty: from anywhere. */
  readonly ips: readonly string[];
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
}

export interface CreateKeyRequest {
  readonly user: string;
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  readonly ips?: readonly string[];
  /** ISO 8601; absent: until revoked. */
  readonly expiresAt?: string;
}

/** A new key: `key` is shown this once. */
export interface CreatedKey {
  readonly key: string;
  readonly view: KeyView;
}

/** A token that is good once, for an invitation or a forgotten password; handed over when no mail can be sent. */
export interface HandedToken {
  readonly token: string;
  readonly expiresAt: string;
  readonly isMailed: boolean;
}

/** One row of the audit: who asked for what, of whom, and what came of it. */
export interface AuditView {
  readonly id: string;
  readonly at: string;
  readonly by: string;
  readonly address: string;
  readonly command: string;
  readonly outcome: string;
  /** What was asked beyond the command, and before and after of a change. */
  readonly asked: unknown;
}

/** How people may come in: `GET /sign-up` follows it. */
export type SignUpMode = 'on' | 'invite' | 'off';

export interface PeopleFacts {
  readonly signUp: SignUpMode;
  readonly canMail: boolean;
  /** Users of a demonstration troupe, whose passwords are no secret; empty elsewhere. */
  readonly demo: readonly { readonly user: string; readonly password: string; readonly roles: readonly Role[] }[];
}

/**
 * The actions of the service `people`, by name. All but the first six need `meta.caller`, which decides whose they may ask about.
 * Refusals: SIGN_IN_FAILED (one message whatever was wrong), CODE_REQUIRED (after the right password), LOCKED_OUT
 * (`data.retryAfterMs`), NAME_TAKEN, PASSWORD_WEAK, TOKEN_INVALID, SIGN_UP_CLOSED, LAST_ADMIN, USER_NOT_FOUND, FORBIDDEN.
 */
export interface PeopleActions {
  facts: (_: object) => PeopleFacts;
  'sign-up': (_: SignUpRequest) => SignedIn;
  'sign-in': (_: SignInRequest) => SignedIn;
  /** Null when there is no such session any more. */
  session: (_: { readonly token: string }) => SessionView | null;
  /** The caller that a key stands for; null when it is no key, expired, revoked, or used from elsewhere. */
  key: (_: { readonly key: string; readonly ip: string }) => Caller | null;
  'reset-password': (_: { readonly token: string; readonly password: string; readonly origin: Origin }) => SignedIn;
  /** Answers the same whether or not there is such a user; mails a token where it can. */
  'forgot-password': (_: { readonly user: string; readonly origin: Origin }) => object;

  'sign-out': (_: { readonly token: string }) => object;
  me: (_: object) => UserView;
  sessions: (_: { readonly user: string }) => readonly SessionView[];
  'revoke-session': (_: { readonly user: string; readonly id: string }) => object;
  /** Ends all other sessions. */
  'change-password': (_: { readonly token: string; readonly current: string; readonly password: string }) => SignedIn;
  'offer-totp': (_: { readonly password: string }) => TotpOffer;
  'confirm-totp': (_: { readonly code: string }) => { readonly recoveryCodes: readonly string[] };
  'end-totp': (_: { readonly password: string }) => object;
  keys: (_: { readonly user: string }) => readonly KeyView[];
  'create-key': (_: CreateKeyRequest) => CreatedKey;
  'revoke-key': (_: { readonly user: string; readonly id: string }) => object;

  users: (_: { readonly q?: string; readonly after?: string; readonly limit?: number }) => {
    readonly users: readonly UserView[];
    readonly next: string | null;
  };
  invite: (_: { readonly email?: string; readonly roles: readonly Role[] }) => HandedToken;
  'set-roles': (_: { readonly user: string; readonly roles: readonly Role[] }) => UserView;
  /** Ends their sessions and keys; what they run goes on. */
  disable: (_: { readonly user: string; readonly reason: string }) => UserView;
  enable: (_: { readonly user: string }) => UserView;
  'hand-reset': (_: { readonly user: string }) => HandedToken;
  audit: (_: {
    readonly by?: string;
    readonly address?: string;
    readonly command?: string;
    readonly from?: string;
    readonly to?: string;
    readonly after?: string;
    readonly limit?: number;
  }) => { readonly entries: readonly AuditView[]; readonly next: string | null };
}
