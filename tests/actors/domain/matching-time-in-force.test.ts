import { describe, expect, it } from 'vitest';
import { anOrder, T0 } from '../../support/domain-builders.ts';
import { barAt, MINUTE, ohlc, play, resting, told } from '../../adapters/brokers/venue-scene.ts';
import { decimal } from '../../../actors/domain/decimal.ts';
import type { SessionCalendar } from '../../../actors/domain/session-calendar.ts';

const BAR = ohlc(1, 100, 110, 95, 105, 40);
const TENTH = { volumeShare: '0.1' };

describe('partial fills', () => {
  it('take no more than their share of the volume, in whole lots, and go on at the next bar', () => {
    expect(told(play({ orders: [{}], bar: ohlc(1, 100, 110, 95, 105, 47), model: TENTH }))).toEqual([
      'T-1 filled 4 @ 100',
    ]);
    const rest = resting(anOrder(), { filled: decimal(4), matchedThrough: 1 });
    expect(told(play({ orders: [rest], bar: ohlc(2, 101, 102, 99, 100, 100), position: 2, model: TENTH }))).toEqual([
      'T-1 filled 6 @ 101',
    ]);
  });

  it('share one allowance among all orders of the account, first come first served', () => {
    expect(told(play({ orders: [{ quantity: 3 }, { quantity: 3 }], bar: BAR, model: TENTH }))).toEqual([
      'T-1 filled 3 @ 100',
      'T-2 filled 1 @ 100',
    ]);
  });

  it('do not starve instruments whose bars state no volume', () => {
    expect(told(play({ orders: [{}], bar: ohlc(1, 100, 110, 95, 105, 0), model: TENTH }))).toEqual([
      'T-1 filled 10 @ 100',
    ]);
  });

  it('leave a stop triggered, so that the rest is a market order at the next open', () => {
    const stop = anOrder({ side: 'SELL', type: 'STOP_MARKET', triggerPrice: 97 });
    expect(told(play({ orders: [resting(stop)], bar: BAR, holding: 10, model: TENTH }))).toEqual([
      'T-1 triggered',
      'T-1 filled 4 @ 97',
    ]);
    const rest = resting(stop, { filled: decimal(4), triggered: true, matchedThrough: 1 });
    expect(told(play({ orders: [rest], bar: ohlc(2, 103, 104, 102, 103), position: 2, holding: 6 }))).toEqual([
      'T-1 filled 6 @ 103',
    ]);
  });
});

describe('IOC', () => {
  it('fills what it can at its first open and cancels the rest', () => {
    expect(told(play({ orders: [{ timeInForce: 'IOC' }], bar: BAR, model: TENTH }))).toEqual([
      'T-1 filled 4 @ 100',
      'T-1 canceled IMMEDIATE_OR_CANCEL',
    ]);
  });

  it('does not wait inside the bar for a limit that was not marketable at once', () => {
    expect(told(play({ orders: [{ timeInForce: 'IOC', type: 'LIMIT', limitPrice: 97 }], bar: BAR }))).toEqual([
      'T-1 canceled IMMEDIATE_OR_CANCEL',
    ]);
  });

  it('counts from the trigger for a stop', () => {
    const stop = { timeInForce: 'IOC', side: 'SELL', type: 'STOP_MARKET', triggerPrice: 97 } as const;
    expect(play({ orders: [{ ...stop, triggerPrice: 90 }], bar: BAR, holding: 10 })).toEqual([]);
    expect(told(play({ orders: [stop], bar: BAR, holding: 10, model: TENTH }))).toEqual([
      'T-1 triggered',
      'T-1 filled 4 @ 97',
      'T-1 canceled IMMEDIATE_OR_CANCEL',
    ]);
  });
});

