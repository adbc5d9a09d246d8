import { describe, expect, it } from 'vitest';
import { anOrder } from '../../support/domain-builders.ts';
import { fundsOf, ohlc, play, resting, told } from '../../adapters/brokers/venue-scene.ts';
import { decimal } from '../../../actors/domain/decimal.ts';
import { fillModel } from '../../../actors/domain/fill-model.ts';
import { advance } from '../../../actors/domain/matching.ts';

describe('what a fill may cost', () => {
  it('rejects a buy that a gap up made unaffordable, as the reference engines do', () => {
    // 950 = floor(0.95 × 100000 / 100) was affordable at the close of 100; at an open of 106 it is not.
    const bar = ohlc(1, 106, 107, 105, 106);
    expect(told(play({ orders: [{ quantity: 950 }], bar }))).toEqual([
      'T-1 rejected NOTIONAL_EXCEEDS_FREE_BALANCE: cost=100700 cash=100000',
    ]);
  });

  it('counts the commission, to the last cent', () => {
    const scene = { orders: [{ quantity: 10 }], bar: ohlc(1, 100, 100, 100, 100), model: { commissionRate: '0.001' } };
    expect(told(play({ ...scene, cash: '1001' }))).toEqual(['T-1 filled 10 @ 100']);
    expect(told(play({ ...scene, cash: '1000.99' }))).toEqual([
      'T-1 rejected NOTIONAL_EXCEEDS_FREE_BALANCE: cost=1001 cash=1000.99',
    ]);
  });

  it('lets several orders of a bar spend the same cash once', () => {
    const bar = ohlc(1, 100, 100, 100, 100);
    expect(told(play({ orders: [{ quantity: 6 }, { quantity: 6 }, { quantity: 4 }], bar, cash: 1_000 }))).toEqual([
      'T-1 filled 6 @ 100',
      'T-2 rejected NOTIONAL_EXCEEDS_FREE_BALANCE: cost=1200 cash=1000',
      'T-3 filled 4 @ 100',
    ]);
  });

  it('spends the proceeds of a sale only after it', () => {
    const bar = ohlc(1, 100, 100, 100, 100);
    const [sell, buy] = [{ side: 'SELL', quantity: 10 }, { quantity: 10 }] as const;
    expect(told(play({ orders: [sell, buy], bar, cash: 0, holding: 10 }))).toEqual([
      'T-1 filled 10 @ 100',
      'T-2 filled 10 @ 100',
    ]);
    expect(told(play({ orders: [buy, sell], bar, cash: 0, holding: 10 }))).toEqual([
      'T-1 rejected NOTIONAL_EXCEEDS_FREE_BALANCE: cost=2000 cash=1000',
      'T-2 filled 10 @ 100',
    ]);
  });

  it('always lets a position be closed, long or short, whatever the cash', () => {
    const bar = ohlc(1, 100, 100, 100, 100);
    expect(
      told(play({ orders: [{ side: 'SELL' }], bar, cash: -50, holding: 10, model: { commissionRate: 1 } })),
    ).toEqual(['T-1 filled 10 @ 100']);
    expect(told(play({ orders: [{ side: 'BUY' }], bar, cash: 0, holding: -10, model: { commissionRate: 1 } }))).toEqual(
      ['T-1 filled 10 @ 100'],
    );
  });

  it('lets a short be as large as equity covers, and a reversal too', () => {
    const bar = ohlc(1, 100, 100, 100, 100);
    expect(told(play({ orders: [{ side: 'SELL', quantity: 10 }], bar, cash: 1_000 }))).toEqual(['T-1 filled 10 @ 100']);
    expect(told(play({ orders: [{ side: 'SELL', quantity: 11 }], bar, cash: 1_000 }))).toEqual([
      'T-1 rejected NOTIONAL_EXCEEDS_FREE_BALANCE: cost=1100 cash=1000',
    ]);
    expect(told(play({ orders: [{ side: 'SELL', quantity: 20 }], bar, cash: 0, holding: 10 }))).toEqual([
      'T-1 filled 20 @ 100',
    ]);
    expect(told(play({ orders: [{ side: 'SELL', quantity: 21 }], bar, cash: 0, holding: 10 }))).toEqual([
      'T-1 rejected NOTIONAL_EXCEEDS_FREE_BALANCE: cost=1100 cash=1000',
    ]);
  });

  it('cancels, not rejects, the rest of an order that has fills and can pay no more', () => {
    const rest = resting(anOrder(), { filled: decimal(4), matchedThrough: 1 });
    expect(
      told(play({ orders: [rest], bar: ohlc(2, 200, 200, 200, 200), position: 2, cash: 100, holding: 4 })),
    ).toEqual(['T-1 canceled NOTIONAL_EXCEEDS_FREE_BALANCE: cost=2000 cash=900']);
  });

  it('keeps the money of two actors apart', () => {
    const orders = [
      resting(anOrder({ clientOrderId: 'A' })),
      resting(anOrder({ clientOrderId: 'B', actor: 'subscription.s2' })),
    ];
    const funds = { ...fundsOf(1_000), 'subscription.s2': { cash: decimal(999), quantity: decimal(0) } };
    const instrument = { tickSize: decimal('0.01'), lotSize: decimal(1) };
    expect(
      told(advance({ orders, bar: ohlc(1, 100, 100, 100, 100), position: 1, funds, instrument, model: fillModel() })),
    ).toEqual(['A filled 10 @ 100', 'B rejected NOTIONAL_EXCEEDS_FREE_BALANCE: cost=1000 cash=999']);
  });

  it('refuses to guess the money of an actor it was told nothing of', () => {
    const orders = [resting(anOrder({ actor: 'subscription.lost' }))];
    const instrument = { tickSize: decimal('0.01'), lotSize: decimal(1) };
    expect(() =>
      advance({
        orders,
        bar: ohlc(1, 100, 100, 100, 100),
        position: 1,
        funds: fundsOf(),
        instrument,
        model: fillModel(),
      }),
    ).toThrow(/subscription.lost/);
  });
});

describe('a fill model', () => {
  it.each([
    { commissionRate: -0.1 },
    { commissionRate: 'x' },
    { slippageBps: 5_001 },
    { volumeShare: 1.1 },
    { latencyMs: -1 },
    { volumeShare: '' },
  ])('refuses %j, naming it', (settings) => {
    expect(() => fillModel(settings)).toThrow(new RegExp(`^${Object.keys(settings)[0]}=`));
  });
});
