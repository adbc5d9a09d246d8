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
  list(): Promise<readonly ActorRecord[]>;
  /** Adds records; one that exists is left as it is. All or none. */
  add(records: readonly Omit<ActorRecord, 'createdAt'>[]): Promise<void>;
  setDesired(address: ActorAddress, desired: ActorRecord['desired']): Promise<void>;
}

/** Ownership of the 256 shards by lease and epoch. */
export interface ShardLeases {
  /** Takes every shard that is free, expired or was this owner's before, each with a new epoch; returns shard → epoch. */
  acquire(owner: string): Promise<ReadonlyMap<number, number>>;
  /** Extends what this owner still holds; returns the shards that it holds no longer. */
  renew(owner: string): Promise<readonly number[]>;
  release(owner: string): Promise<void>;
}
