// What actors left behind, read once for each incarnation.
// R1. An epoch that the database does not know is not lost yet: its lease may only have run out, and is then renewed under the
//     same epoch. Whoever starts meanwhile waits for what the node itself hears of it.
// R2. A start on a shard that is lost is no crash: whoever holds the shard starts the actor, this node forgets it.
import type { ActorAddress } from '../address.ts';
import { errorType } from '../errors.ts';
import type { ActorRecord } from '../ports/actor-registry.ts';
import type { Recovered } from '../ports/actor-store.ts';
import { Displaced } from '../supervision/child-spec.ts';
import type { CellEnvironment } from './environment.ts';

/** Shorter than a beat, so that whoever waits for a lease comes up soon after it is renewed. */
const AGAIN_MS = 100;

/** Recovers actors, together where they start together. */
export class Recoveries {
  private readonly env: CellEnvironment;
  private readonly prefetched = new Map<ActorAddress, Recovered>();

  constructor(env: CellEnvironment) {
    this.env = env;
  }

  /** Recovers many actors in one go for `starting`; whatever a start does not find it asks for itself. */
  async prefetch(records: readonly ActorRecord[], starting: () => Promise<void>): Promise<void> {
    const { env } = this;
    try {
      const asked = records.flatMap(({ address, shard }) => {
        const epoch = this.epochOf(shard);
        return epoch === undefined ? [] : [{ address, shard, epoch }]; // R2
      });
      const recovered = asked.length === 0 ? NOTHING : await env.store.recover(asked);
      for (const [address, one] of recovered) this.prefetched.set(address, one);
    } catch (error) {
      env.log.warn(
        { err: error, actors: records.length },
        'actors could not be recovered together; each recovers by itself',
      );
    }
    await starting();
    for (const { address } of records) this.prefetched.delete(address);
  }

  /** Rejects with Displaced when the shard is lost, or when the start is not wanted any more while its lease is in doubt. */
  async recover({ address, shard }: ActorRecord, closing: AbortSignal): Promise<Recovered> {
    const { store, clock } = this.env;
    const prefetched = this.prefetched.get(address);
    this.prefetched.delete(address);
    if (prefetched !== undefined) return prefetched;
    const epoch = this.epochOf(shard);
    while (epoch !== undefined && this.epochOf(shard) === epoch) {
      try {
        const recovered = await store.recover([{ address, shard, epoch }]);
        return recovered.get(address)!;
      } catch (error) {
        if (errorType(error) !== 'STALE_EPOCH') throw error;
        if (closing.aborted) break;
        await clock.sleep(AGAIN_MS); // R1
      }
    }
    throw new Displaced(`shard ${shard} is not held any more`, { address, shard });
  }

  /** Undefined for a shard that is not held. */
  private epochOf(shard: number): number | undefined {
    try {
      return this.env.epochOf(shard);
    } catch (error) {
      if (errorType(error) === 'STALE_EPOCH') return undefined;
      throw error;
    }
  }
}

const NOTHING: ReadonlyMap<ActorAddress, Recovered> = new Map();
