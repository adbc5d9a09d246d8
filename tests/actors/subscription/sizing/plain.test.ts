import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimal } from '../../../../actors/domain/decimal.ts';
import { quantityFor } from '../../../../actors/subscription/sizing/quantity-for.ts';
import { type Sizing, sizingSchema } from '../../../../actors/subscription/sizing/schema.ts';

const quantity = (
  sizing: Sizing,
  equity: string | number,
  price: number,
  lot: string | number,
  volatility?: number | null,
) =>
  quantityFor(sizing, {
    equity: decimal(equity),
    price,
    lotSize: decimal(lot),
    ...(volatility !== undefined && { volatility }),
  }).toString();

const FRACTION: Sizing = { kind: 'fraction', fraction: 0.95 };
const TARGET: Sizing = sizingSchema.parse({ kind: 'volatility-target', annualVol: 0.2, periodsPerYear: 256 });

describe('fraction of equity', () => {
  test('buys what the reference engines buy: floor(0.95 × cash ÷ close)', () => {
    expect(quantity(FRACTION, 100_000, 185.02, 1)).toBe('513');
    expect(quantity(FRACTION, 100_000, 1.31935, 1)).toBe('72005');
  });

  test('an exact multiple is not lost to the rounding of floats', () => {
    // 0.95 × 3 ÷ 0.95 is 2.9999999999999996 in floats.
    expect(quantity({ kind: 'fraction', fraction: 0.95 }, 3, 0.95, 1)).toBe('3');
    expect(quantity({ kind: 'fraction', fraction: 0.1 }, 3, 0.1, 1)).toBe('3');
  });

  test('fractional lots keep their digits', () =>
    expect(quantity(FRACTION, 100, 30_000, '0.00000001')).toBe('0.00316666'));

  test('what does not reach one lot is no order', () => expect(quantity(FRACTION, 100, 96, 1)).toBe('0'));
});

test('a fixed notional is floored to the lot', () => {
  expect(quantity({ kind: 'fixed-notional', notional: 1000 }, 1, 300, 1)).toBe('3');
});

test('a fixed quantity that is no multiple of the lot is floored, not refused by the venue', () => {
  expect(quantity({ kind: 'fixed-quantity', quantity: 2.57 }, 1, 300, '0.1')).toBe('2.5');
  expect(quantity({ kind: 'fixed-quantity', quantity: 0.5 }, 1, 300, 1)).toBe('0');
});

describe('volatility target', () => {
  test('holds less of what moves more', () => {
    // 0.025 a bar × √256 = 0.4 a year, twice the target: half of equity.
    expect(quantity(TARGET, 10_000, 100, 1, 0.025)).toBe('50');
    expect(quantity(TARGET, 10_000, 100, 1, 0.05)).toBe('25');
  });

  test('never borrows, however quiet the market', () => {
    expect(quantity(TARGET, 10_000, 100, 1, 0.0001)).toBe('100');
    expect(quantity(TARGET, 10_000, 100, 1, 0)).toBe('100');
  });

  test('trades nothing before the volatility is known', () => {
    expect(quantity(TARGET, 10_000, 100, 1, null)).toBe('0');
    expect(quantity(TARGET, 10_000, 100, 1)).toBe('0');
  });
});

test('nothing is bought without money or without a price', () => {
  for (const sizing of [FRACTION, TARGET, { kind: 'fixed-quantity', quantity: 1 } as const]) {
    expect(quantity(sizing, 0, 100, 1, 0.01)).toBe('0');
    expect(quantity(sizing, -5, 100, 1, 0.01)).toBe('0');
    for (const price of [0, -1, NaN, Infinity]) expect(quantity(sizing, 100, price, 1, 0.01)).toBe('0');
  }
});

const money = fc.integer({ min: 1, max: 1e12 }).map((cents) => decimal(cents).div(100));
const price = fc.integer({ min: 1, max: 1e9 }).map((units) => units / 1e5);
const lot = fc.constantFrom('1', '100', '0.5', '0.01', '0.00000001').map(decimal);
const share = fc.integer({ min: 1, max: 1000 }).map((permille) => permille / 1000);

test('no fraction and no volatility ever spends more than its share of equity, and one lot more would', () => {
  fc.assert(
    fc.property(
      money,
      price,
      lot,
      share,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (equity, close, lotSize, part, volatility) => {
        const fraction = quantityFor({ kind: 'fraction', fraction: part }, { equity, price: close, lotSize });
        const budget = equity.mul(part);
        expect(fraction.mul(close).lte(budget)).toBe(true);
        expect(fraction.add(lotSize).mul(close).gt(budget)).toBe(true);
        const target = { ...TARGET, kind: 'volatility-target', maxLeverage: part } as Sizing;
        const targeted = quantityFor(target, { equity, price: close, lotSize, volatility });
        expect(targeted.mul(close).lte(budget)).toBe(true);
        for (const units of [fraction, targeted]) {
          expect(units.gte(0)).toBe(true);
          expect(units.mod(lotSize).isZero()).toBe(true);
        }
      },
    ),
    { seed: 1, numRuns: 1000 },
  );
});

test('a fixed notional never costs more than it says', () => {
  fc.assert(
    fc.property(money, price, lot, (notional, close, lotSize) => {
      const sizing: Sizing = { kind: 'fixed-notional', notional: notional.toNumber() };
      const units = quantityFor(sizing, { equity: decimal(1), price: close, lotSize });
      expect(units.mul(close).lte(decimal(sizing.notional))).toBe(true);
      expect(units.mod(lotSize).isZero()).toBe(true);
    }),
    { seed: 1, numRuns: 500 },
  );
});

test.each([
  { kind: 'fraction', fraction: 1.01 },
  { kind: 'fraction', fraction: 0 },
  { kind: 'fixed-notional', notional: -1 },
  { kind: 'fixed-quantity', quantity: Infinity },
  { kind: 'volatility-target', maxLeverage: 2 },
  { kind: 'martingale' },
  { kind: 'fraction', fraction: 0.5, extra: 1 },
])('%j is refused before it sizes an order', (sizing) => expect(sizingSchema.safeParse(sizing).success).toBe(false));
