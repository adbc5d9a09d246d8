import type { ActorAddress } from '../address.ts';

/** What should exist, whoever runs it: the row from which an actor is started again anywhere. */
export interface ActorRecord {
  readonly address: ActorAddress;
  readonly kind: string;
  /** The supervisor above it; undefined for a child of the node root. */
  readonly parent?: ActorAddress;
  readonly config: unknown;
  readonly desired: 'running' | 'stopped';
  /** Start order among siblings. */
  readonly ordinal: number;
  readonly owner: string;
  readonly shard: number;
  /** Epoch milliseconds UTC. */
  readonly createdAt: number;
}

/** The list of actors that ought to exist. */
export interface ActorRegistry {
  /** All of them, those of some shards, or those added in the last `withinMs`. */
  list(filter?: { shards?: readonly number[]; withinMs?: number }): Promise<readonly ActorRecord[]>;
  find(address: ActorAddress): Promise<ActorRecord | undefined>;
  /** Adds records; one that exists is left as it is. All or none. */
  add(records: readonly Omit<ActorRecord, 'createdAt'>[]): Promise<void>;
  /** Adds records, all or none; rejects with ACTOR_EXISTS. */
  create(records: readonly Omit<ActorRecord, 'createdAt'>[]): Promise<void>;
  setDesired(address: ActorAddress, desired: ActorRecord['desired']): Promise<void>;
}
