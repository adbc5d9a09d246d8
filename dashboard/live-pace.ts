// How often open pages are looked at again.
// P1. Requests go before looks: while the process is busy, looks of all pages become rarer, evenly, until it is not; when it is idle
//     they are as frequent as can be. So it answers in time however many pages are open, whatever a look of them costs.
// P2. No page waits longer than SLOWEST gaps: 15 s.
import { type EventLoopUtilization, performance } from 'node:perf_hooks';
import type { WallClock } from './face.ts';

export interface LivePace {
  /** Least milliseconds between two looks of one page. */
  gapMs(): number;
  /** Milliseconds until a page is looked at when nothing was said to have changed. */
  tickMs(): number;
}

const GAP_MS = 250;
const TICK_MS = 1_000;
const MEASURED_MS = 500;
/** Share of the time that the process may be busy before looks become rarer, and below which they become more frequent. */
const BUSY = 0.5;
const CALM = 0.35;
const SLOWER = 1.6;
const FASTER = 0.85;
const SLOWEST = 60;

/** A pace by how busy the process is; `busyShare` says how busy since it was asked last, from 0 to 1. */
export const livePace = (clock: Pick<WallClock, 'now'>, busyShare: () => number = loopShare()): LivePace => {
  let factor = 1;
  let measuredAt = clock.now();
  const factorNow = (): number => {
    if (Math.abs(clock.now() - measuredAt) < MEASURED_MS) return factor;
    measuredAt = clock.now();
    const busy = busyShare();
    if (busy > BUSY) factor = Math.min(SLOWEST, factor * SLOWER);
    else if (busy < CALM) factor = Math.max(1, factor * FASTER);
    return factor;
  };
  return { gapMs: () => GAP_MS * factorNow(), tickMs: () => Math.max(TICK_MS, GAP_MS * factorNow()) };
};

/** How much of the time this thread's loop had something to do. */
const loopShare = (): (() => number) => {
  let last: EventLoopUtilization = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    return utilization;
  };
};
