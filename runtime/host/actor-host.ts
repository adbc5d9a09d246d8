// Hosts the actors of one node: builds their supervision tree from the registry, starts, finds, commands and stops them.
// O1. At most one incarnation of an actor lives here, and a new one starts only when the old one has settled.
// O2. What should run is written to the registry before it is started or stopped, so a crash in between ends the same way.
// O3. It hosts the actors of the shards that its node holds: they come and go with them.
// O4. Only the node that surely holds an actor may say that it will not come back; who watched it here hears of it from
//     wherever it goes.
import { randomUUID } from 'node:crypto';
import type { ServiceBroker } from 'moleculer';
import type { ActorDefinition, Message } from '../actor.ts';
import type { ActorAddress } from '../address.ts';
import type { Clock } from '../clock.ts';
import { ActorError, ActorNotHosted } from '../errors.ts';
import type { LifeWord } from '../cluster/link.ts';
import type { ShardHost } from '../cluster/lease-keeper.ts';
import type { ActorRecord, ActorRegistry } from '../ports/actor-registry.ts';
import type { ActorStore } from '../ports/actor-store.ts';
import type { Log } from '../ports/log.ts';
import type { RuntimeMeter } from '../ports/runtime-meter.ts';
import type { Random } from '../random.ts';
import { Scheduler } from '../scheduler.ts';
import { StreamHub } from '../streams/hub.ts';
import type { Cause, Lifecycle } from '../supervision/lifecycle.ts';
import type { SupervisorTree } from '../supervision/tree.ts';
import type { ActorStatus } from './actor-status.ts';
import type { CellEnvironment, Incarnation, Touched } from './environment.ts';
import type { ActorCalls } from './hidden-service.ts';
import { Hosted } from './hosted.ts';
import { Incarnations } from './incarnations.ts';
import { patientStore, untilAvailable } from './patience.ts';
import { Recorder } from './recorder.ts';
import { type KindPolicy, SupervisionForest, type SupervisorPolicy } from './supervision-forest.ts';
import { Watchers, wordOf } from './watchers.ts';

export interface HostedKind extends KindPolicy {
  readonly definition: ActorDefinition<any, any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- kinds of different configs and states share one list
}

export interface HostOptions {
  readonly node: string;
  readonly broker: ServiceBroker;
  readonly clock: Clock;
  readonly monotonic: () => number;
  readonly random: Random;
  readonly store: ActorStore;
  readonly registry: ActorRegistry;
  readonly epochOf: (shard: number) => number;
  /** True while no other node can have taken what this one hosts; always, unless told. */
  readonly isSure?: () => boolean;
  /** The actors of other nodes; undefined where there are none. */
  readonly far?: FarActors;
  readonly ports: Readonly<Record<string, (actor: ActorAddress, request: unknown) => Promise<unknown>>>;
  readonly kinds: readonly HostedKind[];
  readonly supervisors: Readonly<Record<string, SupervisorPolicy>>;
  readonly log: Log;
  readonly meter: RuntimeMeter;
  readonly snapshotEvery?: number;
  readonly turnDeadlineMs?: number;
  readonly beforeTurn?: (actor: ActorAddress, message: Message) => void;
  /** How its scheduler comes to its next slice; `setImmediate` unless told. */
  readonly defer?: (step: () => void) => void;
}

/** What a host asks about actors that live on other nodes. */
export interface FarActors {
  /** Wants to hear of an actor; what it is comes by `hearLife`, now and with every change. */
  watch(address: ActorAddress): void;
  /** Says what has become of an actor of this node. */
  lived(word: LifeWord): void;
}

/** The actors of one node. */
export class ActorHost implements ActorCalls, ShardHost {
  readonly hub = new StreamHub();
  private readonly options: HostOptions;
  private readonly env: CellEnvironment;
  private readonly kinds: ReadonlyMap<string, HostedKind>;
  private readonly hosted = new Map<ActorAddress, Hosted>();
  private readonly forest: SupervisionForest;
  private readonly incarnations: Incarnations;
  private readonly watchers = new Watchers();
  private changed = new Set<ActorAddress>();
  private touched: Touched[] = [];
  private readonly leaving = new Set<number>();
  private readonly bringing = new Set<Promise<void>>();
  private unsure = Promise.withResolvers<void>();
  private closing = false;

