import type { ReturnWindow } from './return-window.ts';

/**
 * What today's values would have gained in each of the last `count` rows, Σ value × (eʳ − 1), account currency, oldest
 * first. Exchange rates are today's: a position in another currency is taken as paid in that currency, so that only its
 * profit is converted.
 */
export function pnlSeries(
  window: ReturnWindow,
  values: Iterable<readonly [symbol: string, value: number]>,
  count: number,
): Float64Array {
  const pnl = new Float64Array(count);
  for (const [symbol, value] of values) {
    const returns = window.returnsOf(symbol, count);
    for (let row = 0; row < count; row++) pnl[row]! += value * Math.expm1(returns[row]!);
  }
  return pnl;
}
