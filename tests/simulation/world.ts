// A whole cluster in one process: nodes, database, network and venue, driven by one seeded queue of events.
// W1. Everything that may differ between two runs is drawn from the seed, each part from a source of its own.
// W2. After the last trouble everything heals; then the run goes on until every subscription has decided on its last bar.
// W3. Every turn is held against the leases as the database has them at that moment.
import { fillModel } from '../../actors/domain/fill-model.ts';
import { parseInstrument } from '../../actors/domain/instrument.ts';
import { errorMessage, errorType } from '../../runtime/errors.ts';
import type { ActorHost } from '../../runtime/host/actor-host.ts';
import type { HostOptions } from '../../runtime/host/host-options.ts';
import type { ActorStatus } from '../../runtime/host/actor-status.ts';
import type { ActorRecord } from '../../runtime/ports/actor-registry.ts';
import { type Random, seededRandom } from '../../runtime/random.ts';
import { shardOf } from '../../runtime/shard.ts';
import { type Cast, instrumentConfig, TroupeInMemory } from '../support/troupe-in-memory.ts';
import { Crew, type SimNode } from './crew.ts';
import { SimDatabase, type StoreBreach } from './database.ts';
import { type Plan, planFor } from './faults.ts';
import { SimNetwork } from './network.ts';
import { Timeline } from './timeline.ts';
import { PASSING, Troubles } from './troubles.ts';
import { SimVenue } from './venue.ts';

/** Promises taken away by a control. */
export interface Breach extends StoreBreach {
  readonly forgetfulVenue?: boolean;
  readonly sleepsUnnoticed?: boolean;
  readonly supervisors?: HostOptions['supervisors'];
}

export interface WorldOptions {
  readonly seed: number;
  readonly cast: Cast;
  readonly trace?: ((line: string) => void) | undefined;
  readonly breach?: Breach;
}

const BEGIN = Date.UTC(2024, 0, 1);
const LOOK_MS = 50;
/** After this long what was journaled lazily is durable. */
const LAZY_EVENTS_MS = 4_200;
/** Longest time that a run may take after it has healed. */
const PATIENCE_MS = 60_000;
const INQUIRE_MS = 700;
/** Patience of company.ts, and of a question that is on its way when it ends. */
const ANSWERED_WITHIN_MS = 25_000;
/** So long after all are up, everybody knows where everybody is. */
const SETTLED_MS = 2_000;

const SUPERVISORS: HostOptions['supervisors'] = {
  account: { strategy: 'rest_for_one' },
  desk: { strategy: 'one_for_one' },
};
const LATE = ['strategy.late-1', 'strategy.late-2', 'strategy.late-3'];

export class World {
  readonly cast: Cast;
  readonly plan: Plan;
  readonly timeline: Timeline;
  readonly database: SimDatabase;
  readonly venue: SimVenue;
  /** What was seen to be wrong while it happened. */
  readonly violations: string[] = [];
  finished = false;
  /** When, after everything had healed, every actor ran for the first time. */
  recoveredAtMs: number | undefined;
  finishedAtMs: number | undefined;
  private readonly random: Random;
  private readonly network: SimNetwork;
  private readonly crew: Crew;
  private readonly troubles: Troubles;
  private readonly actors: readonly ActorRecord[];
  private readonly shards: ReadonlyMap<string, number>;
  private healed = false;

  constructor({ seed, cast, trace, breach = {} }: WorldOptions) {
    this.cast = cast;
    this.random = seededRandom(seed);
    this.plan = planFor(this.random.fork('plan'));
    const timeline = (this.timeline = new Timeline({ start: BEGIN, trace }));
    const records = [...new TroupeInMemory(cast).registry.records.values()];
    this.actors = records.filter(({ kind }) => SUPERVISORS[kind] === undefined);
    const unborn = LATE.map((address) => [address, shardOf(address)] as const);
    this.shards = new Map([...records.map(({ address, shard }) => [address, shard] as const), ...unborn]);
    this.database = new SimDatabase(timeline, this.random.fork('database'), new Set(this.shards.values()), breach);
    for (const record of records) {
      this.database.registry.records.set(record.address, { ...record, createdAt: BEGIN });
    }
    this.network = new SimNetwork(timeline, this.random.fork('network'));
    this.venue = new SimVenue(timeline, this.random.fork('venue'), {
      model: fillModel(cast.model),
      instrumentOf: instrumentsOf(cast),
      isForgetful: breach.forgetfulVenue ?? false,
    });
    const { plan, database, network, venue, actors } = this;
    const violated = (what: string): void => void this.violations.push(what);
    this.crew = new Crew({
      ...{ timeline, database, network, venue, cast, plan, violated, random: this.random.fork('nodes') },
      sleepsUnnoticed: breach.sleepsUnnoticed ?? false,
      supervisors: breach.supervisors ?? SUPERVISORS,
      beforeTurn: (node, actor, message) => this.beforeTurn(node, actor, message),
    });
    this.troubles = new Troubles({
      ...{ timeline, crew: this.crew, database, network, venue, cast, actors, unborn, violated },
      random: this.random.fork('troubles'),
    });
  }

  /** Lives the whole life of the world. */
  async run(): Promise<void> {
    const { plan, timeline, database, network, venue, crew, troubles } = this;
    for (let node = 0; node < plan.nodes; node += 1) timeline.after(5 * node, () => crew.start());
    Object.assign(network.weather, plan.network);
    database.weather.broken = plan.brokenDatabase;
    venue.weather.unanswered = plan.unansweredVenue;
    for (const { atMs, fault } of plan.troubles) timeline.after(atMs, () => troubles.strike(fault));
    timeline.after(plan.healedAtMs, () => {
      troubles.heal();
      this.healed = true;
    });
    this.look();
    this.inquire();
    await timeline.run(plan.healedAtMs + PATIENCE_MS);
    this.violations.push(...timeline.uncaught.map((what) => `uncaught: ${what}`));
  }

