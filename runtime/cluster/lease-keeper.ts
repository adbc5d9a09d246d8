// K1. What this node holds is sure only until the lease it asked for last may have run out, counted from before it was
//     asked for, on a clock that never goes back; from then on no turn is taken and nothing is sent outside.
// K2. A lease that was renewed late, under the same epoch, was nobody else's meanwhile: the node goes on where it stood.
// K3. A shard that is lost is silent in the same step as the node hears of it, and its epoch is never used again.
// K4. Adopting, handing over and dropping shards follow one after the other; beats go on meanwhile.
// K5. A hand-over ends with the actors' last snapshots durable before the shard is free; nothing new begins on it meanwhile.
// K6. The next batch stays until the actors of the one before run with their new owners: nobody waits in a queue, stopped.
import type { Clock } from '../clock.ts';
import { errorType, StaleEpoch } from '../errors.ts';
import type { Log } from '../ports/log.ts';
import type { ClusterMap, Holding, NodeRecord, ShardLease, ShardLeases } from '../ports/shard-leases.ts';
import { SHARDS } from '../shard.ts';
import { moves, type PlacementRules } from './placement.ts';

const BEAT_MS = 500;
/** Taken off the lease: the timer's and the answer's own delays. */
const MARGIN_MS = 250;
const TAKEN_UP_MS = 1_000;
const LOOK_AGAIN_MS = 10;

/** Where the actors of shards live; each call resolves when it is done, and does not reject. */
export interface ShardHost {
  /** Starts the actors of shards that are held from now on. */
  adopt(shards: readonly number[]): Promise<void>;
  /** Stops them in good order, with their last snapshots. */
  giveUp(shards: readonly number[]): Promise<void>;
  /** Ends them at once: nothing of them counts any more. */
  silence(shards: readonly number[]): void;
  /** Clears away what was silenced. */
  drop(shards: readonly number[]): Promise<void>;
  /** Turns may be taken again after a time when nothing was sure. */
  resume(): void;
}

export interface LeaseKeeperOptions {
  readonly leases: ShardLeases;
  readonly node: NodeRecord;
  readonly rules: PlacementRules;
  readonly clock: Clock;
  /** Milliseconds of a clock that never goes back. */
  readonly monotonic: () => number;
  readonly log: Log;
  /** Called with every look at the cluster. */
  readonly seen: (map: ClusterMap) => void;
  /** Shards are free for others: a word that only hastens them. */
  readonly released: (shards: readonly number[]) => void;
  /** Resolves when these nodes have started all that they hold, or cannot be asked. */
  readonly settledOn?: (nodes: readonly string[]) => Promise<void>;
  /** Shards were taken from a node that is alone. */
  readonly lost?: (shards: readonly number[]) => void;
}

/** Holds this node's shards: takes those that belong here, keeps their leases, hands over what belongs elsewhere. */
export class LeaseKeeper {
  private readonly options: LeaseKeeperOptions;
  private readonly epochs = new Map<number, number>();
  private leaving: readonly number[] = [];
  private host: ShardHost | undefined;
  private node: NodeRecord;
  private sureUntil = -Infinity;
  private steadySince: number | undefined;
  private lastBeatAt = -Infinity;
  private isPaused = false;
  private closed = false;
  private stands = false;
  private cancel: (() => void) | undefined;
  private beating: Promise<void> | undefined;
  private isHastened = false;
  private moving: Promise<void> | undefined;
  private changes: Promise<void> = Promise.resolve();
  private map: ClusterMap | undefined;

  constructor(options: LeaseKeeperOptions) {
    this.options = options;
    this.node = options.node;
  }

  /** Begins to beat; resolves after the first look at the cluster. Waits while the database is away. */
  async join(host: ShardHost): Promise<void> {
    this.host = host;
    const isUnseen = (): boolean => this.map === undefined && !this.closed;
    while (isUnseen()) {
      await this.beat();
      if (isUnseen()) await this.options.clock.sleep(BEAT_MS);
    }
    this.schedule();
  }

