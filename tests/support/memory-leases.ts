// The tables `nodes` and `shards` in memory, by the rules of adapters/postgres/functions/node-beat.sql.ts (B1–B4 there);
// the database's time is the clock's.
import type { Clock } from '../../runtime/clock.ts';
import { NodeReplaced } from '../../runtime/errors.ts';
import type { ClusterMap, Holding, NodeRecord, ShardLeases } from '../../runtime/ports/shard-leases.ts';
import { SHARDS } from '../../runtime/shard.ts';

const LEASE_MS = 2_500;

interface NodeRow extends NodeRecord {
  readonly boot: string;
  readonly joinedAt: number;
  expires: number;
}

interface ShardRow {
  owner: string | null;
  epoch: number;
  expires: number;
}

/** Carries a question to the database and its answer back: where a test loses, delays or refuses either. */
export type LeaseLine = <Answer>(ask: () => Answer) => Promise<Answer>;

/** What every node's leases are kept in. */
export class LeaseTable {
  readonly nodes = new Map<string, NodeRow>();
  readonly shards: ShardRow[];
  /** Shards whose row a fenced write in progress holds. */
  readonly locked = new Set<number>();
  private readonly clock: Clock;

  constructor(clock: Clock, shards = SHARDS) {
    this.clock = clock;
    this.shards = Array.from({ length: shards }, () => ({ owner: null, epoch: 0, expires: -Infinity }));
  }

  /** One process's access to it. */
  leases({
    boot,
    leaseMs = LEASE_MS,
    line = direct,
  }: {
    boot: string;
    leaseMs?: number;
    line?: LeaseLine;
  }): ShardLeases {
    let isNew = true;
    return {
      leaseMs,
      beat: async (node, holding) => {
        const answer = await line(() => {
          const heir = this.nodes.get(node.id);
          if (!isNew && heir !== undefined && heir.boot !== boot) throw new NodeReplaced(node.id);
          return this.beat(node, boot, leaseMs, holding);
        });
        isNew = false;
        return answer;
      },
      acquire: (node, shards, holding) => line(() => this.acquire(node, leaseMs, shards, holding)),
      release: (node, shards) => line(() => this.release(node, shards)),
      leave: (node) => line(() => this.leave(node, boot)),
      map: () => line(() => this.map()),
    };
  }

  /** A write under this epoch is let in: the fence of every commit. */
  admits(shard: number, epoch: number): boolean {
    const row = this.shards[shard]!;
    return row.epoch === epoch && row.expires > this.clock.now();
  }

  map(): ClusterMap {
    const now = this.clock.now();
    const living = [...this.nodes.values()].filter(({ expires }) => expires > now);
    return {
      nodes: living
        .sort((left, right) => (left.id < right.id ? -1 : 1))
        .map(({ id, weight, draining, details, joinedAt }) => ({
          id,
          weight,
          draining,
          details,
          upMs: now - joinedAt,
        })),
      shards: this.shards.map(({ owner, epoch, expires }, shard) => ({ shard, owner, epoch, live: expires > now })),
    };
  }

  private beat(node: NodeRecord, boot: string, leaseMs: number, holding: Holding): { held: Holding; map: ClusterMap } {
    const now = this.clock.now();
    const before = this.nodes.get(node.id);
    const isSame = before !== undefined && before.boot === boot && before.expires > now;
    this.nodes.set(node.id, { ...node, boot, joinedAt: isSame ? before.joinedAt : now, expires: now + leaseMs });
    const held = new Map<number, number>();
    for (const [shard, epoch] of holding) {
      const row = this.shards[shard]!;
      if (row.owner !== node.id || row.epoch !== epoch) continue;
      row.expires = now + leaseMs;
      held.set(shard, epoch);
    }
    return { held, map: this.map() };
  }

  private acquire(node: string, leaseMs: number, wanted: readonly number[], holding: Holding): Holding {
    const now = this.clock.now();
    const taken = new Map<number, number>();
    for (const shard of new Set(wanted)) {
      const row = this.shards[shard];
      if (row === undefined || this.locked.has(shard)) continue;
      const isNamesakes = row.owner === node && holding.get(shard) !== row.epoch;
      if (row.owner !== null && row.expires > now && !isNamesakes) continue;
      Object.assign(row, { owner: node, epoch: row.epoch + 1, expires: now + leaseMs });
      taken.set(shard, row.epoch);
    }
    return taken;
  }

  private leave(node: string, boot: string): void {
    if (this.nodes.get(node)?.boot === boot) this.nodes.delete(node);
  }

  private release(node: string, shards: Holding): void {
    for (const [shard, epoch] of shards) {
      const row = this.shards[shard]!;
      if (row.owner === node && row.epoch === epoch) Object.assign(row, { owner: null, expires: -Infinity });
    }
  }
}

const direct: LeaseLine = async (ask) => ask();
