import { describe, expect, it } from 'vitest';
import { anOrder } from '../../support/domain-builders.ts';
import { ohlc, play, resting, told } from '../../adapters/brokers/venue-scene.ts';
import { decimal } from '../../../actors/domain/decimal.ts';

const BAR = ohlc(1, 100, 110, 95, 105);
const EXIT = { side: 'SELL', reduceOnly: true } as const;
const STOP = { ...EXIT, type: 'STOP_MARKET', triggerPrice: 96, parentOrderId: 'T-1', group: 'g' } as const;
const PROFIT = { ...EXIT, type: 'LIMIT', limitPrice: 108, parentOrderId: 'T-1', group: 'g' } as const;

describe('a bracket', () => {
  it('is live in the bar of its entry, and of stop and profit in one bar assumes the stop', () => {
    expect(told(play({ orders: [{}, PROFIT, STOP], bar: BAR }))).toEqual([
      'T-1 filled 10 @ 100',
      'T-3 triggered',
      'T-3 filled 10 @ 96',
      'T-2 canceled ONE_CANCELS_OTHER: filled=T-3',
    ]);
  });

  it('takes the profit when the stop was out of reach', () => {
    expect(told(play({ orders: [{}, PROFIT, { ...STOP, triggerPrice: 90 }], bar: BAR }))).toEqual([
      'T-1 filled 10 @ 100',
      'T-2 filled 10 @ 108',
      'T-3 canceled ONE_CANCELS_OTHER: filled=T-2',
    ]);
  });

  it('takes a profit that the open already gives, before any stop', () => {
    const held = [
      resting(anOrder({ clientOrderId: 'T-2', ...PROFIT }), { matchedThrough: 1 }),
      resting(anOrder({ clientOrderId: 'T-3', ...STOP }), { matchedThrough: 1 }),
    ];
    expect(told(play({ orders: held, bar: ohlc(2, 109, 111, 90, 100), position: 2, holding: 10 }))).toEqual([
      'T-2 filled 10 @ 109',
      'T-3 canceled ONE_CANCELS_OTHER: filled=T-2',
    ]);
  });

  it('after a limit entry counts the whole fall against the stop, but no high from before the entry as profit', () => {
    const entry = { type: 'LIMIT', limitPrice: 98 } as const;
    expect(told(play({ orders: [entry, PROFIT, STOP], bar: BAR }))).toEqual([
      'T-1 filled 10 @ 98',
      'T-3 triggered',
      'T-3 filled 10 @ 96',
      'T-2 canceled ONE_CANCELS_OTHER: filled=T-3',
    ]);
    expect(told(play({ orders: [entry, PROFIT, { ...STOP, triggerPrice: 90 }], bar: BAR }))).toEqual([
      'T-1 filled 10 @ 98',
    ]);
    expect(
      told(play({ orders: [entry, { ...PROFIT, limitPrice: 104 }, { ...STOP, triggerPrice: 90 }], bar: BAR })),
    ).toEqual(['T-1 filled 10 @ 98', 'T-2 filled 10 @ 104', 'T-3 canceled ONE_CANCELS_OTHER: filled=T-2']);
  });

  it('after a stop entry takes a profit at a high that must have come later', () => {
    const entry = { type: 'STOP_MARKET', triggerPrice: 102 } as const;
    expect(told(play({ orders: [entry, PROFIT, { ...STOP, triggerPrice: 90 }], bar: BAR }))).toEqual([
      'T-1 triggered',
      'T-1 filled 10 @ 102',
      'T-2 filled 10 @ 108',
      'T-3 canceled ONE_CANCELS_OTHER: filled=T-2',
    ]);
  });

  it('trails from the entry when it was given no first trigger', () => {
    const trail = { ...EXIT, type: 'TRAILING_STOP_MARKET', trailingOffset: 6, parentOrderId: 'T-1' } as const;
    expect(told(play({ orders: [{}, trail], bar: BAR }))).toEqual([
      'T-1 filled 10 @ 100',
      'T-2 updated 94',
      'T-2 updated 104',
    ]);
  });
});