  /** Resolves when the actors of every shard held so far have been started; `whole`: when that is all shards. */
  async settled(whole = false): Promise<void> {
    while (whole && this.epochs.size < SHARDS && !this.closed) {
      this.options.log.info(
        { held: this.epochs.size, of: SHARDS },
        'waiting for the leases of another node to run out',
      );
      await this.options.clock.sleep(BEAT_MS);
    }
    await this.changes;
  }

  /** Epoch under which a shard is held. Throws StaleEpoch when it is not. */
  epochOf = (shard: number): number => {
    const epoch = this.epochs.get(shard);
    if (epoch === undefined) throw new StaleEpoch(shard, -1);
    return epoch;
  };

  /** Whether actors of a shard may be started here. */
  holds(shard: number): boolean {
    return this.epochs.has(shard) && !this.leaving.includes(shard); // K5
  }

  get holding(): Holding {
    return this.epochs;
  }

  /** True while no other node can have taken what this one holds. */
  isSure = (): boolean => this.options.monotonic() < this.sureUntil; // K1

  /** Looks at the cluster at once: something has changed. */
  hasten(): void {
    this.isHastened = this.beating !== undefined; // one under way may have looked before the change
    if (!this.closed && !this.isHastened) void this.beat();
  }

  /**
   * Hands over everything to the other nodes; resolves when nothing is held, nobody is there to take it, or `undrain`
   * was called.
   */
  async drain(): Promise<void> {
    this.node = { ...this.node, draining: true };
    const others = (): boolean =>
      this.map?.nodes.some(({ id, weight, draining }) => id !== this.node.id && weight > 0 && !draining) ?? false;
    do {
      await this.beat();
      await this.moving;
    } while (this.epochs.size > 0 && this.node.draining && others() && !this.closed);
  }

  /** Takes shards again, as a node that has just joined. */
  async undrain(): Promise<void> {
    this.node = { ...this.node, draining: false };
    await this.beat();
  }

  /** Takes and hands over nothing more; resolves when nothing of that is under way. Leases are still kept. */
  async stand(): Promise<void> {
    this.stands = true;
    await this.beating;
    await this.moving;
    await this.changes;
  }

  /** Gives back what is left, and leaves the cluster. */
  async leave(): Promise<void> {
    this.closed = true;
    this.cancel?.();
    await this.stand();
    const { leases } = this.options;
    await leases.release(this.node.id, this.epochs);
    await leases.leave(this.node.id);
    this.epochs.clear();
  }

  private schedule(): void {
    if (this.closed) return;
    this.cancel = this.options.clock.setTimer(BEAT_MS, () => void this.beat().finally(() => this.schedule()));
  }

  private beat(): Promise<void> {
    this.beating ??= this.beatOnce().finally(() => {
      this.beating = undefined;
      if (this.isHastened) this.hasten();
    });
    return this.beating;
  }

  private async beatOnce(): Promise<void> {
    const { leases, monotonic, log } = this.options;
    const askedAt = monotonic();
    try {
      const before = new Map(this.epochs);
      const { held, map } = await leases.beat(this.node, before);
      this.noteContact(askedAt);
      this.lose([...before.keys()].filter((shard) => !held.has(shard)));
      const wasSure = this.isSure();
      this.sureUntil = askedAt + leases.leaseMs - MARGIN_MS;
      this.map = map;
      this.options.seen(map);
      if (!wasSure) this.goOn(); // K2
      await this.act(map);
    } catch (error) {
      if (errorType(error) !== 'STORE_UNAVAILABLE') log.error({ err: error }, 'the leases could not be renewed');
    }
    if (!this.isSure() && this.epochs.size > 0) this.pause();
  }

  /** P4 of placement.ts: how long the database has been in sight without a break. */
  private noteContact(askedAt: number): void {
    const { monotonic, leases } = this.options;
    if (askedAt - this.lastBeatAt > leases.leaseMs / 2) this.steadySince = undefined;
    this.steadySince ??= askedAt;
    this.lastBeatAt = monotonic();
  }

