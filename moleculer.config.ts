// The composition root: reads the configuration, builds adapters, tells the host which kinds exist, and runs one command.
import { randomBytes, randomUUID } from 'node:crypto';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ServiceBroker } from 'moleculer';
import { pino } from 'pino';
import { backtestCommand } from './actors/backtest/cli.ts';
import { fillModel } from './actors/domain/fill-model.ts';
import { restingBook } from './actors/domain/resting-book.ts';
import type { FeedSource } from './actors/market-data/config.ts';
import { marketDataActor } from './actors/market-data/market-data.actor.ts';
import { ACTORS_CHANGED, type ActorsChanged } from './actors/protocol.ts';
import { recordsService } from './actors/records/records.service.ts';
import { riskMonitorActor } from './actors/risk-monitor/risk-monitor.actor.ts';
import { strategyActor } from './actors/strategy/strategy.actor.ts';
import { subscriptionActor } from './actors/subscription/subscription.actor.ts';
import { barsTroupe, defaultTroupe } from './actors/troupe/default-troupe.ts';
import { tradedInstrument } from './actors/troupe/instruments.ts';
import { presentActor, presentTree } from './actors/troupe/present.ts';
import { troupeService } from './actors/troupe/troupe.service.ts';
import { paperBroker } from './adapters/brokers/paper/paper-broker.ts';
import { venuePort } from './adapters/brokers/venue-port.ts';
import { csvFeed } from './adapters/feeds/csv/csv-feed.ts';
import { readSeries } from './adapters/feeds/csv/read-bars.ts';
import { feedPort } from './adapters/feeds/feed-port.ts';
import { simulatedFeed } from './adapters/feeds/simulated/simulated-feed.ts';
import { postgresActorRegistry } from './adapters/postgres/actor-registry.ts';
import { postgresActorStore } from './adapters/postgres/actor-store.ts';
import { postgresAuditLog } from './adapters/postgres/audit.ts';
import { openDataSource } from './adapters/postgres/data-source.ts';
import { startEmbeddedPostgres } from './adapters/postgres/embedded/embedded-postgres.ts';
import { postgresRecords } from './adapters/postgres/records.ts';
import { postgresShardLeases } from './adapters/postgres/shard-leases.ts';
import { prometheusMetrics } from './adapters/prometheus/metrics.ts';
import { readEnvironment, type Environment } from './config/environment.ts';
import { readStartArguments, START_USAGE, type StartArguments } from './config/start-arguments.ts';
import { createDashboard } from './dashboard/dashboard.ts';
import { systemClock } from './runtime/clock.ts';
import { errorMessage } from './runtime/errors.ts';
import { ActorHost } from './runtime/host/actor-host.ts';
import { actorHostService } from './runtime/host/actor-host.service.ts';
import { hiddenActors } from './runtime/host/hidden-service.ts';
import { LeaseKeeper } from './runtime/host/lease-keeper.ts';
import { seededRandom } from './runtime/random.ts';
import { SHARDS } from './runtime/shard.ts';

const NODE = 'troupe-1';
const COMMISSION_RATE = 0.0005;
const SLIPPAGE_BPS = 1;
/** Entries that a feed may be ahead of the slowest actor that reads it. */
const CREDIT = 1_024;
const CHANGES_EVERY_MS = 250;

type Closing = () => Promise<void>;

