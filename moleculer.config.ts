// The composition root: reads the configuration, builds adapters, tells the host which kinds exist, and runs one command.
import { randomBytes, randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BrokerOptions, ServiceBroker } from 'moleculer';
import { pino } from 'pino';
import { backtestActor } from './actors/backtest/backtest.actor.ts';
import { backtestService } from './actors/backtest/backtest.service.ts';
import { backtestCommand } from './actors/backtest/cli.ts';
import { BACKTEST_PORT, type BacktestWish } from './actors/backtest/language.ts';
import { BacktestRunner } from './actors/backtest/runner.ts';
import { eitherBars } from './actors/backtest/either-bars.ts';
import type { BacktestBars } from './actors/ports/backtest-bars.ts';
import { fillModel } from './actors/domain/fill-model.ts';
import { restingBook } from './actors/domain/resting-book.ts';
import { followerActor } from './actors/follower/follower.actor.ts';
import { manualActor } from './actors/manual/manual.actor.ts';
import type { FeedSource } from './actors/market-data/config.ts';
import { marketDataActor } from './actors/market-data/market-data.actor.ts';
import { DEMO_PEOPLE, firstAdmin, operatorKey, seedDemo } from './actors/people/first-people.ts';
import { keysOf } from './actors/people/keys.ts';
import type { PeopleDeps } from './actors/people/people-deps.ts';
import { peopleService } from './actors/people/people.service.ts';
import type { CallerSeal } from './actors/ports/caller-seal.ts';
import { PROVIDER_ROLL_PORT } from './actors/ports/provider-roll.ts';
import { messagingService } from './actors/troupe/messaging.service.ts';
import { WALL_CLOCK_PORT } from './actors/ports/wall-clock.ts';
import { providerActor } from './actors/provider/provider.actor.ts';
import { cachedBars } from './actors/records/cached-bars.ts';
import { recordsService } from './actors/records/records.service.ts';
import { riskSupervisorActor } from './actors/risk-supervisor/risk-supervisor.actor.ts';
import { riskMonitorActor } from './actors/risk-monitor/risk-monitor.actor.ts';
import { strategyActor } from './actors/strategy/strategy.actor.ts';
import { subscriptionActor } from './actors/subscription/subscription.actor.ts';
import { admission } from './actors/troupe/admission.ts';
import { type Ensemble, wholeEnsemble } from './actors/troupe/ensemble.ts';
import { firstStart } from './actors/troupe/first-start.ts';
import { gatewayBoard } from './actors/troupe/gateway-board.ts';
import { lanesOf } from './actors/troupe/lanes.ts';
import { tradedInstrument } from './actors/troupe/instruments.ts';
import { presentAnswer, presentReader, presentTree } from './actors/troupe/present.ts';
import { providerRoll } from './actors/troupe/provider-roll.ts';
import { NodeMetrics } from './actors/troupe/node-metrics.ts';
import { announceChanges, publishStates } from './actors/troupe/state-broadcast.ts';
import { type Part, troupeService } from './actors/troupe/troupe.service.ts';
import { addressBlocks } from './adapters/addresses/address-blocks.ts';
import { paperBroker } from './adapters/brokers/paper/paper-broker.ts';
import { EPOCH_HEADER, NODE_HEADER } from './adapters/brokers/remote/protocol.ts';
import { remoteBroker } from './adapters/brokers/remote/remote-broker.ts';
import { venuePort } from './adapters/brokers/venue-port.ts';
import { parseCsvCalendar } from './adapters/calendars/csv-calendar.ts';
import { parseIcsCalendar } from './adapters/calendars/ics-calendar.ts';
import { csvFeed } from './adapters/feeds/csv/csv-feed.ts';
import { demoBars } from './adapters/feeds/csv/demo-bars.ts';
import { readSeries } from './adapters/feeds/csv/read-bars.ts';
import { feedPort } from './adapters/feeds/feed-port.ts';
import { simulatedFeed } from './adapters/feeds/simulated/simulated-feed.ts';
import { smtpMailer } from './adapters/mail/smtp-mailer.ts';
import { memberSeal, ownSeal } from './adapters/nats/caller-seal.ts';
import { writeNatsConfig } from './adapters/nats/cluster-keys.ts';
import { readIdentity } from './adapters/nats/identity.ts';
import { keptSeals } from './adapters/nats/kept-seals.ts';
import { natsConfigCommand } from './adapters/nats/nats-config-command.ts';
import { NatsTransporter } from './adapters/nats/nats-transporter.ts';
import { signedPackets } from './adapters/nats/signed-packets.ts';
import { askingKey, keepOperatorKey } from './adapters/operator-key/operator-key.ts';
import { argon2Hasher } from './adapters/passwords/argon2-hasher.ts';
import { postgresActorRegistry } from './adapters/postgres/actor-registry.ts';
import { postgresActorStore, streamHeads } from './adapters/postgres/actor-store.ts';
import { postgresAttempts } from './adapters/postgres/attempt-counters.ts';
import { postgresAuditLog } from './adapters/postgres/audit.ts';
import { affectedAccounts } from './adapters/postgres/affected-accounts.ts';
import { postgresBacktestBars } from './adapters/postgres/backtest-bars.ts';
import { postgresBacktests } from './adapters/postgres/backtests.ts';
import { barHistory } from './adapters/postgres/bar-history.ts';
import { clusterId, openDataSource } from './adapters/postgres/data-source.ts';
import { postgresDeadLetters } from './adapters/postgres/dead-letters.ts';
import { postgresMessagingDesk } from './adapters/postgres/messaging-desk.ts';
import { filledHoldings } from './adapters/postgres/venue-holdings.ts';
import { startEmbeddedPostgres } from './adapters/postgres/embedded/embedded-postgres.ts';
import { postgresPeople } from './adapters/postgres/people.ts';
import { postgresRecords } from './adapters/postgres/records.ts';
import { postgresSessions } from './adapters/postgres/sessions.ts';
import { postgresShardLeases } from './adapters/postgres/shard-leases.ts';
import { startLocalCluster } from './adapters/processes/local-cluster.ts';
import { freePort } from './adapters/processes/free-port.ts';
import { startMaintenance } from './adapters/postgres/time-series/maintenance.ts';
import { postgresTimeSeries } from './adapters/postgres/time-series/time-series-store.ts';
import { prometheusMetrics } from './adapters/prometheus/metrics.ts';
import { absentCache } from './adapters/redis/absent-cache.ts';
import { redisCache } from './adapters/redis/redis-cache.ts';
import { redisSessions } from './adapters/redis/session-store.ts';
import { cronAlarms } from './adapters/schedules/cron-alarms.ts';
import { threadEngine } from './adapters/threads/thread-engine.ts';
import { riskCommand, type RiskCommandDeps } from './adapters/risk-command/risk-command.ts';
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
import { type Clock, systemClock } from './runtime/clock.ts';
import { Member, type MemberOptions } from './runtime/cluster/member.ts';
import { actorHostService, moleculerLink } from './runtime/cluster/moleculer-link.ts';
import { errorMessage } from './runtime/errors.ts';
import type { Admit } from './runtime/host/admission.ts';
import type { ActorHost } from './runtime/host/actor-host.ts';
import type { HostedKind } from './runtime/host/host-options.ts';
import { hiddenActors } from './runtime/host/hidden-service.ts';
import { live, type Life } from './runtime/life.ts';
import { seededRandom } from './runtime/random.ts';
import { RISK_SUPERVISOR } from './actors/protocol.ts';
import type { RiskRequest } from './actors/ports/risk-desk.ts';
import { riskDesk, type RiskDesk } from './actors/troupe/risk-desk.ts';
import { shardOf } from './runtime/shard.ts';
import type { SharedCache } from './actors/ports/shared-cache.ts';
import type { ActorRegistry } from './runtime/ports/actor-registry.ts';
import type { DataSource } from 'typeorm';
import type { RuntimeMeter } from './runtime/ports/runtime-meter.ts';
import type { ActorView } from './actors/views.ts';

