import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ActorError } from '../../../runtime/errors.ts';
import type { Log } from '../../../runtime/ports/log.ts';
import type { PostgresBinaries } from './binaries.ts';
import { explainedFault, type DataFolder } from './data-folder.ts';
import { isPostmasterOf, isRunning, readPostmasterFile, removeStalePostmasterFile } from './postmaster-file.ts';
import type { ServerUser } from './server-user.ts';

const START_TIMEOUT_MS = 60_000;
const FIRST_PORT = 15_432;
const FIRST_EPHEMERAL_PORT = 32_768;
const FAST_STOP_TIMEOUT_MS = 20_000;
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  idle_in_transaction_session_timeout: '1s',
  shared_buffers: '128MB',
  max_wal_size: '2GB',
  max_connections: '64',
  jit: 'off',
  log_timezone: 'UTC',
  timezone: 'UTC',
};

/** Creates the cluster in `target`, which belongs to the server's user afterwards. */
export async function runInitdb(
  binaries: PostgresBinaries,
  user: ServerUser,
  folder: DataFolder,
  target: string,
  log: Log,
): Promise<void> {
  const passwordFile = `${target}.password`;
  try {
    await writeFile(passwordFile, `${folder.password}\n`, { mode: 0o600 });
    await mkdir(target, { mode: 0o700 });
    await Promise.all([user.own(target), user.own(passwordFile)]);
    await initdb(binaries, user, target, passwordFile, log);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function initdb(
  binaries: PostgresBinaries,
  user: ServerUser,
  target: string,
  passwordFile: string,
  log: Log,
): Promise<void> {
  const { file, args, ids } = user.command(binaries.initdb, [
    `--pgdata=${target}`,
    '--username=troupe',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ]);
  await new Promise<void>((done, fail) => {
    const child = spawn(file, args, {
      ...ids,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: serverEnvironment(),
    });
    let output = '';
    const hear = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', fail);
    child.once('close', (code) => {
      log.debug({ output }, 'initdb');
      if (code === 0) done();
      else fail(new ActorError('POSTGRES_UNUSABLE', `initdb ended with ${code}: ${output.trim().slice(-600)}`));
    });
  });
}

/** Starts the server in a session of its own, so that Ctrl-C reaches Troupe alone; resolves when it accepts connections. */
export async function startServer(
  binaries: PostgresBinaries,
  user: ServerUser,
  folder: DataFolder,
  log: Log,
): Promise<{ pid: number; port: number }> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    await removeStalePostmasterFile(folder.cluster);
    const port = await choosePort(folder);
    const outcome = await launch(binaries, user, folder, port, log);
    if (outcome.kind === 'ready') {
      await writeFile(folder.portFile, `${port}\n`);
      return { pid: outcome.pid, port };
    }
    const transient =
      /pre-existing shared memory block|could not bind|Address already in use|could not create any TCP\/IP sockets/.test(
        outcome.output,
      );
    if (!transient || Date.now() > deadline) {
      const fault = new ActorError(
        'POSTGRES_UNUSABLE',
        `PostgreSQL in ${folder.cluster} did not start: ${outcome.output.trim().slice(-600)}`,
      );
      throw explainedFault(folder.path, fault);
    }
    await sleep(100);
  }
}

/** Shuts the server down: fast, and after 20 s at once; resolves when it is gone. */
export async function stopServer(pid: number, cluster: string, log: Log): Promise<void> {
  const gone = async (): Promise<boolean> => !isRunning(pid) || (await readPostmasterFile(cluster))?.pid !== pid;
  const signal = async (name: NodeJS.Signals, timeoutMs: number): Promise<boolean> => {
    const deadline = Date.now() + timeoutMs;
    try {
      process.kill(pid, name);
    } catch {
      return true;
    }
    while (Date.now() < deadline) {
      if (await gone()) return true;
      await sleep(10);
    }
    return false;
  };
  if ((await gone()) || (await isPostmasterOf(pid, cluster)) === false) return;
  if (await signal('SIGINT', FAST_STOP_TIMEOUT_MS)) return;
  log.warn({ pid }, 'PostgreSQL did not stop in 20 s and is stopped at once; it recovers at the next start');
  await signal('SIGQUIT', 5_000);
}

type Launch = { readonly kind: 'ready'; readonly pid: number } | { readonly kind: 'ended'; readonly output: string };

async function launch(
  binaries: PostgresBinaries,
  user: ServerUser,
  folder: DataFolder,
  port: number,
  log: Log,
): Promise<Launch> {
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const { file, args, ids } = user.command(binaries.postgres, ['-D', folder.cluster, '-p', String(port), ...settings]);
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      ...ids,
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: serverEnvironment(),
    });
    let output = '';
    child.stderr.on('data', (chunk: Buffer) => {
      const text = chunk.toString();
      log.debug({ pid: child.pid }, text.trimEnd());
      output = (output + text).slice(-8_000);
      if (child.pid === undefined || !/database system is ready to accept connections/.test(output)) return;
      resolve({ kind: 'ready', pid: child.pid });
      child.unref();
      if (child.stderr instanceof Socket) child.stderr.unref();
    });
    child.once('error', (error) => reject(explainedFault(folder.path, error)));
    child.once('close', () => resolve({ kind: 'ended', output }));
  });
}

/** The last port if it is still free, so that tools keep their address; else one that no outgoing connection is given. */
async function choosePort(folder: DataFolder): Promise<number> {
  const last = Number(await readFile(folder.portFile, 'utf8').catch(() => '0'));
  if (Number.isInteger(last) && last > 0 && last < 65_536 && (await isFree(last))) return last;
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const port = randomInt(FIRST_PORT, FIRST_EPHEMERAL_PORT);
    if (await isFree(port)) return port;
  }
  throw new ActorError(
    'POSTGRES_UNUSABLE',
    `no free port from ${FIRST_PORT} to ${FIRST_EPHEMERAL_PORT - 1} on 127.0.0.1`,
  );
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });

/** Nothing of Troupe's own environment reaches the server: PG* variables would change what it does. */
const serverEnvironment = (): NodeJS.ProcessEnv => ({ PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' });
