// D1. A newer epoch of a shard replaces an older one, whatever order they are heard in.
import type { ClusterMap, LiveNode } from '../ports/shard-leases.ts';

/** Where every shard is, as far as this node has heard. */
export class Directory {
  private readonly owners = new Map<number, { node: string; epoch: number }>();
  private living: readonly LiveNode[] = [];
  private readonly listeners: ((node: string) => void)[] = [];

  /** Hears of nodes that hosted actors and are gone. */
  onGone(hear: (node: string) => void): void {
    this.listeners.push(hear);
  }

  /** Takes over what the database says. */
  learn({ nodes, shards }: ClusterMap): void {
    const gone = this.hosts().filter(({ id }) => !nodes.some((node) => node.id === id));
    this.living = nodes;
    for (const { id } of gone) for (const hear of this.listeners) hear(id);
    for (const { shard, owner, epoch, live } of shards) {
      if (owner !== null && live) this.heard(shard, owner, epoch);
      else if ((this.owners.get(shard)?.epoch ?? -1) <= epoch) this.owners.delete(shard);
    }
  }

  /** Takes one owner's word. */
  heard(shard: number, node: string, epoch: number): void {
    if ((this.owners.get(shard)?.epoch ?? -1) < epoch) this.owners.set(shard, { node, epoch }); // D1
  }

  /** Undefined while nobody is known to hold it. */
  ownerOf(shard: number): { readonly node: string; readonly epoch: number } | undefined {
    return this.owners.get(shard);
  }

  nodes(): readonly LiveNode[] {
    return this.living;
  }

  /** How many shards each node is known to hold. */
  shardsByNode(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { node } of this.owners.values()) counts.set(node, (counts.get(node) ?? 0) + 1);
    return counts;
  }

  /** Nodes that may hold shards. */
  hosts(): readonly LiveNode[] {
    return this.living.filter(({ weight }) => weight > 0);
  }
}
