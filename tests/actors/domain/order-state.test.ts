import { describe, expect, it } from 'vitest';
import {
  isLegalTransition,
  isOpen,
  isTerminal,
  nextOrderState,
  ORDER_EVENTS,
  ORDER_STATES,
  ORDER_TRANSITIONS,
  RESTING_STATES,
  restingAfter,
  type OrderState,
} from '../../../actors/domain/order-state.ts';

// Written out a second time, by hand and by event, so that a slip in the table shows. `*` marks a return to rest.
const LEGAL: Record<(typeof ORDER_EVENTS)[number], string> = {
  'order.denied': 'INITIALIZED>DENIED',
  'order.submitted': 'INITIALIZED>SUBMITTED UNKNOWN>*',
  'order.accepted':
    'SUBMITTED>ACCEPTED PARTIALLY_FILLED>* PENDING_UPDATE>PENDING_UPDATE PENDING_CANCEL>PENDING_CANCEL UNKNOWN>*',
  'order.rejected':
    'SUBMITTED>REJECTED ACCEPTED>REJECTED TRIGGERED>REJECTED PENDING_UPDATE>REJECTED PENDING_CANCEL>REJECTED UNKNOWN>REJECTED',
  'order.canceled':
    'INITIALIZED>CANCELED SUBMITTED>CANCELED ACCEPTED>CANCELED TRIGGERED>CANCELED PARTIALLY_FILLED>CANCELED PENDING_UPDATE>CANCELED PENDING_CANCEL>CANCELED UNKNOWN>CANCELED',
  'order.expired':
    'INITIALIZED>EXPIRED SUBMITTED>EXPIRED ACCEPTED>EXPIRED TRIGGERED>EXPIRED PARTIALLY_FILLED>EXPIRED PENDING_UPDATE>EXPIRED PENDING_CANCEL>EXPIRED UNKNOWN>EXPIRED',
  'order.triggered': 'ACCEPTED>TRIGGERED PENDING_UPDATE>PENDING_UPDATE PENDING_CANCEL>PENDING_CANCEL UNKNOWN>*',
  'order.pending-update':
    'SUBMITTED>PENDING_UPDATE ACCEPTED>PENDING_UPDATE TRIGGERED>PENDING_UPDATE PARTIALLY_FILLED>PENDING_UPDATE PENDING_UPDATE>PENDING_UPDATE',
  'order.updated': 'ACCEPTED>* TRIGGERED>* PARTIALLY_FILLED>* PENDING_UPDATE>* PENDING_CANCEL>PENDING_CANCEL UNKNOWN>*',
  'order.update-rejected': 'PENDING_UPDATE>* PENDING_CANCEL>PENDING_CANCEL UNKNOWN>UNKNOWN',
  'order.pending-cancel':
    'SUBMITTED>PENDING_CANCEL ACCEPTED>PENDING_CANCEL TRIGGERED>PENDING_CANCEL PARTIALLY_FILLED>PENDING_CANCEL PENDING_UPDATE>PENDING_CANCEL PENDING_CANCEL>PENDING_CANCEL UNKNOWN>PENDING_CANCEL',
  'order.cancel-rejected': 'PENDING_CANCEL>* UNKNOWN>UNKNOWN',
  'order.partially-filled':
    'SUBMITTED>PARTIALLY_FILLED ACCEPTED>PARTIALLY_FILLED TRIGGERED>PARTIALLY_FILLED PARTIALLY_FILLED>PARTIALLY_FILLED PENDING_UPDATE>PENDING_UPDATE PENDING_CANCEL>PENDING_CANCEL UNKNOWN>PARTIALLY_FILLED CANCELED>CANCELED EXPIRED>EXPIRED',
  'order.filled':
    'SUBMITTED>FILLED ACCEPTED>FILLED TRIGGERED>FILLED PARTIALLY_FILLED>FILLED PENDING_UPDATE>FILLED PENDING_CANCEL>FILLED UNKNOWN>FILLED CANCELED>FILLED EXPIRED>FILLED',
  'order.unknown':
    'INITIALIZED>UNKNOWN SUBMITTED>UNKNOWN PENDING_UPDATE>UNKNOWN PENDING_CANCEL>UNKNOWN UNKNOWN>UNKNOWN',
};

