import { pnlSeries } from '../../domain/portfolio/pnl-series.ts';
import { normalOf, parametricRisk } from '../../domain/portfolio/parametric.ts';
import { SAMPLE } from '../../domain/portfolio/correlation.ts';
import type { SymbolValue } from '../../domain/portfolio/valuation.ts';
import type { AccountState } from '../account-state.ts';
import { LEAST_RETURNS } from './watch-state.ts';

const DAY_MS = 86_400_000;
const CONFIDENCE = 0.95;

/**
 * Loss of a day, in account currency, that 95 % of days do not exceed: of a normal distribution with a mean of 0 and the
 * deviation of what these values would have gained in each of the whole periods that are known. Null below the least of those.
 */
export function valueAtRiskOf(
  { watch: { returns } }: AccountState,
  values: readonly Pick<SymbolValue, 'symbol' | 'value'>[],
): number | null {
  const held = values.filter(({ value }) => value !== 0);
  if (held.length === 0) return 0;
  const count = returns.commonCount(held.map(({ symbol }) => symbol));
  if (count < LEAST_RETURNS) return null;
  const pnl = pnlSeries(
    returns,
    held.map(({ symbol, value }) => [symbol, value] as const),
    count,
  );
  const deviation = normalOf(pnl, SAMPLE)!.deviation * Math.sqrt(DAY_MS / returns.periodMs);
  return parametricRisk({ mean: 0, deviation }, [CONFIDENCE])[0]!.valueAtRisk;
}