  // ---- What can be seen; `store`, `cast` and `status` as TroupeInMemory has them ----

  get store(): SimDatabase['tables'] {
    return this.database.tables;
  }

  /** What the node that holds an actor's shard says of it. */
  status(address: string): ActorStatus {
    const host = this.hostOf(address);
    return host?.lifeOf(address) === undefined ? NOWHERE : host.status(address);
  }

  /** Where everything stands, for people. */
  standing(): string[] {
    const nodes = [...this.crew.nodes.values()].map(({ life }) => `${life.node} ${life.boot} ${life.state}`);
    const actors = [...this.database.registry.records.values()].map(({ address, shard }) => {
      const { owner, epoch } = this.database.leases.shards[shard]!;
      const { lifecycle, lastCause, state } = this.status(address);
      const { position, pendingRequests, rowsTaken, openOrders } = state;
      const about = JSON.stringify({ position, pendingRequests, rowsTaken, openOrders, lastCause });
      return `${address} on ${owner}@${epoch}: ${lifecycle} ${about}`;
    });
    return [`nodes: ${nodes.join(', ')}`, ...actors];
  }

  private hostOf(address: string): ActorHost | undefined {
    const { owner } = this.database.leases.shards[this.shards.get(address)!]!;
    const node = owner === null ? undefined : this.crew.nodes.get(owner);
    return node?.life.state === 'running' ? node.member.host : undefined;
  }

  private look(): void {
    this.timeline.after(LOOK_MS, () => {
      const { elapsed } = this.timeline;
      if (this.healed && this.recoveredAtMs === undefined && this.areAllUp()) this.recoveredAtMs = elapsed;
      if (!this.healed || !this.isDone()) return this.look();
      this.finished = true;
      this.finishedAtMs = elapsed;
      this.end(LAZY_EVENTS_MS);
    });
  }

  /** Not while an actor is just on its way to a node that came late. */
  private end(afterMs: number): void {
    this.timeline.after(afterMs, () => (this.isDone() ? this.timeline.stop() : this.end(LOOK_MS)));
  }

  private areAllUp(): boolean {
    for (const { address, kind } of this.database.registry.records.values()) {
      if (SUPERVISORS[kind] === undefined && this.hostOf(address)?.factsOf(address)?.lifecycle !== 'running')
        return false;
    }
    return true;
  }

  private isDone(): boolean {
    if (!this.areAllUp()) return false;
    return Object.values(this.cast.accounts).every(({ subscriptions }) =>
      Object.entries(subscriptions).every(([id, { strategy }]) => {
        const { bars } = this.cast.markets[this.cast.strategies[strategy]!.market]!;
        const { state } = this.status(`subscription.${id}`);
        return state['position'] === bars.length && state['pendingRequests'] === 0;
      }),
    );
  }

  // ---- What is watched while it happens ----

  /** I1 (W3). */
  private beforeTurn({ life, member }: SimNode, actor: string, message: string): void {
    const { timeline, database } = this;
    const shard = this.shards.get(actor)!;
    const { owner, epoch, expires } = database.leases.shards[shard]!;
    timeline.note(life.node, `turn ${actor} ${message}`);
    if (owner !== life.node || member.keeper.holding.get(shard) !== epoch || expires <= timeline.now) {
      const left = (expires - timeline.now).toFixed(1);
      this.violations.push(
        `I1: at ${timeline.elapsed.toFixed(1)} ${life.node} took a turn of ${actor}: ${owner} has it under ${epoch} for ${left} ms`,
      );
    }
    if (this.troubles.takeCrash(actor)) throw new Error('provoked');
  }

  /** Anybody may be asked anything at any time: the answer, or a clear refusal, comes soon. */
  private inquire(): void {
    const { timeline, random } = this;
    timeline.after(INQUIRE_MS * (0.5 + random.next()), () => {
      const { running } = this.crew;
      const node = running[Math.floor(random.next() * running.length)];
      const { address } = this.actors[Math.floor(random.next() * this.actors.length)]!;
      if (node !== undefined) this.ask(node, address);
      this.inquire();
    });
  }

  private ask({ life, member }: SimNode, address: string): void {
    const { timeline } = this;
    const mustAnswer = this.recoveredAtMs !== undefined && timeline.elapsed > this.recoveredAtMs + SETTLED_MS;
    const failed = (what: string): void => void this.violations.push(`${life.node} asked ${address}: ${what}`);
    const tooLate = timeline.after(ANSWERED_WITHIN_MS, () => {
      if (life.state === 'running' && life.sleptMs === 0) failed('no answer at all');
    });
    member.company.act(address, 'inspect', {}, 'ann').then(tooLate, (error: unknown) => {
      tooLate();
      const type = errorType(error);
      timeline.note(life.node, `asked ${address}: ${type}`);
      if (mustAnswer || !PASSING.has(type)) failed(`${type}: ${errorMessage(error)}`);
    });
  }
}

const instrumentsOf = (cast: Cast) => {
  const symbols = Object.keys(cast.markets);
  const known = new Map(symbols.map((symbol) => [symbol, parseInstrument(instrumentConfig(symbol, cast.lot))]));
  return (symbol: string) => known.get(symbol);
};

const NOWHERE = { lifecycle: 'restarting', state: {}, lastCause: null } as unknown as ActorStatus;
