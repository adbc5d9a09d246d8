import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { isAlive } from '../../../adapters/processes/process-alive.ts';

const LAUNCHER = fileURLToPath(new URL('launcher.ts', import.meta.url));

export interface Launched {
  /** Of what it started. */
  readonly pids: readonly number[];
  /** What it has printed on stderr. */
  said(): string;
  /** SIGKILL of the launcher alone. */
  kill(): Promise<void>;
  /** Ctrl-C: SIGINT to all of the launcher's process group. */
  interrupt(): void;
  readonly exited: Promise<unknown>;
}

/** Runs launcher.ts as a shell would, in a process group of its own; resolves when it has said what it started. */
export async function launch(...args: readonly string[]): Promise<Launched> {
  const child = spawn(process.execPath, [LAUNCHER, ...args], { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const line = once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>;
  const first = await Promise.race([line, exited.then(() => Promise.reject(new Error(`the launcher ended: ${said}`)))]);
  return {
    pids: JSON.parse(first[0]) as number[],
    said: () => said,
    exited,
    interrupt: () => void process.kill(-child.pid!, 'SIGINT'),
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Waits until none of the processes is alive. */
export const gone = (pids: readonly number[]): Promise<void> =>
  expect.poll(() => pids.filter(isAlive), { timeout: 20_000 }).toEqual([]);
