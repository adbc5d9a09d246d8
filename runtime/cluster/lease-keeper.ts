// K1. What this node holds is sure only until the lease it asked for last may have run out, counted from before it was
//     asked for, on a clock that never goes back; from then on no turn is taken and nothing is sent outside.
// K2. A lease that was renewed late, under the same epoch, was nobody else's meanwhile: the node goes on where it stood.
// K3. A shard that is lost is silent in the same step as the node hears of it, and its epoch is never used again.
// K4. Adopting, handing over and dropping shards follow one after the other; beats go on meanwhile.
// K5. A node whose name another process has taken is over: it gives nothing back, for nothing is its own any more.
// How shards are handed over is in hand-over.ts, where they belong in placement.ts.
import type { Clock } from '../clock.ts';
import { ActorError, errorType, StaleEpoch } from '../errors.ts';
import type { Log } from '../ports/log.ts';
import type { ActorRecord } from '../ports/actor-registry.ts';
import type { ClusterMap, Holding, NodeRecord, ShardLeases } from '../ports/shard-leases.ts';
import { SHARDS } from '../shard.ts';
import { HandOver } from './hand-over.ts';
import { LeaseSight } from './lease-sight.ts';
import { type Moves, moves, type PlacementRules } from './placement.ts';

const BEAT_MS = 500;

/** Where the actors of shards live; each call resolves when it is done, and does not reject. */
export interface ShardHost {
  /** How many actors it has on a shard. */
  sizeOf(shard: number): number;
  /** Has actors that are about to move write their snapshots while they run, so that they have little left to write at their end. */
  prepare(shards: readonly number[]): Promise<void>;
  /** Resolves in a quiet moment, or soon at the latest. */
  quiet(): Promise<void>;
  /** What there is to start on shards. */
  look(shards: readonly number[]): Promise<readonly ActorRecord[]>;
  /** Starts the actors of shards that are held from now on; `seen` when they were free already. */
  adopt(shards: readonly number[], seen?: Promise<readonly ActorRecord[]>): Promise<void>;
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
  /** The node cannot go on: NODE_REPLACED, or SHARDS_LOST of one that is alone. */
  readonly over?: (error: Error) => void;
}

/** Holds this node's shards: takes those that belong here, keeps their leases, hands over what belongs elsewhere. */
export class LeaseKeeper {
  private readonly options: LeaseKeeperOptions;
  private readonly epochs = new Map<number, number>();
  private readonly sight: LeaseSight;
  private readonly handOver: HandOver;
  private host: ShardHost | undefined;
  private node: NodeRecord;
  private isPaused = false;
  private closed = false;
  private stands = false;
  private cancel: (() => void) | undefined;
  private beating: Promise<void> | undefined;
  private isHastened = false;
  private changes: Promise<void> = Promise.resolve();
  private map: ClusterMap | undefined;

  constructor(options: LeaseKeeperOptions) {
    const { node, leases, clock, log, monotonic, released } = options;
    this.options = options;
    this.node = node;
    this.sight = new LeaseSight(monotonic, leases.leaseMs);
    this.handOver = new HandOver({
      ...{ node: node.id, leases, clock, log, epochs: this.epochs, released },
      giveUp: (shards) => this.change(() => this.host!.giveUp(shards)),
      settledOn: options.settledOn ?? (() => Promise.resolve()),
      look: () => this.beat(),
      map: () => this.map!,
      prepare: (shards) => this.host!.prepare(shards),
      quiet: () => this.host!.quiet(),
      sizeOf: (shard) => this.host!.sizeOf(shard),
      next: () => this.moves(this.map!).handOver,
    });
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
    return this.epochs.has(shard) && !this.handOver.isLeaving(shard);
  }

  get holding(): Holding {
    return this.epochs;
  }

  /** True while no other node can have taken what this one holds. */
  isSure = (): boolean => this.sight.isSure(); // K1

