// Small portfolios and windows of returns for the tests of this folder.
import fc from 'fast-check';
import { decimal } from '../../../../actors/domain/decimal.ts';
import { ReturnWindow } from '../../../../actors/domain/portfolio/return-window.ts';
import { valuationOf, type Holding, type Rate, type Valuation } from '../../../../actors/domain/portfolio/valuation.ts';

/** What every property of this folder is tried with. */
export const RUNS = { seed: 1, numRuns: 10_000 } as const;

type Overrides = Omit<Partial<Holding>, 'quantity'> & { quantity?: number | string };

/** 10 of ACME at 100 USD unless told otherwise. */
export const aHolding = ({ quantity = 10, ...rest }: Overrides = {}): Holding => ({
  symbol: 'ACME',
  price: 100,
  quoteCurrency: 'USD',
  ...rest,
  quantity: decimal(quantity),
});

/** The account is in USD, and one unit of any other currency is worth two. */
export const rate: Rate = (currency) => (currency === 'USD' ? 1 : 2);

export function valued(holdings: readonly Holding[], of: Rate = rate): Valuation {
  const valuation = valuationOf(holdings, of);
  if ('unvalued' in valuation) throw new Error(`no value of ${valuation.unvalued.join(' ')}`);
  return valuation;
}

/** A window in which each symbol has exactly these log returns (to rounding), a row a millisecond. */
export function windowOf(returns: Readonly<Record<string, readonly number[]>>): ReturnWindow {
  const length = Math.max(1, ...Object.values(returns).map((list) => list.length));
  const window = new ReturnWindow({ length });
  for (const [symbol, list] of Object.entries(returns)) {
    let logarithm = 0;
    window.push(symbol, 0, 1);
    list.forEach((value, index) => {
      logarithm += value;
      window.push(symbol, index + 1, Math.exp(logarithm));
    });
  }
  return window;
}

/** Daily returns in hundredths of a per cent, up to 20 % either way. */
const aReturn = fc.integer({ min: -2_000, max: 2_000 }).map((steps) => steps / 10_000);

export const returnsOf = (count: number) => fc.array(aReturn, { minLength: count, maxLength: count });

/** Several series of returns, all as long. */
export const returnSeries = (series: number, { min = 2, max = 30 } = {}) =>
  fc.integer({ min, max }).chain((count) => fc.array(returnsOf(count), { minLength: series, maxLength: series }));

export const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);
