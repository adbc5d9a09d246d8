// The command of the chaos run as its user gives it; it, and all that it started, ends with the test.
import { fileURLToPath } from 'node:url';
import { spawnBound } from '../../adapters/processes/bound-process.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs it to its end. */
export async function chaos(...args: readonly string[]): Promise<Said> {
  const child = spawnBound({
    ...{ command: process.execPath, args: ['bench/chaos.ts', ...args], cwd: ROOT, orphanSignal: 'SIGKILL' },
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, ...said };
}

/** What it reported as JSON; fails with its own words when it did not come to that. */
export function reported({ stdout, stderr }: Said): unknown {
  if (!stdout.startsWith('{')) throw new Error(`the chaos run reported nothing:\n${stderr}`);
  return JSON.parse(stdout) as unknown;
}
