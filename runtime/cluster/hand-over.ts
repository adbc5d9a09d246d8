// H1. A batch is few actors, so that none is away for long: one batch after the other, each only when the one before runs elsewhere: what waits to move runs meanwhile.
// H2. A batch's last snapshots are durable before it is free; nothing new begins on it meanwhile, and it is not taken back.
import type { Clock } from '../clock.ts';
import type { Log } from '../ports/log.ts';
import type { ClusterMap, ShardLease, ShardLeases } from '../ports/shard-leases.ts';

const TAKEN_UP_MS = 1_000;
const LOOK_AGAIN_MS = 25;
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
  /** How many actors live on a shard. */
  readonly sizeOf: (shard: number) => number;
}

/** Hands shards over to the nodes that they belong on. */
export class HandOver {
  private readonly options: HandOverOptions;
  private leaving: readonly number[] = [];
  private moving: Promise<void> | undefined;

  constructor(options: HandOverOptions) {
    this.options = options;
  }

  isLeaving(shard: number): boolean {
    return this.leaving.includes(shard); // H2
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
    const { settledOn } = this.options;
    for (let batch = this.batch(); batch.length > 0; batch = this.batch()) {
      this.leaving = batch;
      const isFree = await this.free(batch).finally(() => (this.leaving = []));
      if (!isFree) return;
      await settledOn(this.ownersOf(batch)); // H1
    }
  }

  /** As many shards as have few actors together, at least one. */
  private batch(): readonly number[] {
    const { next, sizeOf } = this.options;
    const batch: number[] = [];
    let actors = 0;
    for (const shard of next()) {
      actors += sizeOf(shard);
      if (batch.length > 0 && actors > ACTORS_AT_A_TIME) break;
      batch.push(shard);
    }
    return batch;
  }

  /** Gives a batch up, and waits a while until others hold it; false when it could not be released. */
  private async free(batch: readonly number[]): Promise<boolean> {
    const { node, leases, clock, log, epochs, giveUp, released, look } = this.options;
    const since = clock.now();
    await giveUp(batch); // H2
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
    for (const until = clock.now() + TAKEN_UP_MS; clock.now() < until && !this.areTaken(batch);) {
      await clock.sleep(LOOK_AGAIN_MS);
      await look();
    }
    return true;
  }

  private ownersOf(batch: readonly number[]): readonly string[] {
    const taken = this.options.map().shards.filter((lease) => batch.includes(lease.shard) && this.isElsewhere(lease));
    return [...new Set(taken.map(({ owner }) => owner!))];
  }

  private areTaken(batch: readonly number[]): boolean {
    const taken = new Set(
      this.options
        .map()
        .shards.filter((lease) => this.isElsewhere(lease))
        .map(({ shard }) => shard),
    );
    return batch.every((shard) => taken.has(shard));
  }

  private isElsewhere({ live, owner }: ShardLease): boolean {
    return live && owner !== null && owner !== this.options.node;
  }
}
