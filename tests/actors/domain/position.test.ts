import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, ZERO } from '../../../actors/domain/decimal.ts';
import type { Fill } from '../../../actors/domain/order.ts';
import { applyFill, FLAT_POSITION, sideOf, unrealizedPnl } from '../../../actors/domain/position.ts';
import { aFill } from '../../support/domain-builders.ts';
import { fillsArbitrary } from './fills.ts';

const buy = (quantity: number | string, price: number | string, commission: number | string = 0): Fill =>
  aFill({ side: 'BUY', quantity, price, commission });
const sell = (quantity: number | string, price: number | string, commission: number | string = 0): Fill =>
  aFill({ side: 'SELL', quantity, price, commission });
const after = (...fills: Fill[]) => fills.reduce(applyFill, FLAT_POSITION);

describe('a netted position', () => {
  it('averages what is added and realizes what is closed against the average', () => {
    const held = after(buy(10, 100, 1), buy(10, 110, 1), sell(5, 120, 1));
    expect(String(held.quantity)).toBe('15');
    expect(String(held.averagePrice)).toBe('105');
    expect(String(held.cost)).toBe('1575');
    expect(String(held.realizedPnl)).toBe('75');
    expect(String(held.commission)).toBe('3');
    expect(sideOf(held)).toBe('LONG');
    expect(String(unrealizedPnl(held, decimal(100)))).toBe('-75');
  });

  it('earns on a short when the price falls', () => {
    const short = after(sell(10, 100));
    expect(sideOf(short)).toBe('SHORT');
    expect(String(unrealizedPnl(short, decimal(90)))).toBe('100');
    expect(String(after(sell(10, 100), buy(4, 90)).realizedPnl)).toBe('40');
    expect(String(after(sell(10, 100), buy(10, 110)).realizedPnl)).toBe('-100');
  });

  it('goes through zero as a close and an opening at the price of the fill', () => {
    const reversed = after(buy(10, 100), sell(15, 120));
    expect(String(reversed.quantity)).toBe('-5');
    expect(String(reversed.averagePrice)).toBe('120');
    expect(String(reversed.cost)).toBe('-600');
    expect(String(reversed.realizedPnl)).toBe('200');
    const back = applyFill(reversed, buy(6, 110));
    expect([back.quantity, back.averagePrice, back.realizedPnl].map(String)).toEqual(['1', '110', '250']);
  });

  it('is exactly flat after thirds that no decimal can hold', () => {
    const flat = after(buy(1, '0.1'), buy(2, '0.2'), sell(1, '0.3'), sell(1, '0.3'), sell(1, '0.3'));
    expect(sideOf(flat)).toBe('FLAT');
    expect([flat.quantity, flat.cost, flat.averagePrice].map(String)).toEqual(['0', '0', '0']);
    expect(String(flat.realizedPnl)).toBe('0.4');
  });

  it('does not let the average price drift while it is closed bit by bit', () => {
    const held = after(buy(3, 100), buy(4, 101));
    const reduced = [1, 1, 1, 1, 1, 1].reduce((position, quantity) => applyFill(position, sell(quantity, 99)), held);
    expect(reduced.averagePrice).toEqual(held.averagePrice);
  });

  it('refuses a fill of nothing', () => {
    expect(() => after(buy(0, 100))).toThrow(expect.objectContaining({ type: 'FILL_QUANTITY_INVALID' }));
  });

  it('keeps money whole for any fills: cash paid = cost held − profit realized', () => {
    fc.assert(
      fc.property(fillsArbitrary, (fills) => {
        const position = fills.reduce(applyFill, FLAT_POSITION);
        const paid = fills.reduce(
          (sum, { side, price, quantity }) =>
            side === 'BUY' ? sum.add(price.mul(quantity)) : sum.sub(price.mul(quantity)),
          ZERO,
        );
        expect(String(position.cost.sub(position.realizedPnl))).toBe(String(paid));
        const net = fills.reduce(
          (sum, { side, quantity }) => (side === 'BUY' ? sum.add(quantity) : sum.sub(quantity)),
          ZERO,
        );
        expect(position.quantity.eq(net)).toBe(true);
        expect(position.quantity.isZero()).toBe(sideOf(position) === 'FLAT');
        if (position.quantity.isZero()) expect(position.cost.isZero()).toBe(true);
      }),
    );
  });
});
