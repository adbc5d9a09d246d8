// One line of the venue's log: what was asked, by whom, and what the venue made of it. The log is the oracle of a chaos run:
// what is not in it the venue never did, and from it alone the venue can be rebuilt. In the file amounts are decimal text.
import type { Bar } from '../../../actors/domain/bar.ts';
import type { Funds, RestingOrder, VenueEvent } from '../../../actors/domain/matching-venue.ts';
import type { Order } from '../../../actors/domain/order.ts';

/** Who asked, as far as the request said. */
export interface Asker {
  readonly node?: string;
  readonly epoch?: number;
}

interface About {
  readonly account: string;
  readonly clientOrderId: string;
}

interface Done {
  readonly events: readonly VenueEvent[];
  /** Orders of the account that are open at the venue after this. */
  readonly open: number;
}

/** What the venue did for a request. */
export type VenueDeed =
  /** An order was taken in, or refused for what it is. */
  | ({ readonly kind: 'submit'; readonly outcome: 'accepted' | 'rejected'; readonly order: Order } & Hashed &
      About &
      Done)
  /** The same order once more; it was answered as the first time. */
  | ({ readonly kind: 'submit'; readonly outcome: 'duplicate' } & Hashed & About)
  /** Another order under an id that is taken: a violation, refused. */
  | ({ readonly kind: 'submit'; readonly outcome: 'conflict'; readonly order: Order } & Hashed & About)
  | ({
      readonly kind: 'cancel';
      readonly outcome: 'canceled';
      readonly position: number;
      readonly time: number;
    } & About &
      Done)
  /** Nothing was there to cancel. */
  | ({ readonly kind: 'cancel'; readonly outcome: 'done' } & About)
  | { readonly kind: 'cancel'; readonly outcome: 'unknown'; readonly clientOrderId: string }
  | ({ readonly kind: 'query'; readonly outcome: 'known' } & About)
  | { readonly kind: 'query'; readonly outcome: 'unknown'; readonly clientOrderId: string }
  | ({
      readonly kind: 'advance';
      readonly outcome: 'matched';
      readonly bar: Bar;
      readonly funds: Readonly<Record<string, Funds>>;
      /** Open orders that an earlier bar should have met: the lane jumped over it. A violation. */
      readonly skipped?: readonly string[];
      /** Open orders of actors without funds: the account does not know them. A violation; they cannot pay, so they do not trade. */
      readonly ghosts?: readonly string[];
    } & OfBar &
      Done)
  /** `repeated`: answered as the first time. `late`: never matched, and a later bar has been. `conflict`: another bar than the first time, refused. */
  | ({ readonly kind: 'advance'; readonly outcome: 'repeated' | 'late' | 'conflict' } & OfBar)
  | {
      readonly kind: 'restore';
      readonly outcome: 'compared';
      readonly account: string;
      readonly count: number;
      /** The account's open orders in the order it journaled them. */
      readonly sequence: readonly string[];
      /** Held to be open by the account, unknown to the venue. A violation. */
      readonly missing?: readonly string[];
      /** Open at the venue, not named: its word on them has not been heard yet. */
      readonly unnamed?: readonly string[];
    }
  /** The first word about an account: its orders were taken over. */
  | {
      readonly kind: 'restore';
      readonly outcome: 'adopted';
      readonly account: string;
      readonly count: number;
      readonly orders: readonly RestingOrder[];
    }
  /** A request that could not be understood or carried out. */
  | { readonly kind: 'refused'; readonly request: string; readonly type: string; readonly message: string }
  /** The venue came up, from so many lines. */
  | { readonly kind: 'started'; readonly lines: number };

interface Hashed {
  /** SHA-256 of the order's content. */
  readonly hash: string;
}

interface OfBar {
  readonly account: string;
  readonly lane: string;
  readonly position: number;
}

export type VenueLine = VenueDeed &
  Asker & {
    /** 1, 2, 3 … without gaps. */
    readonly seq: number;
    /** Wall time, ISO 8601. */
    readonly at: string;
  };
