// A cluster of real processes on this machine with a cast in its registry, and a node of the benchmark's own to look at it.
// S1. However a benchmark ends (done, failed, too late, Ctrl-C), all that it started is stopped.
import { mkdtemp, rm } from 'node:fs/promises';
import { chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DataSource } from 'typeorm';
import type { NewActor } from '../../actors/troupe/account-casting.ts';
import type { ActorView } from '../../actors/views.ts';
import { writeNatsConfig } from '../../adapters/nats/cluster-keys.ts';
import { postgresActorRegistry } from '../../adapters/postgres/actor-registry.ts';
import { openDataSource } from '../../adapters/postgres/data-source.ts';
import { startEmbeddedPostgres } from '../../adapters/postgres/embedded/embedded-postgres.ts';
import { freePort } from '../../adapters/processes/free-port.ts';
import { startLocalCluster, type LocalCluster } from '../../adapters/processes/local-cluster.ts';
import { systemClock } from '../../runtime/clock.ts';
import { errorMessage } from '../../runtime/errors.ts';
import { silentLog } from '../../runtime/ports/log.ts';
import { castOf, homeOf, isActor, type CastPlan } from './cast.ts';
import { startObserver, type Observer } from './observer.ts';

export const WORKERS: readonly string[] = ['worker-1', 'worker-2', 'worker-3'];
const GATEWAY = 'gateway-1';
const OBSERVER = 'gateway-9';
const ROWS_AT_A_TIME = 1_000;
const STOP_TIMEOUT_MS = 60_000;
const LOOK_AGAIN_MS = 100;
const SAID_EVERY_MS = 5_000;

/** Who plays: accounts with strategies, or, from an epoch millisecond UTC on, whoever is named. */
export type Company =
  | Pick<CastPlan, 'accounts' | 'subscriptions' | 'barsPerSecond' | 'signalling'>
  | { readonly castAt: (startTime: number) => readonly NewActor[] };

export type StagePlan = Company & {
  readonly deadlineMs: number;
  /** Starts what nodes are to know of beyond the cluster itself; their environment. */
  readonly beside?: (folder: string, closings: Closings) => Promise<Readonly<Record<string, string>>>;
};

/** Undone backwards. */
export type Closings = (() => Promise<unknown>)[];

export interface Stage {
  /** Of every node, with the key of the operator. */
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly source: DataSource;
  readonly cluster: LocalCluster;
  readonly observer: Observer;
  /** Rows of the registry, supervisors included. */
  readonly cast: readonly NewActor[];
  /** Addresses of the actors that can be looked at. */
  readonly actors: readonly string[];
  /** Epoch milliseconds UTC. */
  readonly launchedAt: number;
  /** Lines of all processes so far, each under its name. */
  readonly lines: readonly string[];
  readonly closings: Closings;
  /** Ends the cluster, not its database. */
  strike(): Promise<void>;
}

/** Tells people how far a benchmark is. */
export const say = (text: string): void => void process.stderr.write(`bench: ${text}\n`);

/** Brings a cluster up, plays on it, and takes all of it down (S1). */
export async function onStage<Outcome>(plan: StagePlan, play: (stage: Stage) => Promise<Outcome>): Promise<Outcome> {
  const closings: Closings = [];
  const ended = Promise.withResolvers<never>();
  ended.promise.catch(() => undefined);
  const late = setTimeout(
    () => ended.reject(new Error(`the benchmark was not done within ${plan.deadlineMs / 1_000} s`)),
    plan.deadlineMs,
  );
  const calledOff = (): void => ended.reject(new Error('the benchmark was called off'));
  for (const signal of SIGNALS) process.once(signal, calledOff);
  try {
    const playing = setUp(plan, closings, (error) => ended.reject(error)).then(play);
    return await Promise.race([playing, ended.promise]);
  } finally {
    clearTimeout(late);
    for (const signal of SIGNALS) process.off(signal, calledOff);
    await closeAll(closings);
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

async function closeAll(closings: Closings): Promise<void> {
  for (const close of closings.splice(0).reverse())
    await close().catch((error: unknown) => say(`while going down: ${errorMessage(error)}`));
}

async function setUp(plan: StagePlan, closings: Closings, fail: (error: Error) => void): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'troupe-bench-'));
  chmodSync(folder, 0o755); // PostgreSQL runs as another user when this is root
  closings.push(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const postgres = await started(closings, startEmbeddedPostgres({ dataDir: join(folder, 'data'), log: silentLog }));
  const source = await openDataSource({ url: postgres.url });
  closings.push(() => source.destroy());
  const clock = systemClock();
  const startTime = clock.now();
  const cast = 'castAt' in plan ? plan.castAt(startTime) : castOf({ ...plan, workers: WORKERS, startTime });
  const registry = postgresActorRegistry(source);
  for (let at = 0; at < cast.length; at += ROWS_AT_A_TIME) await registry.add(cast.slice(at, at + ROWS_AT_A_TIME));
  const actors = cast.filter(isActor).map(({ address }) => address);
  say(`the registry has ${actors.length} actors`);

  const keysDir = join(folder, 'keys');
  const natsPort = await freePort();
  const members = [
    ...WORKERS.map((id) => ({ id, role: 'worker' as const })),
    ...[GATEWAY, OBSERVER].map((id) => ({ id, role: 'gateway' as const })),
  ];
  const natsConfig = writeNatsConfig({ members, folder: keysDir, host: '127.0.0.1', port: natsPort });
  const extraEnv = await plan.beside?.(folder, closings);
  const lines: string[] = [];
  const off: Closings = [];
  const strike = (): Promise<void> => closeAll(off);
  closings.push(strike);
  const launchedAt = clock.now();
  const launching = started(
    off,
    startLocalCluster({
      workers: WORKERS.length,
      script: fileURLToPath(new URL('../../moleculer.config.ts', import.meta.url)),
      ...{ databaseUrl: postgres.url, natsConfigFile: natsConfig.conf, natsPort, keysDir, dataDir: folder },
      ...{ port: 0, host: '127.0.0.1', logLevel: 'info', log: silentLog, stopTimeoutMs: STOP_TIMEOUT_MS },
      ...(extraEnv !== undefined && { extraEnv }),
      output: { write: (text: string) => heard(text.trimEnd(), lines) },
    }),
  );
  const natsUrl = `nats://127.0.0.1:${natsPort}`;
  const joining = startObserver({ node: OBSERVER, keysDir, natsUrl, databaseUrl: postgres.url, source });
  const cluster = await launching;
  const observer = await joining;
  off.push(() => observer.close());
  void cluster.failed.then(fail);
  return {
    ...{ dataDir: folder, databaseUrl: postgres.url, source },
    ...{ cluster, observer, cast, actors, launchedAt, lines, closings, strike },
  };
}

