// H1. A mark is an amount of equity: what it stands above is profit that has been paid for, or money paid in.
// H2. Money paid in or out moves the mark by itself, so neither makes a profit nor hides a loss.
// H3. The mark rises only where the performance fee is charged: rising in between it would swallow profit nobody was paid for.
// H4. No fee reaches below the mark, rounded as it is: a fee of half a cent or more is of a profit of a cent or more (rate ≤ 0.5);
//     nor below zero, where more was paid out than the mark was.
import { Decimal, ZERO } from '../decimal.ts';
import { toCent, wholeCents } from './cent.ts';

/** What a performance fee is worked out from; amounts in one currency. */
export interface Performance {
  /** Fraction of the profit, 0 to 0.5. */
  readonly rate: Decimal;
  /** After the other fees of the day. */
  readonly equity: Decimal;
  readonly mark: Decimal;
  readonly currency: string;
}

/** Performance fee over the mark, and the mark after it: equity after the fee, where that is higher. */
export function chargePerformance({ rate, equity, mark, currency }: Performance): { fee: Decimal; mark: Decimal } {
  const profit = Decimal.max(equity.sub(mark), ZERO);
  const fee = Decimal.min(toCent(profit.mul(rate), currency), wholeCents(equity, currency));
  return { fee, mark: Decimal.max(mark, equity.sub(fee)) };
}

/**
 * The mark at which following begins: the allocation, and above it the loss that was not made good when the same provider was
 * left before. `left` is the mark and the equity after the final fees of that time. Following again with the same money
 * gives the mark that was left.
 */
export function markAtFollow(
  allocation: Decimal,
  left?: { readonly mark: Decimal; readonly equity: Decimal },
): Decimal {
  return left === undefined ? allocation : allocation.add(Decimal.max(left.mark.sub(left.equity), ZERO));
}
