import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Volatility } from '../../../actors/domain/volatility.ts';
import { sizingSchema } from '../../../actors/subscription/sizing/schema.ts';
import { volatilityFor } from '../../../actors/subscription/volatility.ts';

const closes = fc.array(
  fc.integer({ min: 1, max: 100_000 }).map((ticks) => ticks / 100),
  { minLength: 30, maxLength: 120 },
);

/** The textbook's two passes over the last `lookback` returns. */
function plain(prices: readonly number[], lookback: number): number {
  const returns = prices.slice(1).map((price, i) => Math.log(price / prices[i]!));
  const last = returns.slice(-lookback);
  const mean = last.reduce((sum, x) => sum + x, 0) / lookback;
  return Math.sqrt(last.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (lookback - 1));
}

test('the running value does not drift away from the plain formula', () => {
  fc.assert(
    fc.property(closes, fc.integer({ min: 2, max: 20 }), (prices, lookback) => {
      const volatility = new Volatility(lookback);
      prices.forEach((price, i) => {
        volatility.add(price);
        if (i < lookback) expect(volatility.value).toBeNull();
        else expect(volatility.value).toBeCloseTo(plain(prices.slice(0, i + 1), lookback), 6);
      });
    }),
    { seed: 1, numRuns: 100 },
  );
});

test('a spike that has left the window leaves nothing behind', () => {
  const volatility = new Volatility(5);
  for (const price of [100, 100, 1e9, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100]) volatility.add(price);
  expect(volatility.value).toBe(0);
});

test('restored at any bar it goes on to the last digit, so a crash changes no quantity', () => {
  fc.assert(
    fc.property(closes, fc.integer({ min: 2, max: 20 }), fc.nat(), (prices, lookback, at) => {
      const undisturbed = new Volatility(lookback);
      let restored = new Volatility(lookback);
      prices.forEach((price, i) => {
        if (i === at % prices.length) {
          const saved: unknown = JSON.parse(JSON.stringify(restored.save()));
          restored = new Volatility(lookback);
          restored.load(saved);
        }
        undisturbed.add(price);
        restored.add(price);
        expect(restored.value).toBe(undisturbed.value);
      });
    }),
    { seed: 1, numRuns: 200 },
  );
});

test('a sizing that does not look at volatility does not pay for it', () => {
  expect(volatilityFor(sizingSchema.parse({ kind: 'fraction' }))).toBeUndefined();
  expect(volatilityFor(sizingSchema.parse({ kind: 'volatility-target' }))).toBeInstanceOf(Volatility);
  const scaled = { kind: 'drawdown-scaled', of: { kind: 'risk-parity', peers: [0.2] } };
  expect(volatilityFor(sizingSchema.parse(scaled))).toBeInstanceOf(Volatility);
});
