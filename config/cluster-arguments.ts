import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { Environment } from './environment.ts';

export const NODE_USAGE = `Usage: npm run node -- --role worker|gateway

  Joins a running cluster. A worker hosts actors; a gateway serves the dashboard.

Environment: TROUPE_NODE (its name, as in worker-1), TROUPE_KEYS (folder made by npm run nats-config), NATS_URL, DATABASE_URL,
REDIS_URL (a cache; without it the dashboard is less fresh), PORT and HOST (dashboard of a gateway; health and metrics of a worker),
TROUPE_VENUE_URL (an own venue process), NATS_TLS_CA, NATS_TLS_CERT, NATS_TLS_KEY, LOG_LEVEL.`;

export const CLUSTER_USAGE = `Usage: npm run cluster -- [--workers N] [--bars FILE [--symbol NAME]] [--bars-per-second N]

  --workers N              worker nodes, 1 to 32 (default 3); the gateway with the dashboard comes on top
  --bars, --symbol, --bars-per-second
                           what a first start is made of, as for npm start
  --help                   this text

Starts nats-server, redis-server, PostgreSQL (or uses DATABASE_URL) and the nodes, all on free ports of this machine; Ctrl-C stops them.
Environment: PORT (3000) and HOST of the dashboard, TROUPE_DATA_DIR (./data), DATABASE_URL, LOG_LEVEL.`;

/** Thrown for a flag or a variable that is missing or not sound; `message` says what to do. */
class ClusterArgumentInvalid extends Error {
  readonly type = 'ARGUMENT_INVALID';
}

export type Role = 'worker' | 'gateway';

/** What a node needs to join. */
export interface NodeArguments {
  readonly role: Role;
  readonly node: string;
  readonly keysDir: string;
  readonly natsUrl: string;
  readonly databaseUrl: string;
}

/** Reads the flags of `npm run node` and what it needs of the environment; undefined for --help. Throws ClusterArgumentInvalid. */
export function readNodeArguments(argv: readonly string[], environment: Environment): NodeArguments | undefined {
  const { role, help } = flags(argv, { role: { type: 'string' }, help: { type: 'boolean' } }, 'node');
  if (help === true) return undefined;
  if (role !== 'worker' && role !== 'gateway')
    throw new ClusterArgumentInvalid(
      `--role ${typeof role === 'string' ? role : '(missing)'}: give worker or gateway; see npm run node -- --help`,
    );
  return {
    role,
    node: needed(environment.node, 'TROUPE_NODE', 'the name of this node, as in worker-1'),
    keysDir: needed(environment.keysDir, 'TROUPE_KEYS', 'the folder that npm run nats-config made'),
    natsUrl: needed(environment.natsUrl, 'NATS_URL', 'as in nats://127.0.0.1:4222'),
    databaseUrl: needed(environment.databaseUrl, 'DATABASE_URL', 'the PostgreSQL of the cluster'),
  };
}

/** How many workers `npm run cluster` starts, and the flags that are npm start's own; undefined for --help. Throws ClusterArgumentInvalid. */
export function readClusterArguments(argv: readonly string[]): { workers: number; rest: string[] } | undefined {
  const string = { type: 'string' } as const;
  const {
    workers = '3',
    help,
    ...first
  } = flags(
    argv,
    { workers: string, bars: string, symbol: string, 'bars-per-second': string, help: { type: 'boolean' } },
    'cluster',
  );
  if (help === true) return undefined;
  const count = Number(workers);
  if (!Number.isInteger(count) || count < 1 || count > 32)
    throw new ClusterArgumentInvalid(`--workers ${String(workers)}: give a whole number from 1 to 32`);
  return { workers: count, rest: Object.entries(first).map(([name, value]) => `--${name}=${String(value)}`) };
}

function needed(value: string | undefined, name: string, what: string): string {
  if (value === undefined) throw new ClusterArgumentInvalid(`${name} is not set: give ${what}`);
  return value;
}

function flags(
  argv: readonly string[],
  options: NonNullable<ParseArgsConfig['options']>,
  command: string,
): Record<string, unknown> {
  try {
    return parseArgs({ args: [...argv], options }).values;
  } catch (error) {
    const why = error instanceof Error ? error.message.split('. To specify')[0] : String(error);
    throw new ClusterArgumentInvalid(`${why}; see npm run ${command} -- --help`);
  }
}
