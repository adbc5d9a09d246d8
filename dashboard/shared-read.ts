import type { WallClock } from './face.ts';

/** A read that many askers share: one call at a time, its answer kept for `keepMs`. */
export interface SharedRead<T> {
  (): Promise<T>;
  /** Makes the next asker read anew. */
  forget(): void;
}

export const sharedRead = <T>(clock: WallClock, keepMs: number, read: () => Promise<T>): SharedRead<T> => {
  let underWay: Promise<T> | undefined;
  let askedAt = -Infinity;
  const ask = (): Promise<T> => {
    if (underWay && clock.now() - askedAt < keepMs) return underWay;
    askedAt = clock.now();
    const mine = read();
    underWay = mine;
    // A failure is not kept.
    mine.catch(() => {
      if (underWay === mine) underWay = undefined;
    });
    return mine;
  };
  return Object.assign(ask, {
    forget: () => {
      underWay = undefined;
    },
  });
};