  constructor(options: HostOptions) {
    this.options = options;
    this.kinds = new Map(options.kinds.map((kind) => [kind.definition.kind, kind]));
    const { clock, monotonic, log, meter, broker } = options;
    this.env = {
      ...{ clock, monotonic, log, meter, hub: this.hub },
      store: patientStore(options.store, clock, () => !this.closing),
      scheduler: new Scheduler(monotonic, options.isSure, options.defer),
      isSure: options.isSure ?? (() => true),
      whenSure: () => this.unsure.promise,
      recorder: new Recorder(),
      snapshotEvery: options.snapshotEvery ?? 1_000,
      turnDeadlineMs: options.turnDeadlineMs ?? 1_000,
      beforeTurn: options.beforeTurn,
      epochOf: options.epochOf,
      perform: (port, actor, request) => this.perform(port, actor, request),
      tell: (from, to, body) => this.hosted.get(to)?.cell?.offer({ kind: 'told', from, body }),
      watch: (watcher, address) => this.watch(watcher, address),
      unwatch: (watcher) => this.watchers.unwatch(watcher),
      touched: (cell) => this.touched.push(cell),
      finished: (cell, reason) => void this.finish(cell, reason),
    };
    this.incarnations = new Incarnations({
      ...{ env: this.env, broker },
      definitionOf: (kind) => this.definitionOf(kind),
      siblingsOf: (record) => this.siblingsOf(record),
    });
    this.forest = new SupervisionForest({
      ...{ node: options.node, clock, random: options.random, supervisors: options.supervisors },
      policyOf: (record) => this.kinds.get(record.kind) ?? UNKNOWN_KIND,
      childOf: ({ address }) => ({ id: address, start: () => this.incarnations.start(this.find(address)) }),
      moved: (address, from, to, cause) => this.moved(address, from, to, cause),
    });
  }

  /** Resolves to an error when the node has failed past its intensity, or to undefined after `shutdown`. */
  get failed(): Promise<Error | undefined> {
    return this.forest.failed;
  }

  isActorKind(kind: string): boolean {
    return this.kinds.has(kind);
  }

  /** Starts everything that the registry wants to run; resolves when each actor's start has been tried. */
  async boot(): Promise<void> {
    await this.open();
    await this.bring(await this.options.registry.list());
  }

  /** Ready for shards; nothing runs yet. */
  open(): Promise<void> {
    return this.forest.start();
  }

  // ---- Shards (O3) ----

  async adopt(shards: readonly number[]): Promise<void> {
    const { clock, registry } = this.options;
    for (const shard of shards) this.leaving.delete(shard);
    await this.undisturbed('adopt', shards, async () => {
      const records = await untilAvailable(
        clock,
        () => registry.list({ shards }),
        () => !this.closing,
      );
      await this.bring(records.filter(({ address }) => !this.hosted.has(address)));
    });
  }

  async giveUp(shards: readonly number[]): Promise<void> {
    for (const shard of shards) this.leaving.add(shard);
    await this.undisturbed('give up', shards, () => this.part(this.on(shards), 'it moves to another node'));
  }

  silence(shards: readonly number[]): void {
    for (const shard of shards) this.leaving.add(shard);
    for (const { cell } of this.on(shards)) cell?.kill();
  }

  async drop(shards: readonly number[]): Promise<void> {
    await this.undisturbed('drop', shards, () => this.part(this.on(shards), 'another node has taken it over'));
  }

  resume(): void {
    this.unsure.resolve();
    this.unsure = Promise.withResolvers();
    for (const { record, lifecycle } of this.hosted.values()) {
      if (lifecycle !== 'running') this.tellLife(record.address); // O4: what could not be said meanwhile
    }
    this.env.scheduler.resume();
  }

  /** False, too, for one that is on its way to another node. */
  has(address: ActorAddress): boolean {
    const hosted = this.hosted.get(address);
    return hosted !== undefined && !this.leaving.has(hosted.record.shard);
  }

  /** What watchers are told of an actor; undefined for one that is not here. */
  lifeOf(address: ActorAddress): LifeWord | undefined {
    return this.hosted.has(address) ? this.wordOf(address) : undefined;
  }

  /** Passes on what has become of an actor on another node. */
  hearLife(word: LifeWord): void {
    if (!this.hosted.has(word.address)) this.watchers.tell(word.address, () => word);
  }

  /** Starts actors of the registry that are not here yet. */
  async bringNew(records: readonly ActorRecord[]): Promise<void> {
    await this.bring(records.filter(({ address }) => !this.hosted.has(address)));
  }

  // ---- Commands ----

  /** Starts a stopped or faulted actor. Rejects with SUPERVISOR_DOWN when it can only start with its supervisor. */
  start(address: ActorAddress): Promise<void> {
    const hosted = this.find(address);
    return hosted.inOrder(async () => {
      await this.options.registry.setDesired(address, 'running'); // O2
      await this.forest.startChild(hosted.record);
    });
  }

  /** Stops an actor until it is started again. */
  stop(address: ActorAddress, reason: string): Promise<void> {
    const hosted = this.find(address);
    return hosted.inOrder(async () => {
      await this.options.registry.setDesired(address, 'stopped'); // O2
      await this.forest.stopChild(hosted.record, reason);
    });
  }

