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
export const ONE: Decimal = new Decimal(1);

/** A decimal from its exact text or from a number's shortest text, so a price read from a file keeps its digits. */
export const decimal = (value: string | number | Decimal): Decimal =>
  value instanceof Decimal ? value : new Decimal(value);

/** Above zero; unlike `gt(0)` it makes no decimal of the 0. */
export const isAboveZero = (value: Decimal): boolean => value.isPositive() && !value.isZero();

/** −1, 0 or 1 as `a` is below, equal to or above `b`; unlike `comparedTo` it makes no copy of `b`. */
export function compare(a: Decimal, b: Decimal): number {
  if (!a.isFinite() || !b.isFinite()) return a.comparedTo(b);
  if (a.isZero() || b.isZero()) return a.isZero() ? (b.isZero() ? 0 : -b.s) : a.s;
  if (a.s !== b.s) return a.s;
  return a.e === b.e ? a.s * compareDigits(a.d, b.d) || 0 : a.e > b.e ? a.s : -a.s;
}

/** One of the two itself, not a copy. */
export const larger = (a: Decimal, b: Decimal): Decimal => (compare(a, b) < 0 ? b : a);
export const smaller = (a: Decimal, b: Decimal): Decimal => (compare(a, b) > 0 ? b : a);

/** What is added to nothing is itself. */
export const sumOf = (a: Decimal, b: Decimal): Decimal => (b.isZero() ? a : a.isZero() ? b : a.add(b));

/** The product; of a rate between the same currencies it is the value itself. */
export const timesRate = (value: Decimal, rate: Decimal): Decimal =>
  compare(rate, ONE) === 0 ? value : value.mul(rate);

/**
 * The nearest number, as `toNumber` gives it, without a text in between where the digits are few: a product or quotient of two
 * numbers that are exact is rounded once (Clinger, How to read floating point numbers accurately, PLDI 1990).
 */
export function plain(value: Decimal): number {
  const coefficient = coefficientOf(value);
  const places = placesOf(value);
  if (!(coefficient <= Number.MAX_SAFE_INTEGER && Math.abs(places) < POWERS.length)) return value.toNumber();
  return value.s * (places > 0 ? coefficient / POWERS[places]! : coefficient * POWERS[-places]!);
}

/** The number nearest to a ÷ b, as `a.div(b).toNumber()` gives it; of few digits it is a quotient of two whole numbers. */
export function ratio(a: Decimal, b: Decimal): number {
  const shift = placesOf(b) - placesOf(a);
  const over = coefficientOf(a) * (POWERS[Math.max(0, shift)] ?? Infinity);
  const under = coefficientOf(b) * (POWERS[Math.max(0, -shift)] ?? Infinity);
  const isExact = over <= Number.MAX_SAFE_INTEGER && under <= Number.MAX_SAFE_INTEGER;
  return isExact ? (a.s * over) / (b.s * under) : a.div(b).toNumber();
}

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

/** Digits of a decimal are words of seven, the most significant first, the last one ending a multiple of seven places from the point. */
const WORD_DIGITS = 7;
const WORD = 1e7;
const MOST_WORDS = 3;
/** Those of ten that are numbers to the last digit. */
const POWERS = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));

/** Places after the point; NaN of what is not finite. */
const placesOf = (value: Decimal): number =>
  value.isFinite() ? WORD_DIGITS * (value.d.length - 1 - Math.floor(value.e / WORD_DIGITS)) : Number.NaN;

/** The digits as a whole number, without sign; what is beyond 2⁵³ is not exact, and NaN where there are very many or none. */
function coefficientOf(value: Decimal): number {
  if (!value.isFinite() || value.d.length > MOST_WORDS) return Number.NaN;
  let coefficient = 0;
  for (const word of value.d) coefficient = coefficient * WORD + word;
  return coefficient;
}

/** Of two numbers that are as long before the point. */
function compareDigits(a: readonly number[], b: readonly number[]): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) if (a[index] !== b[index]) return a[index]! > b[index]! ? 1 : -1;
  return Math.sign(a.length - b.length);
}
