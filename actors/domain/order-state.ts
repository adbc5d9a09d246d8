import { DomainError } from './errors.ts';

// Source: NautilusTrader's order state machine, `OrderStatus::transition` in crates/model/src/orders/mod.rs, and FIX 4.4
// volume 4, appendix D. Where this table differs, and why:
// F1. UNKNOWN is added: a send that was not answered. Only the venue's word ends it; a re-send under the same id is SUBMITTED.
// F2. A pending cancel or update outlives a partial fill, a trigger or a late acceptance (FIX: Pending Cancel takes precedence
//     over Partially Filled), and when it is refused the order goes back to RESTING: the furthest live state it had reached.
// F3. A fill that the venue reports after CANCELED or EXPIRED happened and is booked, but never makes the order live again.
// F4. INITIALIZED may be CANCELED or EXPIRED: an order that was never sent (its parent died, a halt came first, its day passed).
// F5. ACCEPTED → REJECTED: a simulated venue finds at the open that the account cannot pay.

export const ORDER_STATES = [
  'INITIALIZED',
  'DENIED',
  'SUBMITTED',
  'ACCEPTED',
  'REJECTED',
  'CANCELED',
  'EXPIRED',
  'TRIGGERED',
  'PENDING_UPDATE',
  'PENDING_CANCEL',
  'PARTIALLY_FILLED',
  'FILLED',
  'UNKNOWN',
] as const;
export type OrderState = (typeof ORDER_STATES)[number];

export const ORDER_EVENTS = [
  'order.denied',
  'order.submitted',
  'order.accepted',
  'order.rejected',
  'order.canceled',
  'order.expired',
  'order.triggered',
  'order.pending-update',
  'order.updated',
  'order.update-rejected',
  'order.pending-cancel',
  'order.cancel-rejected',
  'order.partially-filled',
  'order.filled',
  'order.unknown',
] as const;
export type OrderEventName = (typeof ORDER_EVENTS)[number];

/** A live state that an order can be left in when nothing is asked of the venue; each is further than the one before. */
export const RESTING_STATES = ['INITIALIZED', 'SUBMITTED', 'ACCEPTED', 'TRIGGERED', 'PARTIALLY_FILLED'] as const;
export type RestingState = (typeof RESTING_STATES)[number];

/** The legal transitions, all of them; what is not here is refused. */
export const ORDER_TRANSITIONS: Readonly<
  Record<OrderState, Readonly<Partial<Record<OrderEventName, OrderState | 'RESTING'>>>>
