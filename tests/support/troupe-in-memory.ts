// The whole live chain in one process without a disk: host, actors, paper venue, bars from memory, under a virtual clock.
// T1. `kill` is SIGKILL: of the old life no turn, commit or request to the venue goes on; `open` starts a new one on the
//     same store, with a new venue that knows nothing.
// T2. Everything is drawn from seeds, so a schedule that fails fails again.
import { ServiceBroker } from 'moleculer';
import type { Message } from '../../runtime/actor.ts';
import { virtualClock } from '../../runtime/clock.ts';
import { ActorHost } from '../../runtime/host/actor-host.ts';
import type { HostedKind, HostOptions } from '../../runtime/host/host-options.ts';
import type { ActorStatus } from '../../runtime/host/actor-status.ts';
import { silentLog } from '../../runtime/ports/log.ts';
import { silentMeter } from '../../runtime/ports/runtime-meter.ts';
import type { ActorStore } from '../../runtime/ports/actor-store.ts';
import { seededRandom, type Random } from '../../runtime/random.ts';
import { shardOf } from '../../runtime/shard.ts';
import type { Bar, Timeframe } from '../../actors/domain/bar.ts';
import { fillModel, type FillModelSettings } from '../../actors/domain/fill-model.ts';
import { parseInstrument } from '../../actors/domain/instrument.ts';
import { restingBook } from '../../actors/domain/resting-book.ts';
import type { FeedBatch, FeedRequest } from '../../actors/ports/market-feed.ts';
import { barsStream } from '../../actors/protocol.ts';
import { followerActor } from '../../actors/follower/follower.actor.ts';
import { PROVIDER_ROLL_PORT } from '../../actors/ports/provider-roll.ts';
import { WALL_CLOCK_PORT } from '../../actors/ports/wall-clock.ts';
import { providerActor } from '../../actors/provider/provider.actor.ts';
import { providerRoll } from '../../actors/troupe/provider-roll.ts';
import { marketDataActor } from '../../actors/market-data/market-data.actor.ts';
import { riskMonitorActor } from '../../actors/risk-monitor/risk-monitor.actor.ts';
import { strategyActor } from '../../actors/strategy/strategy.actor.ts';
import { riskSupervisorActor } from '../../actors/risk-supervisor/risk-supervisor.actor.ts';
import { subscriptionActor } from '../../actors/subscription/subscription.actor.ts';
import { paperBroker } from '../../adapters/brokers/paper/paper-broker.ts';
import type { VenueFaults } from '../../adapters/brokers/paper/venue-faults.ts';
import { venuePort } from '../../adapters/brokers/venue-port.ts';
import { MemoryRegistry, MemoryStore } from './memory-store.ts';
import { bookedHoldings, deskOf, supervisorRow, type SupervisedDesk } from './supervised.ts';
import { neverAsked, unsupervised } from './unsupervised.ts';

/** What plays: markets, strategies on them, and accounts with subscriptions to those. */
export interface Cast {
  readonly markets: Readonly<Record<string, { readonly bars: readonly Bar[]; readonly timeframe: Timeframe }>>;
  readonly strategies: Readonly<
    Record<string, { readonly strategy: string; readonly params?: object; readonly market: string }>
  >;
  readonly accounts: Readonly<Record<string, CastAccount>>;
  readonly model?: FillModelSettings;
  readonly lot?: string;
}

export interface CastAccount {
  readonly deposit?: string;
  readonly currency?: string;
  readonly limits?: object;
  readonly equityEveryMs?: number;
  readonly subscriptions: Readonly<Record<string, CastSubscription>>;
}

export interface CastSubscription {
  readonly strategy: string;
  readonly allocation?: string;
  readonly sizing?: object;
  readonly direction?: 'long-only' | 'long-short';
  readonly stopLoss?: number;
  readonly takeProfit?: number;
  readonly trailingStop?: number;
}

export interface TroupeOptions {
  readonly faults?: VenueFaults;
  readonly beforeTurn?: (actor: string, message: Message, turn: number) => void;
  readonly snapshotEvery?: number;
  /** Whether the node is sure of its leases. */
  readonly isSure?: () => boolean;
  /** What the host is given instead of the store itself: a control that takes a promise of the store away. */
  readonly storeSeenBy?: (store: MemoryStore) => ActorStore;
  readonly supervisors?: HostOptions['supervisors'];
  readonly kinds?: readonly HostedKind[];
  readonly intensity?: HostedKind['intensity'];
  readonly seed?: number;
  /** With a risk supervisor, and a risk desk on every life; without one nobody controls the accounts from outside. */
  readonly supervised?: { readonly silenceMs?: number; readonly approveLoosening?: boolean };
}

