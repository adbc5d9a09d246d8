import type { Turn } from '../../runtime/turn.ts';
import { reviveFill } from '../domain/account-event.ts';
import { assertNever } from '../domain/errors.ts';
import { isLegalTransition } from '../domain/order-state.ts';
import type { VenueEvent } from '../domain/matching-venue.ts';
import type { AccountState, OpenOrder } from './account-state.ts';
import { bookFill, journal, report } from './journal.ts';

/** Takes what the venue says, in order; of orders that are done it takes late fills alone; what was said before changes nothing. */
export function hearVenue(state: AccountState, turn: Turn, events: readonly VenueEvent[]): void {
  for (const event of events) {
    const open = state.orders.get(event.clientOrderId);
    if (open !== undefined) hearOne(state, turn, open, event);
    else if (event.kind === 'filled') bookFill(state, turn, reviveFill(event.fill));
  }
}

function hearOne(state: AccountState, turn: Turn, open: OpenOrder, event: VenueEvent): void {
  const { clientOrderId, correlationId } = open.working.order;
  const { time } = event;
  const unsent = open.working.state === 'INITIALIZED';
  switch (event.kind) {
    case 'accepted':
      // Lost in a crash, it is INITIALIZED again, sent again, and accepted again under the same id.
      if (unsent) journal(turn, { type: 'order.submitted', clientOrderId, time }, time, correlationId, true);
      if (!isLegalTransition(open.working.state, 'order.accepted')) return;
      if (open.working.venueOrderId !== undefined && open.working.state !== 'UNKNOWN') return;
      journal(
        turn,
        { type: 'order.accepted', clientOrderId, venueOrderId: event.venueOrderId, time },
        time,
        correlationId,
        true,
      );
      return;
    case 'rejected':
      if (unsent) journal(turn, { type: 'order.submitted', clientOrderId, time }, time, correlationId);
      if (!isLegalTransition(open.working.state, 'order.rejected')) {
        // What has filled stays filled: only the rest is refused.
        journal(turn, { type: 'order.canceled', clientOrderId, reason: event.reason, time }, time, correlationId);
        close(state, turn, open, 'CANCELED', event.reason);
        return;
      }
      journal(turn, { type: 'order.rejected', clientOrderId, reason: event.reason, time }, time, correlationId);
      close(state, turn, open, 'REJECTED', event.reason);
      return;
    case 'filled':
      if (unsent) journal(turn, { type: 'order.submitted', clientOrderId, time }, time, correlationId);
      bookFill(state, turn, reviveFill(event.fill));
      return;
    case 'canceled':
      journal(turn, { type: 'order.canceled', clientOrderId, reason: event.reason, time }, time, correlationId);
      close(state, turn, open, 'CANCELED', event.reason);
      return;
    case 'expired':
      journal(turn, { type: 'order.expired', clientOrderId, time }, time, correlationId);
      close(state, turn, open, 'EXPIRED', '');
      return;
    case 'triggered':
      if (open.triggered || !isLegalTransition(open.working.state, 'order.triggered')) return;
      journal(turn, { type: 'order.triggered', clientOrderId, position: event.position, time }, time, correlationId);
      return;
    case 'updated':
      if (open.working.order.triggerPrice?.eq(event.triggerPrice) === true) return;
      if (!isLegalTransition(open.working.state, 'order.updated')) return;
      journal(
        turn,
        { type: 'order.updated', clientOrderId, triggerPrice: event.triggerPrice, position: event.position, time },
        time,
        correlationId,
      );
      return;
    default:
      assertNever(event, 'venue event');
  }
}

function close(
  state: AccountState,
  turn: Turn,
  open: OpenOrder,
  final: 'REJECTED' | 'CANCELED' | 'EXPIRED',
  reason: string,
): void {
  const { order } = open.working;
  const actor = state.actors.get(order.actor);
  if (actor !== undefined)
    report(
      state,
      turn,
      actor,
      { kind: 'closed', clientOrderId: order.clientOrderId, state: final, reason },
      order.correlationId,
    );
}
