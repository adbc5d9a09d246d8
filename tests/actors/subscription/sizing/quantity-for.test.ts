import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Decimal, decimal } from '../../../../actors/domain/decimal.ts';
import { quantityFor, type SizingInput } from '../../../../actors/subscription/sizing/quantity-for.ts';
import { type Sizing, sizingSchema } from '../../../../actors/subscription/sizing/schema.ts';

const RUNS = { seed: 1, numRuns: 10_000 };

const permille = fc.integer({ min: 1, max: 1000 }).map((parts) => parts / 1000);
const money = fc.integer({ min: 1, max: 1e12 }).map((cents) => decimal(cents).div(100));
const annualVol = fc.integer({ min: 1, max: 5000 }).map((parts) => parts / 1000);
const perBar = fc.double({ min: 0, max: 1, noNaN: true });

const PLAIN = {
  fraction: fc.record({ kind: fc.constant('fraction'), fraction: permille }),
  'fixed-notional': fc.record({ kind: fc.constant('fixed-notional'), notional: money.map(Number) }),
  'fixed-quantity': fc.record({ kind: fc.constant('fixed-quantity'), quantity: money.map(Number) }),
  'volatility-target': fc.record({ kind: fc.constant('volatility-target'), annualVol, maxLeverage: permille }),
  'risk-fraction': fc.record({
    kind: fc.constant('risk-fraction'),
    risk: permille.map((part) => part / 2),
    maxLeverage: permille,
  }),
  kelly: fc.record({
    kind: fc.constant('kelly'),
    multiple: permille,
    cap: permille,
    window: fc.constant(30),
    minTrades: fc.integer({ min: 2, max: 30 }),
    fallback: permille,
  }),
  'risk-parity': fc.record({
    kind: fc.constant('risk-parity'),
    peers: fc.array(annualVol, { minLength: 1, maxLength: 5 }),
    maxLeverage: permille,
  }),
} as const satisfies Record<Exclude<Sizing['kind'], 'drawdown-scaled'>, fc.Arbitrary<unknown>>;

const parsed = (one: fc.Arbitrary<unknown>): fc.Arbitrary<Sizing> => one.map((value) => sizingSchema.parse(value));

const SIZINGS: Record<Sizing['kind'], fc.Arbitrary<Sizing>> = {
  ...(Object.fromEntries(Object.entries(PLAIN).map(([kind, one]) => [kind, parsed(one)])) as Record<
    keyof typeof PLAIN,
    fc.Arbitrary<Sizing>
  >),
  'drawdown-scaled': parsed(
    fc.record({
      kind: fc.constant('drawdown-scaled'),
      maxDrawdown: permille,
      of: fc.oneof(...Object.values<fc.Arbitrary<unknown>>(PLAIN)),
    }),
  ),
};

const inputs: fc.Arbitrary<Required<SizingInput>> = fc
  .record({
    equity: money,
    price: fc.integer({ min: 1, max: 1e9 }).map((units) => units / 1e5),
    lotSize: fc.constantFrom('1', '100', '0.5', '0.01', '0.00000001').map(decimal),
    volatility: fc.option(perBar),
    stop: fc.option(permille),
    tradeReturns: fc.array(fc.double({ min: -1, max: 3, noNaN: true }), { maxLength: 30 }),
    drawdown: fc.double({ min: 0, max: 1.2, noNaN: true }),
  })
  .map(({ stop, ...input }) => ({
    ...input,
    stopDistance: stop === null ? null : decimal(input.price).mul(stop),
  }));

type Size = typeof quantityFor;

/** The most that a rule may spend, written down again from what each rule says. */
function allowance(sizing: Sizing, { equity, price, drawdown }: Required<SizingInput>): Decimal {
  switch (sizing.kind) {
    case 'fraction':
      return equity.mul(sizing.fraction);
    case 'fixed-notional':
      return decimal(sizing.notional);
    case 'fixed-quantity':
      return decimal(sizing.quantity).mul(price);
    case 'volatility-target':
    case 'risk-fraction':
    case 'risk-parity':
      return equity.mul(sizing.maxLeverage);
    case 'kelly':
      return equity.mul(sizing.cap);
    case 'drawdown-scaled':
      return drawdown >= sizing.maxDrawdown
        ? decimal(0)
        : allowance(sizing.of, { equity, price, drawdown } as Required<SizingInput>).mul(
            1 - drawdown / sizing.maxDrawdown,
          );
  }
}

