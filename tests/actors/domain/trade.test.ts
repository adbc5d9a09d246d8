import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ZERO } from '../../../actors/domain/decimal.ts';
import { applyFill, FLAT_POSITION } from '../../../actors/domain/position.ts';
import { roundTrips, TradeRecorder } from '../../../actors/domain/trade.ts';
import { aBar, aFill, T0 } from '../../support/domain-builders.ts';
import { fillsArbitrary } from './fills.ts';

const minute = (count: number): number => T0 + count * 60_000;

describe('trades', () => {
  it('count a scale-in and partial exits as one trade, from flat to flat', () => {
    const trades = roundTrips([
      aFill({ fillId: '1', side: 'BUY', quantity: 10, price: 100, commission: 1, time: minute(1) }),
      aFill({ fillId: '2', side: 'BUY', quantity: 10, price: 110, commission: 1, time: minute(2) }),
      aFill({ fillId: '3', side: 'SELL', quantity: 5, price: 120, commission: 1, time: minute(3) }),
      aFill({ fillId: '4', side: 'SELL', quantity: 15, price: 100, commission: 1, time: minute(4) }),
    ]);
    expect(trades).toHaveLength(1);
    expect(trades[0]).toMatchObject({
      side: 'LONG',
      entryTime: minute(1),
      exitTime: minute(4),
      mae: null,
      mfe: null,
      barsHeld: 0,
    });
    const { quantity, entryPrice, exitPrice, pnl, commission } = trades[0]!;
    expect([quantity, entryPrice, exitPrice, pnl, commission].map(String)).toEqual(['20', '105', '105', '-4', '4']);
  });

  it('end one and begin the next when a fill goes through zero, and split its commission', () => {
    const trades = roundTrips([
      aFill({ fillId: '1', side: 'BUY', quantity: 10, price: 100, commission: 1 }),
      aFill({ fillId: '2', side: 'SELL', quantity: 30, price: 110, commission: 3 }),
      aFill({ fillId: '3', side: 'BUY', quantity: 20, price: 100, commission: 2 }),
    ]);
    expect(trades.map(({ side, quantity, pnl, commission }) => `${side} ${quantity} ${pnl} ${commission}`)).toEqual([
      'LONG 10 98 2',
      'SHORT 20 196 4',
    ]);
  });

  it('leave an open position out', () => {
    const recorder = new TradeRecorder();
    expect(recorder.fill(aFill())).toBeUndefined();
    expect(recorder.isOpen).toBe(true);
    expect(roundTrips([aFill()])).toEqual([]);
  });

  it('measure excursions over the bars held through, not over the bar that was left at its open', () => {
    const bars = [
      aBar({ openTime: minute(0), close: 100 }),
      aBar({ openTime: minute(1), open: 100, high: 104, low: 95, close: 102 }),
      aBar({ openTime: minute(2), open: 102, high: 110, low: 101, close: 108 }),
      aBar({ openTime: minute(3), open: 108, high: 150, low: 50, close: 100 }),
    ];
    const fills = [
      aFill({ fillId: '1', side: 'BUY', price: 100, time: minute(1) }),
      aFill({ fillId: '2', side: 'SELL', price: 108, time: minute(3) }),
    ];
    const [long] = roundTrips(fills, bars);
    expect(long).toMatchObject({ barsHeld: 2 });
    expect(long!.mae).toBeCloseTo(0.05, 12);
    expect(long!.mfe).toBeCloseTo(0.1, 12);
    const [short] = roundTrips(
      fills.map((fill) => ({ ...fill, side: fill.side === 'BUY' ? 'SELL' : 'BUY' })),
      bars,
    );
    expect(short!.mae).toBeCloseTo(0.1, 12);
    expect(short!.mfe).toBeCloseTo(0.05, 12);
  });

  it('account for exactly the profit and commission that the position realizes', () => {
    fc.assert(
      fc.property(fillsArbitrary, (fills) => {
        const open = fills.reduce(applyFill, FLAT_POSITION);
        const closing = open.quantity.isZero()
          ? []
          : [
              aFill({
                fillId: 'close',
                side: open.quantity.isPositive() ? 'SELL' : 'BUY',
                quantity: open.quantity.abs(),
                price: 50,
                time: fills.length,
              }),
            ];
        const all = [...fills, ...closing];
        const flat = all.reduce(applyFill, FLAT_POSITION);
        const trades = roundTrips(all);
        expect(String(trades.reduce((sum, { commission }) => sum.add(commission), ZERO))).toBe(String(flat.commission));
        expect(String(trades.reduce((sum, { pnl }) => sum.add(pnl), ZERO))).toBe(
          String(flat.realizedPnl.sub(flat.commission)),
        );
      }),
    );
  });
});
