import { decimal, type Decimal, times } from '../decimal.ts';

const MOST_KEPT = 1_000;

/** A limit over equity in money. */
export const allowance = (equity: Decimal, limit: number): Decimal => times(equity, exactly(limit));

/** Limits are few and asked about often: each is made a decimal once. */
const exact = new Map<number, Decimal>();

function exactly(limit: number): Decimal {
  let known = exact.get(limit);
  if (known === undefined) {
    if (exact.size >= MOST_KEPT) exact.clear();
    exact.set(limit, (known = decimal(limit)));
  }
  return known;
}