const keepsZ1 = (one: fc.Arbitrary<Sizing>, size: Size) =>
  fc.property(one, inputs, (sizing, input) => {
    const quantity = size(sizing, input);
    return (
      quantity.gte(0) && quantity.mod(input.lotSize).isZero() && quantity.mul(input.price).lte(allowance(sizing, input))
    );
  });

const KINDS = Object.keys(SIZINGS) as Sizing['kind'][];

describe('Z1: whole lots, and never more than the rule allows', () => {
  test.each(KINDS)('%s', (kind) => {
    fc.assert(keepsZ1(SIZINGS[kind], quantityFor), RUNS);
  });

  test.each(KINDS)('control: a %s that is rounded up to the lot is caught', (kind) => {
    const rounded: Size = (sizing, input) => quantityFor(sizing, input).add(input.lotSize);
    expect(fc.check(keepsZ1(SIZINGS[kind], rounded), RUNS).failed).toBe(true);
  });

  test('control: a size that is no multiple of the lot is caught', () => {
    const torn: Size = (sizing, input) => quantityFor(sizing, input).div(3);
    expect(fc.check(keepsZ1(SIZINGS.fraction, torn), RUNS).failed).toBe(true);
  });
});

describe('Z2: 0 is no order', () => {
  test.each(KINDS)('%s has none without money or a price', (kind) => {
    fc.assert(
      fc.property(
        SIZINGS[kind],
        inputs,
        fc.constantFrom<Partial<SizingInput>>(
          { equity: decimal(0) },
          { equity: decimal(-5) },
          { price: 0 },
          { price: -1 },
          { price: NaN },
          { price: Infinity },
        ),
        (sizing, input, lack) => quantityFor(sizing, { ...input, ...lack }).isZero(),
      ),
      RUNS,
    );
  });

  test.each<[string, object]>([
    ['a volatility', { kind: 'volatility-target' }],
    ['a volatility', { kind: 'risk-parity', peers: [0.2] }],
    ['a stop', { kind: 'risk-fraction' }],
    ['a drawdown', { kind: 'drawdown-scaled', of: { kind: 'fraction' } }],
  ])('what is not told %s that it needs has none: %j', (_lack, sizing) => {
    const input = { equity: decimal(1e6), price: 100, lotSize: decimal(1) };
    expect(quantityFor(sizingSchema.parse(sizing), input).toString()).toBe('0');
  });
});

test.each<[object, object]>([
  [{ kind: 'fraction', fraction: 0.5 }, {}],
  [{ kind: 'fixed-notional', notional: 1 }, {}],
  [{ kind: 'fixed-quantity', quantity: 1 }, {}],
  [
    { kind: 'volatility-target', annualVol: 0.1 },
    { lookback: 20, periodsPerYear: 252, maxLeverage: 1 },
  ],
])('a config that was kept before there were other sizings reads as it did: %j', (kept, defaults) => {
  expect(sizingSchema.parse(kept)).toEqual({ ...kept, ...defaults });
});

test.each<[string, object]>([
  ['more trades to believe in than are kept', { kind: 'kelly', window: 10, minTrades: 11 }],
  ['no peers', { kind: 'risk-parity', peers: [] }],
  ['a matrix of another size', { kind: 'risk-parity', peers: [0.2], correlations: [[1]] }],
  ['a ragged matrix', { kind: 'risk-parity', peers: [0.2], correlations: [[1, 0], [0]] }],
  [
    'a lopsided matrix',
    {
      kind: 'risk-parity',
      peers: [0.2],
      correlations: [
        [1, 0.1],
        [0.2, 1],
      ],
    },
  ],
  [
    'a diagonal that is not 1',
    {
      kind: 'risk-parity',
      peers: [0.2],
      correlations: [
        [0.9, 0],
        [0, 1],
      ],
    },
  ],
  [
    'correlations that cannot be',
    {
      kind: 'risk-parity',
      peers: [0.2, 0.2],
      correlations: [
        [1, 0.9, -0.9],
        [0.9, 1, 0.9],
        [-0.9, 0.9, 1],
      ],
    },
  ],
  ['scaling of a scaled one', { kind: 'drawdown-scaled', of: { kind: 'drawdown-scaled', of: { kind: 'fraction' } } }],
])('%s is refused before it sizes an order', (_fault, sizing) =>
  expect(sizingSchema.safeParse(sizing).success).toBe(false),
);
