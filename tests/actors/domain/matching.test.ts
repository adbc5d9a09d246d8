import { describe, expect, it } from 'vitest';
import { T0 } from '../../support/domain-builders.ts';
import { LANE, MINUTE, ohlc, play, told } from '../../adapters/brokers/venue-scene.ts';

const BAR = ohlc(1, 100, 110, 95, 105);

describe('a market order', () => {
  it('fills at the next open, with the open time, and not at a price it could not have known', () => {
    const [event] = play({ orders: [{}], bar: BAR, model: { commissionRate: '0.001' } });
    expect(event).toMatchObject({ kind: 'filled', time: T0 + MINUTE, position: 1 });
    expect(
      event?.kind === 'filled' && {
        ...event.fill,
        price: `${event.fill.price}`,
        quantity: `${event.fill.quantity}`,
        commission: `${event.fill.commission}`,
      },
    ).toEqual({
      fillId: 'T-1-1-1',
      clientOrderId: 'T-1',
      actor: 'subscription.s1',
      account: 'a1',
      instrument: 'ACME',
      side: 'BUY',
      price: '100',
      quantity: '10',
      commission: '1',
      time: T0 + MINUTE,
      lane: LANE,
      position: 1,
    });
  });

  it('is never matched with the bar it was decided on, nor twice with one bar', () => {
    expect(play({ orders: [{ position: 1 }], bar: BAR })).toEqual([]);
    expect(play({ orders: [{ position: 2 }], bar: BAR })).toEqual([]);
  });

  it('keeps every digit of an open that is between two ticks', () => {
    expect(told(play({ orders: [{}], bar: ohlc(1, 100.005, 110, 95, 105) }))).toEqual(['T-1 filled 10 @ 100.005']);
  });

  it('slips against the order and rounds away from it, even out of a bar that did not move', () => {
    const bar = ohlc(1, 100.01, 100.01, 100.01, 100.01);
    expect(told(play({ orders: [{}], bar, model: { slippageBps: 1 } }))).toEqual(['T-1 filled 10 @ 100.03']);
    expect(told(play({ orders: [{ side: 'SELL' }], bar, holding: 10, model: { slippageBps: 1 } }))).toEqual([
      'T-1 filled 10 @ 99.99',
    ]);
  });

  it('does not fill before it could have arrived', () => {
    const late = { latencyMs: 1 };
    expect(play({ orders: [{}], bar: BAR, model: late })).toEqual([]);
    expect(told(play({ orders: [{}], bar: ohlc(2, 101, 102, 99, 100), position: 2, model: late }))).toEqual([
      'T-1 filled 10 @ 101',
    ]);
  });
});

describe('a limit order', () => {
  const buy = { type: 'LIMIT', limitPrice: 97 } as const;

  it('fills at its limit when the range reaches it, stamped with the close as the instant is unknown', () => {
    const events = play({ orders: [buy], bar: BAR });
    expect(told(events)).toEqual(['T-1 filled 10 @ 97']);
    expect(events[0]?.time).toBe(BAR.closeTime);
  });

  it('takes the open when that is better, never a price worse than its limit', () => {
    expect(told(play({ orders: [{ ...buy, limitPrice: 103 }], bar: BAR }))).toEqual(['T-1 filled 10 @ 100']);
    expect(told(play({ orders: [{ side: 'SELL', type: 'LIMIT', limitPrice: 99 }], bar: BAR, holding: 10 }))).toEqual([
      'T-1 filled 10 @ 100',
    ]);
    expect(told(play({ orders: [{ side: 'SELL', type: 'LIMIT', limitPrice: 108 }], bar: BAR, holding: 10 }))).toEqual([
      'T-1 filled 10 @ 108',
    ]);
  });

  it('does not slip', () => {
    expect(told(play({ orders: [buy], bar: BAR, model: { slippageBps: 50 } }))).toEqual(['T-1 filled 10 @ 97']);
  });

  it('rests when the bar does not come to it', () => {
    expect(play({ orders: [{ ...buy, limitPrice: 94.99 }], bar: BAR })).toEqual([]);
  });

  it('fills on a touch by default, and only beyond it when the model says `through`', () => {
    const touched = { ...buy, limitPrice: 95 };
    expect(told(play({ orders: [touched], bar: BAR }))).toEqual(['T-1 filled 10 @ 95']);
    expect(play({ orders: [touched], bar: BAR, model: { limitFill: 'through' } })).toEqual([]);
    expect(told(play({ orders: [{ ...buy, limitPrice: 95.01 }], bar: BAR, model: { limitFill: 'through' } }))).toEqual([
      'T-1 filled 10 @ 95.01',
    ]);
  });

  it('is rejected as post-only when it would take at its first open, and only then', () => {
    const maker = { ...buy, limitPrice: 100, postOnly: true };
    expect(told(play({ orders: [maker], bar: BAR }))).toEqual([
      'T-1 rejected POST_ONLY_WOULD_TAKE: price=100 limit=100',
    ]);
    expect(told(play({ orders: [{ ...maker, limitPrice: 97 }], bar: BAR }))).toEqual(['T-1 filled 10 @ 97']);
  });
});