const COMMISSION_RATE = 0.0005;
const SLIPPAGE_BPS = 1;
/** Entries that a feed may be ahead of the slowest actor that reads it. */
const CREDIT = 1_024;
const EXPRESS_CONNECTIONS = 2;

const KINDS: readonly HostedKind[] = [
  { definition: marketDataActor(), restart: 'transient', shutdownMs: 5_000 },
  { definition: strategyActor, restart: 'transient', shutdownMs: 5_000 },
  { definition: riskMonitorActor(), restart: 'permanent', shutdownMs: 5_000, significant: true },
  { definition: subscriptionActor(), restart: 'transient', shutdownMs: 5_000 },
  { definition: providerActor(), restart: 'permanent', shutdownMs: 5_000 },
  { definition: followerActor(), restart: 'transient', shutdownMs: 5_000 },
  { definition: manualActor(), restart: 'transient', shutdownMs: 5_000 },
  { definition: riskSupervisorActor(), restart: 'permanent', shutdownMs: 5_000 },
  { definition: backtestActor(), restart: 'transient', shutdownMs: 5_000 },
];
const SUPERVISORS = { account: { strategy: 'rest_for_one' }, desk: { strategy: 'one_for_one' } } as const;

/** What every node stands on. */
interface Ground extends Life {
  readonly environment: Environment;
  readonly log: pino.Logger;
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
  /** Whether users whose passwords everybody knows are let in. */
  readonly demo: boolean;
}

