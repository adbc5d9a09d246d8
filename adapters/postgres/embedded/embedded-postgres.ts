// E1. One Troupe a data folder, shown by an advisory lock on a connection of its own.
// E2. A server that a killed Troupe left behind is adopted, one that is going down is waited for, one that dies is started again.
// E3. Only `stop` stops the server; no signal or exit hook does.
import { realpath } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { dirname } from 'node:path';
import { Client } from '../client.ts';
import { ActorError, errorMessage, errorType } from '../../../runtime/errors.ts';
import type { Log } from '../../../runtime/ports/log.ts';
import { findBinaries, type PostgresBinaries } from './binaries.ts';
import { ensureCluster, openDataFolder, type DataFolder } from './data-folder.ts';
import { lockFolder, type FolderLock } from './folder-lock.ts';
import { runInitdb, startServer, stopServer } from './postmaster.ts';
import { isPostmasterOf, isRunning, readPostmasterFile } from './postmaster-file.ts';
import { serverUser, type ServerUser } from './server-user.ts';

const PREDECESSOR_PATIENCE_MS = 2_000;
const ADOPT_TIMEOUT_MS = 60_000;

export interface EmbeddedPostgres {
  /** Connection string with the password; for this machine only. */
  readonly url: string;
  /** True when the server was already running, left by a Troupe that was killed. */
  readonly adopted: boolean;
  stop(): Promise<void>;
}

/** Brings up the PostgreSQL of a data folder; rejects with DATA_FOLDER_UNUSABLE, DATA_FOLDER_IN_USE or POSTGRES_UNUSABLE. */
export async function startEmbeddedPostgres(options: { dataDir: string; log: Log }): Promise<EmbeddedPostgres> {
  const { log } = options;
  const folder = await openDataFolder(options.dataDir);
  const binaries = await findBinaries();
  const user = await serverUser([folder.path, dirname(binaries.postgres)]);
  const created = await ensureCluster(folder, (target) => runInitdb(binaries, user, folder, target, log));
  const server = await bringUp(folder, binaries, user, log);
  const url = urlOf(folder, server.port);
  const lock = await lockFolder(url, folder.path, PREDECESSOR_PATIENCE_MS);
  log.info({ pid: server.pid, port: server.port, adopted: server.adopted, created }, 'PostgreSQL is up');
  const guard = keepUp(
    lock,
    server,
    async () => {
      const next = await bringUp(folder, binaries, user, log);
      if (next.port !== server.port)
        log.error({ port: next.port, expected: server.port }, 'PostgreSQL came back on another port; restart Troupe');
      return { pid: next.pid, lock: await lockFolder(urlOf(folder, next.port), folder.path, PREDECESSOR_PATIENCE_MS) };
    },
    log,
  );
  return {
    url,
    adopted: server.adopted,
    async stop() {
      const pid = await guard.end();
      await stopServer(pid, folder.cluster, log);
      log.info({ pid }, 'PostgreSQL is down');
    },
  };
}

interface Server {
  readonly pid: number;
  readonly port: number;
  readonly adopted: boolean;
}

const urlOf = (folder: DataFolder, port: number): string =>
  `postgres://troupe:${folder.password}@127.0.0.1:${port}/postgres`;

async function bringUp(folder: DataFolder, binaries: PostgresBinaries, user: ServerUser, log: Log): Promise<Server> {
  const deadline = Date.now() + ADOPT_TIMEOUT_MS;
  for (;;) {
    const found = await readPostmasterFile(folder.cluster);
    const alive =
      found !== undefined && isRunning(found.pid) && (await isPostmasterOf(found.pid, folder.cluster)) !== false;
    if (!alive) {
      try {
        return { ...(await startServer(binaries, user, folder, log)), adopted: false };
      } catch (error) {
        // Another Troupe on this folder may have been a moment quicker.
        if (!/lock file "postmaster.pid" already exists/.test(errorMessage(error)) || Date.now() > deadline)
          throw error;
      }
    } else if (await answersAs(folder, found.port)) {
      return { ...found, adopted: true };
    }
    if (Date.now() > deadline) {
      const pid = found?.pid ?? 0;
      throw new ActorError(
        'POSTGRES_UNUSABLE',
        `PostgreSQL with process id ${pid} in ${folder.cluster} runs but does not answer: stop it with kill -INT ${pid}`,
        { pid },
      );
    }
    await sleep(20);
  }
}

/** True when the server on `port` knows this folder's password and serves this folder's cluster. */
async function answersAs(folder: DataFolder, port: number): Promise<boolean> {
  const client = new Client({ connectionString: urlOf(folder, port), connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
    return (await realpath(rows[0]?.data_directory ?? '')) === (await realpath(folder.cluster));
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Watches the lock's connection: when it is lost, brings the server and the lock back until told to end. */
function keepUp(first: FolderLock, server: Server, revive: () => Promise<{ pid: number; lock: FolderLock }>, log: Log) {
  let current = { pid: server.pid, lock: first };
  let ending = false;
  const isEnding = (): boolean => ending;
  const watching = (async () => {
    for (;;) {
      await current.lock.lost;
      if (isEnding()) return;
      log.warn({ pid: current.pid }, 'lost PostgreSQL; bringing it back');
      for (let delayMs = 20; !isEnding(); delayMs = Math.min(delayMs * 2, 2_000)) {
        try {
          current = await revive();
          log.info({ pid: current.pid }, 'PostgreSQL is back');
          break;
        } catch (error) {
          log.error(
            { type: errorType(error), reason: errorMessage(error) },
            'PostgreSQL could not be brought back; trying again',
          );
          await sleep(delayMs);
        }
      }
      if (isEnding()) return;
    }
  })();
  return {
    /** Stops watching; resolves with the number of the server's process. */
    async end(): Promise<number> {
      ending = true;
      await current.lock.release();
      await watching;
      await current.lock.release();
      return current.pid;
    },
  };
}
