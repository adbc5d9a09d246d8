import { Decimal as DecimalJs } from 'decimal.js';

/**
 * Exact decimal arithmetic for money and quantity: 40 significant digits, never exponent notation, rounding half even.
 * A clone, so no other user of the library can change its settings.
 */
export const Decimal = DecimalJs.clone({
  precision: 40,
  rounding: DecimalJs.ROUND_HALF_EVEN,
  toExpNeg: -30,
  toExpPos: 40,
});
export type Decimal = DecimalJs;

export const ZERO: Decimal = new Decimal(0);

/** A decimal from its exact text or from a number's shortest text, so a price read from a file keeps its digits. */
export const decimal = (value: string | number | Decimal): Decimal =>
  value instanceof Decimal ? value : new Decimal(value);

/** Rounds towards zero to a multiple of `step`. */
export const floorTo = (value: Decimal, step: Decimal): Decimal =>
  value.div(step).toDecimalPlaces(0, DecimalJs.ROUND_DOWN).mul(step);

/** Rounds half even to a multiple of `step`. */
export const roundTo = (value: Decimal, step: Decimal): Decimal => value.div(step).toDecimalPlaces(0).mul(step);
