/** Counts by key that all nodes share. Each rejects with STORE_UNAVAILABLE while it cannot be asked. */
export interface AttemptCounters {
  /** Counts one more; answers how many there were in the window that the first of them began. */
  add(key: string, windowMs: number): Promise<number>;
  /** How many there are in the window under way. */
  count(key: string): Promise<number>;
  /** Counts one less. */
  giveBack(key: string, windowMs: number): Promise<void>;
  /** Takes the one place of a key for so long: 0 when it was free, otherwise how many milliseconds it is still taken. */
  take(key: string, forMs: number): Promise<number>;
  /** How many milliseconds the place of a key is still taken; 0 when it is free. */
  taken(key: string): Promise<number>;
  /** Gives the place of a key free. */
  release(key: string): Promise<void>;
  /** Its count and its place. */
  forget(key: string): Promise<void>;
}
