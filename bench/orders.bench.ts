// From bar to durable fill on a real PostgreSQL: feed, strategy, subscription, risk monitor, journal, venue, ledger.
// Every subscription trades on every bar, so each bar is an order decided and an order filled.
// p50Ms, p99Ms: from a bar handed over by its feed (itself made durable first) to the fill it makes being durable.
// decision…: from a bar handed over to the order decided on it being durable (three commits in a row); both…: their sum.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { fillModel } from '../actors/domain/fill-model.ts';
import { parseInstrument } from '../actors/domain/instrument.ts';
import { restingBook } from '../actors/domain/resting-book.ts';
import type { FeedBatch, FeedRequest } from '../actors/ports/market-feed.ts';
import { marketDataActor } from '../actors/market-data/market-data.actor.ts';
import type { FeedSource } from '../actors/market-data/config.ts';
import { barsStream, signalsStream } from '../actors/protocol.ts';
import { riskMonitorActor } from '../actors/risk-monitor/risk-monitor.actor.ts';
import { subscriptionActor } from '../actors/subscription/subscription.actor.ts';
import { paperBroker } from '../adapters/brokers/paper/paper-broker.ts';
import { venuePort } from '../adapters/brokers/venue-port.ts';
import { postgresActorRegistry } from '../adapters/postgres/actor-registry.ts';
import { postgresActorStore } from '../adapters/postgres/actor-store.ts';
import { openDataSource } from '../adapters/postgres/data-source.ts';
import { startEmbeddedPostgres } from '../adapters/postgres/embedded/embedded-postgres.ts';
import { postgresShardLeases } from '../adapters/postgres/shard-leases.ts';
import { systemClock } from '../runtime/clock.ts';
import { LeaseKeeper } from '../runtime/cluster/lease-keeper.ts';
import { silentLog } from '../runtime/ports/log.ts';
import type { ActorDefinition } from '../runtime/actor.ts';
import { idOf } from '../runtime/address.ts';
import type { CommitUnit } from '../runtime/ports/actor-store.ts';
import { shardOf } from '../runtime/shard.ts';
import { actorRow, benchHost, quantile, rounded } from './support.ts';
import { neverAsked, unsupervised } from '../tests/support/unsupervised.ts';

const LANES = 50;
const PER_LANE = 4;
const ORDERS_PER_SECOND = 500;
const PACED_SECONDS = 10;
const SATURATED_BARS = 100;

const instrument = {
  symbol: 'BENCH',
  kind: 'crypto',
  quoteCurrency: 'USD',
  tickSize: '0.01',
  lotSize: '0.0001',
  sessions: '24/7',
  simulated: true,
};
const token = (lane: number): string => `BENCH-${lane}`;

/** Wants the other side at every bar. */
const flipFlop: ActorDefinition<{ lane: string }, { lane: string; self: string; position: number }> = {
  kind: 'strategy',
  parseConfig: (value) => value as { lane: string },
  initial: ({ lane }, self) => ({ lane, self: idOf(self), position: 0 }),
  receive(state, message, turn) {
    if (message.kind === 'started') turn.follow(state.lane, { after: state.position, rank: 0 });
    if (message.kind !== 'entry') return;
    const { position, time, correlationId } = message.entry;
    state.position = position;
    const payload = { target: position % 2 === 1 ? 'LONG' : 'FLAT', price: 100, reason: 'bench' };
    turn.append(signalsStream(state.self), { position, time, payload, correlationId });
    turn.advance(signalsStream(state.self), position, time);
  },
  save: (state) => state,
  load: (_config, saved) => saved as { lane: string; self: string; position: number },
  inspect: (state) => ({ ...state }),
};

/** When each bar was handed over, and when what followed from it was durable. */
class Stopwatch {
  readonly handed = new Map<string, number>();
  readonly ordered = new Map<string, number>();
  readonly latencies: number[] = [];
  /** The two parts of each. */
  readonly orderParts: number[] = [];
  readonly fillParts: number[] = [];
  fills = 0;
  lastFill = 0;

