// What came of the requests to the venue, and what each order needs next.
// A1. What a simulated market did at a bar is booked with that bar, in the venue's order: an answer about one order that
//     tells of a bar which an earlier incarnation had matched, and could not book, is heard only as far as the lane has come.
import type { PerformResult } from '../../runtime/actor.ts';
import type { Turn } from '../../runtime/turn.ts';
import type { VenueEvent } from '../domain/matching-venue.ts';
import { isLegalTransition } from '../domain/order-state.ts';
import type { MatchedThrough, VenueRequest } from '../ports/broker.ts';
import type { AccountState, OpenOrder } from './account-state.ts';
import { decideLane } from './decisions.ts';
import { confirmMore, hearHoldings, proveFlat } from './flat-proof.ts';
import { flattenOn } from './flatten.ts';
import { journal } from './journal.ts';
import { noteMatched } from './retaken-bars.ts';
import { advanceLane, advanceLanes, completeBar, goOn } from './lanes.ts';
import { pursue, query, release, resubmit, waitAndPursue } from './venue-requests.ts';
import { hearVenue } from './venue-words.ts';
import { carryOn } from './watch/carry-on.ts';
import { watchAccount } from './watch/watch-account.ts';

type OrderVenueRequest = Extract<VenueRequest, { kind: 'submit' | 'cancel' | 'query' }>;
type AdvanceVenueRequest = Extract<VenueRequest, { kind: 'advance' }>;

export function hearOutcome(state: AccountState, turn: Turn, request: VenueRequest, result: PerformResult): void {
  switch (request.kind) {
    case 'holdings':
      hearHoldings(state, turn, request, result);
      return;
    case 'restore':
      if (!result.ok) throw new Error(`the venue could not take over the open orders: ${result.message}`);
      if (!noteMatched(state, result.value as MatchedThrough | undefined)) return;
      flattenOn(state, turn);
      advanceLanes(state, turn);
      return;
    case 'advance':
      if (!result.ok) {
        throw new Error(`the venue could not match ${request.lane}#${request.position}: ${result.message}`);
      }
      hearAdvance(state, turn, request, result.value as readonly VenueEvent[]);
      return;
    default:
      hearAnswer(state, turn, request, result);
  }
}

/** The time has come to ask again about an order in doubt. */
export function askAgain(
  state: AccountState,
  turn: Turn,
  { clientOrderId, lane }: { readonly clientOrderId: string; readonly lane: string },
): void {
  const open = state.orders.get(clientOrderId);
  release(state, open, lane);
  if (open !== undefined) pursue(state, turn, open);
  proceed(state, turn, lane);
}

function hearAdvance(
  state: AccountState,
  turn: Turn,
  { lane: stream, position, bar }: AdvanceVenueRequest,
  events: readonly VenueEvent[],
): void {
  const lane = state.lanes.get(stream)!;
  if (events.length > 0) {
    hearVenue(state, turn, events);
    const { close: price, closeTime: time } = bar;
    journal(turn, { type: 'lane.advanced', lane: stream, position, price, time }, time, `${stream}#${position}`);
  }
  completeBar(state, turn, lane, position, bar);
  goOn(state, turn, lane);
}

function hearAnswer(state: AccountState, turn: Turn, request: OrderVenueRequest, result: PerformResult): void {
  const { clientOrderId, lane } = request.kind === 'submit' ? request.order : request;
  const open = state.orders.get(clientOrderId);
  if (open !== undefined && !result.ok && !(request.kind === 'submit' && result.type === 'VENUE_REJECTED')) {
    doubt(state, turn, open, request.kind, result.message);
    return;
  }
  release(state, open, lane);
  if (!result.ok) {
    if (open !== undefined) hearVenue(state, turn, [closing(state, open, 'rejected', result.message)]);
  } else if (result.value !== undefined) {
    hearVenue(state, turn, soFar(state, open, lane, result.value as readonly VenueEvent[]));
    goOnWith(state, turn, clientOrderId, request.kind);
  } else if (open !== undefined && request.kind === 'query') {
    // The venue has not seen it yet; a late copy may be under way, and where the market waits for us we can make sure of it.
    if (open.cancelWanted && !state.config.simulatedVenue)
      hearVenue(state, turn, [closing(state, open, 'canceled', 'NEVER_REACHED_VENUE')]);
    else resubmit(state, turn, open);
  }
  // A simulated venue fills with bars alone.
  if (!state.config.simulatedVenue) watchAccount(state, turn);
  // Elsewhere what waits is decided lane by lane.
  if (!state.config.simulatedVenue) decideLane(state, turn, state.lanes.get(lane)!);
  flattenOn(state, turn);
  carryOn(state, turn);
  proveFlat(state, turn);
  confirmMore(state, turn);
  proceed(state, turn, lane);
}

/** A1. One that is to be canceled hears everything: it may be what its lane waits for. */
function soFar(
  state: AccountState,
  open: OpenOrder | undefined,
  stream: string,
  events: readonly VenueEvent[],
): readonly VenueEvent[] {
  if (!state.config.simulatedVenue || open === undefined || open.cancelWanted) return events;
  const { position } = state.lanes.get(stream)!;
  return events.filter((event) => event.position <= position);
}

/** What an order that is still open needs after an answer; what was just asked in vain is asked again later, not at once. */
function goOnWith(state: AccountState, turn: Turn, clientOrderId: string, answered: OrderVenueRequest['kind']): void {
  const open = state.orders.get(clientOrderId);
  if (open === undefined) return;
  const { venueOrderId, state: now } = open.working;
  const isKnown = now !== 'INITIALIZED' && now !== 'SUBMITTED' && now !== 'UNKNOWN' && venueOrderId !== undefined;
  if (answered === 'cancel') query(state, turn, open);
  else if (!isKnown || (answered === 'query' && open.cancelWanted)) waitAndPursue(state, turn, open, answered);
  else pursue(state, turn, open);
}

function doubt(
  state: AccountState,
  turn: Turn,
  open: OpenOrder,
  asked: OrderVenueRequest['kind'],
  reason: string,
): void {
  const { clientOrderId, correlationId, decidedAt: time } = open.working.order;
  const now = open.working.state;
  if (asked === 'submit' && now !== 'UNKNOWN' && isLegalTransition(now, 'order.unknown')) {
    journal(turn, { type: 'order.unknown', clientOrderId, reason, time }, time, correlationId);
  }
  waitAndPursue(state, turn, open, asked);
}

function closing(state: AccountState, open: OpenOrder, kind: 'rejected' | 'canceled', reason: string): VenueEvent {
  const { clientOrderId, lane: stream } = open.working.order;
  const { position, time } = state.lanes.get(stream)!;
  return { kind, clientOrderId, reason, position, time };
}

function proceed(state: AccountState, turn: Turn, stream: string): void {
  if (state.disordered) advanceLanes(state, turn);
  else advanceLane(state, turn, state.lanes.get(stream)!);
}
