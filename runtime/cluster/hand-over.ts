// H1. A batch is few actors, so that none is away for long: one batch after the other, each only when the one before runs elsewhere: what waits to move runs meanwhile.
// H2. The first batches are the smallest: whatever is slow the first time (cold code, connections, caches), here or where they go, is slow for few.
// H3. A batch begins in a quiet moment, between two bars: what stops while all cores are busy is away for long.
// H4. A batch's last snapshots are durable before it is free; nothing new begins on it meanwhile, and it is not taken back.
import type { Clock } from '../clock.ts';
import type { Log } from '../ports/log.ts';
import type { ClusterMap, ShardLeases } from '../ports/shard-leases.ts';

const TAKEN_UP_MS = 1_000;
/** Who takes shards says so; looking at the cluster is for words that were lost. */
const LOOK_AGAIN_MS = 100;
const LISTEN_MS = 5;
/** So few stop, move and start again in well under the 300 ms that a planned hand-over may cost an actor. */
const ACTORS_AT_A_TIME = 64;

export interface HandOverOptions {
  readonly node: string;
  readonly leases: ShardLeases;
  readonly clock: Clock;
  readonly log: Log;
  /** What is held; a batch that was given up is taken out of it. */
  readonly epochs: Map<number, number>;
  /** Stops the actors of shards in good order. */
  readonly giveUp: (shards: readonly number[]) => Promise<void>;
  /** Shards are free for others: a word that only hastens them. */
  readonly released: (shards: readonly number[]) => void;
  /** Resolves when these nodes have started all that they hold, or cannot be asked. */
  readonly settledOn: (nodes: readonly string[]) => Promise<void>;
  /** Looks at the cluster. */
  readonly look: () => Promise<void>;
  readonly map: () => ClusterMap;
  /** What belongs elsewhere now. */
  readonly next: () => readonly number[];
  /** Has actors write their snapshots while they still run. */
  readonly prepare: (shards: readonly number[]) => Promise<void>;
  /** Resolves in a quiet moment, or soon at the latest. */
  readonly quiet: () => Promise<void>;
  /** How many actors live on a shard. */
  readonly sizeOf: (shard: number) => number;
}

/** Hands shards over to the nodes that they belong on. */
export class HandOver {
  private readonly options: HandOverOptions;
  private leaving: readonly number[] = [];
  /** Who has taken what is leaving, as they said themselves. */
  private readonly takers = new Map<number, string>();
  private moving: Promise<void> | undefined;

  constructor(options: HandOverOptions) {
    this.options = options;
  }

  isLeaving(shard: number): boolean {
    return this.leaving.includes(shard); // H4
  }

  /** Another node has taken shards, it says. */
  taken(by: string, shards: readonly number[]): void {
    for (const shard of shards) if (this.isLeaving(shard)) this.takers.set(shard, by);
  }

  /** Begins, unless it is under way. */
  begin(): void {
    this.moving ??= this.run().finally(() => (this.moving = undefined));
  }

  /** Resolves when nothing is under way. */
  async ended(): Promise<void> {
    await this.moving;
  }

  private async run(): Promise<void> {
    const { settledOn, prepare, quiet } = this.options;
    let allowance = 1;
    for (let batch = this.batch(allowance); batch.length > 0; batch = this.batch(allowance)) {
      await prepare(batch);
      await quiet(); // H3
      allowance = Math.min(2 * allowance, ACTORS_AT_A_TIME); // H2
      this.leaving = batch;
      this.takers.clear();
      const isFree = await this.free(batch).finally(() => (this.leaving = []));
      if (!isFree) return;
      await settledOn([...new Set(this.takersOf(batch).values())]); // H1
    }
  }

  /** The smallest shards, as many as have so few actors together, at least one. */
  private batch(allowance: number): readonly number[] {
    const { next, sizeOf } = this.options;
    const batch: number[] = [];
    let actors = 0;
    for (const shard of next().toSorted((one, other) => sizeOf(one) - sizeOf(other))) {
      actors += sizeOf(shard);
      if (batch.length > 0 && actors > allowance) break;
      batch.push(shard);
    }
    return batch;
  }

  /** Gives a batch up, and waits a while until others hold it; false when it could not be released. */
  private async free(batch: readonly number[]): Promise<boolean> {
    const { node, leases, clock, log, epochs, giveUp, released, look } = this.options;
    const since = clock.now();
    await giveUp(batch); // H4
    const still = new Map([...epochs].filter(([shard]) => batch.includes(shard)));
    for (const shard of batch) epochs.delete(shard);
    try {
      await leases.release(node, still);
    } catch (err) {
      log.warn({ err, shards: batch.length }, 'shards could not be released; their leases run out');
      return false;
    }
    released(batch);
    log.info({ shards: batch, since: new Date(since).toISOString(), ms: clock.now() - since }, 'shards handed over');
    const now = clock.now();
    for (let lookAt = now + LOOK_AGAIN_MS; clock.now() < now + TAKEN_UP_MS && !this.areTaken(batch);) {
      await clock.sleep(LISTEN_MS);
      if (clock.now() < lookAt) continue;
      lookAt += LOOK_AGAIN_MS;
      await look();
    }
    return true;
  }

  /** Who has each shard of a batch that somebody has, by their own word or by the map. */
  private takersOf(batch: readonly number[]): ReadonlyMap<number, string> {
    const takers = new Map<number, string>();
    for (const { shard, live, owner } of this.options.map().shards) {
      const taker = live && owner !== null && owner !== this.options.node ? owner : this.takers.get(shard);
      if (taker !== undefined && batch.includes(shard)) takers.set(shard, taker);
    }
    return takers;
  }

  private areTaken(batch: readonly number[]): boolean {
    return this.takersOf(batch).size === batch.length;
  }
}
