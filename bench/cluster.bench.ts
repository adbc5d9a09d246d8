// A cluster of three workers and a gateway with 10,000 strategies and subscriptions: how long it takes to start, what a node
// needs, how fast a bar reaches everybody and a call another node, and what the cluster costs with nothing trading.
// startMs: from the launch of the first process to the last actor running on the worker it belongs on.
// barToTurn…: from the market-data actor's turn on a bar to the last turn anywhere that follows from it; alone…: the same
// actors on the same database in one process. call…: `inspect` of actors on other nodes; ping…: Moleculer's own ping of them.
import { seededRandom } from '../runtime/random.ts';
import { startTroupe } from '../tests/support/troupe-process.ts';
import { watchBars, type Looks } from './cluster/bar-watch.ts';
import { MARKET } from './cluster/cast.ts';
import { cpuPercent, parentOf, residentBytes } from './cluster/process-cost.ts';
import { allAtHome, market, onStage, running, say, type Stage, WORKERS } from './cluster/stage.ts';
import { quantile, rounded } from './support.ts';
import { systemClock } from '../runtime/clock.ts';
import type { ActorView } from '../actors/views.ts';

interface Size {
  readonly accounts: number;
  readonly subscriptions: number;
  readonly barsPerSecond: number;
  readonly bars: number;
  readonly aloneBars: number;
  readonly calls: number;
  readonly idleMs: number;
}

const WHOLE: Size = {
  ...{ accounts: 100, subscriptions: 50, barsPerSecond: 0.4 },
  ...{ bars: 60, aloneBars: 20, calls: 2_000, idleMs: 20_000 },
};
const SMALL: Size = {
  ...{ accounts: 6, subscriptions: 10, barsPerSecond: 1 },
  ...{ bars: 12, aloneBars: 6, calls: 200, idleMs: 3_000 },
};
const DEADLINE_MS = 600_000;
/** Until all that a bar has changed is in the cache, and V8 has swept up what the bars left behind. */
const QUIET_MS = 30_000;

export async function run(options: { readonly small: boolean }): Promise<Record<string, number>> {
  const size = options.small ? SMALL : WHOLE;
  return onStage({ ...size, deadlineMs: DEADLINE_MS }, (stage) => play(stage, size));
}

async function play(stage: Stage, size: Size): Promise<Record<string, number>> {
  const started = await startCost(stage);
  const looks: Looks = {
    one: async (address) => one(await running(stage, [address])),
    all: () => running(stage, stage.actors),
  };
  const bars = await barsOf(looks, size, size.bars);
  const ordersPerBar = await ordersSoFar(stage);
  const { rss, infos } = nodesOf(stage);
  await market(stage, 'pause', MARKET);
  await systemClock().sleep(QUIET_MS);
  const idle = await idleCost(stage, size);
  const calls = await callCost(stage, size);
  await stage.strike();
  const alone = await aloneBars(stage, size);
  return {
    ...started,
    infoBytes: Math.max(...infos.map(({ now }) => now)),
    infoGrowthBytes: Math.max(...infos.map(({ now, first }) => now - first)),
    rssBytesPerNode: Math.round(rss),
    barToTurnP50Ms: quantile(bars, 0.5),
    barToTurnP99Ms: quantile(bars, 0.99),
    aloneBarToTurnP50Ms: quantile(alone, 0.5),
    barToTurnRatio: rounded(quantile(bars, 0.5) / Math.max(1, quantile(alone, 0.5))),
    bars: bars.length,
    ordersPerBar,
    ...calls,
    ...idle,
  };
}

async function startCost(stage: Stage): Promise<Record<string, number>> {
  const views = await allAtHome(stage);
  const last = Math.max(...views.map(({ since }) => Date.parse(since)));
  const byNode = Map.groupBy(views, ({ node }) => node);
  say(`${views.length} actors run: ${Array.from(byNode, ([node, { length }]) => `${length} on ${node}`).join(', ')}`);
  return { actors: views.length, startMs: last - stage.launchedAt };
}

const barsOf = (looks: Looks, { barsPerSecond }: Size, bars: number): Promise<number[]> =>
  watchBars(looks, { market: MARKET, bars, intervalMs: 1_000 / barsPerSecond, say });

async function ordersSoFar({ source }: Stage): Promise<number> {
  const [row] = await source.query<{ orders: number; bars: number }[]>(
    'SELECT (SELECT count(*) FROM orders)::float8 AS orders, (SELECT count(*) FROM bars)::float8 AS bars',
  );
  return rounded(row!.orders / row!.bars);
}

function nodesOf({ cluster, observer }: Stage) {
  const workers = cluster.nodes().filter(({ role }) => role === 'worker');
  const rss = workers.map(({ pid }) => residentBytes(pid));
  return {
    rss: rss.reduce((sum, bytes) => sum + bytes, 0) / rss.length,
    infos: WORKERS.map((worker) => observer.infoBytes(worker)),
  };
}

async function idleCost({ cluster, source }: Stage, { idleMs }: Size): Promise<Record<string, number>> {
  const [backend] = await source.query<{ pid: number }[]>('SELECT pg_backend_pid() AS pid');
  const pids = Array.from(cluster.table().matchAll(/^(?!NAME)\S+\s+\S+\s+(\d+)/gm), ([, pid]) => Number(pid));
  say(`nothing trades; the processor time of ${pids.length} processes and of PostgreSQL over ${idleMs / 1_000} s`);
  const { nodes, postgres } = await cpuPercent({ nodes: pids, postgres: [parentOf(backend!.pid)] }, idleMs);
  return { idleCpuPercent: rounded(nodes), idlePostgresCpuPercent: rounded(postgres) };
}

/** Each call is followed by a ping of the same node. */
async function callCost({ observer, actors }: Stage, { calls }: Size): Promise<Record<string, number>> {
  const random = seededRandom('calls');
  const callMs: number[] = [];
  const pingMs: number[] = [];
  for (let call = 0; call < calls; call += 1) {
    const address = actors[Math.floor(random.next() * actors.length)]!;
    const from = performance.now();
    await observer.broker.call(`${address}.inspect`);
    const called = performance.now();
    const pong = await observer.broker.ping(observer.nodeOf(address), 5_000);
    if ((pong as unknown) === null) throw new Error(`${observer.nodeOf(address)} does not answer a ping`);
    pingMs.push(performance.now() - called);
    callMs.push(called - from);
  }
  return {
    callP50Ms: rounded(quantile(callMs, 0.5), 3),
    callP99Ms: rounded(quantile(callMs, 0.99), 3),
    pingP50Ms: rounded(quantile(pingMs, 0.5), 3),
    callRatio: rounded(quantile(callMs, 0.5) / quantile(pingMs, 0.5)),
  };
}

/** The baseline: `npm start` on the database that the cluster has left. */
async function aloneBars(stage: Stage, size: Size): Promise<number[]> {
  say('the same actors in one process');
  const troupe = await startTroupe({ dataDir: stage.dataDir, env: { DATABASE_URL: stage.databaseUrl } });
  stage.closings.push(() => troupe.stop());
  const answer = await troupe.post(`/api/v1/actors/${MARKET}/commands`, { command: 'resume' });
  if (answer.status !== 202) throw new Error(`the market does not move: ${JSON.stringify(answer.body)}`);
  const looks: Looks = {
    one: (address) => troupe.get<ActorView>(`/api/v1/actors/${address}`),
    all: async () => (await troupe.get<{ actors: readonly ActorView[] }>('/api/v1/actors')).actors,
  };
  return barsOf(looks, size, size.aloneBars);
}

const one = ([view]: readonly ActorView[]): ActorView => view!;
