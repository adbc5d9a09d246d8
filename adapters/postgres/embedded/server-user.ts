// PostgreSQL refuses to run as root, so root starts it as the user `postgres`, who must be able to reach both the data
// folder and the executables. Where a closed folder (/root, a temporary one) lies on the way, the server gets the one
// capability to pass it, if the system can give it.
import { execFile } from 'node:child_process';
import { chown, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { ActorError, errorMessage } from '../../../runtime/errors.ts';

const run = promisify(execFile);
const CAPABILITY = '+dac_override';

/** How to start a program so that the server's user runs it. */
export interface ServerUser {
  /** Gives a folder to the server's user. */
  own(path: string): Promise<void>;
  command(
    program: string,
    args: readonly string[],
  ): { file: string; args: readonly string[]; ids: { uid?: number; gid?: number } };
}

/** The user that will run the server; rejects with POSTGRES_UNUSABLE when there can be none that reaches `paths`. */
export async function serverUser(paths: readonly string[]): Promise<ServerUser> {
  if (process.getuid?.() !== 0) {
    return { own: async () => undefined, command: (file, args) => ({ file, args, ids: {} }) };
  }
  const ids = await postgresIds().catch(createPostgresUser);
  const closed = await firstClosed(paths, ids);
  if (closed !== undefined && !(await canPassClosedFolders(ids))) {
    throw new ActorError(
      'POSTGRES_UNUSABLE',
      `PostgreSQL cannot run as root, and the user postgres may not enter ${closed}: run Troupe as another user, put it and its data folder (TROUPE_DATA_DIR) elsewhere, or allow entry with chmod o+x ${closed}`,
      { path: closed },
    );
  }
  return {
    own: (path) => chown(path, ids.uid, ids.gid),
    command: (program, args) =>
      closed === undefined
        ? { file: program, args, ids }
        : { file: 'setpriv', args: [...privileges(ids), program, ...args], ids: {} },
  };
}

interface Ids {
  readonly uid: number;
  readonly gid: number;
}

async function postgresIds(): Promise<Ids> {
  const id = async (flag: string): Promise<number> => Number((await run('id', [flag, 'postgres'])).stdout);
  const [uid, gid] = await Promise.all([id('-u'), id('-g')]);
  return { uid, gid };
}

async function createPostgresUser(): Promise<Ids> {
  try {
    await run('groupadd', ['--force', '--system', 'postgres']);
    await run('useradd', ['--system', '--gid', 'postgres', '--no-create-home', '--shell', '/bin/false', 'postgres']);
    return await postgresIds();
  } catch (error) {
    throw new ActorError(
      'POSTGRES_UNUSABLE',
      `PostgreSQL cannot run as root, and the user postgres could not be made: run Troupe as another user or set DATABASE_URL. ${errorMessage(error)}`,
      {},
      { cause: error },
    );
  }
}

async function firstClosed(paths: readonly string[], ids: Ids): Promise<string | undefined> {
  for (const path of paths) {
    for (const folder of [path, ...ancestors(path)].reverse()) {
      const { mode, uid, gid } = await stat(folder);
      const bit = uid === ids.uid ? 0o100 : gid === ids.gid ? 0o010 : 0o001;
      if ((mode & bit) === 0) return folder;
    }
  }
  return undefined;
}

function ancestors(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [] : [parent, ...ancestors(parent)];
}

const privileges = ({ uid, gid }: Ids): string[] => [
  // Without it access(2), which initdb looks for its server with, would disregard the capability.
  '--securebits=+no_setuid_fixup',
  `--reuid=${uid}`,
  `--regid=${gid}`,
  '--clear-groups',
  `--inh-caps=-all,${CAPABILITY}`,
  `--ambient-caps=-all,${CAPABILITY}`,
  `--bounding-set=-all,${CAPABILITY}`,
];

const canPassClosedFolders = (ids: Ids): Promise<boolean> =>
  run('setpriv', [...privileges(ids), 'true']).then(
    () => true,
    () => false,
  );
