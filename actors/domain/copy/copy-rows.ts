// Rows of copy trading, as people and programs read them: decimals as exact text, times in ISO 8601 UTC.
import type { Decimal } from '../decimal.ts';
import type { Fill } from '../order.ts';
import type { CopyMode, CopyReason, CopyWord } from './copy-word.ts';
import type { CopyRow } from './delivery.ts';
import type { JudgedCopy } from './reputation.ts';
import type { StatementRow } from './statement.ts';

/** A row whose decimals are exact text. */
type Exact<Row> = {
  readonly [Field in keyof Row]: Row[Field] extends Decimal
    ? string
    : Row[Field] extends Decimal | null
      ? string | null
      : Row[Field];
};

/** What a follower made of one entry of its provider, and what became of the order it led to. */
export interface CopyRecordRow {
  readonly follower: string;
  readonly account: string;
  readonly provider: string;
  readonly seq: number;
  readonly fillId: string | null;
  readonly outcome: Extract<CopyWord, { kind: 'entry' }>['outcome'];
  readonly reason: CopyReason | null;
  readonly facts: string | null;
  readonly round: number;
  readonly isJoined: boolean;
  readonly scale: string | null;
  readonly providerPrice: string;
  /** The follower's own price when it decided. */
  readonly price: string;
  /** Signed. */
  readonly wanted: string;
  readonly ordered: string;
  /** Milliseconds from the provider's word to the copy, by the database's clock. */
  readonly latencyMs: number;
  readonly clientOrderIds: readonly string[];
  /** Of the order; null without one. */
  readonly instrument: string | null;
  readonly orderState: string | null;
  /** The account's denial. */
  readonly denied: string | null;
  readonly filledQuantity: string;
  /** Mean of what is filled. */
  readonly fillPrice: string | null;
  readonly at: string;
}

/** One row of `deliveryOf`, with the number of its entry. */
export type DeliveredCopyRow = Exact<CopyRow> & { readonly seq: number };

/** What a provider said, with its book after it. */
export interface ProviderEntryRow {
  readonly provider: string;
  readonly seq: number;
  readonly kind: 'fill' | 'state' | 'note';
  readonly fillId: string | null;
  readonly side: 'BUY' | 'SELL' | null;
  readonly quantity: string | null;
  readonly price: string;
  readonly round: number;
  readonly bookQuantity: string;
  readonly averagePrice: string;
  readonly equity: string;
  readonly broadcasting: string;
  readonly tradingState: string;
  /** Text of a note, reason of a state. */
  readonly note: string | null;
  /** Market time of the source. */
  readonly time: string;
  /** When it became durable. */
  readonly at: string;
}

/** Fees of a follower for the time through a UTC day. */
export interface CopyFeeRow {
  readonly follower: string;
  readonly account: string;
  readonly provider: string;
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly currency: string;
  readonly management: string;
  readonly performance: string;
  readonly volume: string;
  /** High-water mark after them, and the equity that they were worked out from. */
  readonly mark: string;
  readonly equity: string;
  readonly time: string;
}

/** A UTC day of a follower's statement. */
export type StatementDayRow = Exact<StatementRow>;

/** What a provider's reputation is worked out from; times in epoch milliseconds UTC. */
export interface SourceRecord {
  readonly equity: readonly { readonly time: number; readonly equity: string }[];
  /** Paid in, negative: paid out. */
  readonly flows: readonly { readonly time: number; readonly amount: string }[];
  readonly fills: readonly Exact<Fill>[];
}

export type JudgedCopyRow = Exact<JudgedCopy>;

export interface ProviderFollowers {
  readonly count: number;
  /** Sum allocated, by currency. */
  readonly allocated: Readonly<Record<string, string>>;
}

export interface FollowRow {
  readonly follower: string;
  readonly account: string;
  readonly provider: string;
  readonly instrument: string;
  readonly allocated: string;
  readonly currency: string;
  /** ISO 8601, by the clock on the wall: the market may stand in another year, or have no time yet. */
  readonly since: string;
  readonly mode: CopyMode;
  readonly modeReason: string;
  /** False: stopped, or its actor is. */
  readonly isFollowing: boolean;
  /** Entry that is dealt with last, and how it stood then. */
  readonly seq: number;
  readonly round: number;
  readonly scale: string | null;
  readonly isJoined: boolean;
}
