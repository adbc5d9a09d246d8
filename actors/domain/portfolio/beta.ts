import { momentsOf, SAMPLE, varies, type Weighting } from './correlation.ts';
import type { ReturnWindow } from './return-window.ts';

/**
 * Beta of a symbol: covariance with the benchmark ÷ variance of the benchmark, of log returns over their common rows.
 * Null below two of them or where the benchmark does not vary. Source: Sharpe (1964), Journal of Finance 19, 425–442.
 */
export function beta(
  window: ReturnWindow,
  symbol: string,
  benchmark: string,
  weighting: Weighting = SAMPLE,
): number | null {
  const moments = momentsOf(window, symbol, benchmark, weighting);
  if (moments === null || !varies(moments.varianceB)) return null;
  return moments.covariance / moments.varianceB;
}

/**
 * Beta of the portfolio's equity: Σ value × beta ÷ equity, values signed and in account currency. Null when equity is
 * unknown or not above zero, or a symbol that is held has no beta.
 */
export function portfolioBeta(
  window: ReturnWindow,
  values: Iterable<readonly [symbol: string, value: number]>,
  benchmark: string,
  equity: number | null,
  weighting: Weighting = SAMPLE,
): number | null {
  if (equity === null || !(equity > 0)) return null;
  let moved = 0;
  for (const [symbol, value] of values) {
    if (value === 0) continue;
    const ofSymbol = beta(window, symbol, benchmark, weighting);
    if (ofSymbol === null) return null;
    moved += value * ofSymbol;
  }
  return moved / equity;
}
