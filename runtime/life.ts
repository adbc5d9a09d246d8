// P1. What was started is undone backwards, each step whatever became of the others.
import { errorMessage } from './errors.ts';

/** One process's life: how to undo what it started, and how to say that it cannot go on. */
export interface Life {
  /** Undoes one thing that was started. */
  readonly onEnd: (close: () => Promise<void> | void) => void;
  readonly fail: (error: Error) => void;
}

/**
 * Starts something, says on stderr what `start` resolves with, and runs until SIGINT, SIGTERM or a failure; then undoes what
 * was started. Answers the process's exit code.
 */
export async function live(name: string, start: (life: Life) => Promise<string>): Promise<number> {
  const closings: (() => Promise<void> | void)[] = [];
  const failure = Promise.withResolvers<Error>();
  const signalled = new Promise<undefined>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(undefined));
  });
  const say = (text: string): boolean => process.stderr.write(`${text}\n`);
  try {
    const starting = start({ onEnd: (close) => closings.push(close), fail: failure.resolve });
    starting.catch(() => undefined); // heard below, unless a signal came first
    const up = await Promise.race([starting, signalled]);
    if (up === undefined) return 0;
    say(`\n  ${up}\n`);
    const error = await Promise.race([signalled, failure.promise]);
    if (error !== undefined) say(`${name}: ${error.message}`);
    return error === undefined ? 0 : 1;
  } catch (error) {
    say(`${name}: ${errorMessage(error)}`);
    return 1;
  } finally {
    for (const close of closings.reverse()) {
      try {
        await close(); // P1
      } catch (error) {
        say(`${name}: while going down: ${errorMessage(error)}`);
      }
    }
  }
}