  private async act(map: ClusterMap): Promise<void> {
    if (this.closed) return;
    const { take, handOver } = this.movesOn(map);
    if (take.length > 0) await this.take(take);
    if (handOver.length > 0) this.moving ??= this.move(handOver).finally(() => (this.moving = undefined));
  }

  private movesOn(map: ClusterMap): ReturnType<typeof moves> {
    const { leases, monotonic, rules } = this.options;
    const { id, draining, weight } = this.node;
    if (weight === 0 || this.stands) return { take: [], handOver: [] };
    const steady = this.steadySince !== undefined && monotonic() - this.steadySince >= leases.leaseMs;
    const { take, handOver } = moves({ id, draining, holding: this.epochs, steady }, map, rules);
    return { take: take.filter((shard) => !this.leaving.includes(shard)), handOver }; // K5: the map may be from before
  }

  private async take(shards: readonly number[]): Promise<void> {
    const taken = await this.options.leases.acquire(this.node.id, shards, this.epochs);
    if (taken.size === 0) return;
    for (const [shard, epoch] of taken) this.epochs.set(shard, epoch);
    void this.change(() =>
      this.host!.adopt([...taken.keys()].filter((shard) => this.epochs.get(shard) === taken.get(shard))),
    );
  }

  /** Hands over one batch after the other, each only when the one before has been taken up. */
  private async move(first: readonly number[]): Promise<void> {
    const { leases, released, clock, log } = this.options;
    for (let batch = first; batch.length > 0 && !this.closed; batch = this.movesOn(this.map!).handOver) {
      const since = clock.now();
      this.leaving = batch;
      await this.change(() => this.host!.giveUp(batch)); // K5
      const still = new Map([...this.epochs].filter(([shard]) => batch.includes(shard)));
      for (const shard of batch) this.epochs.delete(shard);
      try {
        await leases.release(this.node.id, still);
      } catch (error) {
        this.leaving = [];
        log.warn({ err: error, shards: batch.length }, 'shards could not be released; their leases run out');
        return;
      }
      released(batch);
      log.info({ shards: batch, since: new Date(since).toISOString(), ms: clock.now() - since }, 'shards handed over');
      for (const until = clock.now() + TAKEN_UP_MS; clock.now() < until && !this.areTaken(batch);) {
        await clock.sleep(LOOK_AGAIN_MS);
        await this.beat();
      }
      this.leaving = [];
      await this.options.settledOn?.(this.ownersOf(batch)); // K6
    }
  }

  private ownersOf(batch: readonly number[]): readonly string[] {
    const owners = this.map!.shards.filter(({ shard, owner, live }) => live && owner !== null && batch.includes(shard));
    return [...new Set(owners.map(({ owner }) => owner!))];
  }

  private areTaken(batch: readonly number[]): boolean {
    const isTaken = ({ live, owner }: ShardLease): boolean => live && owner !== this.node.id;
    const taken = new Set(this.map!.shards.filter(isTaken).map(({ shard }) => shard));
    return batch.every((shard) => taken.has(shard));
  }

  private lose(shards: readonly number[]): void {
    const lost = shards.filter((shard) => this.epochs.delete(shard));
    if (lost.length === 0) return;
    this.options.log.warn({ shards: lost.length }, 'shards were taken over by another node while this one was away');
    this.host?.silence(lost); // K3
    void this.change(() => this.host!.drop(lost));
    if (!this.options.rules.alone) return;
    this.closed = true; // its namesake lives on
    this.options.lost?.(lost);
  }

  private change(make: () => Promise<void>): Promise<void> {
    this.changes = this.changes.then(make); // K4
    return this.changes;
  }

  private pause(): void {
    if (this.isPaused) return;
    this.isPaused = true;
    this.options.log.error({}, 'the leases may have run out: this node takes no turn until they are renewed');
  }

  private goOn(): void {
    if (this.isPaused) this.options.log.info({ held: this.epochs.size }, 'the leases are renewed: turns go on');
    this.isPaused = false;
    this.host?.resume();
  }
}
