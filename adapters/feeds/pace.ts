// P1. Full speed waits for nobody but its consumer: a batch is made when it is asked for.
// P2. A paced bar is due one interval after the one before, whatever gap lies between them in the market: a weekend
//     takes one step, so a replay never stalls.
// P3. A consumer that comes late (paused, short of credit) moves the schedule; it gets no burst of what it missed.
import { type Timeframe, TIMEFRAME_MS } from '../../actors/domain/bar.ts';
import type { FeedRow } from '../../actors/ports/market-feed.ts';
import type { Clock } from '../../runtime/clock.ts';
import { ActorError } from '../../runtime/errors.ts';

/** How fast bars come; with neither, or with 0 or Infinity, as fast as they are taken. */
export interface Pace {
  /** Market time over wall time: at 60, a bar of one minute takes one second. */
  readonly speed?: number | undefined;
  readonly barsPerSecond?: number | undefined;
}

/** Wall time from one bar to the next, milliseconds; 0 for full speed. Throws FEED_MISCONFIGURED. */
export function intervalOf(pace: Pace, timeframe: Timeframe): number {
  const { speed, barsPerSecond } = pace;
  if (speed !== undefined && barsPerSecond !== undefined) {
    throw new ActorError('FEED_MISCONFIGURED', 'a feed takes speed or barsPerSecond, not both', { ...pace });
  }
  const rate = barsPerSecond ?? (speed === undefined ? 0 : (speed * 1000) / TIMEFRAME_MS[timeframe]);
  if (Number.isNaN(rate) || rate < 0) {
    const name = barsPerSecond === undefined ? 'speed' : 'barsPerSecond';
    throw new ActorError('FEED_MISCONFIGURED', `${name} must be 0 (full speed) or more, not ${rate}`, { ...pace });
  }
  return rate === 0 || rate === Infinity ? 0 : 1000 / rate;
}

/** Lateness up to which the schedule is kept and bars are caught up, milliseconds. */
const TOLERANCE_MS = 1000;

/** Hands on each row when it is due, as many at once as are due, at most `batch`; ends when `signal` aborts. */
export async function* paced(
  blocks: AsyncIterable<readonly FeedRow[]>,
  intervalMs: number,
  { batch, signal, clock }: { batch: number; signal: AbortSignal; clock: Clock },
): AsyncGenerator<readonly FeedRow[]> {
  const ended = (): boolean => signal.aborted;
  let anchor = clock.now();
  let given = 0;
  for await (const rows of blocks) {
    for (let at = 0; at < rows.length;) {
      if (ended()) return;
      let count = Math.min(batch, rows.length - at);
      if (intervalMs > 0) {
        const due = anchor + given * intervalMs;
        if (clock.now() < due) await sleepUnless(signal, due - clock.now(), clock);
        if (ended()) return;
        const now = clock.now();
        if (now - due > Math.max(TOLERANCE_MS, intervalMs)) {
          anchor = now; // P3
          given = 0;
        }
        const dueByNow = Math.floor((now - anchor) / intervalMs + 1e-9) + 1 - given;
        count = Math.min(count, Math.max(1, dueByNow));
        given += count;
      }
      yield rows.slice(at, at + count);
      at += count;
    }
  }
}

const sleepUnless = (signal: AbortSignal, delayMs: number, clock: Clock): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.setTimer(delayMs, done);
    signal.addEventListener('abort', done, { once: true });
  });