/** What a node of a cluster has beyond one that is alone. */
interface ClusterLine {
  readonly broker: Pick<BrokerOptions, 'transporter' | 'middlewares'>;
  /** The cache that the nodes on one database share. */
  readonly cacheFor: (cluster: string) => SharedCache<ActorView>;
  readonly parts: () => readonly Part[];
  /** Packets that were not let in, by reason. */
  readonly dropped: () => Readonly<Record<string, number>>;
  /** Says to the others for whom a command is, and proves what they say. */
  readonly seal: CallerSeal;
  /** What a node is in nodes.json. */
  readonly roleOf: (node: string) => string | undefined;
}

/** Brings a node up; resolves with its address when it hosts and serves. */
async function startNode(ground: Ground, plan: NodePlan): Promise<string> {
  const { environment, log, onEnd, fail } = ground;
  const clock = systemClock();
  const startedAt = clock.now();
  const boot = randomUUID();
  const { node, role, line, databaseUrl: url } = plan;

  const source = await openDataSource({ url });
  onEnd(() => source.destroy());
  const registry = postgresActorRegistry(source);
  const series = await postgresTimeSeries(source);
  const leases = postgresShardLeases({ url, boot });
  onEnd(() => leases.close());
  const cache = line?.cacheFor(await clusterId(source)) ?? absentCache();
  onEnd(() => cache.close());

  // Host, broker and member know each other: the closures below ask `member` only once the broker has started.
  const metrics = prometheusMetrics(
    () => member.host?.list() ?? [],
    () => ({ shards: member.keeper.holding.size, isSure: member.keeper.isSure(), dropped: line?.dropped() ?? {} }),
  );
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
  const tally = new NodeMetrics();
  const link = line && moleculerLink(broker);
  const seal = line?.seal ?? ownSeal(node, clock);
  // What a halt needs does not queue behind what actors read that recover.
  const express = role === 'gateway' ? source : await openDataSource({ url, poolSize: EXPRESS_CONNECTIONS });
  if (express !== source) onEnd(() => express.destroy());
  const hosting =
    role === 'gateway'
      ? undefined
      : hostingOf(ground, {
          ...{ node, url, source, express, broker, cache },
          meter: tally.over(metrics),
          member: () => member,
          admit: admission({ node, seal, registry, roleOf: (other) => line?.roleOf(other) }),
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
    over: fail,
  });
  void member.host?.failed.then((error) => error !== undefined && fail(error));

  const parts = (): Part[] => [
    postgresPart(member.keeper.isSure()),
    ...(line?.parts() ?? []),
    ...(board === undefined ? [] : [board.part()]),
  ];
  const board =
    role === 'gateway' ? gatewayBoard({ ...{ broker, member, registry, clock, log, cache }, link: link! }) : undefined;
  const ensemble: Ensemble = board?.ensemble ?? wholeEnsemble(member);
  if (line !== undefined) broker.createService(actorHostService(node, member.ears));
  broker.createService(recordsService(cachedBars(postgresRecords(source, series), cache), postgresAuditLog(source)));
  if (role !== 'worker') broker.createService(peopleService(await peopleOn(ground, plan, source)));
  const newId = (): string => randomUUID().slice(0, 8);
  broker.createService(
    troupeService({
      ...{ ensemble, company: member.company, registry, node, startedAt, newId, parts, seal },
      heads: streamHeads(source),
    }),
  );
  broker.createService(
    messagingService({ ensemble, company: member.company, seal, desk: postgresMessagingDesk(source) }),
  );
  broker.createService(
    backtestService({
      ...{ store: postgresBacktests(source), bars: backtestBars(source), company: member.company, seal, log },
      lanes: () => lanesOf(ensemble.actors()),
      newId: () => randomUUID().replaceAll('-', '').slice(0, 12),
    }),
  );
  const actors = brokerFace(broker, role === 'worker' ? {} : { seal: keptSeals(seal, clock) });
  onEnd(() => broker.stop());
  await broker.start();

  if (plan.first !== undefined) await fillFirst(environment, registry, plan.first);
  await member.join();
  onEnd(() => member.leave('the node goes down'));
  if (member.host !== undefined) {
    const maintenance = startMaintenance({ store: series, clock, log });
    onEnd(() => maintenance.stop());
    tally.write({ node, host: member.host, series, clock, log });
    onEnd(() => tally.close());
    onEnd(tellDays(member.host, clock));
  }
  await board?.board.start();
  onEnd(() => board?.board.close());
  if (role === 'all') onEnd(announceChanges(broker, member.host!));

  const { host, port } = environment;
  const text = (): ReturnType<typeof metrics.text> => metrics.text();
  const listening =
    role === 'worker'
      ? await statusServer({ actors, metrics: text, clock }, host, port)
      : await createDashboard({
          ...{ actors, clock, log, metrics: text, isBehindProxy: environment.isBehindProxy },
          hosts: environment.publicUrl === undefined ? [] : [new URL(environment.publicUrl).hostname],
          origins: environment.origins,
          csrfSecret: randomBytes(32).toString('base64url'),
        }).listen(host, port);
  onEnd(() => listening.close());
  log.info({ url: listening.url, node, ms: clock.now() - startedAt }, 'the node is up (paper trading)');
  return listening.url;
}

