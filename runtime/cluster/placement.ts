// P1. Every node decides alike from the same map: a shard belongs on one live node, and only that one takes it.
// P2. A shard with a live owner moves only by its owner's own hand-over.
// P3. Moves to a node that has joined are bounded at a time, and wait until it has shown that it stays.
// P4. What a dead node held is taken only by one that has had the database in sight for a whole lease: after an outage
//     every owner has had the time to renew, so an outage moves nothing.
// P5. What nobody holds is taken only by one that has been up for a moment: nodes that come up together share it at once,
//     instead of the first one starting all of it and handing most over.
import type { ClusterMap, Holding, ShardLease } from '../ports/shard-leases.ts';
import { rendezvous } from './rendezvous.ts';

export interface PlacementRules {
  /** Shards that one node hands over at a time. */
  readonly movesAtATime: number;
  /** A node gets shards of live owners only after it has been up so long. */
  readonly settleMs: number;
  /** A node takes what nobody holds only after it has been up so long; at once unless told. */
  readonly gatherMs?: number;
  /** This node belongs to no cluster: every shard is its own. */
  readonly alone: boolean;
}

/** The node that decides. */
export interface Decider {
  readonly id: string;
  readonly draining: boolean;
  readonly holding: Holding;
  /** It has had the database in sight for a whole lease. */
  readonly steady: boolean;
}

export interface Moves {
  /** Shards without a live owner that belong here. */
  readonly take: readonly number[];
  /** Shards of this node that belong elsewhere. */
  readonly handOver: readonly number[];
}

/** What one node should do about the map as it is. */
export function moves(self: Decider, map: ClusterMap, rules: PlacementRules): Moves {
  const hosts = map.nodes.filter(({ weight, draining }) => weight > 0 && !draining);
  const settled = new Set(hosts.filter(({ upMs }) => upMs >= rules.settleMs).map(({ id }) => id));
  const upMs = hosts.find(({ id }) => id === self.id)?.upMs ?? 0;
  const hasGathered = rules.alone || upMs >= (rules.gatherMs ?? 0);
  const take: number[] = [];
  const handOver: number[] = [];
  for (const lease of map.shards) {
    const { shard } = lease;
    const home = rules.alone ? self.id : rendezvous(shard, hosts); // P1
    const mayBegin = hasGathered || lease.owner !== null; // P5
    if (self.holding.has(shard)) {
      const mayGo = home !== undefined && home !== self.id && (self.draining || settled.has(home));
      if (mayGo && handOver.length < rules.movesAtATime) handOver.push(shard); // P2, P3
    } else if (isFree(lease, self) && ((home === self.id && mayBegin) || lease.owner === self.id)) {
      take.push(shard);
    }
  }
  return { take, handOver };
}

function isFree({ owner, live }: ShardLease, { id, steady }: Decider): boolean {
  // A namesake's process has gone: two of one name cannot join.
  if (owner === null || owner === id) return true;
  return !live && steady; // P4
}