describe('FOK', () => {
  it('fills whole or not at all', () => {
    expect(told(play({ orders: [{ timeInForce: 'FOK' }], bar: BAR }))).toEqual(['T-1 filled 10 @ 100']);
    expect(told(play({ orders: [{ timeInForce: 'FOK' }], bar: BAR, model: TENTH }))).toEqual([
      'T-1 canceled FILL_OR_KILL',
    ]);
    expect(
      told(play({ orders: [{ timeInForce: 'FOK', side: 'SELL', reduceOnly: true }], bar: BAR, holding: 4 })),
    ).toEqual(['T-1 canceled FILL_OR_KILL']);
  });
});

describe('GTD', () => {
  const dated = { timeInForce: 'GTD', type: 'LIMIT', limitPrice: 97, expireTime: T0 + 2 * MINUTE } as const;

  it('does not fill in a bar that opens at or after its time', () => {
    expect(told(play({ orders: [dated], bar: ohlc(2, 100, 110, 95, 105), position: 2 }))).toEqual(['T-1 expired']);
  });

  it('expires at the close of the bar its time falls in, unless that filled it', () => {
    expect(told(play({ orders: [{ ...dated, limitPrice: 90 }], bar: BAR }))).toEqual(['T-1 expired']);
    expect(told(play({ orders: [dated], bar: BAR }))).toEqual(['T-1 filled 10 @ 97']);
  });
});

describe('DAY', () => {
  const HOUR = 60 * MINUTE;
  const daily = (day: number) =>
    barAt(0, {
      openTime: T0 + day * 24 * HOUR,
      closeTime: T0 + (day + 1) * 24 * HOUR,
      open: 100,
      high: 110,
      low: 95,
      close: 105,
    });
  const limit = (decidedAt: number, limitPrice = 90) =>
    anOrder({ timeInForce: 'DAY', type: 'LIMIT', limitPrice, decidedAt });
  const NEW_YORK: SessionCalendar = {
    timeZone: 'America/New_York',
    windows: [{ days: [1, 2, 3, 4, 5], open: '09:30', close: '16:00' }],
  };
  const newYork = (day: number, hour: number) =>
    barAt(0, {
      openTime: T0 + day * 24 * HOUR + hour * HOUR,
      closeTime: T0 + day * 24 * HOUR + (hour + 1) * HOUR,
      open: 100,
      high: 110,
      low: 95,
      close: 105,
    });
  const held = (order = limit(0), matchedThrough = 1) => resting(order, { matchedThrough });

  it('on daily bars lives for one bar, across a weekend too', () => {
    expect(told(play({ orders: [resting(limit(T0 + 24 * HOUR))], bar: daily(1) }))).toEqual(['T-1 expired']);
    expect(told(play({ orders: [resting(limit(T0 + 5 * 24 * HOUR, 97))], bar: daily(7) }))).toEqual([
      'T-1 filled 10 @ 97',
    ]);
  });

  it('in a market without sessions ends with the UTC day', () => {
    const order = limit(T0 + 22 * HOUR);
    const hour = (h: number) => barAt(0, { openTime: T0 + h * HOUR, closeTime: T0 + (h + 1) * HOUR });
    expect(play({ orders: [resting(order)], bar: hour(22) })).toEqual([]);
    expect(told(play({ orders: [held(order)], bar: hour(23), position: 2 }))).toEqual(['T-1 expired']);
    expect(told(play({ orders: [held(order)], bar: hour(25), position: 2 }))).toEqual(['T-1 expired']);
  });

  it('decided on a session close lives through the whole next session, not for one bar of it', () => {
    const order = limit(T0 + 21 * HOUR); // Monday 16:00 in New York
    const instrument = { sessions: NEW_YORK };
    expect(play({ orders: [resting(order)], bar: newYork(1, 15), instrument })).toEqual([]);
    expect(play({ orders: [held(order)], bar: newYork(1, 18), position: 2, instrument })).toEqual([]);
    expect(told(play({ orders: [held(order)], bar: newYork(1, 20), position: 2, instrument }))).toEqual([
      'T-1 expired',
    ]);
  });
});
