// A gateway under 1,000 and then 5,000 signed-in clients while 2,000 actors trade on workers, each a process of its own.
// Of the clients two in five keep a stream open (half pages over server-sent events, half sockets with four topics); all of them ask for a
// page or the API, wait half a minute on average, and ask again, each on a connection of its own: 5,000 of them 166 times a second. They come in
// within 8 s a thousand, and a while after that it is measured. Each user has an account with two strategies and two subscriptions.
// clients, p50Ms, p99Ms: of the larger crowd, from a request being handed to its connection to the answer's last byte; …Of1000: of the smaller.
// bareP50Ms, bareP99Ms: the same crowd before a Koa that answers as many bytes to anybody and sends an event a second on each stream.
// rssBytes: of the gateway with the larger crowd; idleRssBytes: before anybody came.
// orderP50Ms, orderP99Ms: from a bar in the database to the orders decided on it being there, with the larger crowd; …WithoutMs: with nobody;
// orderP99Ratio: with ÷ without. bareOrderP99Ms: with the crowd at the bare server, which shares the machine but no code with the gateway.
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { startServerProcess } from '../adapters/processes/server-process.ts';
import { systemClock } from '../runtime/clock.ts';
import { castOf, MARKET, userOf } from './cluster/cast.ts';
import { residentBytes } from './cluster/process-cost.ts';
import { allAtHome, onStage, running, say, type Stage, WORKERS } from './cluster/stage.ts';
import { audience } from './http/audience.ts';
import type { CrowdFigures, CrowdMember, CrowdPlan } from './http/crowd-plan.ts';
import { orderTimes, stampOrders } from './http/order-watch.ts';
import { quantile, rounded } from './support.ts';

interface Size {
  /** Also the number of users; each has two strategies and two subscriptions. */
  readonly accounts: number;
  readonly clients: number;
  readonly fewerClients: number;
  readonly thinkMs: number;
  readonly warmBars: number;
  /** For each client; all have come in after half of it. */
  readonly warmMsEach: number;
  readonly measuredMs: number;
}

const WHOLE: Size = {
  ...{ accounts: 400, clients: 5_000, fewerClients: 1_000, thinkMs: 30_000 },
  ...{ warmBars: 40, warmMsEach: 16, measuredMs: 30_000 },
};
const SMALL: Size = {
  ...{ accounts: 10, clients: 50, fewerClients: 20, thinkMs: 500 },
  ...{ warmBars: 35, warmMsEach: 60, measuredMs: 5_000 },
};
const DEADLINE_MS = 600_000;
const SUBSCRIPTIONS = 2;
const LANE = 'bars.SIM-EURUSD.1m';

export async function run(options: { readonly small: boolean }): Promise<Record<string, number>> {
  const size = options.small ? SMALL : WHOLE;
  const { accounts } = size;
  const castAt = (startTime: number) =>
    castOf({
      ...{ accounts, users: accounts, subscriptions: SUBSCRIPTIONS, signalling: 1 },
      ...{ barsPerSecond: 1, workers: WORKERS, startTime },
    });
  return onStage({ castAt, deadlineMs: DEADLINE_MS }, (stage) => play(stage, size));
}

async function play(stage: Stage, size: Size): Promise<Record<string, number>> {
  const { source, cluster } = stage;
  const { length: actors } = await allAtHome(stage);
  await stampOrders(source);
  const users = Array.from({ length: size.accounts }, (_, index) => userOf(index, size.accounts));
  const now = systemClock().now();
  const tokens = await audience({ source, redisUrl: cluster.redisUrl, users, sessions: size.clients, now });
  say(`${actors} actors of ${users.length} users, ${tokens.length} sessions; until bar ${size.warmBars}`);
  await running(stage, [MARKET], ({ state }) => (state['rowsTaken'] as number) >= size.warmBars);
  const members = tokens.map((token, index) => memberOf(stage, token, index % users.length, index));

  const gateway = cluster.nodes().find(({ role }) => role === 'gateway')!.pid;
  const idleRssBytes = residentBytes(gateway);
  const without = await during(stage, () => systemClock().sleep(size.measuredMs));
  const fewer = await crowdAt(stage, size, members.slice(0, size.fewerClients), cluster.url);
  const more = await crowdAt(stage, size, members, cluster.url);
  const rssBytes = residentBytes(gateway);
  const bare = await bareCrowd(stage, size, members, Math.round(more.crowd.bytes / more.crowd.requests));
  return {
    ...{ clients: size.clients, p50Ms: more.crowd.p50Ms, p99Ms: more.crowd.p99Ms, bareP99Ms: bare.crowd.p99Ms },
    ...{ rssBytes, orderP99Ratio: rounded(p99(more.orders) / p99(without)) },
    ...{ bareP50Ms: bare.crowd.p50Ms, requests: more.crowd.requests, failed: more.crowd.failed },
    ...{ streams: more.crowd.streams, streamMessages: more.crowd.streamMessages },
    ...{ p50MsOf1000: fewer.crowd.p50Ms, p99MsOf1000: fewer.crowd.p99Ms, failedOf1000: fewer.crowd.failed },
    ...{ orders: more.orders.length, orderP50Ms: rounded(quantile(more.orders, 0.5)), orderP99Ms: p99(more.orders) },
    ...{ orderP50WithoutMs: rounded(quantile(without, 0.5)), orderP99WithoutMs: p99(without) },
    ...{ orderP99MsOf1000: p99(fewer.orders), bareOrderP99Ms: p99(bare.orders), idleRssBytes, actors },
  };
}

