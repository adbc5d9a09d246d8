// S1. Linux shares the time of its processors between sessions first (sched_autogroup), then within one: a process that leads a
//     session of its own, as a bound process does, steps back by its session's weight, not by its own.
import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';

/** About a third of the processor time of a process that has not stepped back, where there is too little for all. */
const NICENESS = 5;

/** Lets a process have what the others of its machine leave; where the system does not know how, it goes on as it was. */
export function stepBack(pid: number): void {
  for (const step of [
    () => setPriority(pid, NICENESS),
    () => writeFileSync(`/proc/${pid}/autogroup`, String(NICENESS)), // S1
  ])
    try {
      step();
    } catch {
      continue; // no such thing on this system, or no such process any more
    }
}