/** Who comes in at this node: what the service people works with, when the first people are there. */
async function peopleOn({ environment, log, onEnd }: Ground, plan: NodePlan, source: DataSource): Promise<PeopleDeps> {
  const { host, dataDir, mail, signUp, redisUrl } = environment;
  const mailer = mail && smtpMailer(mail);
  onEnd(() => mailer?.close());
  const shared =
    plan.line && redisUrl !== undefined
      ? redisSessions({ url: redisUrl, log, keyPrefix: `troupe:${await clusterId(source)}:` })
      : undefined;
  onEnd(() => shared?.close());
  const deps: PeopleDeps = {
    ...{ clock: systemClock(), log, signUp, mailer, isDemo: plan.demo, addresses: addressBlocks, randomBytes },
    ...{ store: postgresPeople(source), hasher: argon2Hasher(), counters: postgresAttempts(source) },
    sessions: shared ?? postgresSessions(source),
  };
  if (plan.demo && (await seedDemo(deps))) process.stdout.write(demoText());
  const admin = await firstAdmin(deps);
  if (admin !== null)
    process.stdout.write(`The first admin is ${admin.user}, the password ${admin.password} (shown this once)\n`);
  const local = ['127.0.0.0/8', '::1', ...(isIP(host) === 0 || isUnspecified(host) ? [] : [host])];
  await keepOperatorKey({
    dataDir,
    isGood: async (key) => (await keysOf(deps).caller({ key, ip: '127.0.0.1' })) !== null,
    make: () => operatorKey(deps, local),
  }).catch((error: unknown) => {
    log.warn({ part: 'people', dataDir, error: errorMessage(error) }, 'the command line gets no key of this node');
  });
  return deps;
}

const isUnspecified = (host: string): boolean => host === '0.0.0.0' || host === '::';

/** Whether only this machine can reach an address; a demonstration's passwords are good for nobody else. */
const isLoopback = (host: string): boolean => host === 'localhost' || addressBlocks.holds(['127.0.0.0/8', '::1'], host);

const demoText = (): string =>
  `People of the demonstration, whose passwords everybody knows (TROUPE_DEMO=off leaves them out):\n${DEMO_PEOPLE.map(
    ({ user, password, roles }) => `  ${user.padEnd(6)} ${password.padEnd(20)} ${roles.join(', ')}\n`,
  ).join('')}`;

/** An empty registry gets its first troupe. */
async function fillFirst(
  { barsPerSecond }: Environment,
  registry: ActorRegistry,
  first: StartArguments,
): Promise<void> {
  const timeframeOf = async (path: string) => (await readSeries(path)).timeframe;
  await firstStart(registry, { barsPerSecond, ...first, sp500Path: sp500Path(), now: Date.now(), timeframeOf });
}