/** Brings the troupe up; resolves when it trades and serves. What it started is in `closings`, to be undone backwards. */
async function start(
  environment: Environment,
  first: StartArguments,
  closings: Closing[],
): Promise<{ url: string; failed: Promise<Error> }> {
  const log = pino({ level: environment.logLevel, base: null, redact: ['password', '*.password'] }, destination());
  const clock = systemClock();
  const failure = Promise.withResolvers<Error>();
  const startedAt = clock.now();

  const database = environment.databaseUrl ?? (await embedded(environment, log, closings));
  const source = await openDataSource({ url: database });
  closings.push(() => source.destroy());
  const store = postgresActorStore({ url: database, source, log });
  closings.push(() => store.close());
  let postgresUp: boolean | undefined;
  store.onAvailability((up) => {
    if (postgresUp !== undefined && up !== postgresUp)
      log[up ? 'info' : 'error'](
        { part: 'postgres' },
        up ? 'PostgreSQL is back; actors go on' : 'PostgreSQL is away; nobody orders until it is back',
      );
    postgresUp = up;
  });
  const registry = postgresActorRegistry(source);
  const keeper = new LeaseKeeper({
    leases: postgresShardLeases(source),
    owner: NODE,
    clock,
    log,
    lost: (shards) =>
      failure.resolve(new Error(`${shards.length} shards were taken over by another Troupe on this database`)),
  });
  await keeper.acquireAll(SHARDS);
  closings.push(() => keeper.release());

  // Host and broker know each other: the closures below ask `host` only once the broker has started, when it is there.
  const metrics = prometheusMetrics(() => host.list());
  const broker = new ServiceBroker({
    nodeID: NODE,
    logger: false,
    skipProcessEventRegistration: true,
    middlewares: [
      hiddenActors({
        act: async (address, action, params, by) =>
          action === 'inspect' ? presentActor(host.status(address)) : host.act(address, action, params, by),
        isActorKind: (kind) => host.isActorKind(kind),
      }),
    ],
  });
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
      while (backlogOf(host, actor) > CREDIT) await clock.sleep(2);
    },
  });
  const model = fillModel({ commissionRate: COMMISSION_RATE, slippageBps: SLIPPAGE_BPS });
  const venue = venuePort(paperBroker({ book: restingBook({ model, instrumentOf: tradedInstrument }) }));
  const host: ActorHost = new ActorHost({
    node: NODE,
    broker,
    clock,
    monotonic: () => performance.now(),
    random: seededRandom(randomUUID()),
    store,
    registry,
    epochOf: keeper.epochOf,
    ports: { feed: (actor, request) => feeds.perform(actor, request), venue },
    kinds: [
      { definition: marketDataActor(), restart: 'transient', shutdownMs: 5_000 },
      { definition: strategyActor, restart: 'transient', shutdownMs: 5_000 },
      { definition: riskMonitorActor(), restart: 'permanent', shutdownMs: 5_000, significant: true },
      { definition: subscriptionActor(), restart: 'transient', shutdownMs: 5_000 },
    ],
    supervisors: { account: { strategy: 'rest_for_one' }, desk: { strategy: 'one_for_one' } },
    log,
    meter: metrics,
  });
  void host.failed.then((error) => error !== undefined && failure.resolve(error));

  broker.createService(actorHostService(host, presentActor, presentTree));
  broker.createService(recordsService(postgresRecords(source), postgresAuditLog(source)));
  const parts = () => [
    {
      part: 'postgres',
      ok: postgresUp === true,
      detail: postgresUp === true ? 'answers' : 'is away: nobody orders until it is back',
    },
  ];
  broker.createService(troupeService({ host, node: NODE, startedAt, newId: () => randomUUID().slice(0, 8), parts }));
  await broker.start();
  closings.push(() => broker.stop());

  await firstStart(registry, first, first.barsPerSecond ?? environment.barsPerSecond, startedAt);
  await host.boot();
  closings.push(() => host.shutdown('the troupe goes down'));
  const announcing = setInterval(() => {
    const addresses = host.takeChanged();
    if (addresses.length > 0) void broker.broadcastLocal(ACTORS_CHANGED, { addresses } satisfies ActorsChanged);
  }, CHANGES_EVERY_MS);
  closings.push(async () => clearInterval(announcing));

  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  broker.createService({
    name: 'dashboard-ears',
    events: { [ACTORS_CHANGED]: (ctx) => listeners.get(ACTORS_CHANGED)?.forEach((hear) => hear(ctx.params)) },
  });
  const dashboard = createDashboard({
    actors: {
      call: (action, params) => broker.call(action, params ?? {}, { meta: { by: byOf(params) } }),
      onEvent: (name, hear) => {
        const hearing = listeners.get(name) ?? new Set();
        listeners.set(name, hearing.add(hear));
        return () => hearing.delete(hear);
      },
    },
    metrics: () => metrics.text(),
    clock,
    log,
    csrfSecret: randomBytes(32).toString('base64url'),
  });
  const listening = await dashboard.listen(environment.host, environment.port);
  closings.push(() => listening.close());
  const { url } = listening;
  log.info({ url, actors: host.list().length, ms: clock.now() - startedAt }, 'the troupe is up (paper trading)');
  return { url, failed: failure.promise };
}

const byOf = (params: unknown): string =>
  typeof params === 'object' && params !== null && 'by' in params && typeof params.by === 'string'
    ? params.by
    : 'dashboard';

const destination = () => (process.stdout.isTTY ? pino.transport({ target: 'pino-pretty' }) : pino.destination(1));

async function embedded({ dataDir }: Environment, log: pino.Logger, closings: Closing[]): Promise<string> {
  const postgres = await startEmbeddedPostgres({ dataDir, log });
  closings.push(() => postgres.stop());
  return postgres.url;
}

/** An empty registry gets the default troupe, or one on the bars of the file that was named. */
async function firstStart(
  registry: ReturnType<typeof postgresActorRegistry>,
  first: StartArguments,
  barsPerSecond: number,
  now: number,
): Promise<void> {
  if ((await registry.list()).length > 0) return;
  if (first.bars === undefined) {
    const sp500Path = join(
      dirname(fileURLToPath(import.meta.resolve('vega-datasets'))),
      '..',
      'data',
      'sp500-2000.csv',
    );
    await registry.add(defaultTroupe({ sp500Path, barsPerSecond, seed: 1, startTime: now - (now % 60_000) }));
    return;
  }
  const { timeframe } = await readSeries(first.bars);
  const symbolToken =
    first.symbol ??
    basename(first.bars)
      .replace(/[.]csv$/i, '')
      .replace(/[^A-Za-z0-9_-]/g, '-');
  await registry.add(barsTroupe({ path: resolve(first.bars), symbolToken, timeframe, barsPerSecond }));
}

function backlogOf(host: ActorHost, actor: string): number {
  const { streams } = host.status(actor).state as { streams?: readonly { stream: string }[] };
  return Math.max(0, ...(streams ?? []).map(({ stream }) => host.hub.backlog(stream)));
}

/** Runs the troupe until a signal or a failure; answers the process's exit code. */
async function run(args: StartArguments): Promise<number> {
  const closings: Closing[] = [];
  const signalled = new Promise<undefined>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(undefined));
  });
  try {
    const { url, failed } = await start(readEnvironment(), args, closings);
    process.stderr.write(`\n  Troupe is up: ${url}   (paper trading; Ctrl-C stops it)\n\n`);
    const error = await Promise.race([signalled, failed]);
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
  if (command === 'backtest')
    return backtestCommand(rest, {
      readSeries,
      stdout: process.stdout,
      stderr: process.stderr,
      monotonic: () => performance.now(),
    });
  const args = readStartArguments(command === undefined ? [] : [command, ...rest]);
  if (!args.help) return run(args);
  process.stdout.write(`${START_USAGE}\n`);
  return 0;
}

try {
  // Left to end by itself: a long answer may still be on its way down a pipe.
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`troupe: ${errorMessage(error)}\n`);
  process.exitCode = 2;
}
