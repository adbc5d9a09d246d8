// A cluster on one machine: nats-server, redis-server, workers and a gateway as processes of this one.
// L1. Each process that dies by itself comes back on its own port (kept-process.ts), and the log says so.
// L2. Going down, the nodes are asked first and get their time to drain while NATS and Redis still serve them.
// L3. A start that fails, or is called off, leaves nothing running.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ActorError } from '../../runtime/errors.ts';
import type { Log } from '../../runtime/ports/log.ts';
import { startClusterNode, type ClusterNode, type NodeRole } from './cluster-node.ts';
import { freePort } from './free-port.ts';
import { KeptProcess, type RestartWait } from './kept-process.ts';
import { labelledLines, type LineOutput } from './labelled-lines.ts';
import { startNats } from './nats-server.ts';
import { processTable, type ProcessRow } from './process-table.ts';
import { startRedis } from './redis-server.ts';
import type { ProcessOutput, ServerProcess } from './server-process.ts';

export interface LocalClusterOptions {
  readonly workers: number;
  /** Path of the composition root, which knows `node --role worker|gateway`. */
  readonly script: string;
  readonly databaseUrl: string;
  /** Users and permissions of nats-server. */
  readonly natsConfigFile: string;
  readonly natsPort: number;
  /** Folder with the keys of all nodes of this cluster. */
  readonly keysDir: string;
  readonly dataDir: string;
  /** Of the gateway; 0 takes any free one and keeps it. */
  readonly port: number;
  readonly host: string;
  readonly logLevel: string;
  /** What nodes are to see of the environment beyond what this sets: they inherit nothing. */
  readonly extraEnv?: Readonly<Record<string, string>>;
  /** What one node is to see differently, for one that reaches the others by a way of its own. */
  readonly nodeEnv?: (name: string) => Readonly<Record<string, string>>;
  readonly log: Log;
  /** Where the lines of all processes go, each under its name; process.stdout unless told. */
  readonly output?: LineOutput;
  /** Calls off a start that is under way. */
  readonly abort?: AbortSignal;
  readonly restartWait?: RestartWait;
  /** How long a node may take to drain; 30 s unless told. */
  readonly stopTimeoutMs?: number;
}

export interface LocalCluster {
  /** Of the gateway. */
  readonly url: string;
  readonly natsUrl: string;
  readonly redisUrl: string;
  /** The nodes that are up now. */
  nodes(): readonly { readonly name: string; readonly role: NodeRole; readonly pid: number }[];
  /** What runs where: name, role, pid and address of every process, as text. */
  table(): string;
  /** Ends a process (`nats`, `redis`, `worker-1`, `gateway-1`, …) and resolves when it is gone; it comes back unless it is to `stayDown`. */
  kill(name: string, signal?: NodeJS.Signals, options?: { readonly stayDown?: boolean }): Promise<void>;
  /** Stops a process if it runs and starts it at once; resolves when it is ready again. */
  restart(name: string): Promise<void>;
  /** Freezes it (SIGSTOP); nothing happens to one that is down. */
  pause(name: string): void;
  /** Thaws it (SIGCONT). */
  resume(name: string): void;
  /** Stops nodes, then NATS and Redis; a process that does not end in its time is killed. */
  stop(): Promise<void>;
  /** Resolves when a process cannot be kept running. */
  readonly failed: Promise<Error>;
}

interface Member {
  readonly role: NodeRole | 'nats' | 'redis';
  readonly process: KeptProcess;
  readonly address: () => string | undefined;
}

