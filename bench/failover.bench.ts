// Workers that die and workers that are drained, with orders flowing to a venue of its own process.
// p50Ms, p99Ms, maxMs: from the SIGKILL of a worker to each of its actors running on another, under a new incarnation that a
// fenced write has opened. lost, duplicates: the venue's log against the database, after each kill and when all is settled.
// drain…: planned hand-overs before the kills; from the moment a shard's actors begin to stop to each of them running on
// another worker. drainLate…: one more after the kills, when all strategies are warm and orders keep both cores busy.
import type { ActorView } from '../actors/views.ts';
import { systemClock } from '../runtime/clock.ts';
import { seededRandom } from '../runtime/random.ts';
import { operatorHeaders } from '../tests/support/operator-headers.ts';
import type { VenueProcess } from './chaos/venue/venue-process.ts';
import { MARKET } from './cluster/cast.ts';
import { isUnderWay, lostBetween, VenueTally, type Books } from './cluster/settlement.ts';
import { allAtHome, market, running, say, shardsWith, type Stage, WORKERS } from './cluster/stage.ts';
import { onVenueStage } from './cluster/venue-stage.ts';
import { quantile, rounded } from './support.ts';

interface Size {
  readonly accounts: number;
  readonly subscriptions: number;
  readonly barsPerSecond: number;
  readonly kills: number;
  readonly drains: number;
  /** Fewest actors of a worker that is killed. */
  readonly hosted: number;
}

const WHOLE: Size = {
  ...{ accounts: 100, subscriptions: 50, barsPerSecond: 1 },
  ...{ kills: 10, drains: 3, hosted: 3_000 },
};
const SMALL: Size = { accounts: 6, subscriptions: 10, barsPerSecond: 2, kills: 2, drains: 1, hosted: 30 };
const DEADLINE_MS = 900_000;
/** So that strategies have signalled for a while (they begin at about bar 35), and V8 has compiled what orders take. */
const WARM_BARS = 60;
const SETTLE_MS = 30_000;
const LOOK_AGAIN_MS = 200;

export async function run(options: { readonly small: boolean }): Promise<Record<string, number>> {
  const size = options.small ? SMALL : WHOLE;
  return onVenueStage({ ...size, deadlineMs: DEADLINE_MS }, (stage, venue) =>
    play(stage, size, new Audit(stage, venue)),
  );
}

async function play(stage: Stage, size: Size, audit: Audit): Promise<Record<string, number>> {
  const random = seededRandom('kills');
  let views = await allAtHome(stage);
  await untilBar(stage, WARM_BARS);
  const drainMs: number[] = [];
  for (let drain = 0; drain < size.drains; drain += 1) {
    drainMs.push(...(await drainedAndBack(stage, WORKERS[drain % WORKERS.length]!)));
  }
  const downMs: number[] = [];
  for (let kill = 1; kill <= size.kills; kill += 1) {
    const victim = WORKERS[Math.floor(random.next() * WORKERS.length)]!;
    const times = await killed(stage, victim, hostedBy(views, victim, size.hosted));
    downMs.push(...times);
    await audit.look(false);
    say(`kill ${kill}: ${victim}, ${times.length} actors, p99 ${quantile(times, 0.99)} ms; ${audit.said()}`);
    await stage.cluster.restart(victim);
    views = await allAtHome(stage);
  }
  const late = await drainedAndBack(stage, WORKERS[0]!);
  await market(stage, 'pause', MARKET);
  const { orders, fills } = await audit.settled();
  return {
    p50Ms: quantile(downMs, 0.5),
    p99Ms: quantile(downMs, 0.99),
    maxMs: Math.max(...downMs),
    lost: audit.lost.size,
    duplicates: audit.duplicates,
    ledgerDifferences: await ledgerDifferences(stage),
    drainP50Ms: quantile(drainMs, 0.5),
    drainP99Ms: quantile(drainMs, 0.99),
    drainMaxMs: Math.max(...drainMs),
    drainLateP50Ms: quantile(late, 0.5),
    drainLateP99Ms: quantile(late, 0.99),
    kills: size.kills,
    actorsPerKill: rounded(downMs.length / size.kills, 0),
    ...{ orders, fills },
  };
}

async function untilBar(stage: Stage, bar: number): Promise<void> {
  say(`until bar ${bar}`);
  await running(stage, [MARKET], ({ state }) => (state['rowsTaken'] as number) >= bar);
}