  /** Shards are free, their owner says: what of them belongs here is taken without another look at the cluster. */
  freed(shards: readonly number[]): void {
    if (this.map === undefined || this.wantedOf(shards, this.map).length === 0) this.hasten();
    // Who let go of them changes nothing about them any more: they can be looked at while they are being taken.
    else void this.takeFreed(shards, this.host!.look(shards));
  }

  private async takeFreed(shards: readonly number[], seen: Promise<readonly ActorRecord[]>): Promise<void> {
    seen.catch(() => undefined); // then they are looked at again
    while (this.beating !== undefined) await this.beating;
    // Whoever waits for the request under way hears nothing of its failure.
    await this.inTurn(() => this.take(this.wantedOf(shards, this.map!), seen).catch(() => this.hasten()));
  }

  /** Another node has taken shards, it says. */
  taken(by: string, shards: readonly number[]): void {
    this.handOver.taken(by, shards);
  }

  /** Looks at the cluster at once: something has changed. */
  private hasten(): void {
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
      await this.handOver.ended();
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
    await this.handOver.ended();
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
    return this.inTurn(() => this.beatOnce());
  }

  /** One request about leases at a time; who asks meanwhile gets the one under way. */
  private inTurn(request: () => Promise<void>): Promise<void> {
    this.beating ??= request().finally(() => {
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
      this.lose([...before.keys()].filter((shard) => !held.has(shard)));
      const wasInDoubt = this.sight.renewed(askedAt);
      this.map = map;
      this.options.seen(map);
      if (wasInDoubt) this.goOn(); // K2
      await this.act();
    } catch (error) {
      if (errorType(error) === 'NODE_REPLACED') this.end(error as Error);
      else if (errorType(error) !== 'STORE_UNAVAILABLE') log.error({ err: error }, 'the leases could not be renewed');
    }
    if (!this.isSure() && this.epochs.size > 0) this.pause();
  }

  private async act(): Promise<void> {
    const { take, handOver } = this.moves(this.map!);
    // Within the beat: what is taken is sure only as long as the beat before it says.
    if (take.length > 0) await this.take(take);
    if (handOver.length > 0) this.handOver.begin();
  }

  private wantedOf(shards: readonly number[], map: ClusterMap): readonly number[] {
    const freed = map.shards.map((lease) => (shards.includes(lease.shard) ? { ...lease, owner: null } : lease));
    return this.moves({ ...map, shards: freed }).take.filter((shard) => shards.includes(shard));
  }

  private moves(map: ClusterMap): Moves {
    const { id, draining, weight } = this.node;
    if (weight === 0 || this.stands || this.closed) return { take: [], handOver: [] };
    const self = { id, draining, holding: this.epochs, steady: this.sight.isSteady() };
    const { take, handOver } = moves(self, map, this.options.rules);
    return { take: take.filter((shard) => !this.handOver.isLeaving(shard)), handOver }; // the map may be from before
  }

  private async take(shards: readonly number[], seen?: Promise<readonly ActorRecord[]>): Promise<void> {
    if (shards.length === 0) return;
    const taken = await this.options.leases.acquire(this.node.id, shards, this.epochs);
    if (taken.size === 0 || this.closed) return;
    for (const [shard, epoch] of taken) this.epochs.set(shard, epoch);
    const mine = (): number[] => [...taken.keys()].filter((shard) => this.epochs.get(shard) === taken.get(shard));
    void this.change(() => this.host!.adopt(mine(), seen));
  }

  private lose(shards: readonly number[]): void {
    const lost = shards.filter((shard) => this.epochs.delete(shard));
    if (lost.length === 0) return;
    this.options.log.warn({ shards: lost.length }, 'shards were taken over by another node while this one was away');
    this.host?.silence(lost); // K3
    void this.change(() => this.host!.drop(lost));
    if (!this.options.rules.alone) return;
    const text = `${lost.length} shards were taken over by another Troupe on this database`;
    this.end(new ActorError('SHARDS_LOST', text, { shards: lost }));
  }

  /** K5. */
  private end(error: Error): void {
    if (this.closed) return;
    this.closed = true;
    this.lose([...this.epochs.keys()]);
    this.options.over?.(error);
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
