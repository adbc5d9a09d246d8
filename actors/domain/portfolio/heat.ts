import type { Holding, Valuation } from './valuation.ts';

/**
 * Portfolio heat: what is lost from here when every stop is hit at its price, ÷ equity; 0.15 is 15 %. A holding without a
 * usable stop counts `withoutStop` of its value, by default all; one whose stop is beyond its price counts nothing.
 * Null when equity is unknown or not above zero: then nobody may add risk. Gaps past a stop are not in it. Source of the
 * term: Seykota & Druz (1993), Determining Optimal Risk, Technical Analysis of Stocks & Commodities.
 */
export function portfolioHeat(valuation: Valuation, equity: number | null, withoutStop = 1): number | null {
  if (equity === null || !(equity > 0)) return null;
  const { holdings, values } = valuation;
  let atRisk = 0;
  for (let index = 0; index < holdings.length; index++) {
    atRisk += lossToStop(holdings[index]!, values[index]!, withoutStop);
  }
  return atRisk / equity;
}

/** Value × (price − stop) ÷ price: for a short both factors are negative. */
function lossToStop({ price, stop }: Holding, value: number, withoutStop: number): number {
  if (value === 0) return 0;
  if (stop == null || !(stop > 0 && stop < Infinity)) return Math.abs(value) * withoutStop;
  return Math.max(0, value * (1 - stop / price));
}
