import type { Clock } from '../clock.ts';
import { errorType } from '../errors.ts';
import type { ActorStore } from '../ports/actor-store.ts';
import type { DeadLetters } from '../ports/dead-letters.ts';

const FIRST_MS = 50;
const LONGEST_MS = 1_000;

/** Repeats `attempt` while the database is away, for as long as `wanted` says. */
export async function untilAvailable<Value>(
  clock: Clock,
  attempt: () => Promise<Value>,
  wanted: () => boolean = () => true,
): Promise<Value> {
  for (let delayMs = FIRST_MS; ; delayMs = Math.min(delayMs * 2, LONGEST_MS)) {
    try {
      return await attempt();
    } catch (error) {
      if (errorType(error) !== 'STORE_UNAVAILABLE' || !wanted()) throw error;
      await clock.sleep(delayMs);
    }
  }
}

/** A store whose callers wait while the database is away: nobody orders, nobody crashes, all resume by themselves. */
export const patientStore = (store: ActorStore, clock: Clock, wanted: () => boolean): ActorStore => ({
  commit: (unit) => untilAvailable(clock, () => store.commit(unit), wanted),
  recover: (actors) => untilAvailable(clock, () => store.recover(actors), wanted),
  read: (stream, after, limit) => untilAvailable(clock, () => store.read(stream, after, limit), wanted),
});

export const patientLetters = (letters: DeadLetters, clock: Clock, wanted: () => boolean): DeadLetters => ({
  put: (letter) => untilAvailable(clock, () => letters.put(letter), wanted),
  setAside: (actors) => untilAvailable(clock, () => letters.setAside(actors), wanted),
});
