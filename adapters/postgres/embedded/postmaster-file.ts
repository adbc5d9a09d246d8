import { readFileSync } from 'node:fs';
import { readFile, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** What a running server says of itself in `postmaster.pid`. */
export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
}

/** Reads `postmaster.pid`; undefined when there is none or it is not complete yet. */
export async function readPostmasterFile(cluster: string): Promise<PostmasterFile | undefined> {
  const lines = (await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  return Number.isInteger(pid) && pid > 0 && Number.isInteger(port) && port > 0 ? { pid, port } : undefined;
}

/** True when a process of this number exists and is not merely waiting to be reaped. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return fields[fields.lastIndexOf(')') + 2] !== 'Z';
  } catch {
    return true;
  }
}

/** Whether the process is the server of this cluster; undefined where the system does not tell. */
export async function isPostmasterOf(pid: number, cluster: string): Promise<boolean | undefined> {
  const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  if (text === undefined) return process.platform === 'linux' && !isRunning(pid) ? false : undefined;
  const words = text.split('\0');
  const folder = words[words.indexOf('-D') + 1];
  if (!/postgres$/.test(words[0] ?? '') || folder === undefined) return false;
  const real = (path: string): Promise<string> => realpath(path).catch(() => path);
  return (await real(folder)) === (await real(cluster));
}

/** Removes a `postmaster.pid` whose process number now belongs to something else, which would keep the server from starting. */
export async function removeStalePostmasterFile(cluster: string): Promise<void> {
  const file = await readPostmasterFile(cluster);
  if (file !== undefined && (await isPostmasterOf(file.pid, cluster)) === false)
    await rm(join(cluster, 'postmaster.pid'), { force: true });
}
