import { problemOf } from './problem.ts';

/** What a page read, or why it cannot just now: one part that fails leaves the others. */
export type Read<T> = { readonly value: T } | { readonly failure: string };

export const readOr = <T>(reading: Promise<T>): Promise<Read<T>> =>
  reading.then(
    (value) => ({ value }),
    (error: unknown) => ({ failure: problemOf(error).detail }),
  );
