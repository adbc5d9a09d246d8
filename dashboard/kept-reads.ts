// What many pages read by name, each answer kept for a while.
// R1. One call at a time a name: all who ask meanwhile share its answer. A failure is not kept.
// R2. With every new read the oldest that are over are let go of, and of those that are not as many as there is no room for.
import type { WallClock } from './face.ts';

export interface KeptReads {
  /** The answer to `name` that is kept, or what `ask` says, which is kept for `keepMs`. */
  <T>(name: string, keepMs: number, ask: () => Promise<T>): Promise<T>;
  /** How many are kept. */
  size(): number;
  /** Makes all be asked anew. */
  forget(): void;
}

interface Kept {
  readonly answer: Promise<unknown>;
  /** Epoch milliseconds UTC. */
  readonly until: number;
}

export const keptReads = (clock: Pick<WallClock, 'now'>, most: number): KeptReads => {
  const all = new Map<string, Kept>();

  const letGo = (now: number): void => {
    for (const [name, { until }] of all) {
      if (now < until && all.size <= most) return;
      all.delete(name); // R2
    }
  };

  const read = <T>(name: string, keepMs: number, ask: () => Promise<T>): Promise<T> => {
    const now = clock.now();
    const known = all.get(name);
    if (known !== undefined && now < known.until) return known.answer as Promise<T>;
    const answer = ask();
    const kept: Kept = { answer, until: now + keepMs };
    all.delete(name); // so that the order is that of asking
    all.set(name, kept);
    answer.catch(() => {
      if (all.get(name) === kept) all.delete(name);
    });
    letGo(now);
    return answer;
  };
  return Object.assign(read, { size: () => all.size, forget: () => all.clear() });
};
