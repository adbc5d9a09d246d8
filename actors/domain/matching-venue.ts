// The words between a venue and its simulation.
import type { Bar } from './bar.ts';
import type { Decimal } from './decimal.ts';
import type { Fill, Order } from './order.ts';

/** What a venue says about one order. */
export type VenueEvent =
  | {
      readonly kind: 'accepted';
      readonly clientOrderId: string;
      readonly venueOrderId: string;
      readonly position: number;
      readonly time: number;
    }
  | {
      readonly kind: 'rejected';
      readonly clientOrderId: string;
      readonly reason: string;
      readonly position: number;
      readonly time: number;
    }
  | {
      readonly kind: 'filled';
      readonly clientOrderId: string;
      readonly fill: Fill;
      readonly position: number;
      readonly time: number;
    }
  | {
      readonly kind: 'canceled';
      readonly clientOrderId: string;
      readonly reason: string;
      readonly position: number;
      readonly time: number;
    }
  | { readonly kind: 'expired'; readonly clientOrderId: string; readonly position: number; readonly time: number }
  | { readonly kind: 'triggered'; readonly clientOrderId: string; readonly position: number; readonly time: number }
  /** A trailing stop moved its trigger. */
  | {
      readonly kind: 'updated';
      readonly clientOrderId: string;
      readonly triggerPrice: Decimal;
      readonly position: number;
      readonly time: number;
    };

/** An open order with what has become of it, enough to rebuild it at a simulated venue. */
export interface RestingOrder {
  readonly order: Order;
  readonly filled: Decimal;
  readonly triggered: boolean;
  /** Present trigger of a trailing stop. */
  readonly triggerPrice?: Decimal;
  /** The order has been matched against its lane up to this position. */
  readonly matchedThrough: number;
}

/** What an actor can pay with at the moment a simulated venue matches. */
export interface Funds {
  readonly cash: Decimal;
  /** Signed position in the order's instrument. */
  readonly quantity: Decimal;
}

/** One step of a simulated venue: the next bar of a lane, and what its actors can pay with. */
export interface AdvanceRequest {
  readonly account: string;
  readonly lane: string;
  readonly position: number;
  readonly bar: Bar;
  /** Keyed by actor; the actors that have an open order on this lane. */
  readonly funds: Readonly<Record<string, Funds>>;
}
