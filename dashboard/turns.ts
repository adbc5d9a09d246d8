// What may wait is done one at a time between what comes in, so that no request waits for more than one of them.
// T1. Between two of them the loop goes round once: what has come in meanwhile is answered first.
// T2. They are done in the order in which they were asked for.

/** Takes turns. */
export interface Turns {
  /** Does this when it is its turn; it must not throw. */
  soon(work: () => void): void;
  /** Resolves when it is the asker's turn. */
  next(): Promise<void>;
}

export const turns = (): Turns => {
  const waiting = new Set<() => void>();
  const goOn = (): void => {
    const [work] = waiting; // T2
    if (work === undefined) return;
    waiting.delete(work);
    if (waiting.size > 0) setImmediate(goOn); // T1
    work();
  };
  const soon = (work: () => void): void => {
    waiting.add(work);
    if (waiting.size === 1) setImmediate(goOn);
  };
  return { soon, next: () => new Promise((resolve) => soon(resolve)) };
};
