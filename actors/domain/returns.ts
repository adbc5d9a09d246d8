const DAY_MS = 86_400_000;

/** Julian year, the unit of CAGR. */
const YEAR_MS = 365.25 * DAY_MS;

/**
 * Simple returns from day to day of an equity curve: the last equity of each UTC day over that of the day before, the first
 * day over `initialEquity`. A point at midnight closes the day that ends; days without a point are no days.
 * Null when an equity is zero or less, since what follows has no return.
 *
 * `times` are epoch milliseconds UTC, ascending, one a point.
 */
export function dailyReturns(equity: Float64Array, times: Float64Array, initialEquity: number): Float64Array | null {
  if (!(initialEquity > 0)) return null;
  let days = 0;
  let previousDay = NaN;
  for (let index = 0; index < times.length; index++) {
    const day = dayOf(times[index] as number);
    if (day !== previousDay) days++;
    previousDay = day;
  }
  const returns = new Float64Array(days);
  let before = initialEquity;
  let filled = 0;
  for (let index = 0; index < times.length; index++) {
    const isLastOfDay =
      index + 1 === times.length || dayOf(times[index + 1] as number) !== dayOf(times[index] as number);
    if (!isLastOfDay) continue;
    const value = equity[index] as number;
    if (!(value > 0)) return null;
    returns[filled++] = value / before - 1;
    before = value;
  }
  return returns;
}

/**
 * Mean ÷ sample standard deviation of the returns × √periodsPerYear, risk-free rate 0; null below two returns or without
 * deviation. Sharpe (1994), The Sharpe Ratio.
 */
export function sharpeRatio(returns: Float64Array, periodsPerYear: number): number | null {
  const mean = meanOf(returns);
  const deviation = sampleDeviation(returns, mean);
  return deviation === null ? null : (mean / deviation) * Math.sqrt(periodsPerYear);
}

/**
 * Mean ÷ downside deviation × √periodsPerYear, where the downside is the root of the mean, over all returns, of the squares
 * of those below 0; null below two returns or without a loss. Sortino & Price (1994).
 */
export function sortinoRatio(returns: Float64Array, periodsPerYear: number): number | null {
  if (returns.length < 2) return null;
  let squares = 0;
  for (const value of returns) if (value < 0) squares += value * value;
  const downside = Math.sqrt(squares / returns.length);
  return downside === 0 ? null : (meanOf(returns) / downside) * Math.sqrt(periodsPerYear);
}

/**
 * Compound growth a year of 365.25 days, a fraction; null for a span under a day, for equity at or below zero, and where
 * the figure is beyond a number.
 */
export function annualGrowth(initialEquity: number, finalEquity: number, spanMs: number): number | null {
  if (!(spanMs >= DAY_MS) || !(initialEquity > 0) || !(finalEquity > 0)) return null;
  const growth = (finalEquity / initialEquity) ** (YEAR_MS / spanMs) - 1;
  return Number.isFinite(growth) ? growth : null;
}

/** Zero for none. */
export function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return values.length === 0 ? 0 : sum / values.length;
}

/** Over n − 1; null below two values, and when the values differ by no more than rounding. */
export function sampleDeviation(values: Float64Array, mean: number): number | null {
  if (values.length < 2) return null;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  const deviation = Math.sqrt(squares / (values.length - 1));
  return deviation <= ROUNDING * Math.max(1, Math.abs(mean)) ? null : deviation;
}

/** Returns are quotients near 1 less 1, so equal ones can differ by a few units of 2⁻⁵². */
const ROUNDING = 1e-15;

const dayOf = (time: number): number => Math.floor((time - 1) / DAY_MS);
