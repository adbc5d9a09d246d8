// The composition root: reads the configuration, builds adapters, tells the host which kinds exist, and runs one command.
import { randomBytes, randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BrokerOptions, type Context, ServiceBroker } from 'moleculer';
import { pino } from 'pino';
import { backtestCommand } from './actors/backtest/cli.ts';
import { fillModel } from './actors/domain/fill-model.ts';
import { restingBook } from './actors/domain/resting-book.ts';
import type { FeedSource } from './actors/market-data/config.ts';
import { marketDataActor } from './actors/market-data/market-data.actor.ts';
import type { BrokerPort } from './actors/ports/broker.ts';
import { ACTORS_CHANGED, ACTORS_TOUCHED, type ActorsChanged } from './actors/protocol.ts';
import type { FlaggedBar } from './actors/market-data/language.ts';
import { cachedBars } from './actors/records/cached-bars.ts';
import { recordsService } from './actors/records/records.service.ts';
import { riskMonitorActor } from './actors/risk-monitor/risk-monitor.actor.ts';
import { strategyActor } from './actors/strategy/strategy.actor.ts';
import { subscriptionActor } from './actors/subscription/subscription.actor.ts';
import { ActorBoard } from './actors/troupe/actor-board.ts';
import { type Ensemble, farEnsemble, wholeEnsemble } from './actors/troupe/ensemble.ts';
import { firstStart } from './actors/troupe/first-start.ts';
import { tradedInstrument } from './actors/troupe/instruments.ts';
import { presentActor, presentTree } from './actors/troupe/present.ts';
import { StatePublisher } from './actors/troupe/state-publisher.ts';
import { type Part, troupeService } from './actors/troupe/troupe.service.ts';
import { paperBroker } from './adapters/brokers/paper/paper-broker.ts';
import { remoteBroker } from './adapters/brokers/remote/remote-broker.ts';
import { venuePort } from './adapters/brokers/venue-port.ts';
import { csvFeed } from './adapters/feeds/csv/csv-feed.ts';
import { readSeries } from './adapters/feeds/csv/read-bars.ts';
import { feedPort } from './adapters/feeds/feed-port.ts';
import { simulatedFeed } from './adapters/feeds/simulated/simulated-feed.ts';
import { writeNatsConfig } from './adapters/nats/cluster-keys.ts';
import { readIdentity } from './adapters/nats/identity.ts';
import { natsConfigCommand } from './adapters/nats/nats-config-command.ts';
import { NatsTransporter } from './adapters/nats/nats-transporter.ts';
import { signedPackets } from './adapters/nats/signed-packets.ts';
import { postgresActorRegistry } from './adapters/postgres/actor-registry.ts';
import { postgresActorStore, streamHeads } from './adapters/postgres/actor-store.ts';
import { postgresAuditLog } from './adapters/postgres/audit.ts';
import { openDataSource } from './adapters/postgres/data-source.ts';
import { startEmbeddedPostgres } from './adapters/postgres/embedded/embedded-postgres.ts';
import { postgresRecords } from './adapters/postgres/records.ts';
import { postgresShardLeases } from './adapters/postgres/shard-leases.ts';
import { startLocalCluster } from './adapters/processes/local-cluster.ts';
import { freePort } from './adapters/processes/free-port.ts';
import { prometheusMetrics } from './adapters/prometheus/metrics.ts';
import { absentCache } from './adapters/redis/absent-cache.ts';
import { redisCache } from './adapters/redis/redis-cache.ts';
import {
  CLUSTER_USAGE,
  NODE_USAGE,
  readClusterArguments,
  readNodeArguments,
  type NodeArguments,
} from './config/cluster-arguments.ts';
import { readEnvironment, type Environment } from './config/environment.ts';
import { readStartArguments, START_USAGE, type StartArguments } from './config/start-arguments.ts';
import { brokerFace } from './dashboard/broker-face.ts';
import { createDashboard } from './dashboard/dashboard.ts';
import { statusServer } from './dashboard/status-server.ts';
import { systemClock } from './runtime/clock.ts';
import { Member, type MemberOptions } from './runtime/cluster/member.ts';
import { actorHostService, moleculerLink } from './runtime/cluster/moleculer-link.ts';
import { errorMessage } from './runtime/errors.ts';
import type { ActorHost, HostedKind } from './runtime/host/actor-host.ts';
import { hiddenActors } from './runtime/host/hidden-service.ts';
import { seededRandom } from './runtime/random.ts';
import type { StreamEntry } from './runtime/actor.ts';
import type { CachedView, SharedCache } from './actors/ports/shared-cache.ts';
import type { NodeLink } from './runtime/cluster/link.ts';
import type { ActorRegistry } from './runtime/ports/actor-registry.ts';
import type { ActorView } from './actors/views.ts';

