import type { StreamEntry } from '../actor.ts';
import type { ActorAddress } from '../address.ts';

export interface JournalEvent {
  /** 1, 2, 3 … per actor without a gap. */
  readonly seq: number;
  readonly type: string;
  readonly payload: unknown;
  /** Logical time, epoch milliseconds UTC. */
  readonly time: number;
  readonly correlationId: string;
}

export interface Snapshot {
  readonly state: unknown;
  /** Last journal event folded into `state`. */
  readonly journalSeq: number;
  /** Last entry, per owned stream, that `state` has appended. */
  readonly heads: Readonly<Record<string, number>>;
}

/** Everything one or more turns of one actor want durable: all of it, or nothing. */
export interface CommitUnit {
  readonly actor: ActorAddress;
  readonly shard: number;
  /** Epoch under which this node owns the shard; an older one is refused. */
  readonly epoch: number;
  /** Grows with every incarnation of the actor; an older one is refused. */
  readonly incarnation: number;
  /** 1, 2, 3 … within the incarnation, so that a commit whose answer was lost is recognised when it is repeated. */
  readonly unit: number;
  readonly events: readonly JournalEvent[];
  readonly entries: readonly StreamEntry[];
  readonly snapshot?: Snapshot;
  /** It goes before units of other actors that wait to be written. */
  readonly urgent?: boolean;
}

export interface Recovered {
  /** Number for the new incarnation: one above any before it. */
  readonly incarnation: number;
  readonly snapshot?: Snapshot;
  /** Journal after the snapshot, in order. */
  readonly events: readonly JournalEvent[];
  /** Last durable entry of every stream that the actor owns. */
  readonly heads: Readonly<Record<string, number>>;
}

/** Where actors become durable. Every method rejects with StoreUnavailable while the database is away. */
export interface ActorStore {
  /**
   * Resolves when the unit is durable. A repeated unit resolves without writing again.
   * Rejects with StaleEpoch or StaleIncarnation when this owner is no longer the owner; nothing of the unit is then written.
   */
  commit(unit: CommitUnit): Promise<void>;
  /** Loads many actors at once and opens a new incarnation of each, which shuts out all older ones. */
  recover(
    actors: readonly { address: ActorAddress; shard: number; epoch: number }[],
  ): Promise<Map<ActorAddress, Recovered>>;
  /** Entries after `after`, in order, at most `limit`. */
  read(stream: string, after: number, limit: number): Promise<readonly StreamEntry[]>;
}
