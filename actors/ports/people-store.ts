// P1. Every change is one transaction with its row of the audit: both are there or neither.
// P2. What is good once (a token, a code) is taken by one statement: of two that take it at the same time one wins.
// P3. What ends the sessions of an account raises its `generation` in the same transaction.
import type { KeyScope, Role } from '../domain/people/role.ts';

/** A user as the service people keeps them; times in epoch milliseconds UTC. */
export interface Account {
  readonly user: string;
  readonly roles: readonly Role[];
  readonly email: string | null;
  /** Null for who never signs in: the operator of the command line, who has keys alone and does not count as an admin. */
  readonly passwordHash: string | null;
  /** Secret of the second factor in force, in Base32. */
  readonly totp: string | null;
  /** Secret of one that has not been confirmed yet. */
  readonly totpOffered: string | null;
  readonly isDisabled: boolean;
  /** Has a password that everybody knows. */
  readonly isDemo: boolean;
  /** Sessions of an earlier one are over. */
  readonly generation: number;
  readonly createdAt: number;
  readonly lastSeenAt: number | null;
}

export type NewAccount = Pick<Account, 'user' | 'roles' | 'email' | 'passwordHash' | 'isDemo'>;

export interface StoredKey {
  readonly id: string;
  readonly user: string;
  readonly name: string;
  readonly prefix: string;
  /** SHA-256 of the whole key, in hex. */
  readonly hash: string;
  readonly scopes: readonly KeyScope[];
  readonly ips: readonly string[];
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly lastUsedAt: number | null;
  readonly revokedAt: number | null;
}

/** A token that is good once; `roles` and `email` of an invitation, `user` of a reset. */
export interface StoredToken {
  readonly hash: string;
  readonly purpose: 'invite' | 'reset';
  readonly user: string | null;
  readonly email: string | null;
  readonly roles: readonly Role[];
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** Who did what to whom, as the audit has it. Never with a password, code, token or key. */
export interface Deed {
  readonly by: string;
  readonly command: string;
  readonly address: string;
  /** `done` when it says nothing else. */
  readonly outcome?: string;
  readonly asked?: unknown;
}

/** A row of the audit; `at` is ISO 8601 UTC. */
export interface AuditedDeed {
  readonly id: string;
  readonly at: string;
  readonly by: string;
  readonly address: string;
  readonly command: string;
  readonly outcome: string;
  readonly before: unknown;
  readonly after: unknown;
}

export interface AuditFilter {
  readonly by?: string | undefined;
  readonly address?: string | undefined;
  readonly command?: string | undefined;
  /** ISO 8601; from then on, and before then. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** `next` of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** A change of roles or of being let in: the account after it, or why it was not made. */
export type StandingOutcome = Account | 'USER_NOT_FOUND' | 'LAST_ADMIN';

/** Users, their keys and one-time tokens, and the audit. Each rejects with STORE_UNAVAILABLE while the database is away. */
export interface PeopleStore {
  account(user: string): Promise<Account | null>;
  /** By name, after `after`; `q` is a part of a name or of an address. */
  accounts(query: {
    readonly q?: string | undefined;
    readonly after?: string | undefined;
    readonly limit: number;
  }): Promise<readonly Account[]>;
  /** Those whose passwords everybody knows. */
  demoAccounts(): Promise<readonly Account[]>;

  /** Writes the audit alone, for what changes nothing here. */
  note(deed: Deed): Promise<void>;
  audit(filter: AuditFilter): Promise<{ readonly entries: readonly AuditedDeed[]; readonly next: string | null }>;

  /** With the hash of an invitation it takes that, and the roles and the address that it names instead of `account`'s. */
  signUp(
    account: NewAccount,
    invitation: string | undefined,
    at: number,
    deed: Deed,
  ): Promise<Account | 'NAME_TAKEN' | 'EMAIL_TAKEN' | 'TOKEN_INVALID'>;
  /** Adds them when nobody is there who could sign in. */
  addFirst(accounts: readonly NewAccount[], at: number, deed: Deed): Promise<boolean>;
  /** Adds one who is not there. */
  addMachine(account: NewAccount, at: number, deed: Deed): Promise<void>;

  /** `rehashed` takes the place of the hash that was verified, unless the password has been changed meanwhile. */
  signedIn(account: Account, at: number, rehashed: string | undefined, deed: Deed): Promise<void>;
  /** Null when the account has been changed or disabled since (`generation`). */
  setPassword(account: Account, passwordHash: string, deed: Deed): Promise<Account | null>;
  /** Takes the token; null when it is not in force, or its user not let in. All other reset tokens of the user end. */
  resetPassword(token: string, passwordHash: string, at: number, deed: Deed): Promise<Account | null>;

  offerTotp(user: string, secret: string, deed: Deed): Promise<void>;
  /** Puts the offered secret in force with new recovery codes (hashes); false when another has been offered since. */
  confirmTotp(user: string, secret: string, step: number, recovery: readonly string[], deed: Deed): Promise<boolean>;
  endTotp(user: string, deed: Deed): Promise<void>;
  /** Takes a time step; false when it, or a later one, was taken before. */
  takeStep(user: string, step: number): Promise<boolean>;
  /** Takes a recovery code by its hash; false when there is none such, or it was taken before. */
  takeRecovery(user: string, hash: string, at: number, deed: Deed): Promise<boolean>;

  addKey(key: StoredKey, deed: Deed): Promise<void>;
  /** Newest first. */
  keys(user: string): Promise<readonly StoredKey[]>;
  /** By its hash, with its owner as they are now. */
  key(hash: string): Promise<{ readonly key: StoredKey; readonly account: Account } | null>;
  /** False when the user has none of that name in force. */
  revokeKey(user: string, id: string, at: number, deed: Deed): Promise<boolean>;
  /** Notes the use of a key, at most once a minute. */
  keyUsed(id: string, at: number): Promise<void>;

  addToken(token: StoredToken, deed: Deed): Promise<void>;
  /** By its hash; null when it is not in force. */
  token(hash: string, at: number): Promise<StoredToken | null>;

  /** Ends the user's sessions. Never takes the last admin who may sign in. */
  setRoles(user: string, roles: readonly Role[], deed: Deed): Promise<StandingOutcome>;
  /** Ends the user's sessions and keys. Never takes the last admin who may sign in. */
  disable(user: string, at: number, deed: Deed): Promise<StandingOutcome>;
  enable(user: string, deed: Deed): Promise<Account | null>;
}
