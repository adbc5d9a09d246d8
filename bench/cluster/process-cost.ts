// What processes of this machine have used, as /proc tells (proc(5)).
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Clock ticks a second, on every Linux that Node runs on. */
const TICKS = 100;

/** Resident bytes of a process. */
export function residentBytes(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1_024;
}

/** Each process with all below it, also those that ended meanwhile; percent of one core over `ms`. */
export async function cpuPercent<Name extends string>(
  parts: Readonly<Record<Name, readonly number[]>>,
  ms: number,
): Promise<Record<Name, number>> {
  const names = Object.keys(parts) as Name[];
  const used = (): number[] => names.map((name) => parts[name].reduce((sum, pid) => sum + cpuSeconds(pid), 0));
  const before = used();
  const from = performance.now();
  await sleep(ms);
  const seconds = (performance.now() - from) / 1_000;
  const after = used();
  return Object.fromEntries(
    names.map((name, index) => [name, ((after[index]! - before[index]!) / seconds) * 100]),
  ) as Record<Name, number>;
}

/** The process that this one was started by. */
export const parentOf = (pid: number): number => Number(statOf(pid)![1]);

function cpuSeconds(pid: number): number {
  // One that has just ended has handed its time to its parent.
  const [utime = 0, stime = 0, ended = 0, endedInKernel = 0] = (statOf(pid) ?? []).slice(11, 15).map(Number);
  const own = (utime + stime + ended + endedInKernel) / TICKS;
  return childrenOf(pid).reduce((sum, child) => sum + cpuSeconds(child), own);
}

function childrenOf(parent: number): number[] {
  const pids = readdirSync('/proc').flatMap((entry) => (/^\d+$/.test(entry) ? [Number(entry)] : []));
  return pids.filter((pid) => Number(statOf(pid)?.[1]) === parent);
}

/** The fields from the state on; undefined when the process has gone. */
function statOf(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
