import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aFill } from '../../support/domain-builders.ts';
import { decimal, ZERO } from '../../../actors/domain/decimal.ts';
import type { Fill } from '../../../actors/domain/order.ts';
import { signedQuantity } from '../../../actors/domain/position.ts';
import { roundTrips } from '../../../actors/domain/trade.ts';
import { sizingSchema } from '../../../actors/subscription/sizing/schema.ts';
import { TradeReturns, tradeReturnsFor } from '../../../actors/subscription/trade-returns.ts';

/** Feeds the fills, with what is held before each. */
function feed(fills: readonly Fill[], into: TradeReturns, between: (at: number) => void = () => undefined): void {
  let held = ZERO;
  for (const [at, fill] of fills.entries()) {
    between(at);
    into.add(held, fill);
    held = held.add(signedQuantity(fill));
  }
}

const fills: fc.Arbitrary<Fill[]> = fc.array(
  fc
    .record({
      side: fc.constantFrom('BUY', 'SELL'),
      // Few sizes, so that it often comes back to flat.
      quantity: fc.integer({ min: 1, max: 3 }),
      price: fc.integer({ min: 1, max: 100_000 }).map((ticks) => ticks / 100),
      commission: fc.integer({ min: 0, max: 500 }).map((cents) => cents / 100),
    })
    .map((fill) => aFill(fill)),
  { maxLength: 40 },
);

test('the return of a round trip is what it brought in after commission, of what was entered', () => {
  const trades = new TradeReturns(5);
  feed(
    [
      aFill({ side: 'BUY', quantity: 10, price: 100, commission: 1 }),
      aFill({ side: 'BUY', quantity: 10, price: 110, commission: 1 }),
      aFill({ side: 'SELL', quantity: 5, price: 120, commission: 1 }),
      aFill({ side: 'SELL', quantity: 15, price: 108, commission: 2 }),
    ],
    trades,
  );
  // −2,100 + 600 + 1,620 − 5 = 115 of 2,100.
  expect(trades.returns).toEqual([115 / 2_100]);
});

test('a short one gains when the price falls', () => {
  const trades = new TradeReturns(5);
  feed([aFill({ side: 'SELL', quantity: 1, price: 100 }), aFill({ side: 'BUY', quantity: 1, price: 90 })], trades);
  expect(trades.returns).toEqual([0.1]);
});

test('trades are those of the trade table, also where a fill goes through zero', () => {
  fc.assert(
    fc.property(fills, (all) => {
      const trades = new TradeReturns(1_000);
      feed(all, trades);
      const wanted = roundTrips(all).map(({ pnl, entryPrice, quantity }) => pnl.div(entryPrice.mul(quantity)));
      expect(trades.returns).toHaveLength(wanted.length);
      for (const [at, value] of wanted.entries()) expect(trades.returns[at]).toBeCloseTo(value.toNumber(), 12);
    }),
    { seed: 1, numRuns: 10_000 },
  );
});

test('only the last ones are kept', () => {
  fc.assert(
    fc.property(fills, fc.integer({ min: 2, max: 5 }), (all, length) => {
      const [few, every] = [new TradeReturns(length), new TradeReturns(1_000)];
      feed(all, few);
      feed(all, every);
      expect(few.returns).toEqual(every.returns.slice(-length));
    }),
    { seed: 1, numRuns: 1_000 },
  );
});

test('restored between any two fills it goes on to the last digit, so a crash changes no quantity', () => {
  fc.assert(
    fc.property(fills, fc.nat({ max: 40 }), (all, at) => {
      const undisturbed = new TradeReturns(5);
      feed(all, undisturbed);
      const restored = new TradeReturns(5);
      feed(all, restored, (index) => {
        if (index !== at) return;
        const saved: unknown = JSON.parse(JSON.stringify(restored.save()));
        restored.load({ entered: '7', result: '7', returns: [7] });
        restored.load(saved);
      });
      expect(restored.save()).toEqual(undisturbed.save());
    }),
    { seed: 1, numRuns: 10_000 },
  );
});

test('an amount that no float holds comes back whole', () => {
  const trades = new TradeReturns(2);
  trades.add(ZERO, aFill({ quantity: decimal('0.00000001'), price: decimal('123456789.123456789') }));
  const saved = trades.save();
  expect(saved.entered).toBe('1.23456789123456789');
  const again = new TradeReturns(2);
  again.load(JSON.parse(JSON.stringify(saved)));
  expect(again.save()).toEqual(saved);
});

test('a sizing that does not look at trades does not pay for them', () => {
  expect(tradeReturnsFor(sizingSchema.parse({ kind: 'fraction' }))).toBeUndefined();
  expect(tradeReturnsFor(sizingSchema.parse({ kind: 'kelly' }))).toBeInstanceOf(TradeReturns);
  const scaled = sizingSchema.parse({ kind: 'drawdown-scaled', of: { kind: 'kelly' } });
  expect(tradeReturnsFor(scaled)).toBeInstanceOf(TradeReturns);
});
