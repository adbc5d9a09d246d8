// T1. Traversable by other users: PostgreSQL started by root runs as `postgres`.
// T2. Gone when the process that made it exits; what a SIGKILL left behind goes with the next one made.
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '../../adapters/processes/process-alive.ts';

const prefix = 'troupe-test-';
const mine = new Set<string>();

/** A new empty folder `troupe-test-<pid>-<name>-XXXXXX`, removed when this process exits. */
export function tempFolder(name: string): string {
  if (mine.size === 0) {
    sweep();
    process.once('exit', () => mine.forEach(removeFolder));
  }
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-${name}-`));
  chmodSync(folder, 0o755);
  mine.add(folder);
  return folder;
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}

function sweep(): void {
  for (const entry of readdirSync(tmpdir())) {
    const owner = new RegExp(`^${prefix}(\\d+)-`).exec(entry)?.[1];
    if (owner !== undefined && !isAlive(Number(owner))) removeFolder(join(tmpdir(), entry));
  }
}
