import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimal } from '../../../actors/domain/decimal.ts';
import { leavesQuantity } from '../../../actors/domain/working-order.ts';
import type { AccountState } from '../../../actors/risk-monitor/account-state.ts';
import { A, AccountScene, anOrderRequest, orders } from './account-scene.ts';
import { reachable } from './worst-case.ts';

const ALLOCATION = 2_000;
const PRICE = 100;

const wish = fc.record({
  side: fc.constantFrom('BUY' as const, 'SELL' as const),
  quantity: fc.integer({ min: 1, max: 24 }),
  reduceOnly: fc.boolean(),
  kind: fc.constantFrom('MARKET' as const, 'LIMIT' as const, 'STOP_MARKET' as const),
});
const round = fc.record({
  wishes: fc.array(wish, { minLength: 1, maxLength: 4 }),
  cancel: fc.boolean(),
  volume: fc.integer({ min: 1, max: 30 }),
});

/** What the worst that open orders may do costs, against what there is to pay it with. */
function excess(state: AccountState): string | undefined {
  const actor = state.actors.get(A)!;
  const open = [...state.orders.values()].map(({ working }) => ({
    order: working.order,
    leaves: leavesQuantity(working).toNumber(),
  }));
  const { lowest, highest } = reachable(actor.holding.quantity.toNumber(), open);
  const worst = Math.max(Math.abs(lowest), Math.abs(highest)) * PRICE;
  const equity = actor.cash.add(actor.holding.quantity.mul(PRICE));
  return equity.lt(worst) ? `${lowest}…${highest} costs ${worst} of ${String(equity)}` : undefined;
}

describe('what open orders may come to', () => {
  test('is paid for by what there is, whichever of them fill and in whatever sequence', () => {
    let accepted = 0;
    let mixed = 0;
    fc.assert(
      fc.property(fc.array(round, { minLength: 1, maxLength: 4 }), (rounds) => {
        const scene = new AccountScene({ model: { volumeShare: 1 } });
        scene.hello(A, { allocation: String(ALLOCATION) });
        for (const { wishes, cancel, volume } of rounds) {
          scene.bar({ open: PRICE, high: PRICE, low: PRICE, close: PRICE, volume });
          const asked = wishes.map(({ side, quantity, reduceOnly, kind }, leg) =>
            anOrderRequest(side, quantity, {
              ...{ leg, type: kind, reduceOnly },
              ...(kind === 'LIMIT' && { limitPrice: PRICE }),
              // One that the market has passed is as good as a market order, one that it has not rests.
              ...(kind === 'STOP_MARKET' && { triggerPrice: side === 'BUY' ? PRICE - leg : PRICE + 0 }),
            }),
          );
          const resting = [...scene.state.orders.keys()].slice(0, 1);
          scene.decide(
            A,
            ...(cancel && resting.length > 0 ? [{ kind: 'cancel' as const, clientOrderIds: resting }] : []),
            orders(...asked),
          );
          accepted += scene.state.accepted;
          if (scene.state.orders.size > 1) mixed += 1;
          expect(excess(scene.state)).toBeUndefined();
        }
      }),
      { numRuns: 10_000, seed: 11 },
    );
    expect(accepted).toBeGreaterThan(10_000);
    expect(mixed).toBeGreaterThan(5_000);
  });

  test('is nothing for what only closes, however often it is tried', () => {
    const scene = new AccountScene();
    scene.hello(A, { allocation: '1000' });
    scene.bar();
    scene.decide(A, orders(anOrderRequest('BUY', 10)));
    scene.bar();
    const sell = (leg: number) => anOrderRequest('SELL', 10, { leg, type: 'LIMIT', limitPrice: 100 });
    scene.decide(A, orders(sell(0), sell(1), sell(2)));
    // The first closes, the second turns round with what that frees, for the third nothing is left.
    expect(scene.denials()).toEqual(['NOTIONAL_EXCEEDS_FREE_BALANCE: cost=1000 free=0']);
    expect([...scene.state.orders.values()].map(({ reserved }) => Number(decimal(reserved)))).toEqual([0, 1_000]);
  });
});
