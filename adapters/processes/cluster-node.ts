// A node of Troupe as a child process: `<script> node --role worker|gateway`.
// N1. It sees the environment that is given here and nothing else, so a cluster does the same from every shell.
// N2. It is ready when it says so on stderr; the address in that line, if any, is where it serves.
// N3. A gateway shares its machine with workers: orders go before pages.
import { startServerProcess, type ProcessOutput, type ServerProcess } from './server-process.ts';
import { stepBack } from './step-back.ts';

export type NodeRole = 'worker' | 'gateway';

export interface ClusterNode extends ServerProcess {
  /** Where it serves its pages or metrics, as it said itself. */
  readonly address: string | undefined;
}

export interface ClusterNodeOptions extends ProcessOutput {
  readonly name: string;
  readonly role: NodeRole;
  /** Path of the composition root. */
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  /** How long it may take to hand its actors over; 30 s unless told. */
  readonly stopTimeoutMs?: number;
}

const READY = /Troupe (node )?is up: /;
const ADDRESS = /https?:\/\/[^\s)]+/;
/** A node that takes over thousands of actors reads them all before it says so. */
const READY_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 30_000;
/**
 * A bar for thousands of actors makes more short-lived objects than V8 keeps room for of its own accord: megabytes. What a
 * gateway shows is replaced every second; what outlives its young space costs its readers a pause.
 */
const YOUNG_SPACE_MB: Readonly<Record<NodeRole, number>> = { worker: 32, gateway: 128 };

/** Starts the node; resolves when it is ready. */
export async function startClusterNode(options: ClusterNodeOptions): Promise<ClusterNode> {
  const { role, script, ...node } = options;
  const server = await startServerProcess({
    stopTimeoutMs: STOP_TIMEOUT_MS,
    ...node,
    command: process.execPath,
    args: [`--max-semi-space-size=${YOUNG_SPACE_MB[role]}`, script, 'node', '--role', role],
    ready: READY,
    readyTimeoutMs: READY_TIMEOUT_MS,
  });
  if (role === 'gateway') stepBack(server.pid); // N3
  return { ...server, address: ADDRESS.exec(server.readyLine)?.[0] };
}