const COMMISSION_RATE = 0.0005;
const SLIPPAGE_BPS = 1;
/** Entries that a feed may be ahead of the slowest actor that reads it. */
const CREDIT = 1_024;
const CHANGES_EVERY_MS = 250;

const KINDS: readonly HostedKind[] = [
  { definition: marketDataActor(), restart: 'transient', shutdownMs: 5_000 },
  { definition: strategyActor, restart: 'transient', shutdownMs: 5_000 },
  { definition: riskMonitorActor(), restart: 'permanent', shutdownMs: 5_000, significant: true },
  { definition: subscriptionActor(), restart: 'transient', shutdownMs: 5_000 },
];
const SUPERVISORS = { account: { strategy: 'rest_for_one' }, desk: { strategy: 'one_for_one' } } as const;

/** What every node stands on; `closings` undoes backwards what was started. */
interface Ground {
  readonly environment: Environment;
  readonly log: pino.Logger;
  readonly closings: (() => Promise<void>)[];
  readonly failure: PromiseWithResolvers<Error>;
}

/** One node of a troupe: all of it in one process, or a part of a cluster. */
interface NodePlan {
  readonly node: string;
  readonly role: 'all' | 'worker' | 'gateway';
  readonly databaseUrl: string;
  /** How it speaks to the other nodes; undefined when it is alone. */
  readonly line?: ClusterLine;
  /** What an empty registry is filled with; undefined where another node sees to it. */
  readonly first?: StartArguments;
}

/** What a node of a cluster has beyond one that is alone. */
interface ClusterLine {
  readonly broker: Pick<BrokerOptions, 'transporter' | 'middlewares'>;
  readonly cache: SharedCache<ActorView>;
  readonly parts: () => readonly Part[];
}

