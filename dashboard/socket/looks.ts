// One reader looks at one thing again and again: soon after it was stirred, and now and then in any case.
import type { Log, WallClock } from '../face.ts';

export interface Looks {
  stir(): void;
  stop(): void;
}

const GAP_MS = 250;
const TICK_MS = 1_000;
/** A look that takes long is made rarely: it may take up this part of the time. */
const SHARE = 0.1;

/** Looks one at a time; a look that fails is logged once, and made again. */
export const looks = (deps: {
  readonly look: () => Promise<void>;
  readonly clock: WallClock;
  readonly log: Log;
  readonly name: string;
}): Looks => {
  const { look, clock, log, name } = deps;
  let stopped = false;
  let isLooking = false;
  /** Not empty when something may have changed since the last look began. */
  const stirred = new Set<'yes'>();
  let isFailing = false;
  let lookedAt = clock.now();
  let gapMs = GAP_MS;
  let cancelNext = (): void => {};

  const once = async (): Promise<void> => {
    isLooking = true;
    stirred.delete('yes');
    lookedAt = clock.now();
    try {
      await look();
      isFailing = false;
    } catch (error) {
      if (!isFailing) log.warn({ err: error, topic: name }, 'a topic cannot be read');
      isFailing = true;
    }
    gapMs = Math.max(GAP_MS, (clock.now() - lookedAt) / SHARE);
    isLooking = false;
    if (!stopped) next(stirred.size > 0 ? gapMs : Math.max(TICK_MS, gapMs));
  };

  const next = (waitMs: number): void => {
    cancelNext();
    cancelNext = clock.setTimer(waitMs, () => void once());
  };

  next(GAP_MS);
  return {
    stir: () => {
      if (stopped || stirred.size > 0) return;
      stirred.add('yes');
      if (!isLooking) next(Math.max(0, lookedAt + gapMs - clock.now()));
    },
    stop: () => {
      stopped = true;
      cancelNext();
    },
  };
};
