export interface Candidate {
  readonly id: string;
  /** Share relative to the others; above 0. */
  readonly weight: number;
}

/**
 * The node that a shard belongs on: weighted rendezvous hashing, so a node that comes or goes moves its own share alone.
 * Highest −weight / ln(u), u in (0, 1) hashed from node and shard (Schindelhauer & Schomaker 2005); undefined without nodes.
 */
export function rendezvous(shard: number, nodes: readonly Candidate[]): string | undefined {
  let best: Candidate | undefined;
  let bestScore = -Infinity;
  for (const node of nodes) {
    const score = -node.weight / Math.log(unit(`${node.id}#${shard}`));
    if (score > bestScore || (score === bestScore && best !== undefined && node.id < best.id)) {
      best = node;
      bestScore = score;
    }
  }
  return best?.id;
}

/** A number in (0, 1) for a text: FNV-1a, mixed by MurmurHash3's finalizer, which spreads names that differ in one letter. */
function unit(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  hash ^= hash >>> 16;
  return ((hash >>> 0) + 0.5) / 2 ** 32;
}
