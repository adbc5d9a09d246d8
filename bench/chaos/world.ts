// Everything a chaos run needs, as real processes on this machine, each worker behind wires that can be cut.
// W1. However it ends, all that was started is stopped, in the reverse order.
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { writeNatsConfig } from '../../adapters/nats/cluster-keys.ts';
import { postgresActorRegistry } from '../../adapters/postgres/actor-registry.ts';
import { openDataSource } from '../../adapters/postgres/data-source.ts';
import { freePort } from '../../adapters/processes/free-port.ts';
import { startLocalCluster, type LocalCluster } from '../../adapters/processes/local-cluster.ts';
import { errorMessage } from '../../runtime/errors.ts';
import type { Log } from '../../runtime/ports/log.ts';
import { seededRandom } from '../../runtime/random.ts';
import { startPostgres, type PostgresServer } from '../../tests/support/postgres-server.ts';
import { removeFolder, tempFolder } from '../../tests/support/temp-folder.ts';
import { castOf, symbolsOf, type ChaosCast } from './cast.ts';
import { inspectorIn } from './event-loop.ts';
import { workerLinks, type WorkerLinks } from './links.ts';
import { writeMarket, type Lane } from './market.ts';
import type { Control } from './break/controls.ts';
import { startVenue, type VenueProcess } from './venue/venue-process.ts';
import { posted } from './witness.ts';

export const EDGE = 'edge-1';
const GATEWAY = 'gateway-1';
const ROOT = fileURLToPath(new URL('../../moleculer.config.ts', import.meta.url));
/** Code that was compiled once is not compiled again by every process that comes back. */
const COMPILED = { NODE_COMPILE_CACHE: join(tmpdir(), 'troupe-chaos-compiled') };
const BREAK = fileURLToPath(new URL('break/preload.ts', import.meta.url));

export interface WorldPlan {
  readonly workers: number;
  readonly seed: number;
  readonly barsPerSecond: number;
  /** On each lane. */
  readonly bars: number;
  /** The protection that is taken away. */
  readonly control?: Control;
  /** Passed lines of all processes. */
  readonly heard?: (line: string) => void;
}

export interface World {
  readonly plan: WorldPlan;
  readonly cast: ChaosCast;
  readonly lanes: readonly Lane[];
  readonly workers: readonly string[];
  readonly postgres: PostgresServer;
  /** A pool on the run's database that outlives its restarts. */
  readonly pool: pg.Pool;
  readonly databaseUrl: string;
  readonly venue: VenueProcess;
  readonly cluster: LocalCluster;
  readonly links: ReadonlyMap<string, WorkerLinks>;
  readonly keysDir: string;
  /** Also the data folder of every node. */
  readonly folder: string;
  /** Where the inspector of a worker's present process listens. */
  inspectorOf(worker: string): string | undefined;
  /** Starts another venue, for another run on other books. */
  anotherVenue(name: string): Promise<VenueProcess>;
  close(): Promise<void>;
}

