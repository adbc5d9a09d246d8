// What the venue has and what the database has, compared. Pure; the venue's log is the oracle.
// S1. The database is read before the venue's log for what it believes of the venue, and after it for what the venue
//     believes of it: an order is journaled before it is sent, so what is under way looks like no fault.
// S2. Only once nothing is under way must both have the same orders and the same fills.
import type { VenueLine } from '../chaos/venue/venue-line.ts';

/** What a venue did, as far as its log was read. */
export class VenueTally {
  readonly orders = new Set<string>();
  readonly fills = new Set<string>();
  /** Client ids of orders taken in twice or under other content, and fills that happened twice. */
  readonly duplicates: string[] = [];
  /** Last line that was taken. */
  seq = 0;

  take(lines: readonly VenueLine[]): void {
    for (const line of lines) {
      this.seq = line.seq;
      if (line.kind === 'submit' && line.outcome !== 'duplicate') this.once(this.orders, line.clientOrderId);
      if (!('events' in line)) continue;
      for (const event of line.events) if (event.kind === 'filled') this.once(this.fills, event.fill.fillId);
    }
  }

  private once(known: Set<string>, id: string): void {
    if (known.has(id)) this.duplicates.push(id);
    known.add(id);
  }
}

/** The tables `orders` and `fills`. */
export interface Books {
  readonly orders: readonly BookedOrder[];
  readonly fills: readonly string[];
}

export interface BookedOrder {
  readonly clientOrderId: string;
  readonly state: string;
}

export interface SettlementInput {
  /** Read before the tally's last line, and after it. */
  readonly before: Books;
  readonly tally: VenueTally;
  readonly after: Books;
  /** Nothing is under way any more. */
  readonly isSettled: boolean;
}

/** States that only the venue's word gives. */
const AT_VENUE = new Set(['ACCEPTED', 'TRIGGERED', 'PARTIALLY_FILLED', 'FILLED']);
/** States of an order that was sent, or is about to be. */
const UNDER_WAY = new Set(['INITIALIZED', 'SUBMITTED', 'UNKNOWN', 'PENDING_UPDATE', 'PENDING_CANCEL']);

export const isUnderWay = ({ state }: BookedOrder): boolean => UNDER_WAY.has(state);

/** Orders and fills that one side has and the other must have, in words. */
export function lostBetween({ before, tally, after, isSettled }: SettlementInput): readonly string[] {
  const booked = new Set(after.orders.map(({ clientOrderId }) => clientOrderId));
  const bookedFills = new Set(after.fills);
  const believed = before.orders.filter((order) => AT_VENUE.has(order.state) || (isSettled && isUnderWay(order)));
  const missingFills = isSettled ? [...tally.fills].filter((id) => !bookedFills.has(id)) : []; // S2
  return [
    ...believed
      .filter(({ clientOrderId }) => !tally.orders.has(clientOrderId))
      .map(({ clientOrderId, state }) => `order ${clientOrderId} is ${state}, the venue never saw it`),
    ...[...tally.orders].filter((id) => !booked.has(id)).map((id) => `order ${id} is at the venue alone`),
    ...before.fills.filter((id) => !tally.fills.has(id)).map((id) => `fill ${id} was never made by the venue`),
    ...missingFills.map((id) => `fill ${id} was never booked`),
  ];
}
