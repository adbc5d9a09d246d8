import { decimal, type Decimal } from '../decimal.ts';

let equity: Decimal | undefined;
const allowances = new Map<number, Decimal>();
const MOST_KEPT = 1_000;

/** A limit over equity in money: orders are checked one after the other against the same equity, so each is multiplied out once. */
export function allowance(of: Decimal, limit: number): Decimal {
  if (of !== equity || allowances.size >= MOST_KEPT) {
    allowances.clear();
    equity = of;
  }
  let known = allowances.get(limit);
  if (known === undefined) allowances.set(limit, (known = of.mul(exactly(limit))));
  return known;
}

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
