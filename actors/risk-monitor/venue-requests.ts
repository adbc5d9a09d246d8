// V1. An order has at most one request to the venue under way, so no answer can overtake another.
// V2. No answer is not a no: the order counts as exposure, and is asked for until the venue says what it has.
// V3. A request in doubt counts as under way, so a simulated market stands still until the doubt is settled.
// V4. A simulated venue meets the orders in journal order, whatever order they reached it in.
import type { Turn } from '../../runtime/turn.ts';
import type { RestingOrder } from '../domain/matching-venue.ts';
import type { VenueRequest } from '../ports/broker.ts';
import type { AccountState, OpenOrder } from './account-state.ts';
import { journal, pin } from './journal.ts';

export const VENUE_PORT = 'venue';

const ASK_AGAIN_MS = 250;

/** Sends what the order needs next, unless something about it is under way; asking the venue again is always safe. */
export function pursue(state: AccountState, turn: Turn, open: OpenOrder): void {
  if (open.asked !== undefined || !state.isBriefed) return;
  const { order, state: now } = open.working;
  if (now === 'INITIALIZED' || now === 'SUBMITTED') {
    ask(state, turn, open, 'submit', { kind: 'submit', order });
  } else if (!isAtVenue(open)) {
    ask(state, turn, open, 'query', { kind: 'query', clientOrderId: order.clientOrderId, lane: order.lane });
  } else if (open.cancelWanted) {
    const { clientOrderId, lane: stream } = order;
    const { position, time } = state.lanes.get(stream)!;
    ask(state, turn, open, 'cancel', { kind: 'cancel', clientOrderId, lane: stream, position, time });
  }
}

/** Journals the wish to cancel an order, `isAsked` when it is its actor's, and sends it as soon as the venue is known to have the order. */
export function cancel(state: AccountState, turn: Turn, open: OpenOrder, isAsked = false): void {
  if (!open.cancelWanted) {
    const { clientOrderId, correlationId, lane: stream } = open.working.order;
    const lane = state.lanes.get(stream)!;
    const { time } = lane;
    pin(turn, lane);
    if (open.working.state === 'INITIALIZED') {
      journal(turn, { type: 'order.submitted', clientOrderId, time }, time, correlationId);
    }
    const asked = isAsked ? { isAsked } : {};
    journal(turn, { type: 'order.pending-cancel', clientOrderId, time, ...asked }, time, correlationId);
  }
  pursue(state, turn, open);
}

/** Asks the venue what it has of an order. */
export function query(state: AccountState, turn: Turn, open: OpenOrder): void {
  const { clientOrderId, lane } = open.working.order;
  ask(state, turn, open, 'query', { kind: 'query', clientOrderId, lane });
}

/** Sends an order that the venue has never seen once more, under its own id. */
export function resubmit(state: AccountState, turn: Turn, open: OpenOrder): void {
  ask(state, turn, open, 'submit', { kind: 'submit', order: open.working.order });
}

/** Keeps the order's request counted as under way, and comes back to it later. */
export function waitAndPursue(
  state: AccountState,
  turn: Turn,
  open: OpenOrder,
  last: 'submit' | 'cancel' | 'query',
): void {
  const { clientOrderId, lane } = open.working.order;
  if (open.asked === undefined) state.lanes.get(lane)!.inFlight += 1;
  open.asked = last;
  if (state.config.simulatedVenue) state.disordered = true;
  turn.timer(`ask:${clientOrderId}`, ASK_AGAIN_MS, { clientOrderId, lane });
}

/** The request about an order has come to its end. */
export function release(state: AccountState, open: OpenOrder | undefined, stream: string): void {
  state.lanes.get(stream)!.inFlight -= 1;
  if (open !== undefined) open.asked = undefined;
}

/** Gives a simulated venue, after a start, the orders that it had, in journal order. */
export function restore(state: AccountState, turn: Turn): void {
  const orders = [...state.orders.values()].filter(isAtVenue).map((open) => restingOrder(state, open));
  turn.perform(VENUE_PORT, { kind: 'restore', account: state.account, orders } satisfies VenueRequest);
}

/**
 * Brings the rest of the journal to the venue: what was journaled but perhaps never sent is sent again under its own id;
 * what is unknown is asked for.
 */
export function reconcile(state: AccountState, turn: Turn): void {
  for (const open of state.orders.values()) {
    pursue(state, turn, open);
    if (open.asked !== undefined) state.disordered = state.config.simulatedVenue;
  }
}

/** Gives a simulated venue the account's orders in journal order; true when it has them so. Waits until nothing is under way. */
export function putInOrder(state: AccountState, turn: Turn): boolean {
  if (!state.disordered) return true;
  for (const lane of state.lanes.values()) if (lane.inFlight > 0 || lane.matching !== undefined) return false;
  restore(state, turn);
  state.disordered = false;
  return true;
}

function ask(
  state: AccountState,
  turn: Turn,
  open: OpenOrder,
  asked: 'submit' | 'cancel' | 'query',
  request: VenueRequest,
): void {
  open.asked = asked;
  state.lanes.get(open.working.order.lane)!.inFlight += 1;
  turn.perform(VENUE_PORT, request);
}

/** Whether the venue is known to have the order. */
export const isAtVenue = ({ working }: OpenOrder): boolean =>
  working.state !== 'UNKNOWN' && (working.venueOrderId !== undefined || working.filled.gt(0));

function restingOrder(state: AccountState, { working, triggered }: OpenOrder): RestingOrder {
  const { order, filled } = working;
  const isTrailing = order.type === 'TRAILING_STOP_MARKET' && order.triggerPrice !== undefined;
  return {
    order,
    filled,
    triggered,
    ...(isTrailing && { triggerPrice: order.triggerPrice }),
    matchedThrough: state.lanes.get(order.lane)!.position,
  };
}
