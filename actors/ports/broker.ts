import type { AdvanceRequest, RestingOrder, VenueEvent } from '../domain/matching-venue.ts';
import type { Order } from '../domain/order.ts';

/** A trading venue. Errors carry `type`: VENUE_TIMEOUT (the order may or may not be there), VENUE_UNAVAILABLE, VENUE_REJECTED. */
export interface BrokerPort {
  readonly venue: string;
  /** True when it fills from the bars it is handed by `advance`, not from a market of its own. */
  readonly simulated: boolean;
  /** Resolves with what the venue made of it when it acknowledges, not when it fills. Idempotent on `clientOrderId`. */
  submit(order: Order): Promise<readonly VenueEvent[]>;
  /** Resolves with what came of it; canceling an order that is done gives no event. */
  cancel(clientOrderId: string, at: { position: number; time: number }): Promise<readonly VenueEvent[]>;
  /** All the venue knows of the order, oldest first; undefined when it never saw it. */
  query(clientOrderId: string): Promise<readonly VenueEvent[] | undefined>;
  /** Simulated venues: matches the account's resting orders of a lane against its next bar; a pure function of both. */
  advance(request: AdvanceRequest): Promise<readonly VenueEvent[]>;
  /**
   * Simulated venues: replaces what is known of the account by these orders. One that keeps its own truth compares instead, and
   * resolves with how far it has matched.
   */
  restore(account: string, orders: readonly RestingOrder[]): Promise<MatchedThrough | undefined>;
}

/** By lane of an account: position of the last bar that a venue has matched; lanes without one are left out. */
export type MatchedThrough = Readonly<Record<string, number>>;

/** What a venue holds of an account, as it knows itself: decimal text by symbol; what is flat may be left out. */
export type VenueHoldings = (account: string) => Promise<Readonly<Record<string, string>>>;

/** What a risk monitor asks of its venue by the port `venue`. */
export type VenueRequest =
  | { readonly kind: 'restore'; readonly account: string; readonly orders: readonly RestingOrder[] }
  | { readonly kind: 'submit'; readonly order: Order }
  | {
      readonly kind: 'cancel';
      readonly clientOrderId: string;
      readonly lane: string;
      readonly position: number;
      readonly time: number;
    }
  | { readonly kind: 'query'; readonly clientOrderId: string; readonly lane: string }
  | HoldingsRequest
  | ({ readonly kind: 'advance' } & AdvanceRequest);

export interface HoldingsRequest {
  readonly kind: 'holdings';
  readonly account: string;
  /** Numbers of the flattens that the answer is to prove. */
  readonly for: readonly number[];
}