  durable(unit: CommitUnit, now: number): void {
    for (const { type, payload } of unit.events) {
      if (type === 'order.initialized') {
        const { order } = payload as { order: { clientOrderId: string; lane: string; position: number } };
        this.ordered.set(order.clientOrderId, now - (this.handed.get(`${order.lane}#${order.position}`) ?? now));
      } else if (type === 'order.filled') {
        const { fill } = payload as { fill: { clientOrderId: string; lane: string; position: number } };
        const order = this.ordered.get(fill.clientOrderId) ?? 0;
        const filled = now - (this.handed.get(`${fill.lane}#${fill.position}`) ?? now);
        this.latencies.push(order + filled);
        this.orderParts.push(order);
        this.fillParts.push(filled);
        this.ordered.delete(fill.clientOrderId);
        this.fills += 1;
        this.lastFill = now;
      }
    }
  }
}

export async function run(): Promise<Record<string, number>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'troupe-bench-'));
  const postgres = await startEmbeddedPostgres({ dataDir, log: silentLog });
  try {
    const bareInsertsPerSecond = await bareInserts(postgres.url);
    return { ...(await trade(postgres.url)), bareInsertsPerSecond: Math.round(bareInsertsPerSecond) };
  } finally {
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** The baseline: durable single-row inserts, one after the other on one connection. */
async function bareInserts(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('CREATE TABLE bare (id bigint PRIMARY KEY, payload jsonb)');
  const from = performance.now();
  let count = 0;
  for (; performance.now() - from < 2_000; count += 1)
    await client.query('INSERT INTO bare VALUES ($1, $2)', [count, { side: 'BUY', quantity: '1' }]);
  const perSecond = (count / (performance.now() - from)) * 1_000;
  await client.end();
  return perSecond;
}

async function trade(url: string): Promise<Record<string, number>> {
  const clock = systemClock();
  const source = await openDataSource({ url });
  const postgresStore = postgresActorStore({ url, source, log: silentLog });
  const leases = postgresShardLeases({ url, boot: 'bench' });
  const keeper = new LeaseKeeper({
    node: { id: 'bench', weight: 1, draining: false, details: {} },
    rules: { movesAtATime: 1, settleMs: 0, alone: true },
    monotonic: () => performance.now(),
    ...{ leases, clock, log: silentLog },
    seen: () => undefined,
    released: () => undefined,
  });
  const watch = new Stopwatch();
  const store = {
    ...postgresStore,
    commit: async (unit: CommitUnit) => {
      await postgresStore.commit(unit);
      watch.durable(unit, performance.now());
    },
  };
  const feed = new BenchFeed(watch);
  const traded = parseInstrument(instrument);
  const venue = venuePort(
    paperBroker({ book: restingBook({ model: fillModel({ commissionRate: 0.0005 }), instrumentOf: () => traded }) }),
    neverAsked,
  );
  const { host, spawn, close } = await benchHost(
    [marketDataActor() as never, flipFlop as never, riskMonitorActor() as never, subscriptionActor() as never],
    {
      store,
      registry: postgresActorRegistry(source),
      epochOf: keeper.epochOf,
      isSure: keeper.isSure,
      ports: { feed: (_actor, request) => feed.next(request as FeedRequest<FeedSource>), venue, risk: unsupervised },
      clock,
    },
  );
  await keeper.join(host);
  await keeper.settled(true);
  await spawn(rows());
  const paced = await pacedRun(feed, watch);
  const saturated = await saturatedRun(feed, watch);
  await close();
  await keeper.leave();
  await leases.close();
  await postgresStore.close();
  await source.destroy();
  return { ...saturated, ...paced };
}

/** Orders spread evenly over time at the given rate. */
async function pacedRun(feed: BenchFeed, watch: Stopwatch): Promise<Record<string, number>> {
  const stepMs = (1_000 * PER_LANE) / ORDERS_PER_SECOND;
  const warmUp = 10 * LANES;
  const from = performance.now();
  const steps = Math.round((PACED_SECONDS * 1_000) / stepMs) + warmUp;
  for (let step = 0; step < steps; step += 1) {
    const due = from + step * stepMs;
    if (due > performance.now()) await sleep(due - performance.now());
    if (step === warmUp) watch.latencies.length = watch.orderParts.length = watch.fillParts.length = 0;
    feed.hand(step % LANES, 1);
  }
  await sleep(500);
  return {
    pacedOrdersPerSecond: ORDERS_PER_SECOND,
    p50Ms: rounded(quantile(watch.fillParts, 0.5)),
    p99Ms: rounded(quantile(watch.fillParts, 0.99)),
    decisionP50Ms: rounded(quantile(watch.orderParts, 0.5)),
    decisionP99Ms: rounded(quantile(watch.orderParts, 0.99)),
    bothP50Ms: rounded(quantile(watch.latencies, 0.5)),
    bothP99Ms: rounded(quantile(watch.latencies, 0.99)),
    samples: watch.latencies.length,
  };
}

/** As many as it can carry: all lanes get their bars at once. */
async function saturatedRun(feed: BenchFeed, watch: Stopwatch): Promise<Record<string, number>> {
  const before = watch.fills;
  const expected = before + LANES * PER_LANE * (SATURATED_BARS - 1);
  const from = performance.now();
  for (let lane = 0; lane < LANES; lane += 1) feed.hand(lane, SATURATED_BARS);
  for (const deadline = from + 120_000; watch.fills < expected && performance.now() < deadline;) await sleep(5);
  return {
    ordersPerSecond: Math.round(((watch.fills - before) / (watch.lastFill - from)) * 1_000),
    orders: watch.fills - before,
  };
}

function rows() {
  const all = [];
  for (let lane = 0; lane < LANES; lane += 1) {
    const stream = barsStream(token(lane), '1m');
    all.push(
      actorRow(`market-data.${token(lane)}`, {
        symbolToken: token(lane),
        timeframe: '1m',
        feed: { kind: 'simulated', seed: 1, startTime: 0, startPrice: 100 },
        simulated: true,
        batch: 8,
      }),
    );
    all.push(actorRow(`strategy.${lane}`, { lane: stream }));
    for (let index = 0; index < PER_LANE; index += 1) {
      const id = `${lane}-${index}`;
      const shard = shardOf(`account.${id}`);
      all.push(actorRow(`account.${id}`, {}, { shard }));
      const account = {
        owner: 'bench',
        venue: 'paper',
        simulatedVenue: true,
        currency: 'USD',
        deposit: '1000000',
        commissionRate: 0.0005,
        limits: {},
        equityEveryMs: 86_400_000,
      };
      all.push(actorRow(`risk-monitor.${id}`, account, { parent: `account.${id}`, shard }));
      all.push(actorRow(`desk.${id}`, {}, { parent: `account.${id}`, ordinal: 1, shard }));
      const subscription = {
        owner: 'bench',
        account: id,
        strategy: `strategy.${lane}`,
        lane: stream,
        instrument,
        allocation: '1000000',
        sizing: { kind: 'fraction', fraction: 0.5 },
        direction: 'long-only',
        after: 0,
      };
      all.push(actorRow(`subscription.${id}`, subscription, { parent: `desk.${id}`, shard }));
    }
  }
  return all;
}

/** Hands bars over when the benchmark says so. */
class BenchFeed {
  private readonly waiting = new Map<string, (batch: FeedBatch) => void>();
  private readonly owed = new Map<string, number>();
  private readonly rows = new Map<string, number>();
  private readonly batch = 8;
  private readonly watch: Stopwatch;

  constructor(watch: Stopwatch) {
    this.watch = watch;
  }

  next({ symbolToken }: FeedRequest<FeedSource>): Promise<FeedBatch> {
    return new Promise((resolve) => {
      this.waiting.set(symbolToken, resolve);
      this.serve(symbolToken);
    });
  }

  hand(lane: number, bars: number): void {
    const name = token(lane);
    this.owed.set(name, (this.owed.get(name) ?? 0) + bars);
    this.serve(name);
  }

  private serve(name: string): void {
    const resolve = this.waiting.get(name);
    const owed = this.owed.get(name) ?? 0;
    if (resolve === undefined || owed === 0) return;
    const count = Math.min(owed, this.batch);
    const first = this.rows.get(name) ?? 0;
    const now = performance.now();
    const rows = Array.from({ length: count }, (_, index) => {
      const row = first + index;
      const price = 100 + (row % 7);
      this.watch.handed.set(`${barsStream(name, '1m')}#${row + 1}`, now);
      return {
        row,
        bar: {
          openTime: row * 60_000,
          closeTime: (row + 1) * 60_000,
          open: price,
          high: price + 1,
          low: price - 1,
          close: price,
          volume: 1_000,
        },
      };
    });
    this.rows.set(name, first + count);
    this.owed.set(name, owed - count);
    this.waiting.delete(name);
    resolve({ rows, done: false });
  }
}