interface Life {
  dead: boolean;
}

/** Read anew: a life may end while something is awaited. */
const isOver = (life: Life): boolean => life.dead;

const FOREVER = new Promise<never>(() => undefined);
/** After this long what was journaled lazily is durable. */
const LAZY_EVENTS_MS = 4_100;
const IDLE_PASSES = 6;
const PATIENCE_MS = 600_000;

/** Crashes without end, for schedules that are about something else than giving up. */
export const TIRELESS = { maxRestarts: 1_000_000, periodMs: 60_000 };

/** Decimal options as the actors' kinds of this host. */
export const kindsOf = (intensity: HostedKind['intensity']): HostedKind[] => {
  const policy = { shutdownMs: 5_000, ...(intensity !== undefined && { intensity }) };
  return [
    { definition: marketDataActor(), restart: 'transient', ...policy },
    { definition: strategyActor, restart: 'transient', ...policy },
    { definition: riskMonitorActor(), restart: 'permanent', significant: true, ...policy },
    { definition: subscriptionActor(), restart: 'transient', ...policy },
    { definition: providerActor(), restart: 'permanent', ...policy },
    { definition: followerActor(), restart: 'transient', ...policy },
    { definition: riskSupervisorActor(), restart: 'permanent', ...policy },
  ];
};

export const instrumentConfig = (symbol: string, lot = '0.00000001'): Record<string, unknown> => ({
  symbol,
  kind: 'equity',
  quoteCurrency: 'USD',
  tickSize: '0.01',
  lotSize: lot,
  sessions: '24/7',
  simulated: false,
});

export const laneOfMarket = (cast: Cast, market: string): string => barsStream(market, cast.markets[market]!.timeframe);

let sharedBroker: ServiceBroker | undefined;
const brokerOf = (): ServiceBroker =>
  (sharedBroker ??= new ServiceBroker({ logger: false, nodeID: 'memory', skipProcessEventRegistration: true }));

export class TroupeInMemory {
  readonly cast: Cast;
  readonly store = new MemoryStore();
  readonly registry = new MemoryRegistry();
  readonly clock = virtualClock(Date.UTC(2024, 0, 1));
  host!: ActorHost;
  turns = 0;
  private readonly options: TroupeOptions;
  private readonly random: Random;
  private life: Life = { dead: true };
  private activity = 0;
  private lives = 0;
  private monotonic = 0;
  private desk: SupervisedDesk | undefined;

  constructor(cast: Cast, options: TroupeOptions = {}) {
    this.cast = cast;
    this.options = options;
    this.random = seededRandom(options.seed ?? 1);
    const supervisors = options.supervised === undefined ? [] : [supervisorRow(options.supervised)];
    for (const record of [...recordsOf(cast), ...supervisors])
      this.registry.records.set(record.address, { ...record, createdAt: 0 });
  }

  /** Starts a life: a host on what the store holds. */
  async open(): Promise<this> {
    this.life = { dead: false };
    this.lives += 1;
    this.host = new ActorHost(this.hostOptions(this.life));
    this.desk?.close();
    this.desk = this.deskOf(this.life);
    const booted = this.host.boot();
    let up = false;
    void booted.then(() => (up = true));
    await this.run(() => up || this.life.dead);
    return this;
  }

  /** Ends the present life as SIGKILL does. */
  kill(): void {
    this.life.dead = true;
    this.desk?.close();
  }

  get isDead(): boolean {
    return this.life.dead;
  }

  /** Lets time pass until `until` and nothing is under way; false when ten minutes of it were not enough, or the life ended. */
  async run(until?: () => boolean): Promise<boolean> {
    const giveUpAt = this.clock.now() + PATIENCE_MS;
    let idle = 0;
    for (let seen = this.activity; ;) {
      await new Promise((resolve) => void setImmediate(resolve));
      if (this.life.dead) return false;
      idle = seen === this.activity ? idle + 1 : 0;
      seen = this.activity;
      if (idle < IDLE_PASSES) continue;
      if (until?.() === true) return true;
      if (until === undefined && this.isDone()) {
        await this.clock.advance(LAZY_EVENTS_MS);
        return true;
      }
      const due = this.clock.nextDue();
      if (due === undefined || due > giveUpAt) return false;
      await this.clock.advance(Math.max(0, due - this.clock.now()));
      idle = 0;
    }
  }