describe('a child order', () => {
  it('sleeps while its parent is open without a fill, even where it would have traded', () => {
    expect(play({ orders: [{ type: 'LIMIT', limitPrice: 90 }, STOP], bar: BAR, holding: 10 })).toEqual([]);
  });

  it('dies at its first bar when its parent is not there, and lives on without it later', () => {
    const stop = anOrder({ clientOrderId: 'T-2', ...STOP });
    expect(told(play({ orders: [resting(stop)], bar: BAR, holding: 10 }))).toEqual([
      'T-2 canceled PARENT_CLOSED: parent=T-1',
    ]);
    const seen = resting(stop, { matchedThrough: 1 });
    expect(told(play({ orders: [seen], bar: ohlc(2, 100, 110, 95, 105), position: 2, holding: 10 }))).toEqual([
      'T-2 triggered',
      'T-2 filled 10 @ 96',
    ]);
  });

  it('dies with a parent that ended unfilled', () => {
    const grandchild = { ...EXIT, type: 'LIMIT', limitPrice: 120, parentOrderId: 'T-2' } as const;
    expect(told(play({ orders: [{ quantity: 5_000 }, STOP, grandchild], bar: BAR }))).toEqual([
      'T-1 rejected NOTIONAL_EXCEEDS_FREE_BALANCE: cost=500000 cash=100000',
      'T-2 canceled PARENT_CLOSED: parent=T-1',
      'T-3 canceled PARENT_CLOSED: parent=T-2',
    ]);
  });

  it('protects a part-filled parent no further than the part, and its fill ends the entry', () => {
    expect(
      told(play({ orders: [{}, STOP], bar: ohlc(1, 100, 110, 95, 105, 80), model: { volumeShare: '0.1' } })),
    ).toEqual(['T-1 filled 8 @ 100', 'T-2 triggered']);
    const held = [
      resting(anOrder(), { filled: decimal(8), matchedThrough: 1 }),
      resting(anOrder({ clientOrderId: 'T-2', ...STOP }), { triggered: true, matchedThrough: 1 }),
    ];
    expect(
      told(play({ orders: held, bar: ohlc(2, 95, 95, 95, 95, 1), position: 2, holding: 8, model: { volumeShare: 1 } })),
    ).toEqual(['T-1 filled 1 @ 95']);
    expect(told(play({ orders: held.toReversed(), bar: ohlc(2, 95, 95, 95, 95), position: 2, holding: 8 }))).toEqual([
      'T-2 filled 8 @ 95',
      'T-1 canceled CHILD_FILLED: child=T-2',
      'T-2 canceled REDUCE_ONLY_WOULD_INCREASE_POSITION',
    ]);
  });
});

describe('reduce-only', () => {
  it('is cut to the position and the rest canceled', () => {
    expect(told(play({ orders: [{ ...EXIT }], bar: BAR, holding: 4 }))).toEqual([
      'T-1 filled 4 @ 100',
      'T-1 canceled REDUCE_ONLY_WOULD_INCREASE_POSITION',
    ]);
  });

  it.each([0, -4])('is canceled when the position is %d and it could only add', (holding) => {
    expect(told(play({ orders: [{ ...EXIT }], bar: BAR, holding }))).toEqual([
      'T-1 canceled REDUCE_ONLY_WOULD_INCREASE_POSITION',
    ]);
  });

  it('does not rest on after the position it protected was closed by another order', () => {
    const stop = { ...EXIT, type: 'STOP_MARKET', triggerPrice: 50 } as const;
    expect(told(play({ orders: [stop, { side: 'SELL' }], bar: BAR, holding: 10 }))).toEqual([
      'T-2 filled 10 @ 100',
      'T-1 canceled REDUCE_ONLY_WOULD_INCREASE_POSITION',
    ]);
  });
});

describe('one cancels other', () => {
  it('cancels the other side of a breakout when one side fills', () => {
    const up = { type: 'STOP_MARKET', triggerPrice: 104, group: 'g' } as const;
    const down = { side: 'SELL', type: 'STOP_MARKET', triggerPrice: 96, group: 'g' } as const;
    expect(told(play({ orders: [up, down], bar: BAR }))).toEqual([
      'T-1 triggered',
      'T-1 filled 10 @ 104',
      'T-2 canceled ONE_CANCELS_OTHER: filled=T-1',
    ]);
  });

  it('keeps the stop while a part-filled profit leaves a position to protect', () => {
    const orders = [
      { ...EXIT, type: 'LIMIT', limitPrice: 108, group: 'g' },
      { ...EXIT, type: 'STOP_MARKET', triggerPrice: 90, group: 'g' },
    ] as const;
    expect(
      told(play({ orders, bar: ohlc(1, 100, 110, 95, 105, 40), holding: 10, model: { volumeShare: '0.1' } })),
    ).toEqual(['T-1 filled 4 @ 108']);
  });

  it('does not touch a group of the same name of another actor', () => {
    const other = resting(
      anOrder({ clientOrderId: 'X', actor: 'subscription.s2', group: 'g', type: 'LIMIT', limitPrice: 50 }),
    );
    expect(told(play({ orders: [{ group: 'g' }, other], bar: BAR }))).toEqual(['T-1 filled 10 @ 100']);
  });
});