/** Brings a node up; resolves with its address when it hosts and serves. */
async function startNode(ground: Ground, plan: NodePlan): Promise<string> {
  const { environment, log, closings, failure } = ground;
  const clock = systemClock();
  const startedAt = clock.now();
  const boot = randomUUID();
  const { node, role, line, databaseUrl: url } = plan;

  const source = await openDataSource({ url });
  closings.push(() => source.destroy());
  const registry = postgresActorRegistry(source);
  const leases = postgresShardLeases({ url, boot });
  closings.push(() => leases.close());

  // Host, broker and member know each other: the closures below ask `member` only once the broker has started.
  const metrics = prometheusMetrics(() => member.host?.list() ?? []);
  const broker = new ServiceBroker({
    nodeID: node,
    logger: false,
    skipProcessEventRegistration: true,
    heartbeatInterval: 2,
    heartbeatTimeout: 6,
    ...line?.broker,
    middlewares: [
      ...(line?.broker.middlewares ?? []),
      hiddenActors({
        act: (...call) => member.company.act(...call),
        isActorKind: (kind) => member.company.isActorKind(kind),
      }),
    ],
  });
  const link = line && moleculerLink(broker);
  const hosting =
    role === 'gateway'
      ? undefined
      : hostingOf(ground, {
          ...{ node, url, source, broker, metrics },
          cache: line?.cache ?? absentCache(),
          member: () => member,
        });
  const member: Member = new Member({
    record: {
      id: node,
      weight: hosting === undefined ? 0 : 1,
      draining: false,
      details: { role, where: whereabouts() },
    },
    ...{ boot, leases, link, registry, clock, log, kinds: KINDS, supervisors: SUPERVISORS },
    monotonic: () => performance.now(),
    ...(hosting && { hosting }),
    lost: (shards) =>
      failure.resolve(new Error(`${shards.length} shards were taken over by another Troupe on this database`)),
  });
  void member.host?.failed.then((error) => error !== undefined && failure.resolve(error));

  const records = postgresRecords(source);
  const parts = (): Part[] => [
    postgresPart(member.keeper.isSure()),
    ...(line?.parts() ?? []),
    ...(board?.parts() ?? []),
  ];
  const board = role === 'gateway' ? boardOf(ground, broker, member, link!, line!.cache, registry) : undefined;
  const ensemble: Ensemble = board?.ensemble ?? wholeEnsemble(member);
  if (line !== undefined) broker.createService(actorHostService(node, member.ears));
  broker.createService(
    recordsService(line === undefined ? records : cachedBars(records, line.cache), postgresAuditLog(source)),
  );
  const newId = (): string => randomUUID().slice(0, 8);
  broker.createService(troupeService({ ensemble, company: member.company, node, startedAt, newId, parts }));
  const actors = brokerFace(broker);
  closings.push(() => broker.stop());
  await broker.start();

  if (plan.first !== undefined) await fillFirst(environment, registry, plan.first);
  await member.join();
  closings.push(() => member.leave('the node goes down'));
  await board?.board.start();
  if (role === 'all') announceLocally(ground, broker, member);

  const { host, port } = environment;
  const text = (): ReturnType<typeof metrics.text> => metrics.text();
  const listening =
    role === 'worker'
      ? await statusServer({ actors, metrics: text, clock }, host, port)
      : await createDashboard({
          ...{ actors, clock, log, metrics: text },
          csrfSecret: randomBytes(32).toString('base64url'),
        }).listen(host, port);
  closings.push(() => listening.close());
  log.info({ url: listening.url, node, ms: clock.now() - startedAt }, 'the node is up (paper trading)');
  return listening.url;
}

/** An empty registry gets its first troupe. */
async function fillFirst(
  { barsPerSecond }: Environment,
  registry: ActorRegistry,
  first: StartArguments,
): Promise<void> {
  const timeframeOf = async (path: string) => (await readSeries(path)).timeframe;
  await firstStart(registry, { barsPerSecond, ...first, sp500Path: sp500Path(), now: Date.now(), timeframeOf });
}

/** All actors of the cluster, for a node that shows them and hosts none. */
function boardOf(
  { log, closings }: Ground,
  broker: ServiceBroker,
  member: Member,
  link: NodeLink,
  cache: SharedCache<ActorView>,
  registry: ActorRegistry,
) {
  const board = new ActorBoard({
    ...{ cache, log, clock: systemClock() },
    askNode: async (node, addresses) => (await link.ask(node, { kind: 'views', addresses })) as CachedView<ActorView>[],
    registered: async () => member.company.know(await registry.list()),
    nodeOf: (address) => member.company.nodeOf(address),
    refreshed: (addresses) => void broker.broadcastLocal(ACTORS_CHANGED, { addresses } satisfies ActorsChanged),
  });
  member.directory.onGone((node) => board.nodeGone(node));
  broker.createService({
    name: 'board-ears',
    events: {
      [ACTORS_TOUCHED]: (ctx: Context<ActorsChanged>) => board.changed(ctx.nodeID ?? '', ctx.params.addresses),
    },
  });
  closings.push(async () => board.close());
  const parts = (): Part[] => {
    const { source, detail } = board.freshness();
    return [{ part: 'freshness', ok: source === 'redis', detail, isSpare: true }];
  };
  return { board, parts, ensemble: farEnsemble(member, link, board) };
}

