import type { StreamEntry } from '../actor.ts';
import type { ActorAddress } from '../address.ts';

/** An entry at which an actor crashed again and again. */
export interface DeadLetter {
  readonly actor: ActorAddress;
  readonly shard: number;
  /** Epoch under which this node owns the shard; an older one is refused. */
  readonly epoch: number;
  /** The one that crashed; a later one shuts it out. */
  readonly incarnation: number;
  readonly entry: StreamEntry;
  /** What it threw last. */
  readonly error: string;
  /** In a row, since this node counts. */
  readonly crashes: number;
  /** Its kind can do without it. */
  readonly mayMiss: boolean;
}

/** Stream → numbers of its entries that an actor goes on without. */
export type SetAside = ReadonlyMap<string, ReadonlySet<number>>;

/** Where dead letters are durable. Rejects with StoreUnavailable while the database is away. */
export interface DeadLetters {
  /**
   * Resolves when it is durable, with whether the actor goes on without it: only if its kind can, and if nothing that it appended is at
   * the entry's position or beyond, for an earlier incarnation had then got past it. Rejects with StaleEpoch when this owner, or this incarnation, is not the present one.
   */
  put(letter: DeadLetter): Promise<boolean>;
  /** What some actors go on without; those that miss nothing are left out. */
  setAside(actors: readonly ActorAddress[]): Promise<ReadonlyMap<ActorAddress, SetAside>>;
}