/** What is around the actors of a node. */
interface Around {
  readonly node: string;
  readonly cache: SharedCache<ActorView>;
  readonly url: string;
  readonly source: DataSource;
  readonly express: DataSource;
  readonly broker: ServiceBroker;
  readonly meter: RuntimeMeter;
  readonly member: () => Member;
  readonly admit: Admit;
}

/** What a node needs to host actors: where they are durable, and what they reach outside. */
function hostingOf(ground: Ground, around: Around): NonNullable<MemberOptions['hosting']> {
  const { log, onEnd } = ground;
  const { url, source, broker, meter, admit } = around;
  const clock = systemClock();
  const store = postgresActorStore({ url, source, log });
  onEnd(() => store.close());
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
  const venue = venueOf(ground, around);
  const backtests = backtestsOf(ground, around);
  const desk = (): RiskDesk => (opened ??= openDesk(ground, around));
  let opened: RiskDesk | undefined;
  return {
    host: {
      ...{ broker, store, meter, admit, letters: postgresDeadLetters(source) },
      random: seededRandom(randomUUID()),
      ports: {
        feed: (actor, request) => feeds.perform(actor, request),
        venue,
        risk: (actor, request) => desk().perform(actor, request as RiskRequest),
        [BACKTEST_PORT]: (actor, request) => backtests.perform(actor, request as BacktestWish),
        [WALL_CLOCK_PORT]: async () => clock.now(),
        [PROVIDER_ROLL_PORT]: providerRoll((...asked) => around.member().company.act(...asked)),
      },
    },
    heads: streamHeads(source),
    act:
      (host: ActorHost) =>
      async (address, action, ...asked) => {
        return presentAnswer(action, await host.act(address, action, ...asked));
      },
    showing: (host) => {
      const { member, cache, node } = around;
      const publisher = publishStates({
        ...{ node, broker, host, cache, clock, log },
        epochOf: (shard) => member().keeper.epochOf(shard),
      });
      onEnd(() => publisher.close());
      return {
        views: (addresses) => publisher.views(addresses),
        tree: () => presentTree(host.tree()),
        readers: (streams) => host.readers(streams).map(presentReader),
      };
    },
  };
}

const backtestBars = (source: DataSource): BacktestBars =>
  eitherBars({ stored: postgresBacktestBars(source), demo: demoBars({ path: sp500Path(), symbol: 'SP500' }) });

/** Carries out the backtests whose actors are here, each in a thread of its own. */
function backtestsOf({ log, onEnd }: Ground, { source, member, node }: Around): BacktestRunner {
  const runner = new BacktestRunner({
    ...{ store: postgresBacktests(source), bars: backtestBars(source), clock: systemClock(), log },
    engine: threadEngine({ script: new URL('./actors/backtest/thread.ts', import.meta.url) }),
    heldBy: (actor) => {
      const shard = shardOf(actor);
      const epoch = member().keeper.holding.get(shard);
      return epoch === undefined ? undefined : { shard, node, epoch };
    },
  });
  onEnd(() => runner.close());
  return runner;
}

/** Opened with the first question of an actor, when the node is there. */
function openDesk({ environment, onEnd }: Ground, { source, express, broker, member }: Around): RiskDesk {
  const host = member().host!;
  const desk = riskDesk({
    ...{
      hub: host.hub,
      clock: systemClock(),
      affected: affectedAccounts(express),
      history: barHistory(source),
      silenceMs: environment.supervisorSilenceMs,
      alarms: cronAlarms(),
    },
    heads: streamHeads(express),
    call: (action, params) => broker.call(action, params),
    tell: (word) => host.tellAll('risk-monitor', RISK_SUPERVISOR, word),
  });
  onEnd(() => desk.close());
  return desk;
}

/** Tells followers, whose fees are by the day, that a day of UTC may have ended; the answer ends it. */
const tellDays = (host: ActorHost, clock: Clock): (() => void) =>
  cronAlarms().every({ expression: '0 0 * * *', timezone: 'UTC' }, () =>
    host.tellAll('follower', 'node.days', { alarm: clock.now() }),
  );

