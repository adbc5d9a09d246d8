// A server that runs as a child process.
// S1. Stopped by its own pid, never by name; one that is frozen is thawed, so that it can hear the request.
// S2. It does not outlive the process that started it, however that one ends (bound-process.ts).
// S3. A server that dies before it is ready fails at once, with what it printed.
// S4. Its output is read to its end: a full pipe would stop it.
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { ActorError } from '../../runtime/errors.ts';
import { spawnBound, type BoundCommand, type BoundProcess } from './bound-process.ts';

/** How a process ended; both are null for one that could not be started. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ServerProcess {
  readonly pid: number;
  /** The line that said it was ready. */
  readonly readyLine: string;
  /** Resolves when it has ended, asked or not; never rejects. */
  readonly exited: Promise<ProcessExit>;
  /** Asks it to end (`stopSignal`) and resolves when it has; harmless when it has already ended. */
  stop(): Promise<void>;
  /** The crash that is provoked, SIGKILL unless told; resolves when it has ended. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Sends a signal that ends nothing, SIGSTOP or SIGCONT. */
  signal(signal: NodeJS.Signals): void;
}

/** Who listens to a server's output. */
export interface ProcessOutput {
  /** Each line of both streams, from the first on. */
  readonly onLine?: (line: string) => void;
  /** Kills it while it is not ready yet; later it has no effect. */
  readonly abort?: AbortSignal;
}

export interface ServerCommand extends ProcessOutput, Omit<BoundCommand, 'orphanSignal'> {
  readonly name: string;
  /** The line, on stdout or stderr, that says that it serves. */
  readonly ready: RegExp;
  readonly readyTimeoutMs?: number;
  readonly stopSignal?: NodeJS.Signals;
  /** How long it may take over `stop` before SIGKILL. */
  readonly stopTimeoutMs?: number;
  /** What reaches it when this process dies: SIGKILL unless told, which a frozen one obeys too. */
  readonly orphanSignal?: NodeJS.Signals;
}

const READY_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 15_000;
/** After its end, for the last of its output to come down the pipe. */
const LAST_WORDS_MS = 500;
const KEPT_LINES = 40;

/** Starts it; resolves when it is ready, rejects with PROCESS_NOT_STARTED and its last output when it does not become so. */
export async function startServerProcess(server: ServerCommand): Promise<ServerProcess> {
  const stopSignal = server.stopSignal ?? 'SIGTERM';
  const child = spawnBound({ ...server, orphanSignal: server.orphanSignal ?? 'SIGKILL' });
  const exited = new Promise<ProcessExit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.on('error', () => resolve({ code: null, signal: null }));
  });
  const readyLine = await untilReady(child, exited, server);
  const end = async (how: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(how);
    child.kill('SIGCONT');
    const timer = setTimeout(() => child.kill('SIGKILL'), server.stopTimeoutMs ?? STOP_TIMEOUT_MS);
    await exited;
    clearTimeout(timer);
  };
  return {
    pid: child.pid!,
    readyLine,
    exited,
    stop: () => end(stopSignal),
    kill: (signal = 'SIGKILL') => end(signal),
    signal: (signal) => void child.kill(signal),
  };
}

async function untilReady(child: BoundProcess, exited: Promise<ProcessExit>, server: ServerCommand): Promise<string> {
  const { name, ready, onLine, abort, readyTimeoutMs = READY_TIMEOUT_MS } = server;
  const printed: string[] = [];
  const line = Promise.withResolvers<string>();
  for (const input of [child.stdout, child.stderr])
    createInterface({ input }).on('line', (text) => {
      if (printed.push(text) > KEPT_LINES) printed.shift();
      onLine?.(text);
      if (ready.test(text)) line.resolve(text);
    });
  const fail = (what: string, cause?: unknown): void =>
    line.reject(new ActorError('PROCESS_NOT_STARTED', [`${name} ${what}`, ...printed].join('\n'), { name }, { cause }));

  child.once('error', (error) => fail('could not be started', error));
  const closed = new Promise((resolve) => child.once('close', resolve));
  let late = false;
  void exited.then(async ({ code, signal }) => {
    await Promise.race([closed, sleep(LAST_WORDS_MS)]);
    fail(
      late ? `was not ready within ${readyTimeoutMs} ms` : `ended before it was ready (${signal ?? `exit ${code}`})`,
    );
  });
  const cancel = (): void => void child.kill('SIGKILL');
  const timer = setTimeout(() => {
    late = true;
    cancel();
  }, readyTimeoutMs);
  abort?.addEventListener('abort', cancel);
  if (abort?.aborted === true) cancel();
  try {
    return await line.promise;
  } finally {
    clearTimeout(timer);
    abort?.removeEventListener('abort', cancel);
  }
}