describe('a stop order', () => {
  const sell = { side: 'SELL', type: 'STOP_MARKET', triggerPrice: 97 } as const;

  it('fills at its trigger inside the bar, slipped', () => {
    expect(told(play({ orders: [sell], bar: BAR, holding: 10 }))).toEqual(['T-1 triggered', 'T-1 filled 10 @ 97']);
    expect(told(play({ orders: [sell], bar: BAR, holding: 10, model: { slippageBps: 10 } }))).toEqual([
      'T-1 triggered',
      'T-1 filled 10 @ 96.9',
    ]);
  });

  it('fills at the open when that gapped through it, not at the trigger nobody traded at', () => {
    expect(told(play({ orders: [sell], bar: ohlc(1, 90, 99, 88, 95), holding: 10 }))).toEqual([
      'T-1 triggered',
      'T-1 filled 10 @ 90',
    ]);
    expect(told(play({ orders: [{ type: 'STOP_MARKET', triggerPrice: 98 }], bar: BAR }))).toEqual([
      'T-1 triggered',
      'T-1 filled 10 @ 100',
    ]);
  });

  it('rests while its trigger is out of reach', () => {
    expect(play({ orders: [{ ...sell, triggerPrice: 94.99 }], bar: BAR, holding: 10 })).toEqual([]);
  });
});

describe('a stop-limit order', () => {
  const buy = { type: 'STOP_LIMIT', triggerPrice: 104 } as const;

  it('fills at its trigger when that is within its limit, for the price was there at that instant', () => {
    expect(told(play({ orders: [{ ...buy, limitPrice: 106 }], bar: BAR }))).toEqual([
      'T-1 triggered',
      'T-1 filled 10 @ 104',
    ]);
  });

  it('does not use a low that may have come before its trigger', () => {
    expect(told(play({ orders: [{ ...buy, limitPrice: 99 }], bar: BAR }))).toEqual(['T-1 triggered']);
    expect(told(play({ orders: [{ ...buy, limitPrice: 99 }], bar: ohlc(1, 100, 110, 95, 98) }))).toEqual([
      'T-1 triggered',
      'T-1 filled 10 @ 99',
    ]);
  });

  it('gapped beyond its limit waits for the price to come back', () => {
    expect(told(play({ orders: [{ ...buy, limitPrice: 105 }], bar: ohlc(1, 108, 112, 107, 110) }))).toEqual([
      'T-1 triggered',
    ]);
    expect(told(play({ orders: [{ ...buy, limitPrice: 105 }], bar: ohlc(1, 108, 112, 104, 110) }))).toEqual([
      'T-1 triggered',
      'T-1 filled 10 @ 105',
    ]);
  });
});

describe('a trailing stop', () => {
  const sell = { side: 'SELL', type: 'TRAILING_STOP_MARKET', trailingOffset: 5, triggerPrice: 94 } as const;

  it('is checked against the trigger it had before the bar, and moves only afterwards', () => {
    expect(told(play({ orders: [sell], bar: BAR, holding: 10 }))).toEqual(['T-1 updated 105']);
    expect(told(play({ orders: [sell], bar: ohlc(1, 100, 130, 93, 128), holding: 10 }))).toEqual([
      'T-1 triggered',
      'T-1 filled 10 @ 94',
    ]);
  });

  it('never moves away from the price', () => {
    expect(play({ orders: [{ ...sell, triggerPrice: 98 }], bar: ohlc(1, 99, 100, 98.5, 99), holding: 10 })).toEqual([]);
  });

  it('without a first trigger starts behind the open of its first bar', () => {
    const { triggerPrice: _, ...fresh } = sell;
    expect(told(play({ orders: [fresh], bar: ohlc(1, 100, 101, 99, 100), holding: 10 }))).toEqual([
      'T-1 updated 95',
      'T-1 updated 96',
    ]);
  });

  it('follows a fall on the way down for a buyer', () => {
    const buy = { type: 'TRAILING_STOP_MARKET', trailingOffset: '2.5', triggerPrice: 112 } as const;
    expect(told(play({ orders: [buy], bar: BAR }))).toEqual(['T-1 updated 97.5']);
  });
});
