// The scale of a round: follower quantity per provider quantity, fixed when the round opens for the follower.
// A1. Nothing is converted silently: values in account currency are quantity × price × rate.
// A2. A figure that is not known, or not above zero, gives SIZE_UNKNOWN and never a guess.
import { decimal, type Decimal, isAboveZero } from '../decimal.ts';
import { normalQuantile } from '../portfolio/normal.ts';
import type { ProviderBook } from './copy-entry.ts';
import type { CopySettings } from './copy-settings.ts';

export interface ScaleInput {
  readonly book: Pick<ProviderBook, 'quantity' | 'opening' | 'equity'>;
  /** Of the follower, in its account's currency. */
  readonly ownEquity: Decimal;
  /** The follower's own, in the quote currency of its instrument. */
  readonly price: Decimal;
  /** Account currency for one unit of the instrument's quote currency; 1 where they are the same. */
  readonly rate: Decimal;
  /** The follower's account currency for one unit of the provider's; absent where they are the same. */
  readonly providerRate?: Decimal;
  /** Standard deviation of daily returns of the follower's instrument, 0.02 is 2 %; null until it is known. */
  readonly volatility: number | null;
}

/**
 * Follower quantity per provider quantity, above zero; SIZE_UNKNOWN where the mode needs what nobody knows.
 * Modes that say what a round opens with are divided by the provider's opening: its order where the book tells it, and never
 * less than it holds, so partial fills sum up to one opening.
 * Value at risk: z(95 %) × σ × value, parametric with mean 0 over one day; the risk of the currency is left out.
 * Source: Jorion, Value at Risk (2007), ch. 5; z = 1.6448536… by `normalQuantile`.
 */
export function scaleFor(
  { allocation }: Pick<CopySettings, 'allocation'>,
  input: ScaleInput,
): Decimal | 'SIZE_UNKNOWN' {
  const { book, ownEquity, volatility } = input;
  switch (allocation.kind) {
    case 'equity_ratio': {
      const theirs = book.equity.mul(input.providerRate ?? 1);
      return ratio(ownEquity.mul(allocation.multiplier), theirs);
    }
    case 'fixed_ratio':
      return allocation.ratio;
    case 'fixed_quantity':
      return ratio(allocation.quantity, openingOf(book));
    case 'fixed_notional':
      return byValue(allocation.notional, input);
    case 'percent_of_equity':
      return byValue(percentOf(allocation.percent, ownEquity), input);
    case 'var_target':
      if (volatility === null || !(volatility > 0) || !Number.isFinite(volatility)) return 'SIZE_UNKNOWN';
      return byValue(percentOf(allocation.percent, ownEquity).div(decimal(volatility).mul(Z_95)), input);
  }
}

/** Quantile of a one-sided confidence of 95 %. */
const Z_95 = decimal(normalQuantile(0.95));

const percentOf = (percent: Decimal, equity: Decimal): Decimal => equity.mul(percent).div(100);

const byValue = (value: Decimal, { price, rate, book }: ScaleInput): Decimal | 'SIZE_UNKNOWN' =>
  ratio(value, price.mul(rate).mul(openingOf(book)));

const ratio = (part: Decimal, whole: Decimal): Decimal | 'SIZE_UNKNOWN' =>
  isAboveZero(part) && isAboveZero(whole) ? part.div(whole) : 'SIZE_UNKNOWN';

/** What the round opens with, unsigned. */
function openingOf({ quantity, opening }: ScaleInput['book']): Decimal {
  const held = quantity.abs();
  const isOfRound = opening !== undefined && opening.isNegative() === quantity.isNegative();
  return isOfRound && opening.abs().gt(held) ? opening.abs() : held;
}