/** Starts the cluster; resolves when every process is ready, rejects with what failed. */
export async function startLocalCluster(options: LocalClusterOptions): Promise<LocalCluster> {
  options.abort?.throwIfAborted();
  const { log, host, natsPort, natsConfigFile } = options;
  const redisPort = await freePort();
  const gatewayPort = options.port === 0 ? await freePort() : options.port;
  const redisDir = join(options.dataDir, 'redis');
  await mkdir(redisDir, { recursive: true });
  const natsUrl = `nats://127.0.0.1:${natsPort}`;
  const redisUrl = `redis://127.0.0.1:${redisPort}`;

  const members: Member[] = [];
  const labelled = labelledLines(options.output ?? process.stdout);
  const keep = <Server extends ServerProcess>(
    name: string,
    role: Member['role'],
    start: (output: ProcessOutput) => Promise<Server>,
    address: (server: Server | undefined) => string | undefined,
  ): void => {
    const onLine = labelled(name);
    const wait = options.restartWait;
    const kept = new KeptProcess<Server>({
      name,
      log,
      start: (abort) => start({ onLine, abort }),
      ...(wait !== undefined && { wait }),
    });
    members.push({ role, process: kept, address: () => address(kept.server) });
  };
  const keepNode = (name: string, role: NodeRole, port: number): void => {
    const env = {
      ...options.extraEnv,
      NATS_URL: natsUrl,
      REDIS_URL: redisUrl,
      DATABASE_URL: options.databaseUrl,
      TROUPE_DATA_DIR: options.dataDir,
      TROUPE_NODE: name,
      TROUPE_KEYS: options.keysDir,
      PORT: String(port),
      HOST: host,
      LOG_LEVEL: options.logLevel,
      ...options.nodeEnv?.(name),
    };
    const { script, stopTimeoutMs } = options;
    const node = { name, role, script, env, ...(stopTimeoutMs !== undefined && { stopTimeoutMs }) };
    const start = (output: ProcessOutput): Promise<ClusterNode> => startClusterNode({ ...output, ...node });
    keep(name, role, start, (server) => server?.address);
  };

  keep(
    'nats',
    'nats',
    (output) => startNats({ ...output, port: natsPort, configFile: natsConfigFile }),
    () => natsUrl,
  );
  keep(
    'redis',
    'redis',
    (output) => startRedis({ ...output, port: redisPort, dir: redisDir }),
    () => redisUrl,
  );
  for (let number = 1; number <= options.workers; number += 1) keepNode(`worker-${number}`, 'worker', 0);
  keepNode('gateway-1', 'gateway', gatewayPort);

  const servers = members.filter(({ role }) => !isNode(role));
  const nodes = members.filter(({ role }) => isNode(role));
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopping ??= stopAll(nodes, log).then(() => stopAll(servers, log)));
  const callOff = (): void => void stop();
  options.abort?.addEventListener('abort', callOff);
  try {
    for (const wave of [servers, nodes]) {
      await Promise.all(wave.map(({ process }) => process.start()));
      options.abort?.throwIfAborted();
    }
  } catch (error) {
    await stop();
    throw error;
  } finally {
    options.abort?.removeEventListener('abort', callOff);
  }

  const named = (name: string): KeptProcess => {
    const found = members.find(({ process }) => process.name === name);
    if (found !== undefined) return found.process;
    const names = members.map(({ process }) => process.name).join(', ');
    throw new ActorError('PROCESS_UNKNOWN', `no process ${name} runs here, but ${names}`, { name });
  };
  return {
    url: nodes.at(-1)!.address() ?? `http://${host}:${gatewayPort}`,
    natsUrl,
    redisUrl,
    nodes: () =>
      nodes.flatMap(({ role, process: { name, server } }) =>
        isNode(role) && server !== undefined ? [{ name, role, pid: server.pid }] : [],
      ),
    table: () => processTable(members.map(rowOf)),
    kill: async (name, signal = 'SIGKILL', how) => named(name).kill(signal, how),
    restart: async (name) => named(name).restart(),
    pause: (name) => named(name).server?.signal('SIGSTOP'),
    resume: (name) => named(name).server?.signal('SIGCONT'),
    stop,
    failed: Promise.race(members.map(({ process }) => process.givenUp)),
  };
}

const isNode = (role: Member['role']): role is NodeRole => role === 'worker' || role === 'gateway';

const rowOf = ({ role, process: { name, server }, address }: Member): ProcessRow => ({
  name,
  role,
  pid: server?.pid,
  address: address(),
});

/** In parallel, each with its own time; says which of them had to be killed. */
async function stopAll(members: readonly Member[], log: Log): Promise<void> {
  await Promise.all(
    members.map(async ({ process }) => {
      const { name, server } = process;
      await process.stop();
      if ((await server?.exited)?.signal === 'SIGKILL')
        log.warn({ process: name }, `${name} did not end when asked and was killed`);
    }),
  );
}