/** Tells the cluster of the actors and bars of a node that hosts some. */
function publisherOf(
  { log, closings }: Ground,
  broker: ServiceBroker,
  node: string,
  host: ActorHost,
  cache: SharedCache<ActorView>,
  epochOf: (shard: number) => number,
): StatePublisher {
  const publisher = new StatePublisher({
    ...{ node, cache, log, clock: systemClock() },
    actors: {
      takeChanged: () => host.takeChanged(),
      lifecycle: (address) => host.lifecycleOf(address),
      view: (address) => viewOf(host, address, epochOf),
    },
    announce: (addresses) => void broker.broadcast(ACTORS_TOUCHED, { addresses } satisfies ActorsChanged),
  });
  host.hub.carriedBy({
    published: ({ stream, entries }) => {
      if (entries.length > 0 && stream.startsWith('bars.'))
        publisher.onBars(stream, entries as StreamEntry<FlaggedBar>[]);
    },
  });
  closings.push(async () => publisher.close());
  return publisher;
}

function viewOf(host: ActorHost, address: string, epochOf: (shard: number) => number) {
  const shard = host.shardOf(address);
  if (shard === undefined) return undefined;
  try {
    return { epoch: epochOf(shard), view: presentActor(host.status(address)) };
  } catch {
    return undefined; // it has just been lost to another node
  }
}

function announceLocally({ closings }: Ground, broker: ServiceBroker, { host }: Member): void {
  const announcing = setInterval(() => {
    const addresses = host!.takeChanged();
    if (addresses.length > 0) void broker.broadcastLocal(ACTORS_CHANGED, { addresses } satisfies ActorsChanged);
  }, CHANGES_EVERY_MS);
  closings.push(async () => clearInterval(announcing));
}

/** What a node needs to host actors: where they are durable, and what they reach outside. */
function hostingOf(
  ground: Ground,
  around: {
    node: string;
    cache: SharedCache<ActorView>;
    url: string;
    source: Awaited<ReturnType<typeof openDataSource>>;
    broker: ServiceBroker;
    metrics: ReturnType<typeof prometheusMetrics>;
    member: () => Member;
  },
): NonNullable<MemberOptions['hosting']> {
  const { environment, log, closings } = ground;
  const { url, source, broker, metrics } = around;
  const clock = systemClock();
  const store = postgresActorStore({ url, source, log });
  closings.push(() => store.close());
  const feeds = feedPort<FeedSource>({
    feeds: {
      csv: (feed, request) => csvFeed({ ...feed, timeframe: request.timeframe, clock }),
      simulated: (feed, request) =>
        simulatedFeed({
          ...feed,
          symbol: request.symbolToken,
          timeframe: request.timeframe,
          clock,
          random: seededRandom,
        }),
    },
    beforeBatch: async (actor) => {
      while (backlogOf(around.member(), actor) > CREDIT) await clock.sleep(2);
    },
  });
  const venue = venuePort(brokerOf(environment));
  return {
    host: {
      ...{ broker, store, meter: metrics },
      random: seededRandom(randomUUID()),
      ports: { feed: (actor, request) => feeds.perform(actor, request), venue },
    },
    heads: streamHeads(source),
    act: (host: ActorHost) => async (address, action, params, by) =>
      action === 'inspect' ? presentActor(host.status(address)) : host.act(address, action, params, by),
    showing: (host) => {
      const { member, cache, node } = around;
      const publisher = publisherOf(ground, broker, node, host, cache, (shard) => member().keeper.epochOf(shard));
      return { views: (addresses) => publisher.views(addresses), tree: () => presentTree(host.tree()) };
    },
  };
}

function brokerOf({ venueUrl }: Environment): BrokerPort {
  if (venueUrl !== undefined) return remoteBroker({ url: venueUrl });
  const model = fillModel({ commissionRate: COMMISSION_RATE, slippageBps: SLIPPAGE_BPS });
  return paperBroker({ book: restingBook({ model, instrumentOf: tradedInstrument }) });
}

