export const SHARDS = 256;

/** The shard of everything that shares an affinity: FNV-1a, 32 bits, http://www.isthe.com/chongo/tech/comp/fnv/. */
export function shardOf(affinity: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < affinity.length; index += 1) {
    hash ^= affinity.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return (hash >>> 0) % SHARDS;
}
