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

/** Above zero; unlike `gt(0)` it makes no decimal of the 0. */
export const isAboveZero = (value: Decimal): boolean => value.isPositive() && !value.isZero();

/** Rounds towards zero to a multiple of `step`. */
export const floorTo = (value: Decimal, step: Decimal): Decimal => toStep(value, step, DecimalJs.ROUND_DOWN);

/** Rounds half even to a multiple of `step`. */
export const roundTo = (value: Decimal, step: Decimal): Decimal => toStep(value, step, DecimalJs.ROUND_HALF_EVEN);

/** Most steps are 1, 0.1, 0.01 …: then it is a matter of places, without a division. */
function toStep(value: Decimal, step: Decimal, rounding: DecimalJs.Rounding): Decimal {
  const places = step.decimalPlaces();
  return step.eq(DECIMAL_STEPS[places] ?? ZERO)
    ? value.toDecimalPlaces(places, rounding)
    : value.div(step).toDecimalPlaces(0, rounding).mul(step);
}

const DECIMAL_STEPS: readonly Decimal[] = Array.from({ length: 13 }, (_, places) => new Decimal(10).pow(-places));
