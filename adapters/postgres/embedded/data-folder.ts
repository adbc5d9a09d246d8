// D1. The cluster appears under its final name only when initdb has finished: it is built beside it and renamed, so a
//     kill at any moment leaves either a whole cluster or rubbish with a name of its own.
// D2. The password is complete or absent: it is linked into place.
import { randomBytes } from 'node:crypto';
import {
  access,
  constants,
  link,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  statfs,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ActorError, errorMessage } from '../../../runtime/errors.ts';
import { codeOf } from '../faults.ts';
import { isRunning } from './postmaster-file.ts';

const STAGING = 'postgres.initdb-';
/** With the pause growing by itself each time, about ten seconds in all: longer than an initdb takes. */
const SWEEPS = 20;
const SWEEP_AGAIN_MS = 50;
const NEEDED_BYTES = 128 * 1024 * 1024;
const REMEDIES: Readonly<Record<string, string>> = {
  EACCES: 'it may not be written by this user: change its owner or mode',
  EPERM: 'it may not be written by this user: change its owner or mode',
  EROFS: 'it is on a read-only file system',
  ENOSPC: 'the disk is full: free some space',
  EDQUOT: 'the disk quota is used up: free some space',
  ENOENT: 'it cannot be made there',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'a part of its path is a file',
};

export interface DataFolder {
  readonly path: string;
  readonly cluster: string;
  readonly passwordFile: string;
  readonly portFile: string;
  readonly password: string;
}

const dataFolderUnusable = (path: string, what: string, cause?: unknown): ActorError =>
  new ActorError(
    'DATA_FOLDER_UNUSABLE',
    `data folder ${path}: ${what}, or choose another with TROUPE_DATA_DIR`,
    { path },
    { cause },
  );

/** Makes the folder and its password ready; rejects with DATA_FOLDER_UNUSABLE saying what, where and what to do. */
export async function openDataFolder(dataDir: string): Promise<DataFolder> {
  const path = resolve(dataDir);
  return explained(path, async () => {
    await makeFolder(path);
    await access(path, constants.W_OK | constants.X_OK);
    const passwordFile = join(path, 'postgres.password');
    const password = await readOrCreatePassword(passwordFile);
    return { path, cluster: join(path, 'postgres'), passwordFile, portFile: join(path, 'postgres.port'), password };
  });
}

/** Builds the cluster with `initdb` unless it is there; what an interrupted attempt left behind is removed first. */
export async function ensureCluster(
  folder: DataFolder,
  initdb: (target: string) => Promise<void>,
): Promise<'created' | 'present'> {
  return explained(folder.path, async () => {
    if (await exists(join(folder.cluster, 'PG_VERSION'))) return 'present';
    if (await holdsFiles(folder.cluster)) {
      throw dataFolderUnusable(folder.path, `${folder.cluster} holds files but no PostgreSQL cluster: move them away`);
    }
    await removeAbandoned(folder.path);
    const { bavail, bsize } = await statfs(folder.path);
    if (bavail * bsize < NEEDED_BYTES) {
      throw dataFolderUnusable(
        folder.path,
        `a new database needs 128 MB and ${Math.floor((bavail * bsize) / 1e6)} MB are free: free some space`,
      );
    }
    const staging = join(folder.path, `${STAGING}${process.pid}`);
    await rm(staging, { recursive: true, force: true });
    try {
      await initdb(staging);
      await rename(staging, folder.cluster);
    } catch (error) {
      await rm(staging, { recursive: true, force: true }).catch(() => undefined);
      if (await exists(join(folder.cluster, 'PG_VERSION'))) return 'present';
      throw error;
    }
    return 'created';
  });
}

/** Turns an error of the file system, or text of a server that met one, into DATA_FOLDER_UNUSABLE; others pass as they are. */
export function explainedFault(path: string, error: unknown): Error {
  if (error instanceof ActorError && error.type === 'DATA_FOLDER_UNUSABLE') return error;
  const text = errorMessage(error);
  const code = codeOf(error);
  const byText = /No space left on device/.test(text)
    ? 'ENOSPC'
    : /Read-only file system/.test(text)
      ? 'EROFS'
      : /Permission denied/.test(text)
        ? 'EACCES'
        : '';
  const remedy = REMEDIES[code] ?? REMEDIES[byText];
  if (remedy === undefined) return error instanceof Error ? error : new Error(text);
  return dataFolderUnusable(path, `${remedy} (${text.trim().split('\n').at(-1) ?? text})`, error);
}

async function explained<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explainedFault(path, error);
  }
}

/** Node's own recursive mkdir never ends where a parent refuses children with ENOENT, as /proc does. */
async function makeFolder(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (found?.isDirectory() === true) return;
  if (found !== undefined) throw dataFolderUnusable(path, 'it is a file');
  await makeFolder(dirname(path));
  await mkdir(path, { mode: 0o755 }).catch((error: unknown) => {
    if (codeOf(error) !== 'EEXIST') throw error;
  });
}

async function readOrCreatePassword(file: string): Promise<string> {
  const found = await readFile(file, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (found !== undefined && found.trim() !== '') return found.trim();
  if (found !== undefined) await rm(file, { force: true });
  const draft = `${file}-${process.pid}`;
  await writeFile(draft, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600, flush: true });
  await link(draft, file).catch((error: unknown) => {
    if (codeOf(error) !== 'EEXIST') throw error;
  });
  await rm(draft, { force: true });
  return (await readFile(file, 'utf8')).trim();
}

async function removeAbandoned(path: string): Promise<void> {
  for (const name of await readdir(path)) {
    if (!name.startsWith(STAGING)) continue;
    const pid = Number.parseInt(name.slice(STAGING.length), 10);
    if (pid === process.pid || !(pid > 0 && isRunning(pid)))
      // The initdb of a start that was killed may still be writing to it.
      await rm(join(path, name), { recursive: true, force: true, maxRetries: SWEEPS, retryDelay: SWEEP_AGAIN_MS });
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const holdsFiles = (path: string): Promise<boolean> =>
  readdir(path).then(
    (names) => names.length > 0,
    () => false,
  );
