// What many pages read by name, each answer kept for a while.
// R1. One call at a time a name: all who ask meanwhile share its answer. A failure is not kept.
// R2. With every new read the oldest that are over are let go of, and of those that are not as many as there is no room for.
// R3. What is let go of is emptied: a map whose entries come and go leaves tables behind that hold on to what was in them until the
//     next full collection, which pauses everybody (`bench -- http`).
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
  /** Undefined when it was let go of (R3). */
  answer: Promise<unknown> | undefined;
  /** Epoch milliseconds UTC. */
  readonly until: number;
}

export const keptReads = (clock: Pick<WallClock, 'now'>, most: number): KeptReads => {
  const all = new Map<string, Kept>();

  const drop = (name: string, kept: Kept | undefined): void => {
    if (kept === undefined) return;
    all.delete(name);
    kept.answer = undefined; // R3
  };

  const letGo = (now: number): void => {
    for (const [name, kept] of all) {
      if (now < kept.until && all.size <= most) return;
      drop(name, kept); // R2
    }
  };

  const read = <T>(name: string, keepMs: number, ask: () => Promise<T>): Promise<T> => {
    const now = clock.now();
    const known = all.get(name);
    if (known !== undefined && now < known.until) return known.answer as Promise<T>;
    const answer = ask();
    const kept: Kept = { answer, until: now + keepMs };
    drop(name, known); // so that the order is that of asking
    all.set(name, kept);
    answer.catch(() => {
      if (all.get(name) === kept) drop(name, kept);
    });
    letGo(now);
    return answer;
  };
  const forget = (): void => {
    for (const [name, kept] of all) drop(name, kept);
  };
  return Object.assign(read, { size: () => all.size, forget });
};
