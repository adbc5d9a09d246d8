import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { ActorError } from '../../../runtime/errors.ts';

const LOCK_KEY = 7_476_911;
const NAME = 'troupe folder lock, pid ';

/** Proof, for as long as its connection lives, that no other Troupe uses the data folder. */
export interface FolderLock {
  /** Resolves when the connection is lost, and with it the lock. */
  readonly lost: Promise<void>;
  release(): Promise<void>;
}

/**
 * Takes the folder for this process. A killed predecessor's connection may outlive it a little, so it waits `patienceMs`
 * before it rejects with DATA_FOLDER_IN_USE naming the holder.
 */
export async function lockFolder(url: string, path: string, patienceMs: number): Promise<FolderLock> {
  const client = new pg.Client({
    connectionString: url,
    application_name: `${NAME}${process.pid} on ${hostname()}`.slice(0, 63),
    keepAlive: true,
  });
  const lost = new Promise<void>((resolve) => {
    client.once('end', resolve);
    client.on('error', () => resolve());
  });
  await client.connect();
  try {
    const deadline = Date.now() + patienceMs;
    while (!(await tryLock(client))) {
      if (Date.now() > deadline) throw inUse(path, await holder(client));
      await sleep(50);
    }
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  return { lost, release: () => client.end().catch(() => undefined) };
}

async function tryLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [LOCK_KEY]);
  return rows[0]?.locked === true;
}

async function holder(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT a.application_name AS name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
      WHERE l.locktype = 'advisory' AND l.objid = $1 AND l.granted`,
    [LOCK_KEY],
  );
  const name = rows[0]?.name ?? '';
  return name.startsWith(NAME) ? name.slice(NAME.length) : 'unknown';
}

function inUse(path: string, holderText: string): ActorError {
  const pid = Number.parseInt(holderText, 10);
  return new ActorError(
    'DATA_FOLDER_IN_USE',
    `data folder ${path} is in use by the Troupe with process id ${holderText}: stop that one first, or choose another folder with TROUPE_DATA_DIR`,
    { path, pid },
  );
}
