import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimal } from '../../../../actors/domain/decimal.ts';
import { drawdownFactor } from '../../../../actors/subscription/sizing/drawdown-scaled.ts';
import { quantityFor } from '../../../../actors/subscription/sizing/quantity-for.ts';
import { sizingSchema } from '../../../../actors/subscription/sizing/schema.ts';

const RUNS = { seed: 1, numRuns: 10_000 };
const OF = { kind: 'fraction', fraction: 0.8 };
const scaled = (maxDrawdown: number) => sizingSchema.parse({ kind: 'drawdown-scaled', maxDrawdown, of: OF });
const input = { equity: decimal(10_000), price: 10, lotSize: decimal(1) };
const units = (maxDrawdown: number, drawdown: number): number =>
  quantityFor(scaled(maxDrawdown), { ...input, drawdown }).toNumber();

test('is whole at the high-water mark, half at half of the largest drawdown, and nothing at it', () => {
  expect([0, 0.05, 0.1, 0.15, 0.2, 0.5, 1.5].map((drawdown) => units(0.2, drawdown))).toEqual([
    800, 600, 400, 200, 0, 0, 0,
  ]);
});

test('a drawdown that is not known, or below 0, never makes it larger', () => {
  expect(drawdownFactor(0.2, NaN)).toBe(0);
  expect(drawdownFactor(0.2, -1)).toBe(1);
});

test('is in proportion to the surplus over the floor that Grossman and Zhou keep', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (most, part) => {
        const [mark, drawdown] = [1, part * most];
        const floor = (1 - most) * mark;
        const wealth = mark * (1 - drawdown);
        expect(drawdownFactor(most, drawdown)).toBeCloseTo((wealth - floor) / (mark - floor), 9);
      },
    ),
    RUNS,
  );
});

const isMonotone = (size: typeof units) =>
  fc.property(
    fc.double({ min: 0.01, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 1.5, noNaN: true }),
    fc.double({ min: 0, max: 1.5, noNaN: true }),
    (most, one, other) => {
      const [less, more] = one < other ? [one, other] : [other, one];
      return size(most, less) >= size(most, more) && size(most, more) >= 0 && size(most, 0) === 800;
    },
  );

test('never grows as the drawdown does', () => {
  fc.assert(isMonotone(units), RUNS);
});

test('control: a scaling that is not held at 0 is caught, and so is one that doubles after losses', () => {
  const unheld = (most: number, drawdown: number): number => Math.floor(800 * (1 - drawdown / most));
  const martingale = (_most: number, drawdown: number): number => 800 * (1 + drawdown);
  expect(fc.check(isMonotone(unheld), RUNS).failed).toBe(true);
  expect(fc.check(isMonotone(martingale), RUNS).failed).toBe(true);
});