function backlogOf({ host, exchange }: Member, actor: string): number {
  const { streams } = host!.status(actor).state as { streams?: readonly { stream: string }[] };
  const behind = (stream: string): number => exchange?.backlog(stream) ?? host!.hub.backlog(stream);
  return Math.max(0, ...(streams ?? []).map(({ stream }) => behind(stream)));
}

const postgresPart = (ok: boolean): Part => ({
  part: 'postgres',
  ok,
  detail: ok ? 'answers' : 'is away: nobody orders until it is back',
});

const whereabouts = (): string => `${hostname()}, pid ${process.pid}`;

const sp500Path = (): string =>
  join(dirname(fileURLToPath(import.meta.resolve('vega-datasets'))), '..', 'data', 'sp500-2000.csv');

const destination = () => (process.stdout.isTTY ? pino.transport({ target: 'pino-pretty' }) : pino.destination(1));

// ---- Commands ----

async function startAlone(ground: Ground, first: StartArguments): Promise<string> {
  const { environment, log } = ground;
  const databaseUrl = environment.databaseUrl ?? (await embedded(ground));
  const url = await startNode(ground, { node: environment.node ?? 'troupe-1', role: 'all', databaseUrl, first });
  log.debug({ url }, 'alone');
  return `Troupe is up: ${url}   (paper trading; Ctrl-C stops it)`;
}

async function embedded({ environment: { dataDir }, log, closings }: Ground): Promise<string> {
  const postgres = await startEmbeddedPostgres({ dataDir, log });
  closings.push(() => postgres.stop());
  return postgres.url;
}

/** Joins a cluster as one of its nodes. */
async function startMember(
  ground: Ground,
  { role, node, keysDir, natsUrl, databaseUrl }: NodeArguments,
): Promise<string> {
  const { environment, log, closings } = ground;
  const clock = systemClock();
  const identity = readIdentity(keysDir, node);
  const signed = signedPackets({ identity, clock, log });
  const { ca: caFile, cert: certFile, key: keyFile } = environment.natsTls ?? {};
  const transporter = new NatsTransporter({
    ...{ url: natsUrl, identity, log },
    ...(environment.natsTls && {
      tls: { ...(caFile && { caFile }), ...(certFile && { certFile }), ...(keyFile && { keyFile }) },
    }),
  });
  const cache = environment.redisUrl === undefined ? absentCache() : redisCache({ url: environment.redisUrl, log });
  closings.push(() => cache.close());
  const line: ClusterLine = {
    broker: { transporter, middlewares: [signed.middleware] },
    cache,
    parts: () => [natsPart(transporter.problem()), droppedPart(signed.dropped())],
  };
  const url = await startNode(ground, {
    ...{ node, role, databaseUrl, line },
    ...(role === 'worker' && { first: { help: false } }),
  });
  return role === 'gateway'
    ? `Troupe is up: ${url}   (paper trading; a gateway of the cluster)`
    : `Troupe node is up: ${node}   (health and metrics: ${url})`;
}

const natsPart = (problem: string | undefined): Part => ({
  ...{ part: 'nats', ok: problem === undefined, isSpare: true },
  detail: problem === undefined ? 'answers' : `${problem}: actors of other nodes cannot be reached`,
});

const droppedPart = (dropped: Readonly<Record<string, number>>): Part => {
  const reasons = Object.entries(dropped).filter(([, count]) => count > 0);
  const detail =
    reasons.length === 0
      ? 'no packet was dropped'
      : `packets dropped: ${reasons.map(([reason, count]) => `${count} ${reason}`).join(', ')}`;
  return { part: 'packets', ok: reasons.length === 0, detail, isSpare: true };
};