function hostedBy(views: readonly ActorView[], worker: string, least: number): readonly string[] {
  const addresses = views.filter(({ node }) => node === worker).map(({ address }) => address);
  if (addresses.length < least) throw new Error(`${worker} hosts only ${addresses.length} actors, not ${least}`);
  return addresses;
}

/** Milliseconds from the kill until each of the worker's actors runs elsewhere. */
async function killed(stage: Stage, worker: string, addresses: readonly string[]): Promise<number[]> {
  const at = systemClock().now();
  await stage.cluster.kill(worker, 'SIGKILL', { stayDown: true });
  await shardsWith(stage, (owner) => owner !== null && owner !== worker);
  const views = await running(stage, addresses, ({ node }) => node !== worker);
  return views.map(({ since }) => Date.parse(since) - at);
}

interface HandOver {
  readonly shards: readonly number[];
  readonly since: string;
}

async function drainedAndBack(stage: Stage, worker: string): Promise<number[]> {
  const times = await drained(stage, worker);
  say(`drain: ${worker}, ${times.length} actors, p99 ${quantile(times, 0.99)} ms`);
  await stage.observer.link.ask(worker, { kind: 'undrain' });
  await allAtHome(stage);
  return times;
}

/** Milliseconds for which each of the worker's actors was away. */
async function drained(stage: Stage, worker: string): Promise<number[]> {
  const from = stage.lines.length;
  await stage.observer.link.ask(worker, { kind: 'drain' });
  await shardsWith(stage, (owner) => owner !== null && owner !== worker);
  const begun = new Map<number, number>();
  for (const line of stage.lines.slice(from)) {
    if (!line.startsWith(`${worker} |`) || !line.includes('"shards handed over"')) continue;
    const { shards, since } = JSON.parse(line.slice(line.indexOf('{'))) as HandOver;
    for (const shard of shards) begun.set(shard, Date.parse(since));
  }
  const shardOf = new Map(stage.cast.map(({ address, shard }) => [address, shard]));
  const moved = stage.actors.filter((address) => begun.has(shardOf.get(address)!));
  const views = await running(stage, moved, ({ node }) => node !== worker);
  return views.map(({ address, since }) => Date.parse(since) - begun.get(shardOf.get(address)!)!);
}

/** Compares the venue's log with the database, and remembers every fault. */
class Audit {
  readonly lost = new Set<string>();
  private readonly stage: Stage;
  private readonly venue: VenueProcess;
  private readonly tally = new VenueTally();

  constructor(stage: Stage, venue: VenueProcess) {
    this.stage = stage;
    this.venue = venue;
  }

  get duplicates(): number {
    return this.tally.duplicates.length;
  }

  said(): string {
    return `${this.tally.orders.size} orders, ${this.tally.fills.size} fills, ${this.lost.size} lost, ${this.duplicates} twice`;
  }

  async look(isSettled: boolean): Promise<void> {
    const before = await this.books();
    this.tally.take(await this.venue.lines(this.tally.seq));
    const after = await this.books();
    for (const fault of lostBetween({ before, tally: this.tally, after, isSettled })) {
      if (!this.lost.has(fault)) say(fault);
      this.lost.add(fault);
    }
  }

  /** Waits until nothing is under way, then looks for the last time; what is under way for longer counts as lost. */
  async settled(): Promise<{ orders: number; fills: number }> {
    const clock = systemClock();
    for (const until = clock.now() + SETTLE_MS; clock.now() < until; await clock.sleep(LOOK_AGAIN_MS)) {
      if (!(await this.books()).orders.some(isUnderWay)) break;
    }
    await this.look(true);
    say(this.said());
    return { orders: this.tally.orders.size, fills: this.tally.fills.size };
  }

  private async books(): Promise<Books> {
    const { source } = this.stage;
    const orders = await source.query<Books['orders']>('SELECT client_order_id AS "clientOrderId", state FROM orders');
    const fills = await source.query<{ id: string }[]>('SELECT fill_id AS id FROM fills');
    return { orders, fills: fills.map(({ id }) => id) };
  }
}

async function ledgerDifferences({ cluster, dataDir }: Stage): Promise<number> {
  const response = await fetch(new URL('/api/v1/ledger/check', cluster.url), { headers: operatorHeaders(dataDir) });
  const body = await response.text();
  if (!response.ok) throw new Error(`the ledger could not be checked: ${response.status} ${body}`);
  const { differences } = JSON.parse(body) as { differences: readonly unknown[] };
  for (const difference of differences) say(`the ledger does not hold: ${JSON.stringify(difference)}`);
  return differences.length;
}