/** Brings it up; resolves when every node is ready. */
export async function startWorld(plan: WorldPlan): Promise<World> {
  const closings: (() => Promise<unknown> | void)[] = [];
  const close = async (): Promise<void> => {
    for (const undo of closings.splice(0).reverse()) {
      try {
        await undo();
      } catch (error) {
        plan.heard?.(`chaos | while going down: ${errorMessage(error)}`);
      }
    }
  };
  try {
    return await build(plan, closings, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function build(
  plan: WorldPlan,
  closings: (() => Promise<unknown> | void)[],
  close: () => Promise<void>,
): Promise<World> {
  const folder = tempFolder('chaos');
  closings.push(() => removeFolder(folder));
  const lanes = writeMarket(folder, symbolsOf(plan.workers), plan.bars, plan.seed);
  const cast = castOf(lanes, plan.workers, plan.barsPerSecond);

  const [postgres] = await Promise.all([startPostgres(), compiled()]);
  closings.push(() => postgres.destroy());
  const databaseUrl = await database(postgres, 'chaos', cast.actors);
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 4,
    query_timeout: 5_000,
    connectionTimeoutMillis: 2_000,
  });
  pool.on('error', () => undefined); // it is this run that restarts the server
  closings.push(() => pool.end());
  await posted(pool);
  for (const statement of plan.control?.sql ?? []) await pool.query(statement);

  const anotherVenue = async (name: string): Promise<VenueProcess> => {
    const venue = await startVenue({ log: join(folder, `${name}.ndjson`), args: plan.control?.venueArgs ?? [] });
    closings.push(() => venue.stop());
    return venue;
  };
  const venue = await anotherVenue('venue');

  const workers = Array.from({ length: plan.workers }, (_, index) => `worker-${index + 1}`);
  const keysDir = join(folder, 'keys');
  const natsPort = await freePort();
  const natsUrl = `nats://127.0.0.1:${natsPort}`;
  const members = [
    ...workers.map((id) => ({ id, role: 'worker' as const })),
    { id: GATEWAY, role: 'gateway' as const },
    { id: EDGE, role: 'edge' as const },
  ];
  const { conf } = writeNatsConfig({ members, folder: keysDir, host: '127.0.0.1', port: natsPort });

  const links = new Map<string, WorkerLinks>();
  const random = seededRandom(`links/${plan.seed}`);
  for (const worker of workers) {
    const link = await workerLinks({ natsUrl, databaseUrl, venueUrl: venue.url }, random.fork(worker));
    closings.push(() => link.close());
    links.set(worker, link);
  }
  const inspectors = new Map<string, string>();
  const hear = (line: string): void => {
    const [name] = line.split(' |', 1);
    const inspector = inspectorIn(line);
    if (inspector !== undefined) inspectors.set(name!, inspector);
    plan.heard?.(line);
  };
  const nodeOptions = ['--inspect=127.0.0.1:0', ...(plan.control === undefined ? [] : [`--import=${BREAK}`])].join(' ');
  const cluster = await startLocalCluster({
    ...{ workers: plan.workers, script: ROOT, databaseUrl, natsConfigFile: conf, natsPort, keysDir, dataDir: folder },
    ...{ port: 0, host: '127.0.0.1', logLevel: 'info', log: logTo(hear) },
    restartWait: { firstMs: 250, longestMs: 1_000 },
    // People whose passwords are known look at the pages.
    extraEnv: { ...COMPILED, TROUPE_VENUE_URL: venue.url, TROUPE_DEMO: 'on' },
    nodeEnv: (name) =>
      links.has(name)
        ? {
            ...links.get(name)!.env,
            NODE_OPTIONS: nodeOptions,
            ...(plan.control !== undefined && { CHAOS_BREAK: plan.control.name }),
          }
        : {},
    output: { write: (text) => hear(text.trimEnd()) },
  });
  closings.push(() => cluster.stop());
  return {
    ...{ plan, cast, lanes, workers, postgres, pool, databaseUrl, venue, cluster, links, keysDir, folder },
    inspectorOf: (worker) => inspectors.get(worker),
    anotherVenue,
    close,
  };
}

/** A process writes what it has compiled when it ends in peace, which few of a chaos run do. */
const compiled = (): Promise<unknown> =>
  promisify(execFile)(process.execPath, [ROOT, 'node', '--help'], { env: COMPILED });

/** A database of its own with the schema and these actors. */
export async function database(postgres: PostgresServer, name: string, actors: ChaosCast['actors']): Promise<string> {
  const admin = new pg.Client({ connectionString: postgres.url });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  const url = new URL(postgres.url);
  url.pathname = `/${name}`;
  const source = await openDataSource({ url: url.href });
  await postgresActorRegistry(source).add(actors);
  await source.destroy();
  return url.href;
}

const logTo = (hear: (line: string) => void): Log => {
  const write = (facts: Record<string, unknown>, message: string): void => hear(`launcher | ${message}`);
  return { debug: () => undefined, info: write, warn: write, error: write };
};
