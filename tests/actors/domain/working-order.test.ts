import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountEvent } from '../../../actors/domain/account-event.ts';
import { decimal, ZERO } from '../../../actors/domain/decimal.ts';
import {
  applyOrderEvent,
  initializedOrder,
  leavesQuantity,
  type OrderEvent,
} from '../../../actors/domain/working-order.ts';
import { aFill, anOrder } from '../../support/domain-builders.ts';

const submitted: OrderEvent = { type: 'order.submitted' };
const accepted: OrderEvent = { type: 'order.accepted', venueOrderId: 'V-1' };
const filled = (quantity: number | string, price: number | string = 100, fillId = 'F-1'): OrderEvent => ({
  type: 'order.filled',
  fill: aFill({ fillId, quantity, price }),
});
const after = (...events: OrderEvent[]) => events.reduce(applyOrderEvent, initializedOrder(anOrder({ quantity: 10 })));

describe('a working order', () => {
  it('is partly filled until the last unit, at the mean price of its fills', () => {
    const partly = after(submitted, accepted, filled(4, 100), filled(2, 103, 'F-2'));
    expect(partly).toMatchObject({ state: 'PARTIALLY_FILLED', venueOrderId: 'V-1' });
    expect(partly.filledValue.div(partly.filled)).toEqual(decimal(101));
    expect(leavesQuantity(partly)).toEqual(decimal(4));
    const done = applyOrderEvent(partly, filled(4, 104, 'F-3'));
    expect(done.state).toBe('FILLED');
    expect(done.filledValue.div(done.filled)).toEqual(decimal('102.2'));
    expect(leavesQuantity(done).isZero()).toBe(true);
  });

  it('refuses a fill beyond its quantity, which would be a position nobody decided', () => {
    expect(() => after(submitted, filled(10.00000001))).toThrow(expect.objectContaining({ type: 'ORDER_OVERFILLED' }));
    expect(() => after(submitted, filled(6), filled(6, 100, 'F-2'))).toThrow(
      expect.objectContaining({
        type: 'ORDER_OVERFILLED',
        data: { clientOrderId: 'T-1', fillId: 'F-2', filled: '12', quantity: '10' },
      }),
    );
  });

  it('refuses a second full fill, a fill of another order and a fill of nothing', () => {
    expect(() => after(submitted, filled(10), filled(10))).toThrow(
      expect.objectContaining({ type: 'ILLEGAL_ORDER_TRANSITION' }),
    );
    const other: OrderEvent = { type: 'order.filled', fill: aFill({ clientOrderId: 'T-2' }) };
    expect(() => after(submitted, other)).toThrow(expect.objectContaining({ type: 'FILL_OF_ANOTHER_ORDER' }));
    expect(() => after(submitted, filled(0))).toThrow(expect.objectContaining({ type: 'FILL_QUANTITY_INVALID' }));
    expect(() => after(submitted, filled(-1))).toThrow(expect.objectContaining({ type: 'FILL_QUANTITY_INVALID' }));
  });

  it('keeps a cancel pending through a partial fill and goes back to partly filled when it is refused', () => {
    const pending = after(submitted, accepted, { type: 'order.pending-cancel' }, filled(3));
    expect(pending.state).toBe('PENDING_CANCEL');
    expect(applyOrderEvent(pending, { type: 'order.cancel-rejected', reason: 'too late' }).state).toBe(
      'PARTIALLY_FILLED',
    );
    expect(applyOrderEvent(pending, filled(7, 100, 'F-2')).state).toBe('FILLED');
  });

  it('books a fill reported after the cancel without coming back to life', () => {
    const late = after(submitted, accepted, { type: 'order.canceled', reason: 'user' }, filled(3));
    expect(late).toMatchObject({ state: 'CANCELED', reason: 'user' });
    expect(late.filled).toEqual(decimal(3));
  });

  it('learns the fate of an unanswered send from the venue alone', () => {
    const unknown = after(submitted, { type: 'order.unknown', reason: 'VENUE_TIMEOUT' });
    expect(unknown).toMatchObject({ state: 'UNKNOWN', reason: 'VENUE_TIMEOUT' });
    expect(applyOrderEvent(unknown, accepted).state).toBe('ACCEPTED');
    expect(applyOrderEvent(unknown, filled(4)).state).toBe('PARTIALLY_FILLED');
    expect(applyOrderEvent(unknown, submitted).state).toBe('SUBMITTED');
    expect(() => applyOrderEvent(unknown, { type: 'order.denied', reason: 'no' })).toThrow();
  });

  it('may be rejected after acceptance, when the account cannot pay at the open', () => {
    expect(after(submitted, accepted, { type: 'order.rejected', reason: 'INSUFFICIENT_CASH' })).toMatchObject({
      state: 'REJECTED',
      reason: 'INSUFFICIENT_CASH',
    });
  });

  it('takes an update of its trigger without losing its state, and refuses to shrink to what has filled', () => {
    const triggered = after(submitted, accepted, { type: 'order.triggered' });
    const updated = applyOrderEvent(triggered, { type: 'order.updated', triggerPrice: decimal(95) });
    expect(updated.state).toBe('TRIGGERED');
    expect(updated.order.triggerPrice).toEqual(decimal(95));
    const partly = after(submitted, accepted, filled(4), { type: 'order.pending-update' });
    expect(() => applyOrderEvent(partly, { type: 'order.updated', quantity: decimal(4) })).toThrow(
      expect.objectContaining({ type: 'UPDATE_BELOW_FILLED' }),
    );
    expect(applyOrderEvent(partly, { type: 'order.updated', quantity: decimal(5) }).state).toBe('PARTIALLY_FILLED');
  });

  it('folds the order events of an account journal as they are', () => {
    type JournaledOrderEvent = Extract<AccountEvent, { type: OrderEvent['type'] }>;
    const journaled: JournaledOrderEvent = {
      type: 'order.accepted',
      clientOrderId: 'T-1',
      venueOrderId: 'V-1',
      time: 1,
    };
    const event: OrderEvent = journaled satisfies OrderEvent;
    expect(after(submitted, event).state).toBe('ACCEPTED');
  });

  it('never changes the value it was given', () => {
    const before = Object.freeze(after(submitted, accepted));
    applyOrderEvent(before, filled(3));
    expect(before.filled).toEqual(ZERO);
  });

  it('fills to the last digit however the quantity is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 1, max: 1e7 })), {
          minLength: 1,
          maxLength: 20,
        }),
        (cuts) => {
          const fills = cuts.map(([quantity, price], index) =>
            aFill({ fillId: `F-${index}`, quantity: decimal(quantity).div(1e8), price: decimal(price).div(100) }),
          );
          const total = fills.reduce((sum, fill) => sum.add(fill.quantity), ZERO);
          let working = applyOrderEvent(initializedOrder(anOrder({ quantity: total })), submitted);
          for (const fill of fills) {
            expect(working.state).not.toBe('FILLED');
            working = applyOrderEvent(working, { type: 'order.filled', fill });
          }
          expect(working.state).toBe('FILLED');
          expect(working.filled.eq(total)).toBe(true);
          expect(
            working.filledValue.eq(fills.reduce((sum, fill) => sum.add(fill.price.mul(fill.quantity)), ZERO)),
          ).toBe(true);
        },
      ),
    );
  });
});
