// A server that a test runs for real, as a child process.
// S1. Stopped by its own pid, never by name.
// S2. It does not outlive the process that started it, however that one ends: the kernel signals it (setpriv --pdeathsig).
// S3. A server that dies before it is ready fails at once, with what it printed.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';

export interface ServerProcess {
  readonly pid: number;
  /** Asks it to end (`stopSignal`) and resolves when it has; harmless when it has already ended. */
  stop(): Promise<void>;
  /** SIGKILL: the crash that tests provoke. */
  kill(): Promise<void>;
}

export interface ServerCommand {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** What its output (stdout and stderr) says when it serves. */
  readonly ready: RegExp;
  readonly stopSignal?: NodeJS.Signals;
  readonly user?: { readonly uid: number; readonly gid: number };
  readonly cwd?: string;
}

const readyTimeoutMs = 30_000;
const stopTimeoutMs = 15_000;
const setpriv = '/usr/bin/setpriv';

export async function startServerProcess(server: ServerCommand): Promise<ServerProcess> {
  const signal = server.stopSignal ?? 'SIGTERM';
  const child = spawnBound(server, signal);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  await untilReady(child, server);
  const end = async (how: NodeJS.Signals): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(how);
    const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
    await exited;
    clearTimeout(timer);
  };
  return { pid: child.pid!, stop: () => end(signal), kill: () => end('SIGKILL') };
}

function spawnBound({ command, args, user, cwd }: ServerCommand, signal: NodeJS.Signals): ChildProcess {
  const options = {
    stdio: ['ignore', 'pipe', 'pipe'] as ('ignore' | 'pipe')[],
    ...user,
    ...(cwd !== undefined && { cwd }),
  };
  if (!existsSync(setpriv)) return spawn(command, args, options);
  return spawn(setpriv, ['--pdeathsig', signal.replace('SIG', ''), '--', command, ...args], options);
}

function untilReady(child: ChildProcess, { name, ready }: ServerCommand): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    let settled = false;
    const settle = (failure?: string, cause?: unknown): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      if (failure === undefined) resolve();
      else reject(new Error(`${name} ${failure}\n${output}`.trim(), { cause }));
    };
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      settle(`did not become ready in ${readyTimeoutMs} ms`);
    }, readyTimeoutMs);
    // Read on after it is ready: a full pipe would stop the server.
    const read = (chunk: Buffer): void => {
      if (settled) return;
      output += chunk.toString();
      if (ready.test(output)) settle();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', (error) => settle('could not be started', error));
    child.once('exit', (code, signal) => settle(`ended before it was ready (${signal ?? `exit ${code}`})`));
  });
}
