/** What a month brought. */
export interface MonthlyReturn {
  /** UTC, `YYYY-MM`. */
  readonly month: string;
  /** Last equity of the month over that of the month before, or over the initial equity, − 1; null from an equity of zero or less on. */
  readonly fraction: number | null;
}

/**
 * Returns by calendar month (UTC) of an equity curve, oldest first; a point at midnight closes the month before, and a month without a
 * point is none. `times` are epoch milliseconds UTC, ascending, one a point.
 */
export function monthlyReturns(equity: Float64Array, times: Float64Array, initialEquity: number): MonthlyReturn[] {
  const last = new Map<string, number>();
  for (const [index, time] of times.entries()) last.set(monthOf(time), equity[index]!);
  let before = initialEquity;
  return Array.from(last, ([month, value]) => {
    const fraction = before > 0 && value > 0 ? value / before - 1 : null;
    before = value;
    return { month, fraction };
  });
}

const monthOf = (time: number): string => new Date(time - 1).toISOString().slice(0, 7);
