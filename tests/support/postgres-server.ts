// A real PostgreSQL of a test's own, on a free port and in a temporary folder: for tests that kill or stop the database.
// Tests that only need a database take `freshDatabase` (postgres.ts), which costs 50 ms instead of a second.
// R1. Durability against a crash of the machine is off (fsync): tests kill processes, and what those wrote is in the kernel.
import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../adapters/processes/free-port.ts';
import { postgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';
import { startServerProcess, type ServerProcess } from '../../adapters/processes/server-process.ts';
import { removeFolder, tempFolder } from './temp-folder.ts';

export interface PostgresServer {
  /** Connection URL of the superuser on database `postgres`; authentication is `trust`. */
  readonly url: string;
  readonly port: number;
  readonly dataFolder: string;
  readonly pid: number;
  /** SIGKILL of the postmaster: the crash that tests provoke. Its backends end by themselves. */
  kill(): Promise<void>;
  /** Fast shutdown (SIGINT), keeping the data. */
  stop(): Promise<void>;
  /** Starts again on the same data and port, after `kill` or `stop`. */
  restart(): Promise<void>;
  /** Fast shutdown, and the data folder is removed. */
  destroy(): Promise<void>;
}

/** Starts a new cluster; `settings` are `postgresql.conf` parameters that override the defaults below. */
export async function startPostgres(settings: Readonly<Record<string, string>> = {}): Promise<PostgresServer> {
  const binaries = postgresBinaries();
  const folder = tempFolder('postgres');
  const dataFolder = join(folder, 'data');
  const port = await freePort();
  initialise(binaries, dataFolder);
  const start = (): Promise<ServerProcess> => startPostmaster(binaries, dataFolder, port, settings);
  let server = await start();
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    port,
    dataFolder,
    get pid() {
      return server.pid;
    },
    kill: () => server.kill(),
    stop: () => server.stop(),
    async restart() {
      server = await start();
    },
    async destroy() {
      await server.stop();
      removeFolder(folder);
    },
  };
}

function initialise({ initdb, user }: PostgresBinaries, dataFolder: string): void {
  mkdirSync(dataFolder, { mode: 0o700 });
  if (user) chownSync(dataFolder, user.uid, user.gid);
  const args = [
    '--pgdata',
    dataFolder,
    '--username=postgres',
    '--auth=trust',
    '--encoding=UTF8',
    '--locale=C',
    '--no-sync',
  ];
  execFileSync(initdb, args, { stdio: ['ignore', 'ignore', 'pipe'], cwd: '/', ...user });
}

async function startPostmaster(
  { postgres, user }: PostgresBinaries,
  dataFolder: string,
  port: number,
  settings: Readonly<Record<string, string>>,
): Promise<ServerProcess> {
  const parameters = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    fsync: 'off',
    full_page_writes: 'off',
    ...settings,
  };
  const command = {
    name: 'postgres',
    command: postgres,
    args: [
      '-D',
      dataFolder,
      '-p',
      String(port),
      ...Object.entries(parameters).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
    ],
    ready: /database system is ready to accept connections/,
    stopSignal: 'SIGINT',
    orphanSignal: 'SIGINT',
    cwd: '/',
    ...(user && { user }),
  } as const;
  // Backends of a killed postmaster hold its shared memory for a moment, and a new one refuses to start beside them.
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startServerProcess(command);
    } catch (error) {
      if (attempt === 20 || !/shared memory block|lock file/.test(String(error))) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