  /** Carries out an action of an actor. Rejects with ACTOR_NOT_HOSTED, ACTOR_NOT_RUNNING, MAILBOX_FULL or its own refusal. */
  async act(address: ActorAddress, action: string, params: Record<string, unknown>, by: string): Promise<unknown> {
    const hosted = this.find(address);
    const { lifecycle, cell } = hosted;
    if (action === 'inspect') return this.status(address);
    if (action === 'start') return this.start(address);
    if (action === 'stop') return this.stop(address, `stopped by ${by}`);
    if (action === 'reset' && lifecycle === 'faulted') return this.start(address);
    if (cell === undefined) {
      throw new ActorError('ACTOR_NOT_RUNNING', `${address} is ${lifecycle}: start it first`, { address, lifecycle });
    }
    const commandId = typeof params['commandId'] === 'string' ? params['commandId'] : randomUUID();
    return cell.command({ kind: 'command', command: action, params, by, commandId });
  }

  /** Throws ActorNotHosted for an address nobody knows. */
  status(address: ActorAddress): ActorStatus {
    return this.find(address).status(this.options.node);
  }

  /** Undefined for an actor that is not here. */
  shardOf(address: ActorAddress): number | undefined {
    return this.actor(address)?.record.shard;
  }

  /** Undefined for an actor that is not here. */
  lifecycleOf(address: ActorAddress): Lifecycle | undefined {
    return this.actor(address)?.lifecycle;
  }

  list(): ActorStatus[] {
    const actors = [...this.hosted.values()].filter(({ record }) => this.kinds.has(record.kind));
    return actors.map((hosted) => hosted.status(this.options.node));
  }

  /** Sums over the actors of each kind, without asking them anything. */
  tally(): ReadonlyMap<string, { readonly actors: number; readonly turns: number; readonly mailboxDepth: number }> {
    const tally = new Map<string, { actors: number; turns: number; mailboxDepth: number }>();
    for (const { record, cell } of this.hosted.values()) {
      if (!this.kinds.has(record.kind)) continue;
      const { actors, turns, mailboxDepth } = tally.get(record.kind) ?? { actors: 0, turns: 0, mailboxDepth: 0 };
      const depth = Math.max(mailboxDepth, cell?.mailboxView().depth ?? 0);
      tally.set(record.kind, { actors: actors + 1, turns: turns + (cell?.turns ?? 0), mailboxDepth: depth });
    }
    return tally;
  }

  tree(): SupervisorTree {
    return this.forest.tree();
  }

  /** Actors that have changed since the last time this was asked. */
  takeChanged(): readonly ActorAddress[] {
    const { changed, touched } = this;
    if (changed.size === 0 && touched.length === 0) return NONE;
    this.changed = new Set();
    this.touched = [];
    for (const cell of touched) {
      cell.isTouched = false;
      changed.add(cell.address);
    }
    return [...changed];
  }

  /** Stops everything in good order, each actor with a last snapshot unless the database is away. */
  async shutdown(reason: string): Promise<void> {
    this.closing = true;
    await this.forest.stop(reason);
  }

  // ---- The tree ----

  private on(shards: readonly number[]): Hosted[] {
    const wanted = new Set(shards);
    return [...this.hosted.values()].filter(({ record }) => wanted.has(record.shard));
  }

  /** Ends actors here, and forgets them. */
  private async part(leaving: readonly Hosted[], reason: string): Promise<void> {
    // One that is being added is not in the tree yet, and would come back after this.
    await Promise.allSettled(this.bringing);
    const records = leaving.map(({ record }) => record);
    await this.forest.remove(records, reason);
    for (const { address } of records) {
      this.hosted.delete(address);
      if (this.watchers.isWatched(address)) this.options.far?.watch(address); // O4
    }
  }

  private async undisturbed(what: string, shards: readonly number[], change: () => Promise<void>): Promise<void> {
    try {
      await change();
    } catch (err) {
      this.options.log.error({ err, shards }, `the node could not ${what} all actors of its shards`);
    }
  }

  private async bring(records: readonly ActorRecord[]): Promise<void> {
    if (records.length === 0) return;
    const bringing = this.add(records);
    this.bringing.add(bringing);
    await bringing.finally(() => this.bringing.delete(bringing));
  }

  private async add(records: readonly ActorRecord[]): Promise<void> {
    this.forest.know(records);
    const now = this.options.clock.now();
    for (const record of records) {
      const lifecycle = this.forest.willRun(record) ? 'starting' : 'stopped';
      this.hosted.set(record.address, new Hosted(record, lifecycle, now));
    }
    const starting = records.filter((record) => this.forest.willRun(record));
    await this.incarnations.prefetch(starting, () => this.forest.add(records));
  }