/** Starts a cluster on this machine, each node a process of its own. */
async function startCluster(ground: Ground, workers: number, first: StartArguments): Promise<string> {
  const { environment, log, closings, failure } = ground;
  const { dataDir, host, port, logLevel, venueUrl } = environment;
  const databaseUrl = environment.databaseUrl ?? (await embedded(ground));
  const keysDir = join(dataDir, 'cluster');
  const natsPort = await freePort();
  const gateway = 'gateway-1';
  const members = [
    ...Array.from({ length: workers }, (_, index) => ({ id: `worker-${index + 1}`, role: 'worker' as const })),
    { id: gateway, role: 'gateway' as const },
  ];
  writeNatsConfig({ members, folder: keysDir, host: '127.0.0.1', port: natsPort });
  const source = await openDataSource({ url: databaseUrl });
  await fillFirst(environment, postgresActorRegistry(source), first).finally(() => source.destroy());
  const cluster = await startLocalCluster({
    ...{ workers, databaseUrl, natsPort, keysDir, dataDir, port, host, logLevel, log },
    script: fileURLToPath(import.meta.url),
    natsConfigFile: join(keysDir, 'nats.conf'),
    ...(venueUrl !== undefined && { extraEnv: { TROUPE_VENUE_URL: venueUrl } }),
  });
  closings.push(() => cluster.stop());
  void cluster.failed.then((error) => failure.resolve(error));
  return `Troupe is up: ${cluster.url}   (paper trading; ${workers} workers; Ctrl-C stops all)\n\n${cluster.table()}`;
}

/** Runs a troupe, or a part of one, until a signal or a failure; answers the process's exit code. */
async function run(start: (ground: Ground) => Promise<string>): Promise<number> {
  const closings: Ground['closings'] = [];
  const signalled = new Promise<undefined>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(undefined));
  });
  try {
    const environment = readEnvironment();
    const log = pino({ level: environment.logLevel, base: null, redact: ['password', '*.password'] }, destination());
    const failure = Promise.withResolvers<Error>();
    const starting = start({ environment, log, closings, failure });
    const up = await Promise.race([starting, signalled]);
    if (up === undefined) {
      starting.catch(() => undefined);
      return 0;
    }
    process.stderr.write(`\n  ${up}\n\n`);
    const error = await Promise.race([signalled, failure.promise]);
    if (error !== undefined) process.stderr.write(`troupe: ${error.message}\n`);
    return error === undefined ? 0 : 1;
  } catch (error) {
    process.stderr.write(`troupe: ${errorMessage(error)}\n`);
    return 1;
  } finally {
    for (const close of closings.reverse())
      await close().catch((error: unknown) =>
        process.stderr.write(`troupe: while going down: ${errorMessage(error)}\n`),
      );
  }
}

/** Runs what the command line asks for; answers the process's exit code. */
async function main([command, ...rest]: readonly string[]): Promise<number> {
  switch (command) {
    case 'backtest':
      return backtestCommand(rest, {
        readSeries,
        stdout: process.stdout,
        stderr: process.stderr,
        monotonic: () => performance.now(),
      });
    case 'node': {
      const args = readNodeArguments(rest, readEnvironment());
      if (args !== undefined) return run((ground) => startMember(ground, args));
      process.stdout.write(`${NODE_USAGE}\n`);
      return 0;
    }
    case 'cluster': {
      const args = readClusterArguments(rest);
      if (args !== undefined) return run((ground) => startCluster(ground, args.workers, readStartArguments(args.rest)));
      process.stdout.write(`${CLUSTER_USAGE}\n`);
      return 0;
    }
    case 'nats-config':
      return natsConfigCommand(rest, process);
    default: {
      const args = readStartArguments(command === undefined ? [] : [command, ...rest]);
      if (!args.help) return run((ground) => startAlone(ground, args));
      process.stdout.write(`${START_USAGE}\n`);
      return 0;
    }
  }
}

try {
  // Left to end by itself: a long answer may still be on its way down a pipe.
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`troupe: ${errorMessage(error)}\n`);
  process.exitCode = 2;
}
