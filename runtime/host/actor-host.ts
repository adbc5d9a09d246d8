// Hosts the actors of one node: builds their supervision tree from the registry, starts, finds, commands and stops them.
// O1. At most one incarnation of an actor lives here, and a new one starts only when the old one has settled.
// O2. What should run is written to the registry before it is started or stopped, so a crash in between ends the same way.
// O3. It hosts the actors of the shards that its node holds: they come and go with them.
import { randomUUID } from 'node:crypto';
import type { ActorDefinition } from '../actor.ts';
import type { ActorAddress } from '../address.ts';
import { ActorError } from '../errors.ts';
import type { LifeWord } from '../cluster/link.ts';
import type { ShardHost } from '../cluster/lease-keeper.ts';
import type { ActorRecord } from '../ports/actor-registry.ts';
import { QUIET_MS, Scheduler } from '../scheduler.ts';
import { StreamHub } from '../streams/hub.ts';
import type { Cause, Lifecycle } from '../supervision/lifecycle.ts';
import type { SupervisorTree } from '../supervision/tree.ts';
import type { ActorStatus } from './actor-status.ts';
import { type Claim, hasClaim } from './admission.ts';
import type { ReaderStatus } from './actor-trace.ts';
import { DeadLetterOffice } from './dead-letter-office.ts';
import type { CellEnvironment, Incarnation } from './environment.ts';
import type { ActorCalls } from './hidden-service.ts';
import { Hosted } from './hosted.ts';
import { Incarnations } from './incarnations.ts';
import type { HostedKind, HostOptions } from './host-options.ts';
import { Lives } from './lives.ts';
import { patientLetters, patientStore, untilAvailable } from './patience.ts';
import { Recorder } from './recorder.ts';
import { type KindTally, Roll } from './roll.ts';
import { type KindPolicy, SupervisionForest } from './supervision-forest.ts';

/** The actors of one node. */
export class ActorHost implements ActorCalls, ShardHost {
  readonly hub = new StreamHub();
  private readonly options: HostOptions;
  private readonly env: CellEnvironment;
  private readonly kinds: ReadonlyMap<string, HostedKind>;
  private readonly roll: Roll;
  private readonly lives: Lives;
  private readonly forest: SupervisionForest;
  private readonly incarnations: Incarnations;
  private readonly leaving = new Set<number>();
  private readonly bringing = new Set<Promise<void>>();
  private unsure = Promise.withResolvers<void>();
  private closing = false;
  /** What is asked of the host about an actor, not of the actor. */
  private readonly ownActions: Readonly<Record<string, ((hosted: Hosted, by: string) => unknown) | undefined>> = {
    inspect: (hosted) => hosted.status(this.options.node),
    trace: (hosted) => hosted.trace(),
    dump: (hosted) => hosted.dump(this.options.node),
    start: ({ record }) => this.start(record.address),
    stop: ({ record }, by) => this.stop(record.address, `stopped by ${by}`),
    restart: ({ record }, by) => this.restart(record.address, `restarted by ${by}`),
  };