const p99 = (times: readonly number[]): number => rounded(quantile(times, 0.99));

/** What a client of this place asks for and keeps open. */
function memberOf({ cast }: Stage, token: string, place: number, index: number): CrowdMember {
  const own = cast.filter(({ kind }) => kind === 'subscription').slice(place * SUBSCRIPTIONS);
  const subscription = own[0]!.address;
  const id = encodeURIComponent(subscription.slice('subscription.'.length));
  const paths = [
    ...['/', '/api/v1/strategies', '/strategies', '/api/v1/fills?limit=50', `/strategies/${subscription}`],
    ...['/api/v1/orders?limit=50', '/risk', '/api/v1/dashboard/overview', '/copy', `/api/v1/strategies/${id}`],
  ];
  const topics = ['actors', 'orders', 'fills', `bars:${LANE}`];
  const sse = ['overview', 'strategies', `strategy:${subscription}`][Math.floor(index / 5) % 3];
  const stream = [{ sse: `/events?topics=${sse}` }, { socket: '/ws', topics }][index % 5];
  return { token, paths, ...(stream !== undefined && { stream }) };
}

/** What was done, with the times of the orders meanwhile. */
async function during(stage: Stage, work: () => Promise<unknown>): Promise<readonly number[]> {
  const clock = systemClock();
  const from = clock.now();
  await work();
  return orderTimes(stage.source, from, clock.now());
}

async function crowdAt(
  stage: Stage,
  { thinkMs, warmMsEach, measuredMs }: Size,
  members: readonly CrowdMember[],
  url: string,
): Promise<{ readonly crowd: CrowdFigures; readonly orders: readonly number[] }> {
  const clock = systemClock();
  const from = clock.now();
  const warmMs = warmMsEach * members.length;
  const crowd = await crowdOf({ url, members, thinkMs, warmMs, measuredMs, seed: 'crowd' });
  const orders = await orderTimes(stage.source, from + warmMs, clock.now());
  const { requests, failed, p50Ms, p99Ms, streams } = crowd;
  say(
    `${members.length} clients: ${requests} requests, ${failed} failed, p50 ${p50Ms} ms, p99 ${p99Ms} ms, ${streams} streams`,
  );
  for (const [path, { requests: asked, ...times }] of Object.entries(crowd.paths))
    say(`  ${path}: ${asked}, p50 ${times.p50Ms} ms, p99 ${times.p99Ms} ms`);
  for (const failure of crowd.failures) say(`  failed: ${failure}`);
  return { crowd, orders };
}

/** Runs a crowd in a process of its own. */
async function crowdOf(plan: CrowdPlan): Promise<CrowdFigures> {
  const program = fileURLToPath(new URL('./http/crowd.ts', import.meta.url));
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(plan));
  return JSON.parse(await text(child.stdout)) as CrowdFigures;
}

/** The baseline, with answers of so many bytes. */
async function bareCrowd(stage: Stage, size: Size, members: readonly CrowdMember[], bytes: number) {
  const server = await startServerProcess({
    ...{ name: 'bare', command: process.execPath, ready: /^bare server is up: / },
    args: [fileURLToPath(new URL('./http/bare-server.ts', import.meta.url)), '--bytes', String(bytes)],
  });
  try {
    return await crowdAt(stage, size, members, server.readyLine.replace('bare server is up: ', ''));
  } finally {
    await server.stop();
  }
}