const legal = new Map<string, string>();
for (const event of ORDER_EVENTS) {
  for (const pair of LEGAL[event].split(' ')) {
    const [from = '', to = ''] = pair.split('>');
    legal.set(`${from} ${event}`, to === '*' ? 'RESTING' : to);
  }
}
const every = ORDER_STATES.flatMap((from) => ORDER_EVENTS.map((event) => ({ from, event })));

describe('order states', () => {
  it('says of all 195 pairs of state and event whether they are legal, and where they lead', () => {
    expect(every).toHaveLength(13 * 15);
    for (const { from, event } of every) {
      expect(ORDER_TRANSITIONS[from][event], `${from} ${event}`).toBe(legal.get(`${from} ${event}`));
    }
  });

  it.each(every.filter(({ from, event }) => !legal.has(`${from} ${event}`)))(
    'refuses $event in $from, so that no report bends an order out of its life',
    ({ from, event }) => {
      expect(isLegalTransition(from, event)).toBe(false);
      expect(() => nextOrderState(from, event, 'SUBMITTED', 'T-9')).toThrow(
        expect.objectContaining({ type: 'ILLEGAL_ORDER_TRANSITION', data: { from, event, clientOrderId: 'T-9' } }),
      );
    },
  );

  it('never brings a terminal order back to life', () => {
    for (const { from, event } of every.filter(({ from }) => isTerminal(from))) {
      const next = ORDER_TRANSITIONS[from][event];
      if (next !== undefined) expect(isTerminal(next as OrderState), `${from} ${event}`).toBe(true);
    }
  });

  it('can reach every state from INITIALIZED, and a terminal state from every open one', () => {
    const reach = (start: OrderState): Set<OrderState> => {
      const seen = new Set<OrderState>([start]);
      for (const from of seen) {
        for (const next of Object.values(ORDER_TRANSITIONS[from])) {
          for (const state of next === 'RESTING' ? RESTING_STATES.slice(1) : [next]) seen.add(state);
        }
      }
      return seen;
    };
    expect([...reach('INITIALIZED')].sort()).toEqual([...ORDER_STATES].sort());
    for (const state of ORDER_STATES.filter(isOpen)) expect([...reach(state)].some(isTerminal), state).toBe(true);
  });

  it('counts an order of unknown fate as exposure', () => {
    expect(ORDER_STATES.filter(isOpen)).toEqual([
      'INITIALIZED',
      'SUBMITTED',
      'ACCEPTED',
      'TRIGGERED',
      'PENDING_UPDATE',
      'PENDING_CANCEL',
      'PARTIALLY_FILLED',
      'UNKNOWN',
    ]);
  });

  it('lets a fill arrive wherever the venue may still have the order', () => {
    for (const state of ['SUBMITTED', 'PENDING_CANCEL', 'UNKNOWN'] as const) {
      expect(nextOrderState(state, 'order.filled', 'SUBMITTED', 'T-1')).toBe('FILLED');
    }
  });

  it('does not forget how far an order had come when a late acceptance arrives', () => {
    expect(restingAfter('PARTIALLY_FILLED', 'order.accepted')).toBe('PARTIALLY_FILLED');
    expect(nextOrderState('PENDING_CANCEL', 'order.cancel-rejected', 'TRIGGERED', 'T-1')).toBe('TRIGGERED');
    expect(nextOrderState('UNKNOWN', 'order.accepted', 'SUBMITTED', 'T-1')).toBe('ACCEPTED');
    expect(nextOrderState('UNKNOWN', 'order.accepted', 'PARTIALLY_FILLED', 'T-1')).toBe('PARTIALLY_FILLED');
  });
});
