/** A session, whoever holds it; times in epoch milliseconds UTC. */
export interface StoredSession {
  /** SHA-256 of the token, in hex. */
  readonly hash: string;
  /** A name to revoke it by. */
  readonly id: string;
  readonly user: string;
  /** The generation of the account that it was opened under: it is in force only while the account still has that one. */
  readonly generation: number;
  readonly origin: { readonly ip: string; readonly agent: string };
  readonly createdAt: number;
  readonly seenAt: number;
  /** It ends then whatever happens. */
  readonly expiresAt: number;
}

/** Where sessions are. Each rejects with SESSIONS_UNAVAILABLE or STORE_UNAVAILABLE while it cannot be asked: then nobody is signed in. */
export interface SessionStore {
  open(session: StoredSession): Promise<void>;
  find(hash: string): Promise<StoredSession | null>;
  /** Notes that it was used; one that has been ended stays so. */
  seen(session: StoredSession, at: number): Promise<void>;
  of(user: string): Promise<readonly StoredSession[]>;
  /** False when the user has none of that name. */
  end(user: string, id: string): Promise<boolean>;
  endAll(user: string): Promise<void>;
}
