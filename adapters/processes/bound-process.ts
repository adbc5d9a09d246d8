// A child process whose life is bound to its parent's, and to nothing else of it.
// C1. However the parent ends, SIGKILL included, the child gets `orphanSignal`: from the kernel where setpriv is (Linux),
//     elsewhere from a shell that waits for the end of a pipe which the parent alone holds open.
// C2. It leads a session of its own: Ctrl-C in the terminal reaches the parent only, which then stops its children in its own order.
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Readable } from 'node:stream';

const SETPRIV = '/usr/bin/setpriv';

export type BoundProcess = ChildProcessByStdio<null, Readable, Readable>;

export interface BoundCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** What reaches it when its parent is no more. */
  readonly orphanSignal: NodeJS.Signals;
  readonly user?: { readonly uid: number; readonly gid: number };
  readonly cwd?: string;
  /** Its whole environment; its parent's when absent. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the command with its output piped here. `setpriv` is where that program is looked for. */
export function spawnBound(bound: BoundCommand, setpriv = SETPRIV): BoundProcess {
  const { command, args, orphanSignal, user, cwd, env } = bound;
  const options = {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'],
    ...user,
    ...(cwd !== undefined && { cwd }),
    ...(env !== undefined && { env }),
  };
  const signal = orphanSignal.replace('SIG', '');
  if (existsSync(setpriv)) return spawn(setpriv, ['--pdeathsig', signal, '--', command, ...args], options);
  const child = spawn(command, args, options);
  if (child.pid !== undefined) guard(child, child.pid, signal);
  return child;
}

function guard(child: BoundProcess, pid: number, signal: string): void {
  const script = 'read -r _; kill -s "$1" "$2"';
  const guardian = spawn('/bin/sh', ['-c', script, 'sh', signal, String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.once('exit', () => guardian.kill('SIGKILL'));
}
