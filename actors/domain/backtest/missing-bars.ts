// G1. Around the clock every hole between two bars is missing. A market of sessions closes for nights, weekends and holidays, which
//     nobody has told us of: only what is longer than its longest usual closing is.
import type { PeriodBasis } from '../instrument.ts';

const DAY_MS = 86_400_000;
/** From the last close before a weekend to the first open after it, with a holiday at one end. */
const LONGEST_CLOSING_MS = 4 * DAY_MS;

/** Time that no bar covers, ISO 8601 UTC: from the close of the last bar before it to the open of the first after it. */
export interface MissingRange {
  readonly from: string;
  readonly to: string;
  /** How many bars of the timeframe would fit. */
  readonly bars: number;
}

interface Span {
  readonly openTime: number;
  readonly closeTime: number;
}

/** What was asked for, epoch milliseconds UTC; null: from the first bar, to the last. */
export interface AskedRange {
  readonly from: number | null;
  readonly to: number | null;
}

/** Every hole in bars that are in order, those before the first and after the last of what was asked for among them. */
export function missingRanges(
  bars: readonly Span[],
  { timeframeMs, basis, asked }: { timeframeMs: number; basis: PeriodBasis; asked: AskedRange },
): MissingRange[] {
  const [first, last] = [bars[0], bars.at(-1)];
  if (first === undefined || last === undefined) return [];
  const usual = basis === 'sessions' ? Math.max(LONGEST_CLOSING_MS, timeframeMs) : 0;
  const found: MissingRange[] = [];
  const look = (from: number, to: number): void => {
    const count = Math.floor((to - from) / timeframeMs);
    if (to - from > usual && count > 0) found.push({ from: iso(from), to: iso(to), bars: count });
  };
  look(asked.from ?? first.openTime, first.openTime);
  let closed = first.closeTime;
  for (const bar of bars) {
    if (bar.openTime > closed) look(closed, bar.openTime); // G1
    closed = bar.closeTime;
  }
  look(last.closeTime, asked.to ?? last.closeTime);
  return found;
}

const iso = (epochMs: number): string => new Date(epochMs).toISOString();
