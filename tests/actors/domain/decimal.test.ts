import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compare,
  decimal,
  Decimal,
  larger,
  minus,
  plain,
  plus,
  ratio,
  smaller,
  sumOf,
  times,
} from '../../../actors/domain/decimal.ts';

const RUNS = 10_000;
const digits = fc.tuple(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), fc.integer({ min: -9, max: 20 }));
const few = fc.tuple(fc.integer({ min: -99_999, max: 99_999 }).map(BigInt), fc.integer({ min: -3, max: 9 }));
const amount = fc.oneof(digits, few).map(([whole, places]) => new Decimal(`${whole}e${-places}`));
/** Often equal, or apart in the last place alone. */
const two = fc.oneof(
  fc.tuple(amount, amount),
  amount.map((a) => [a, a.add('1e-9')] as const),
  amount.map((a) => [a, new Decimal(a)] as const),
);

describe('decimals', () => {
  const holds = (rule: (a: Decimal, b: Decimal) => void): void =>
    fc.assert(
      fc.property(two, ([a, b]) => rule(a, b)),
      { numRuns: RUNS, seed: 7 },
    );

  test('of few digits are added, taken off and multiplied as the library does it, to the last word of them', () => {
    const parts = ({ s, e, d, constructor }: Decimal): unknown => [s, e, d, constructor];
    let exact = 0;
    holds((a, b) => {
      expect(parts(plus(a, b))).toEqual(parts(a.add(b)));
      expect(parts(minus(a, b))).toEqual(parts(a.sub(b)));
      expect(parts(times(a, b))).toEqual(parts(a.mul(b)));
      expect(Object.keys(plus(a, b))).toEqual(Object.keys(a.add(b)));
      exact += Number(a.d.length + b.d.length < 4);
    });
    expect(exact).toBeGreaterThan(RUNS / 4);
    const odd = ['0', '-0', '1', '-1', '1e7', '1e-7', '9999999', '9007199254740991', '1e300', 'NaN', 'Infinity'];
    for (const a of odd.map((text) => new Decimal(text)))
      for (const b of odd.map((text) => new Decimal(text)))
        for (const [ours, theirs] of [
          [plus(a, b), a.add(b)],
          [minus(a, b), a.sub(b)],
          [times(a, b), a.mul(b)],
        ] as const)
          expect([String(a), String(b), parts(ours)]).toEqual([String(a), String(b), parts(theirs)]);
  });

  test('are compared without a copy as with one', () => {
    holds((a, b) => {
      expect(compare(a, b)).toBe(a.comparedTo(b) + 0);
      expect(larger(a, b).eq(Decimal.max(a, b))).toBe(true);
      expect(smaller(a, b).eq(Decimal.min(a, b))).toBe(true);
      expect(sumOf(a, b).eq(a.add(b))).toBe(true);
    });
  });

  test('are to the last bit the number that their text is', () => {
    holds((a, b) => {
      expect(plain(a)).toBe(a.toNumber());
      if (!b.isZero()) expect(ratio(a, b)).toBe(a.div(b).toNumber());
    });
  });

  test('are otherwise no number: a quotient of the nearest numbers is not the nearest quotient', () => {
    expect(() =>
      holds((a, b) => expect(b.isZero() || a.toNumber() / b.toNumber() === ratio(a, b)).toBe(true)),
    ).toThrow();
  });

  test('that are not finite are what the library makes of them', () => {
    const endless = decimal(Infinity);
    expect([compare(endless, decimal(1)), compare(decimal(1), endless)]).toEqual([1, -1]);
    expect([plain(endless), ratio(decimal(1), endless)]).toEqual([Infinity, 0]);
  });
});
