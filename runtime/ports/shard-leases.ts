// What the nodes of a cluster agree on: who is alive and who holds which shard. Only the database's clock counts.

export interface NodeRecord {
  readonly id: string;
  /** Share of the shards that it takes; 0 holds none. */
  readonly weight: number;
  /** It takes no more shards and hands over those it has. */
  readonly draining: boolean;
  /** For people: where it runs. */
  readonly details: Readonly<Record<string, unknown>>;
}

export interface LiveNode extends NodeRecord {
  /** Since it joined, milliseconds. */
  readonly upMs: number;
}

export interface ShardLease {
  readonly shard: number;
  readonly owner: string | null;
  readonly epoch: number;
  /** Its lease has not run out. */
  readonly live: boolean;
}

/** One look at the whole cluster. */
export interface ClusterMap {
  /** Nodes whose lease has not run out. */
  readonly nodes: readonly LiveNode[];
  readonly shards: readonly ShardLease[];
}

/** Shard → epoch under which it is held. */
export type Holding = ReadonlyMap<number, number>;

/** Leases of nodes and shards. Every method rejects with StoreUnavailable while the database is away. */
export interface ShardLeases {
  /** How long a lease lasts without a beat. */
  readonly leaseMs: number;
  /**
   * In one round trip: extends the node's own lease and those of the shards it holds under their epochs, and reads the
   * map. What expired but was taken by nobody is extended under its epoch: nothing else can have been written meanwhile.
   * Rejects with NodeReplaced once another process has joined under its name.
   */
  beat(node: NodeRecord, holding: Holding): Promise<{ readonly held: Holding; readonly map: ClusterMap }>;
  /** Takes those of the shards that are free, expired, or a namesake predecessor's, each under a new epoch. */
  acquire(node: string, shards: readonly number[], holding: Holding): Promise<Holding>;
  /** Gives shards back, if they are still held under these epochs. */
  release(node: string, shards: Holding): Promise<void>;
  /** Strikes the node from the list of the living. */
  leave(node: string): Promise<void>;
  map(): Promise<ClusterMap>;
}