function venueOf({ environment, onEnd }: Ground, { node, member, source }: Around): ReturnType<typeof venuePort> {
  if (environment.venueUrl !== undefined) {
    const remote = remoteBroker({
      url: environment.venueUrl,
      headers: (account) => {
        const shard = account === undefined ? undefined : shardOf(`account.${account}`);
        const epoch = shard === undefined ? undefined : member().keeper.holding.get(shard);
        return { [NODE_HEADER]: node, ...(epoch !== undefined && { [EPOCH_HEADER]: String(epoch) }) };
      },
    });
    onEnd(() => remote.close());
    return venuePort(remote, remote.holdings);
  }
  const model = fillModel({ commissionRate: COMMISSION_RATE, slippageBps: SLIPPAGE_BPS });
  const paper = paperBroker({ book: restingBook({ model, instrumentOf: tradedInstrument }) });
  return venuePort(paper, filledHoldings(source));
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
  const demo = environment.demo ?? isLoopback(environment.host);
  const url = await startNode(ground, { node: environment.node ?? 'troupe-1', role: 'all', databaseUrl, first, demo });
  log.debug({ url }, 'alone');
  return `Troupe is up: ${url}   (paper trading; Ctrl-C stops it)`;
}

async function embedded({ environment: { dataDir }, log, onEnd }: Ground): Promise<string> {
  const postgres = await startEmbeddedPostgres({ dataDir, log });
  onEnd(() => postgres.stop());
  return postgres.url;
}

/** Joins a cluster as one of its nodes. */
async function startMember(
  ground: Ground,
  { role, node, keysDir, natsUrl, databaseUrl }: NodeArguments,
): Promise<string> {
  const { environment, log } = ground;
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
  const { redisUrl } = environment;
  const line: ClusterLine = {
    broker: { transporter, middlewares: [signed.middleware] },
    cacheFor: (cluster) =>
      redisUrl === undefined ? absentCache() : redisCache({ url: redisUrl, log, keyPrefix: `troupe:${cluster}:` }),
    dropped: () => signed.dropped(),
    seal: memberSeal(identity, clock),
    roleOf: (other) => identity.members.get(other)?.role,
    parts: () => [natsPart(transporter.problem()), droppedPart(signed.dropped())],
  };
  const url = await startNode(ground, {
    ...{ node, role, databaseUrl, line, demo: environment.demo ?? false },
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
  const { environment, log, onEnd, fail } = ground;
  const { dataDir, host, port, logLevel, venueUrl, supervisorSilenceMs } = environment;
  const { signUp, demo, mail, publicUrl, origins } = environment;
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
    extraEnv: {
      TROUPE_SUPERVISOR_SILENCE_MS: String(supervisorSilenceMs),
      ...(venueUrl !== undefined && { TROUPE_VENUE_URL: venueUrl }),
      TROUPE_SIGN_UP: signUp,
      TROUPE_ORIGINS: origins.join(','),
      TROUPE_DEMO: (demo ?? isLoopback(host)) ? 'on' : 'off',
      TROUPE_BEHIND_PROXY: environment.isBehindProxy ? 'yes' : 'no',
      ...(publicUrl !== undefined && { TROUPE_PUBLIC_URL: publicUrl }),
      ...(mail && { TROUPE_SMTP_URL: mail.url, TROUPE_MAIL_FROM: mail.from }),
    },
  });
  onEnd(() => cluster.stop());
  void cluster.failed.then(fail);
  return `Troupe is up: ${cluster.url}   (paper trading; ${workers} workers; Ctrl-C stops all)\n\n${cluster.table()}`;
}

/** Runs a troupe, or a part of one; answers the process's exit code. */
const run = (start: (ground: Ground) => Promise<string>): Promise<number> =>
  live('troupe', (life) => {
    const environment = readEnvironment();
    const log = pino({ level: environment.logLevel, base: null, redact: ['password', '*.password'] }, destination());
    return start({ environment, log, ...life });
  });

/** Where this machine's troupe answers, and the key to ask it with. */
function riskDeps(): RiskCommandDeps {
  const { host, port, apiKey, dataDir } = readEnvironment();
  const reached = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return {
    url: `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`,
    key: askingKey(apiKey, dataDir),
    now: Date.now(),
    stdout: process.stdout,
    stderr: process.stderr,
    parseCalendar: (file, text, { from, to, zone }) =>
      /[.]csv$/i.test(file)
        ? parseCsvCalendar(text, file)
        : parseIcsCalendar(text, { file, from, to, ...(zone !== undefined && { timeZone: zone }) }),
  };
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
    case 'risk':
      return riskCommand(rest, riskDeps());
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
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`troupe: ${errorMessage(error)}\n`);
  process.exitCode = 2;
}
// Once a long answer is through its pipe. Left to end by itself, Node 24 may spin for ever over handles that do not close.
process.stdout.write('', () => process.exit());