  /** Every subscription has decided on the last bar of its market, and every answer has come. */
  isDone(): boolean {
    return Object.entries(this.cast.accounts).every(([account, { subscriptions }]) =>
      Object.entries(subscriptions).every(([id, { strategy }]) => {
        const { bars } = this.cast.markets[this.cast.strategies[strategy]!.market]!;
        const status = this.status(`subscription.${id}`);
        if (this.isOut(`subscription.${id}`) || this.isOut(`risk-monitor.${account}`)) return true;
        if (status.lifecycle !== 'running' || this.status(`risk-monitor.${account}`).lifecycle !== 'running')
          return false;
        return status.state['position'] === bars.length && status.state['pendingRequests'] === 0;
      }),
    );
  }

  /** It will not come back by itself. */
  private isOut(address: string): boolean {
    const { lifecycle } = this.status(address);
    return (
      lifecycle === 'faulted' || (lifecycle === 'stopped' && this.registry.records.get(address)?.desired === 'stopped')
    );
  }

  status(address: string): ActorStatus {
    return this.host.status(address);
  }

  async act(address: string, command: string, params: Record<string, unknown> = {}): Promise<unknown> {
    let outcome: { value: unknown } | { error: unknown } | undefined;
    this.host.act(address, command, params, 'tester').then(
      (value) => (outcome = { value }),
      (error: unknown) => (outcome = { error }),
    );
    await this.run(() => outcome !== undefined);
    if (outcome === undefined) throw new Error(`${address} never answered ${command}`);
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }

  async close(): Promise<void> {
    let closed = this.life.dead;
    if (!closed) void this.host.shutdown('the test is over').then(() => (closed = true));
    await this.run(() => closed);
    this.kill();
  }

  private deskOf(life: Life): SupervisedDesk | undefined {
    const { supervised } = this.options;
    if (supervised === undefined) return undefined;
    const { host, store, registry, clock } = this;
    return deskOf({ host, store, registry, clock, isDead: () => life.dead, ...supervised });
  }

  private hostOptions(life: Life): HostOptions {
    const { beforeTurn, snapshotEvery = 50, supervisors, storeSeenBy, kinds, intensity } = this.options;
    const { cast } = this;
    const roll = providerRoll((...asked) => this.host.act(...asked));
    const instruments = new Map(
      Object.keys(cast.markets).map((symbol) => [symbol, parseInstrument(instrumentConfig(symbol, cast.lot))]),
    );
    const book = restingBook({ model: fillModel(cast.model), instrumentOf: (symbol) => instruments.get(symbol) });
    const venue = venuePort(
      paperBroker({ book, ...(this.options.faults !== undefined && { faults: this.options.faults }) }),
      this.options.supervised === undefined ? neverAsked : bookedHoldings(this.store),
    );
    return {
      node: 'memory',
      broker: brokerOf(),
      clock: this.clock,
      // Every reading is a little later, so slices end and turns have a length, the same on every machine.
      monotonic: () => (this.monotonic += 0.01),
      random: seededRandom(`${this.options.seed ?? 1}/${this.lives}`),
      store: mortal(storeSeenBy?.(this.store) ?? this.store, life, this.random.fork(`store-${this.lives}`), () =>
        this.touch(),
      ),
      registry: this.registry,
      epochOf: () => 1,
      ...(this.options.isSure !== undefined && { isSure: this.options.isSure }),
      ports: {
        feed: (_actor, request) => this.unlessDead(life, () => this.rows(request as FeedRequest<never>)),
        venue: (actor, request) => this.unlessDead(life, () => venue(actor, request)),
        [PROVIDER_ROLL_PORT]: (actor, request) => this.unlessDead(life, () => roll(actor, request)),
        [WALL_CLOCK_PORT]: () => this.unlessDead(life, () => this.clock.now()),
        risk: (actor, request) =>
          this.unlessDead(life, () => this.desk?.perform(actor, request) ?? unsupervised(actor, request)),
      },
      kinds: kinds ?? kindsOf(intensity),
      supervisors: supervisors ?? { account: { strategy: 'rest_for_one' }, desk: { strategy: 'one_for_one' } },
      log: silentLog,
      meter: silentMeter,
      snapshotEvery,
      beforeTurn: (actor, message) => {
        if (life.dead) throw new Error('this life is over');
        this.touch();
        this.turns += 1;
        beforeTurn?.(actor, message, this.turns);
        if (isOver(life)) throw new Error('this life is over');
      },
    };
  }