  /** The actors that ought to run under the same supervisor, those of the supervisors below it included. */
  private siblingsOf({ parent, address }: ActorRecord): readonly ActorAddress[] {
    if (parent === undefined) return NONE;
    const siblings = this.forest.below(parent).filter((record) => {
      if (record.address === address || !this.kinds.has(record.kind)) return false;
      return this.forest.willRun(record) && this.hosted.get(record.address)?.lifecycle !== 'faulted';
    });
    return siblings.map((record) => record.address);
  }

  private moved(address: ActorAddress, from: Lifecycle, to: Lifecycle, cause: Cause | undefined): void {
    const hosted = this.hosted.get(address);
    if (hosted === undefined) return;
    const { record } = hosted;
    hosted.moved(to, cause, this.options.clock.now());
    if (to === 'restarting') this.options.meter.restarted(record.kind);
    this.changed.add(address);
    const level = to === 'faulted' ? 'error' : cause?.kind === 'crashed' ? 'warn' : 'debug';
    this.options.log[level]({ actor: address, from, to, cause: hosted.lastCause }, `actor ${to}`);
    this.tellLife(address);
    if (to !== 'faulted' && to !== 'stopped') return;
    // Those below a supervisor went down before it: whether they will come back is known only now.
    for (const { address: lower } of this.forest.below(address)) this.tellLife(lower);
  }

  private tellLife(address: ActorAddress): void {
    this.watchers.tell(address, () => this.wordOf(address));
    this.options.far?.lived(this.wordOf(address));
  }

  private watch(watcher: Incarnation, address: ActorAddress): void {
    const { far, registry, log } = this.options;
    const isHere = far === undefined || this.hosted.has(address);
    this.watchers.watch(watcher, address, isHere ? this.wordOf(address) : undefined);
    if (isHere) return;
    far.watch(address);
    void registry
      .find(address)
      .then((record) => record === undefined && this.hearLife({ kind: 'down', address, reason: 'stopped' }))
      .catch((err: unknown) => log.warn({ actor: address, err }, 'whether a watched actor exists could not be read'));
  }

  /** What a watcher is told of an actor as it is now. */
  private wordOf(address: ActorAddress): LifeWord {
    const hosted = this.hosted.get(address);
    if (hosted === undefined) return { kind: 'down', address, reason: 'stopped' };
    const { record, lifecycle } = hosted;
    // O4: it may run elsewhere by now, or will soon.
    if (!this.env.isSure() || this.leaving.has(record.shard)) return { kind: 'down', address, reason: 'restarting' };
    const isWanted = this.forest.willRun(record) && this.kinds.get(record.kind)?.restart !== 'temporary';
    return wordOf(address, this.isFaulted(record) ? 'faulted' : lifecycle, isWanted);
  }

  private isFaulted({ address, parent }: ActorRecord): boolean {
    if (this.hosted.get(address)?.lifecycle === 'faulted') return true;
    const above = parent === undefined ? undefined : this.hosted.get(parent);
    return above !== undefined && this.isFaulted(above.record);
  }

  // ---- What cells ask ----

  private async finish(cell: Incarnation, reason: string): Promise<void> {
    const { address } = cell;
    try {
      await untilAvailable(
        this.options.clock,
        () => this.stop(address, reason),
        () => !this.closing,
      );
    } catch (err) {
      this.options.log.error({ actor: address, err }, 'an actor that wanted to finish could not be stopped');
    }
  }

  private perform(port: string, actor: ActorAddress, request: unknown): Promise<unknown> {
    const handler = this.options.ports[port];
    if (handler !== undefined) return handler(actor, request);
    throw new ActorError('UNKNOWN_PORT', `${actor} asked for the port ${port}, which this node does not have`, {
      actor,
      port,
    });
  }

  private definitionOf(kind: string): ActorDefinition | undefined {
    return this.kinds.get(kind)?.definition as ActorDefinition | undefined;
  }

  /** Undefined for a supervisor, too. */
  private actor(address: ActorAddress): Hosted | undefined {
    const hosted = this.hosted.get(address);
    return hosted !== undefined && this.kinds.has(hosted.record.kind) ? hosted : undefined;
  }

  private find(address: ActorAddress): Hosted {
    const hosted = this.hosted.get(address);
    if (hosted === undefined) throw new ActorNotHosted(address);
    return hosted;
  }
}

const NONE: readonly ActorAddress[] = [];

/** Its start says what is wrong; trying often does not mend it. */
const UNKNOWN_KIND: KindPolicy = {
  restart: 'transient',
  shutdownMs: 0,
  intensity: { maxRestarts: 0, periodMs: 60_000 },
};
