import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { operatorHeaders } from './operator-headers.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const STARTUP_MS = 60_000;

export interface TroupeProcess {
  readonly url: string;
  readonly pid: number;
  /** What it has printed on both streams. */
  output(): string;
  /** JSON of an API path, asked as the operator; rejects with the problem's text on an error status. */
  get<Answer>(path: string): Promise<Answer>;
  post(path: string, body: unknown): Promise<{ status: number; body: unknown }>;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with its exit code. */
  stop(): Promise<number | null>;
  readonly exited: Promise<number | null>;
}

/** Starts the product as its user does, on any free port; resolves when it says that it is up, rejects with what it printed when it does not. */
export async function startTroupe(options: {
  dataDir: string;
  args?: readonly string[];
  env?: Record<string, string>;
}): Promise<TroupeProcess> {
  const env = { ...process.env, PORT: '0', LOG_LEVEL: 'warn', TROUPE_DATA_DIR: options.dataDir, ...options.env };
  const child = spawn(process.execPath, ['moleculer.config.ts', ...(options.args ?? [])], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const url = await upAt(child, () => printed);
  return {
    url,
    pid: child.pid!,
    output: () => printed,
    exited,
    get: async (path) => {
      const response = await fetch(new URL(path, url), { headers: operatorHeaders(options.dataDir) });
      if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
      return response.json() as never;
    },
    post: async (path, body) => {
      const response = await fetch(new URL(path, url), {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...operatorHeaders(options.dataDir) },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: await response.json() };
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
    stop: async () => {
      child.kill('SIGTERM');
      return exited;
    },
  };
}

async function upAt(child: ChildProcess, printed: () => string): Promise<string> {
  for (const deadline = Date.now() + STARTUP_MS; Date.now() < deadline; await sleep(10)) {
    const url = /Troupe is up: (http:\S+)/.exec(printed())?.[1];
    if (url !== undefined) return url;
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`the troupe did not come up: ${printed()}`);
  }
  child.kill('SIGKILL');
  throw new Error(`the troupe was not up within ${STARTUP_MS} ms: ${printed()}`);
}
