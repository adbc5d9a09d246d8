// The troupe as a whole: its tree, its nodes, their shards, and what works.
import type { Lifecycle } from './views.ts';

/** `troupe.tree`: the supervision tree; of a cluster, its nodes with theirs below. */
export interface TreeView {
  readonly id: string;
  readonly strategy: 'one_for_one' | 'one_for_all' | 'rest_for_one' | null;
  readonly lifecycle: Lifecycle;
  readonly restarts: number;
  readonly lastCause: string | null;
  readonly children: readonly TreeView[];
  /** A node that does not answer: how it is below, nobody knows. */
  readonly isSilent?: true;
  /** Children that were left out, because they are many. */
  readonly more?: number;
}

/** `troupe.status`: what works and what is missing. */
export interface StatusView {
  readonly ready: boolean;
  readonly node: string;
  readonly startedAt: string;
  readonly parts: readonly { readonly part: string; readonly ok: boolean; readonly detail: string }[];
}

/**
 * How a node is seen: `up`; `unreachable`, holding its shards and trading on but not answering; `lost`, gone with its
 * shards; `stopped`, gone after it had handed them over.
 */
export type NodeState = 'up' | 'unreachable' | 'lost' | 'stopped';

/** A node of the cluster, as `troupe.nodes` lists it. */
export interface NodeView {
  readonly node: string;
  readonly role: 'worker' | 'gateway' | 'all';
  readonly state: NodeState;
  readonly draining: boolean;
  /** Milliseconds since it joined; of one that is gone, since then. */
  readonly upMs: number;
  /** Shards that it holds. */
  readonly shards: number;
  /** Host name and process id, for people. */
  readonly where: string;
}

/** Who holds a shard, as `troupe.shards` lists all of them. */
export interface ShardView {
  readonly shard: number;
  /** Null while nobody holds it. */
  readonly node: string | null;
  /** Null while nobody holds it. */
  readonly epoch: number | null;
}
