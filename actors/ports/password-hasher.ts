/** Whether it is the password; `right-but-old`: it is, and should be hashed anew. */
export type PasswordVerdict = 'right' | 'right-but-old' | 'wrong';

/** Keeps passwords in a form that nobody can read back. Rejects with TOO_BUSY (`data.retryAfterMs`) when too many wait. */
export interface PasswordHasher {
  hash(password: string): Promise<string>;
  /** Takes as long without a hash (null) as with one, and then answers `wrong`. */
  verify(hash: string | null, password: string): Promise<PasswordVerdict>;
}
