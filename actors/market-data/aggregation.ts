// A1. A bucket is aligned to UTC: it begins at a multiple of its timeframe since 1970-01-01T00:00Z.
// A2. A bar belongs to the bucket that it closes in, so no aggregate knows anything from after its own close.
// A3. A bucket is given out once: when a bar closes at its end, or when a later bar belongs to another bucket. What is
//     still open when a feed ends is never given out, since more of it may come.
// A4. Each timeframe is made of the base bars directly, O(1) a bar. Volume is summed in order as plain numbers: exact
//     while sums are whole and below 2^53, else to n · 2^-53 of the sum, and the same in every replay.
import { type Bar, TIMEFRAME_MS, type Timeframe } from '../domain/bar.ts';

/** The open bucket of one timeframe; plain JSON. */
export interface Bucket {
  readonly timeframe: Timeframe;
  open: Bar | null;
}

/** One open bucket a timeframe; plain JSON. */
export type Aggregation = Bucket[];

export interface Aggregate {
  readonly timeframe: Timeframe;
  readonly bar: Bar;
}

/** Buckets for these timeframes, finest first. */
export const aggregationOf = (timeframes: readonly Timeframe[]): Aggregation =>
  [...timeframes].sort((a, b) => TIMEFRAME_MS[a] - TIMEFRAME_MS[b]).map((timeframe) => ({ timeframe, open: null }));

/** Adds a base bar, which follows all bars added before, and returns the bars it completes, oldest first per timeframe. */
export function aggregate(state: Aggregation, bar: Bar): Aggregate[] {
  const completed: Aggregate[] = [];
  for (const bucket of state) {
    const { timeframe } = bucket;
    const timeframeMs = TIMEFRAME_MS[timeframe];
    const openTime = Math.floor((bar.closeTime - 1) / timeframeMs) * timeframeMs; // A2
    if (bucket.open !== null && bucket.open.openTime !== openTime) {
      completed.push({ timeframe, bar: bucket.open });
      bucket.open = null;
    }
    bucket.open =
      bucket.open === null ? { ...pick(bar), openTime, closeTime: openTime + timeframeMs } : merge(bucket.open, bar);
    if (bar.closeTime >= bucket.open.closeTime) {
      completed.push({ timeframe, bar: bucket.open });
      bucket.open = null;
    }
  }
  return completed;
}

const pick = ({ open, high, low, close, volume }: Bar): Omit<Bar, 'openTime' | 'closeTime'> => ({
  open,
  high,
  low,
  close,
  volume,
});

const merge = (into: Bar, bar: Bar): Bar => ({
  ...into,
  high: Math.max(into.high, bar.high),
  low: Math.min(into.low, bar.low),
  close: bar.close,
  volume: into.volume + bar.volume,
});
