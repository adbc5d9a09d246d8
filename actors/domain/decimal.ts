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

/** a + b as `a.add(b)` gives it, at a fraction of the cost where the digits are few: then they are whole numbers added up. */
export const plus = (a: Decimal, b: Decimal): Decimal => addedUp(a, b, b.s) ?? a.add(b);

/** a − b as `a.sub(b)` gives it, likewise. */
export const minus = (a: Decimal, b: Decimal): Decimal => addedUp(a, b, -b.s) ?? a.sub(b);

/** a × b as `a.mul(b)` gives it, likewise. */
export const times = (a: Decimal, b: Decimal): Decimal => multiplied(a, b) ?? a.mul(b);

/** What is added to nothing is itself. */
export const sumOf = (a: Decimal, b: Decimal): Decimal => (b.isZero() ? a : a.isZero() ? b : plus(a, b));

/** The product; of a rate between the same currencies it is the value itself. */
export const timesRate = (value: Decimal, rate: Decimal): Decimal =>
  compare(rate, ONE) === 0 ? value : times(value, rate);

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
  const areWhole = over <= Number.MAX_SAFE_INTEGER && under <= Number.MAX_SAFE_INTEGER;
  return areWhole ? (a.s * over) / (b.s * under) : a.div(b).toNumber();
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
/** Those of ten that are numbers to the last digit. */
const POWERS = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));

/** Places after the point; NaN of what is not finite. */
const placesOf = (value: Decimal): number => (value.isFinite() ? WORD_DIGITS * wordsAfter(value) : Number.NaN);

/** The digits as a whole number, without sign; what is beyond 2⁵³ is not exact, and NaN where there are very many or none. */
function coefficientOf({ d }: { readonly d: readonly number[] | null }): number {
  switch (d?.length) {
    case 1:
      return d[0]!;
    case 2:
      return d[0]! * WORD + d[1]!;
    case 3:
      return (d[0]! * WORD + d[1]!) * WORD + d[2]!;
    default:
      return Number.NaN;
  }
}

/** Of two numbers that are as long before the point. */
function compareDigits(a: readonly number[], b: readonly number[]): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) if (a[index] !== b[index]) return a[index]! > b[index]! ? 1 : -1;
  return Math.sign(a.length - b.length);
}

// ---- Sums and products of few digits ----
// What has few words is a whole number of units of its last word: such numbers are added and multiplied as numbers.

interface Parts {
  constructor: unknown;
  s: number;
  e: number;
  d: number[];
}

/** Makes a decimal of its parts as they are; the library's own constructor would have to be given a text. */
const OfParts = function (this: Parts, sign: number, exponent: number, words: number[]): void {
  this.constructor = Decimal;
  this.s = sign;
  this.e = exponent;
  this.d = words;
} as unknown as { new (sign: number, exponent: number, words: number[]): Decimal; prototype: Decimal };
OfParts.prototype = Decimal.prototype;

/** Words after the point; below zero where words before it are left out because they are nothing. */
const wordsAfter = (value: Decimal): number => value.d.length - 1 - Math.floor(value.e / WORD_DIGITS);

const isExact = (value: number): boolean => value <= Number.MAX_SAFE_INTEGER && value >= -Number.MAX_SAFE_INTEGER;

/** The sum with `sign` for b's own; undefined where it is no matter of two whole numbers, or is nothing. */
function addedUp(a: Decimal, b: Decimal, sign: number): Decimal | undefined {
  const ofA = coefficientOf(a);
  const ofB = coefficientOf(b);
  if (!(ofA > 0 && ofB > 0)) return undefined;
  const shift = wordsAfter(a) - wordsAfter(b);
  const left = a.s * (shift < 0 ? ofA * (POWERS[-shift * WORD_DIGITS] ?? Infinity) : ofA);
  const right = sign * (shift > 0 ? ofB * (POWERS[shift * WORD_DIGITS] ?? Infinity) : ofB);
  const sum = left + right;
  if (sum === 0 || !isExact(left) || !isExact(right) || !isExact(sum)) return undefined;
  return ofWhole(sum < 0 ? -1 : 1, Math.abs(sum), wordsAfter(shift < 0 ? b : a));
}

/** Undefined where it is no matter of whole numbers or of two words each, or is nothing. */
function multiplied(a: Decimal, b: Decimal): Decimal | undefined {
  const ofA = coefficientOf(a);
  const ofB = coefficientOf(b);
  if (!(ofA > 0 && ofB > 0)) return undefined;
  const after = wordsAfter(a) + wordsAfter(b);
  const product = ofA * ofB;
  if (isExact(product)) return ofWhole(a.s * b.s, product, after);
  return a.d.length > 2 || b.d.length > 2 ? undefined : ofWords(a.s * b.s, wordProduct(a.d, b.d), after);
}

/** Of one or two words each; twenty-eight digits are fewer than a decimal has room for, so nothing is rounded. */
function wordProduct(a: readonly number[], b: readonly number[]): number[] {
  const [highA, lowA] = a.length === 2 ? [a[0]!, a[1]!] : [0, a[0]!];
  const [highB, lowB] = b.length === 2 ? [b[0]!, b[1]!] : [0, b[0]!];
  const lowest = lowA * lowB;
  const middle = highA * lowB + lowA * highB + Math.floor(lowest / WORD);
  const upper = highA * highB + Math.floor(middle / WORD);
  const highest = Math.floor(upper / WORD);
  const words = [upper - highest * WORD, middle - Math.floor(middle / WORD) * WORD, lowest % WORD];
  if (highest > 0) words.unshift(highest);
  else if (words[0] === 0) words.shift();
  return words;
}

/** `whole` is above zero, and exact; so small a number over a word is never rounded up to the next whole one. */
function ofWhole(sign: number, whole: number, after: number): Decimal {
  const high = Math.floor(whole / WORD);
  const low = whole - high * WORD;
  if (high === 0) return ofWords(sign, [low], after);
  if (high < WORD) return ofWords(sign, [high, low], after);
  const highest = Math.floor(high / WORD);
  return ofWords(sign, [highest, high - highest * WORD, low], after);
}

/** Takes the words, of which the first is above zero, as its own. */
function ofWords(sign: number, words: number[], after: number): Decimal {
  let left = after;
  for (; words[words.length - 1] === 0; left -= 1) words.pop();
  return new OfParts(sign, (words.length - 1 - left) * WORD_DIGITS + digitsIn(words[0]!) - 1, words);
}

function digitsIn(word: number): number {
  let digits = 1;
  while (word >= POWERS[digits]!) digits += 1;
  return digits;
}
