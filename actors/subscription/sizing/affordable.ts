import { type Decimal, floorTo } from '../../domain/decimal.ts';

/** The largest multiple of the lot that costs no more than the budget, at so much a unit; `each` is above zero. */
export function affordable(budget: Decimal, each: Decimal, lotSize: Decimal): Decimal {
  const quantity = floorTo(budget.div(each), lotSize);
  // The quotient is rounded to 40 digits, maybe upwards.
  return quantity.mul(each).gt(budget) ? quantity.sub(lotSize) : quantity;
}