> = {
  INITIALIZED: {
    'order.denied': 'DENIED',
    'order.submitted': 'SUBMITTED',
    'order.canceled': 'CANCELED',
    'order.expired': 'EXPIRED',
    'order.unknown': 'UNKNOWN',
  },
  SUBMITTED: {
    'order.accepted': 'ACCEPTED',
    'order.rejected': 'REJECTED',
    'order.canceled': 'CANCELED',
    'order.expired': 'EXPIRED',
    'order.pending-update': 'PENDING_UPDATE',
    'order.pending-cancel': 'PENDING_CANCEL',
    'order.partially-filled': 'PARTIALLY_FILLED',
    'order.filled': 'FILLED',
    'order.unknown': 'UNKNOWN',
  },
  ACCEPTED: {
    'order.rejected': 'REJECTED',
    'order.canceled': 'CANCELED',
    'order.expired': 'EXPIRED',
    'order.triggered': 'TRIGGERED',
    'order.pending-update': 'PENDING_UPDATE',
    'order.updated': 'RESTING',
    'order.pending-cancel': 'PENDING_CANCEL',
    'order.partially-filled': 'PARTIALLY_FILLED',
    'order.filled': 'FILLED',
  },
  TRIGGERED: {
    'order.rejected': 'REJECTED',
    'order.canceled': 'CANCELED',
    'order.expired': 'EXPIRED',
    'order.pending-update': 'PENDING_UPDATE',
    'order.updated': 'RESTING',
    'order.pending-cancel': 'PENDING_CANCEL',
    'order.partially-filled': 'PARTIALLY_FILLED',
    'order.filled': 'FILLED',
  },
  PARTIALLY_FILLED: {
    'order.accepted': 'RESTING',
    'order.canceled': 'CANCELED',
    'order.expired': 'EXPIRED',
    'order.pending-update': 'PENDING_UPDATE',
    'order.updated': 'RESTING',
    'order.pending-cancel': 'PENDING_CANCEL',
    'order.partially-filled': 'PARTIALLY_FILLED',
    'order.filled': 'FILLED',
  },
  PENDING_UPDATE: {
    'order.accepted': 'PENDING_UPDATE',
    'order.rejected': 'REJECTED',
    'order.canceled': 'CANCELED',
    'order.expired': 'EXPIRED',
    'order.triggered': 'PENDING_UPDATE',
    'order.pending-update': 'PENDING_UPDATE',
    'order.updated': 'RESTING',
    'order.update-rejected': 'RESTING',
    'order.pending-cancel': 'PENDING_CANCEL',
    'order.partially-filled': 'PENDING_UPDATE',
    'order.filled': 'FILLED',
    'order.unknown': 'UNKNOWN',
  },
  PENDING_CANCEL: {
    'order.accepted': 'PENDING_CANCEL',
    'order.rejected': 'REJECTED',
    'order.canceled': 'CANCELED',
    'order.expired': 'EXPIRED',
    'order.triggered': 'PENDING_CANCEL',
    'order.updated': 'PENDING_CANCEL',
    'order.update-rejected': 'PENDING_CANCEL',
    'order.pending-cancel': 'PENDING_CANCEL',
    'order.cancel-rejected': 'RESTING',
    'order.partially-filled': 'PENDING_CANCEL',
    'order.filled': 'FILLED',
    'order.unknown': 'UNKNOWN',
  },
  UNKNOWN: {
    'order.submitted': 'RESTING',
    'order.accepted': 'RESTING',
    'order.rejected': 'REJECTED',
    'order.canceled': 'CANCELED',
    'order.expired': 'EXPIRED',
    'order.triggered': 'RESTING',
    'order.updated': 'RESTING',
    'order.update-rejected': 'UNKNOWN',
    'order.pending-cancel': 'PENDING_CANCEL',
    'order.cancel-rejected': 'UNKNOWN',
    'order.partially-filled': 'PARTIALLY_FILLED',
    'order.filled': 'FILLED',
    'order.unknown': 'UNKNOWN',
  },
  CANCELED: { 'order.partially-filled': 'CANCELED', 'order.filled': 'FILLED' },
  EXPIRED: { 'order.partially-filled': 'EXPIRED', 'order.filled': 'FILLED' },
  DENIED: {},
  REJECTED: {},
  FILLED: {},
};

/** Whether `event` can happen to an order in `state`; for callers that meet late or repeated reports and want to drop them. */
export const isLegalTransition = (state: OrderState, event: OrderEventName): boolean =>
  ORDER_TRANSITIONS[state][event] !== undefined;

/** The live state to rest in after `event`: never one less far than before. */
export function restingAfter(resting: RestingState, event: OrderEventName): RestingState {
  const reached = REACHED[event];
  return reached === undefined || RESTING_STATES.indexOf(reached) <= RESTING_STATES.indexOf(resting)
    ? resting
    : reached;
}

const REACHED: Partial<Record<OrderEventName, RestingState>> = {
  'order.submitted': 'SUBMITTED',
  'order.accepted': 'ACCEPTED',
  'order.updated': 'ACCEPTED',
  'order.triggered': 'TRIGGERED',
  'order.partially-filled': 'PARTIALLY_FILLED',
};

/**
 * The state after `event`, for an order that rests in `resting` when nothing is pending.
 * Throws ILLEGAL_ORDER_TRANSITION with `from`, `event` and `clientOrderId`.
 */
export function nextOrderState(
  from: OrderState,
  event: OrderEventName,
  resting: RestingState,
  clientOrderId: string,
): OrderState {
  const next = ORDER_TRANSITIONS[from][event];
  if (next === undefined) {
    throw new DomainError('ILLEGAL_ORDER_TRANSITION', `${event} cannot happen to ${clientOrderId}, which is ${from}`, {
      from,
      event,
      clientOrderId,
    });
  }
  return next === 'RESTING' ? restingAfter(resting, event) : next;
}

/** Done: it will not trade again of itself (a late report of a fill is still booked, F3). */
export const isTerminal = (state: OrderState): boolean =>
  state === 'DENIED' || state === 'REJECTED' || state === 'CANCELED' || state === 'EXPIRED' || state === 'FILLED';

/** Counts as exposure: it can still trade, or may for all we know (UNKNOWN), or is journaled and about to be sent (INITIALIZED). */
export const isOpen = (state: OrderState): boolean => !isTerminal(state);