/** Stops it in the end, also when that comes while it is still starting. */
async function started<Started extends { stop(): Promise<unknown> }>(
  closings: Closings,
  starting: Promise<Started>,
): Promise<Started> {
  closings.push(async () =>
    (await starting.catch(() => undefined)) // whoever awaits `started` hears of it
      ?.stop(),
  );
  return starting;
}

/** Keeps the line; passes on what a node complains of. */
function heard(line: string, lines: string[]): void {
  lines.push(line);
  if (/"level":[56]0/.test(line) || line.includes('troupe:')) say(line);
}

// ---- Where actors are ----

/** Waits until every shard is with its home among these workers and all its actors run there; gives their views. */
export async function allAtHome(stage: Stage, workers: readonly string[] = WORKERS): Promise<readonly ActorView[]> {
  await shardsWith(stage, (owner, shard) => owner === homeOf(shard, workers));
  const shardOf = new Map(stage.cast.map(({ address, shard }) => [address, shard]));
  return running(stage, stage.actors, ({ address, node }) => node === homeOf(shardOf.get(address)!, workers));
}

/** Waits until each shard has an owner that pleases. */
export async function shardsWith(
  { source }: Stage,
  pleases: (owner: string | null, shard: number) => boolean,
): Promise<void> {
  const told = progress();
  for (;;) {
    const shards = await source.query<{ id: number; owner: string | null }[]>(
      'SELECT id, CASE WHEN expires > clock_timestamp() THEN owner END AS owner FROM shards',
    );
    const amiss = shards.filter(({ id, owner }) => !pleases(owner, id)).length;
    if (amiss === 0) return;
    told(`${amiss} shards are on their way`);
    await systemClock().sleep(LOOK_AGAIN_MS);
  }
}

/** Waits until each of these actors runs where it pleases; gives their views. */
export async function running(
  { observer }: Pick<Stage, 'observer'>,
  addresses: readonly string[],
  pleases: (view: ActorView) => boolean = () => true,
): Promise<readonly ActorView[]> {
  const told = progress();
  const found = new Map<string, ActorView>();
  for (;;) {
    const missing = addresses.filter((address) => !found.has(address));
    const views = await observer.views(missing);
    for (const [address, view] of views) if (view.lifecycle === 'running' && pleases(view)) found.set(address, view);
    if (found.size === addresses.length) return [...found.values()];
    const [first] = missing.filter((address) => !found.has(address));
    const { lifecycle = 'unseen', lastCause = null } = views.get(first!) ?? {};
    told(`${found.size} of ${addresses.length} actors run; ${first} is ${lifecycle}, ${lastCause}`);
    await systemClock().sleep(LOOK_AGAIN_MS);
  }
}

function progress(): (text: string) => void {
  let saidAt = performance.now();
  return (text) => {
    if (performance.now() - saidAt < SAID_EVERY_MS) return;
    saidAt = performance.now();
    say(text);
  };
}

/** Has the market move, or stand still. */
export async function market({ observer }: Stage, command: 'pause' | 'resume', address: string): Promise<void> {
  await observer.broker.call(`${address}.${command}`, { commandId: `bench-${performance.now()}` });
}
