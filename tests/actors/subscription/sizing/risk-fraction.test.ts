import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimal } from '../../../../actors/domain/decimal.ts';
import {
  riskFractionQuantity,
  type Risked,
  type RiskFraction,
} from '../../../../actors/subscription/sizing/risk-fraction.ts';

const ONE_PERCENT: RiskFraction = { kind: 'risk-fraction', risk: 0.01, maxLeverage: 1 };
const at = (stopDistance: string | null, more: Partial<Risked> = {}): Risked => ({
  equity: decimal(100_000),
  price: decimal(50),
  lotSize: decimal(1),
  ...more,
  stopDistance: stopDistance === null ? null : decimal(stopDistance),
});

test('1 % of 100,000 between 50 and a stop at 47.5 is 400 units: 400 × 2.5 = 1,000', () => {
  expect(riskFractionQuantity(ONE_PERCENT, at('2.5')).toString()).toBe('400');
});

test('a stop so near that the risk would buy more than there is money for buys what there is money for', () => {
  expect(riskFractionQuantity(ONE_PERCENT, at('0.01')).toString()).toBe('2000');
  expect(riskFractionQuantity({ ...ONE_PERCENT, maxLeverage: 0.1 }, at('0.01')).toString()).toBe('200');
});

test.each(['0', null])('without a distance to the stop (%s) there is no risk to divide by, so no order', (distance) => {
  expect(riskFractionQuantity(ONE_PERCENT, at(distance)).toString()).toBe('0');
});

const cases = fc.record({
  equity: fc.integer({ min: 1, max: 1e12 }).map((cents) => decimal(cents).div(100)),
  price: fc.integer({ min: 100, max: 1e9 }).map((ticks) => decimal(ticks).div(100)),
  lotSize: fc.constantFrom('1', '100', '0.01', '0.00000001').map(decimal),
  share: fc.integer({ min: 1, max: 999 }),
  risk: fc.integer({ min: 1, max: 500 }).map((parts) => parts / 1000),
});

const neverRisksMore = (size: typeof riskFractionQuantity) =>
  fc.property(cases, ({ share, risk, ...of }) => {
    const risked = { ...of, stopDistance: of.price.mul(share).div(1000) };
    const quantity = size({ ...ONE_PERCENT, risk }, risked);
    const most = of.equity.mul(risk);
    const next = quantity.add(of.lotSize);
    const isLargest = next.mul(risked.stopDistance).gt(most) || next.mul(of.price).gt(of.equity);
    return quantity.mul(risked.stopDistance).lte(most) && quantity.mul(of.price).lte(of.equity) && isLargest;
  });

test('never more than the risk is lost between the price and the stop, and one lot more would be too much', () => {
  fc.assert(neverRisksMore(riskFractionQuantity), { seed: 1, numRuns: 10_000 });
});

test('control: a size that forgets the lot’s rounding is caught', () => {
  const forgetful: typeof riskFractionQuantity = (sizing, { equity, stopDistance }) =>
    equity.mul(sizing.risk).div(stopDistance!).ceil();
  expect(fc.check(neverRisksMore(forgetful), { seed: 1, numRuns: 10_000 }).failed).toBe(true);
});