  private touch(): void {
    this.activity += 1;
  }

  private async unlessDead<Value>(life: Life, ask: () => Promise<Value> | Value): Promise<Value> {
    if (life.dead) return FOREVER;
    this.touch();
    const answer = await ask();
    return isOver(life) ? FOREVER : answer;
  }

  private rows({ symbolToken, from, batch }: FeedRequest<never>): FeedBatch {
    const { bars } = this.cast.markets[symbolToken]!;
    const rows = bars.slice(from, from + batch).map((bar, index) => ({ row: from + index, bar }));
    return { rows, done: from + rows.length >= bars.length };
  }
}

/** A store whose answers take a while, and which a dead life reaches no more: what it asked last may or may not have landed. */
function mortal(store: ActorStore, life: Life, random: Random, touch: () => void): ActorStore {
  const pass = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
  const gone = (): boolean => life.dead;
  return {
    commit: async (unit) => {
      touch();
      if (random.next() < 0.3) await pass();
      if (gone()) return FOREVER;
      const committed = store.commit(unit);
      if (random.next() < 0.3) await pass();
      await committed;
      touch();
      return gone() ? FOREVER : undefined;
    },
    recover: async (actors) => {
      touch();
      return gone() ? FOREVER : store.recover(actors);
    },
    read: async (stream, after, limit) => {
      touch();
      return gone() ? FOREVER : store.read(stream, after, limit);
    },
  };
}

function recordsOf(cast: Cast) {
  const record = (
    address: string,
    config: unknown,
    more: { parent?: string; ordinal?: number; affinity?: string } = {},
  ) => ({
    address,
    kind: address.slice(0, address.indexOf('.')),
    ...(more.parent !== undefined && { parent: more.parent }),
    config,
    desired: 'running' as const,
    ordinal: more.ordinal ?? 0,
    owner: 'ann',
    shard: shardOf(more.affinity ?? address),
  });
  const accounts = Object.entries(cast.accounts).flatMap(([id, account]) => {
    const affinity = `account.${id}`;
    return [
      record(`account.${id}`, {}, { affinity }),
      record(`risk-monitor.${id}`, accountConfig(cast, account), { parent: `account.${id}`, ordinal: 0, affinity }),
      record(`desk.${id}`, {}, { parent: `account.${id}`, ordinal: 1, affinity }),
      ...Object.entries(account.subscriptions).map(([name, subscription], ordinal) =>
        record(`subscription.${name}`, subscriptionConfig(cast, id, subscription), {
          parent: `desk.${id}`,
          ordinal,
          affinity,
        }),
      ),
    ];
  });
  const strategies = Object.entries(cast.strategies).map(([id, { strategy, params = {}, market }]) =>
    record(`strategy.${id}`, {
      strategy,
      params,
      lane: laneOfMarket(cast, market),
      owner: 'ann',
      published: false,
      after: 0,
    }),
  );
  const markets = Object.entries(cast.markets).map(([symbolToken, { timeframe }]) =>
    record(`market-data.${symbolToken}`, {
      symbolToken,
      timeframe,
      feed: { kind: 'csv', path: 'memory' },
      simulated: false,
      batch: 64,
    }),
  );
  return [...accounts, ...strategies, ...markets];
}

/** The row of an account's risk monitor. */
export const accountConfig = (cast: Cast, account: CastAccount): Record<string, unknown> => ({
  owner: 'ann',
  venue: 'paper',
  simulatedVenue: true,
  currency: account.currency ?? 'USD',
  deposit: account.deposit ?? '1000000',
  commissionRate: Number(cast.model?.commissionRate ?? 0),
  limits: account.limits ?? {},
  equityEveryMs: account.equityEveryMs ?? 30 * 86_400_000,
});

/** The row of a subscription. */
export function subscriptionConfig(
  cast: Cast,
  account: string,
  subscription: CastSubscription,
): Record<string, unknown> {
  const {
    strategy,
    allocation = '100000',
    sizing = { kind: 'fraction', fraction: 0.95 },
    direction = 'long-only',
    ...protection
  } = subscription;
  const { market } = cast.strategies[strategy]!;
  return {
    owner: 'ann',
    account,
    strategy: `strategy.${strategy}`,
    lane: laneOfMarket(cast, market),
    instrument: instrumentConfig(market, cast.lot),
    allocation,
    sizing,
    direction,
    ...protection,
    after: 0,
  };
}
