import { correlation } from '../../domain/portfolio/correlation.ts';
import type { Valuation } from '../../domain/portfolio/valuation.ts';
import type { MetricReading } from '../../domain/risk/rule-evaluation.ts';
import type { AccountState } from '../account-state.ts';
import { LEAST_RETURNS } from './watch-state.ts';

/** Most symbols whose pairs are looked at, the largest positions first. */
const MOST_SYMBOLS = 64;

/** Correlation of two symbols over the whole periods they have in common; null below the least. */
export function correlationOf({ watch: { returns } }: AccountState, a: string, b: string): number | null {
  return returns.commonCount([a, b]) < LEAST_RETURNS ? null : correlation(returns, a, b);
}

/**
 * How each pair of positions moves together: a short of what moves alike moves against. The input `smaller` is the symbol of
 * the smaller of the two, by value.
 */
export function correlationReadings(state: AccountState, { bySymbol }: Valuation): MetricReading[] {
  const held = [...bySymbol.values()]
    .filter(({ value }) => value !== 0)
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value) || (a.symbol < b.symbol ? -1 : 1))
    .slice(0, MOST_SYMBOLS);
  const readings: MetricReading[] = [];
  for (const [index, larger] of held.entries()) {
    for (const smaller of held.slice(index + 1)) {
      const measured = correlationOf(state, larger.symbol, smaller.symbol);
      if (measured === null) continue;
      readings.push({
        of: [larger.symbol, smaller.symbol].sort().join(' | '),
        value: larger.value > 0 === smaller.value > 0 ? measured : -measured,
        inputs: {
          smaller: smaller.symbol,
          smallerValue: smaller.value,
          larger: larger.symbol,
          largerValue: larger.value,
        },
      });
    }
  }
  return readings;
}