  constructor(options: HostOptions) {
    this.options = options;
    this.kinds = new Map(options.kinds.map((kind) => [kind.definition.kind, kind]));
    const { clock, monotonic, log, meter, broker } = options;
    this.roll = new Roll(options.node, (kind) => this.kinds.has(kind));
    this.lives = new Lives({
      ...{ roll: this.roll, far: options.far, log },
      isWanted: (record) => this.forest.willRun(record) && this.kinds.get(record.kind)?.restart !== 'temporary',
      isSure: () => this.env.isSure(),
      isLeaving: ({ shard }) => this.leaving.has(shard),
      find: (address) => options.registry.find(address),
    });
    this.env = {
      ...{ clock, monotonic, log, meter, hub: this.hub },
      store: patientStore(options.store, clock, () => !this.closing),
      scheduler: new Scheduler(monotonic, options.isSure, options.defer, (ms, step) => void clock.setTimer(ms, step)),
      isSure: options.isSure ?? (() => true),
      whenSure: () => this.unsure.promise,
      recorder: new Recorder(),
      snapshotEvery: options.snapshotEvery ?? 1_000,
      turnDeadlineMs: options.turnDeadlineMs ?? 1_000,
      beforeTurn: options.beforeTurn,
      epochOf: options.epochOf,
      perform: (port, actor, request) => this.perform(port, actor, request),
      tell: (from, to, body) => this.roll.get(to)?.cell?.offer({ kind: 'told', from, body }),
      watch: (watcher, address) => this.lives.watch(watcher, address),
      unwatch: (watcher) => this.lives.unwatch(watcher),
      touched: (cell) => this.roll.noteTurns(cell),
      finished: (cell, reason) => void this.finish(cell, reason),
    };
    const letters = options.letters && patientLetters(options.letters, clock, () => !this.closing);
    this.incarnations = new Incarnations({
      ...{ env: this.env, broker, letters: new DeadLetterOffice(letters, log) },
      definitionOf: (kind) => this.definitionOf(kind),
      siblingsOf: (record) => this.siblingsOf(record),
    });
    this.forest = new SupervisionForest({
      ...{ node: options.node, clock, random: options.random, supervisors: options.supervisors },
      policyOf: (record) => this.kinds.get(record.kind) ?? UNKNOWN_KIND,
      childOf: ({ address }) => ({
        id: address,
        start: (closing) => this.incarnations.start(this.roll.find(address), closing),
      }),
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

  sizeOf(shard: number): number {
    return this.roll.on([shard]).length;
  }

  /** Resolves when nobody here has wanted a turn for a while, or after QUIET_WITHIN_MS. */
  async quiet(): Promise<void> {
    const { clock } = this.options;
    const { scheduler } = this.env;
    for (const until = clock.now() + QUIET_WITHIN_MS; scheduler.isBusy && clock.now() < until;)
      await clock.sleep(QUIET_MS / 4);
  }

  /** Whether somebody here has wanted a turn just now. */
  isBusy(): boolean {
    return this.env.scheduler.isBusy;
  }

  /** Something urgent is on its way to actors of this node: the others wait for a moment. */
  hush(): void {
    this.env.scheduler.hush();
  }

  look(shards: readonly number[]): Promise<readonly ActorRecord[]> {
    return this.options.registry.list({ shards });
  }

  async prepare(shards: readonly number[]): Promise<void> {
    await Promise.all(this.roll.on(shards).map(async ({ cell }) => cell?.save()));
  }

  async adopt(shards: readonly number[], seen?: Promise<readonly ActorRecord[]>): Promise<void> {
    const { clock, registry } = this.options;
    for (const shard of shards) this.leaving.delete(shard);
    await this.undisturbed('adopt', shards, async () => {
      const known = await seen?.catch(() => undefined);
      const records =
        known?.filter(({ shard }) => shards.includes(shard)) ??
        (await untilAvailable(
          clock,
          () => registry.list({ shards }),
          () => !this.closing,
        ));
      await this.bring(records.filter(({ address }) => this.roll.get(address) === undefined));
    });
  }

  async giveUp(shards: readonly number[]): Promise<void> {
    for (const shard of shards) this.leaving.add(shard);
    await this.undisturbed('give up', shards, () => this.part(shards, 'it moves to another node'));
  }

  silence(shards: readonly number[]): void {
    for (const shard of shards) this.leaving.add(shard);
    for (const { cell } of this.roll.on(shards)) cell?.kill();
  }

  async drop(shards: readonly number[]): Promise<void> {
    await this.undisturbed('drop', shards, () => this.part(shards, 'another node has taken it over'));
  }

  resume(): void {
    this.unsure.resolve();
    this.unsure = Promise.withResolvers();
    this.lives.resumed();
    this.env.scheduler.resume();
  }

  /** False, too, for one that is on its way to another node. */
  has(address: ActorAddress): boolean {
    const hosted = this.roll.get(address);
    return hosted !== undefined && !this.leaving.has(hosted.record.shard);
  }

  /** What watchers are told of an actor; undefined for one that is not here. */
  lifeOf(address: ActorAddress): LifeWord | undefined {
    return this.lives.of(address);
  }

  /** Passes on what has become of an actor on another node. */
  hearLife(word: LifeWord): void {
    this.lives.hear(word);
  }

  /** Says something to every running actor of a kind on this node. */
  tellAll(kind: string, from: ActorAddress, body: unknown): void {
    for (const { record, cell } of this.roll.all()) if (record.kind === kind) cell?.offer({ kind: 'told', from, body });
  }

  /** Starts actors of the registry that are not here yet. */
  async bringNew(records: readonly ActorRecord[]): Promise<void> {
    await this.bring(records.filter(({ address }) => this.roll.get(address) === undefined));
  }

  // ---- Commands ----

  /** Starts a stopped or faulted actor. Rejects with SUPERVISOR_DOWN when it can only start with its supervisor. */
  start(address: ActorAddress): Promise<void> {
    const hosted = this.roll.find(address);
    return hosted.inOrder(async () => {
      await this.options.registry.setDesired(address, 'running'); // O2
      await this.forest.startChild(hosted.record);
    });
  }

  /** Stops an actor until it is started again. */
  stop(address: ActorAddress, reason: string): Promise<void> {
    const hosted = this.roll.find(address);
    return hosted.inOrder(async () => {
      await this.options.registry.setDesired(address, 'stopped'); // O2
      await this.forest.stopChild(hosted.record, reason);
    });
  }

  /** Ends an actor and starts it anew, its crashes forgiven. Rejects with ACTOR_NOT_RUNNING for one that was stopped. */
  restart(address: ActorAddress, reason: string): Promise<void> {
    const hosted = this.roll.find(address);
    return hosted.inOrder(async () => {
      if (this.forest.willRun(hosted.record)) return this.forest.restartChild(hosted.record, reason);
      throw new ActorError('ACTOR_NOT_RUNNING', `${address} was stopped: it is started, not restarted`, { address });
    });
  }

  /** Carries out an action of an actor. Rejects with ACTOR_NOT_HOSTED, ACTOR_NOT_RUNNING, MAILBOX_FULL or its own refusal. */
  async act(
    address: ActorAddress,
    action: string,
    params: Record<string, unknown>,
    by: string,
    claim?: Claim,
  ): Promise<unknown> {
    const { admit } = this.options;
    if (admit === undefined || !hasClaim(claim)) return this.carryOut(address, action, params, by);
    const { record } = this.roll.find(address);
    return this.carryOut(
      address,
      action,
      params,
      await admit({ address, action, params, by, record, sealed: claim.sealed, from: claim.from }),
    );
  }

  private carryOut(address: ActorAddress, action: string, params: Record<string, unknown>, by: string): unknown {
    const hosted = this.roll.find(address);
    const { lifecycle, cell } = hosted;
    if (action === 'reset' && lifecycle === 'faulted') return this.start(address);
    const own = this.ownActions[action];
    if (own !== undefined) return own(hosted, by);
    if (cell === undefined) {
      throw new ActorError('ACTOR_NOT_RUNNING', `${address} is ${lifecycle}: start it first`, { address, lifecycle });
    }
    const commandId = typeof params['commandId'] === 'string' ? params['commandId'] : randomUUID();
    return cell.command({ kind: 'command', command: action, params, by, commandId, at: this.options.clock.now() });
  }

  /** Throws ActorNotHosted for one that is not here. */
  status(address: ActorAddress): ActorStatus {
    return this.roll.status(address);
  }

  /** Undefined for an actor that is not here. */
  factsOf(address: ActorAddress): ReturnType<Roll['factsOf']> {
    return this.roll.factsOf(address);
  }

  list(): ActorStatus[] {
    return this.roll.list();
  }

  /** How far the actors here are with streams that they follow. */
  readers(streams: readonly string[]): readonly ReaderStatus[] {
    const wanted = new Set(streams);
    const readers: ReaderStatus[] = [];
    for (const { cell } of this.roll.all()) {
      for (const one of cell?.readers() ?? []) if (wanted.has(one.stream)) readers.push(one);
    }
    return readers;
  }

  /** Sums over the actors of each kind, without asking them anything. */
  tally(): ReadonlyMap<string, KindTally> {
    return this.roll.tally();
  }

  tree(): SupervisorTree {
    return this.forest.tree();
  }

  /** Actors that have changed since the last time this was asked. */
  takeChanged(): readonly ActorAddress[] {
    return this.roll.takeChanged();
  }

  /** Stops everything in good order, each actor with a last snapshot unless the database is away. */
  async shutdown(reason: string): Promise<void> {
    this.closing = true;
    await this.forest.stop(reason);
  }

  // ---- The tree ----

  /** Ends the actors of shards here, and forgets them. */
  private async part(shards: readonly number[], reason: string): Promise<void> {
    // One that is being added is not in the tree yet, and would come back after this.
    await Promise.allSettled(this.bringing);
    const records = this.roll.on(shards).map(({ record }) => record);
    await this.forest.remove(records, reason);
    for (const { address } of records) {
      this.roll.strike(address);
      this.lives.left(address);
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
      this.roll.enter(new Hosted(record, lifecycle, now));
    }
    const starting = records.filter((record) => this.forest.willRun(record));
    await this.incarnations.prefetch(starting, () => this.forest.add(records));
  }

  /** The actors that ought to run under the same supervisor, those of the supervisors below it included. */
  private siblingsOf({ parent, address }: ActorRecord): readonly ActorAddress[] {
    if (parent === undefined) return NONE;
    const siblings = this.forest.below(parent).filter((record) => {
      if (record.address === address || !this.kinds.has(record.kind)) return false;
      return this.forest.willRun(record) && this.roll.get(record.address)?.lifecycle !== 'faulted';
    });
    return siblings.map((record) => record.address);
  }

  private moved(address: ActorAddress, from: Lifecycle, to: Lifecycle, cause: Cause | undefined): void {
    const hosted = this.roll.get(address);
    if (hosted === undefined) return;
    const { record } = hosted;
    hosted.moved(to, cause, this.options.clock.now());
    if (to === 'restarting') this.options.meter.restarted(record.kind);
    this.roll.note(address);
    const level = to === 'faulted' ? 'error' : cause?.kind === 'crashed' ? 'warn' : 'debug';
    this.options.log[level]({ actor: address, from, to, cause: hosted.lastCause }, `actor ${to}`);
    this.lives.tell(address);
    if (to !== 'faulted' && to !== 'stopped') return;
    // Those below a supervisor went down before it: whether they will come back is known only now.
    for (const { address: lower } of this.forest.below(address)) this.lives.tell(lower);
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
}

const NONE: readonly ActorAddress[] = [];
const QUIET_WITHIN_MS = 500;

/** Its start says what is wrong; trying often does not mend it. */
const UNKNOWN_KIND: KindPolicy = {
  restart: 'transient',
  shutdownMs: 0,
  intensity: { maxRestarts: 0, periodMs: 60_000 },
};
