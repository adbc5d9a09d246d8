// Rows of what is durable, as people and programs read them: decimals as exact text, times in ISO 8601 UTC.
import type { CopyRow } from './copy/delivery.ts';
import type { JudgedCopy } from './copy/reputation.ts';
import type { StatementRow } from './copy/statement.ts';
import type { CopyMode, CopyReason, CopyWord } from './copy/copy-word.ts';
import type { Decimal } from './decimal.ts';
import type { Fill } from './order.ts';

/** A row whose decimals are exact text. */
type Exact<Row> = {
  readonly [Field in keyof Row]: Row[Field] extends Decimal
    ? string
    : Row[Field] extends Decimal | null
      ? string | null
      : Row[Field];
};

/** A page of rows, newest first, and where the next one starts. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly nextCursor?: string;
}

export interface FillRow {
  readonly fillId: string;
  readonly clientOrderId: string;
  readonly actor: string;
  readonly account: string;
  readonly instrument: string;
  readonly side: 'BUY' | 'SELL';
  /** Decimals as exact text. */
  readonly price: string;
  readonly quantity: string;
  readonly commission: string;
  /** ISO 8601 UTC. */
  readonly time: string;
  readonly lane: string;
  readonly position: number;
}

export interface OrderRow {
  readonly clientOrderId: string;
  readonly actor: string;
  readonly account: string;
  readonly instrument: string;
  readonly side: 'BUY' | 'SELL';
  readonly type: string;
  readonly timeInForce: string;
  readonly quantity: string;
  readonly filled: string;
  readonly averagePrice: string | null;
  readonly limitPrice: string | null;
  readonly triggerPrice: string | null;
  readonly state: string;
  readonly reason: string | null;
  readonly reduceOnly: boolean;
  readonly decidedAt: string;
  readonly updatedAt: string;
}

/** What an account has journaled about one of its orders. */
export interface OrderNews {
  /** Number in the account's journal. */
  readonly seq: number;
  /** `initialized`, `accepted`, `filled` … */
  readonly event: string;
  /** As it stands now, which may be after later events. */
  readonly order: OrderRow;
  /** Of `filled`. */
  readonly fill: FillRow | null;
}

/** The part of an account's journal after a number of it, oldest first. */
export interface AccountNews {
  readonly account: string;
  /** Number that it was read through; where nothing is new there is no part. */
  readonly through: number;
  /** The journal has more than was read. */
  readonly isCut: boolean;
  readonly news: readonly OrderNews[];
}

export interface EquityRow {
  readonly actor: string;
  readonly time: string;
  readonly equity: string;
  readonly cash: string;
  readonly quantity: string;
  readonly price: number;
}

export interface BarRow {
  readonly seq: number;
  readonly openTime: string;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  /** What the validation noticed, e.g. `GAP`, `OUTLIER`; empty for a clean bar. */
  readonly flags: readonly string[];
}

/** A control of the risk supervisor, and how far the accounts are with it. */
export interface RiskControlRow {
  readonly seq: number;
  readonly kind: 'restrict' | 'limit' | 'rules' | 'calendar';
  readonly scope: string;
  /** Of a restriction. */
  readonly state: string | null;
  readonly flatten: boolean;
  /** Name of the limit that it sets. */
  readonly limit: string | null;
  readonly by: string;
  readonly reason: string | null;
  readonly at: string;
  /** Accounts that had to take it, some of them by name, and trading actors on them; null until that was known. */
  readonly affected: number | null;
  readonly accounts: readonly string[];
  readonly actors: number | null;
  readonly confirmedAt: string | null;
  readonly flatAt: string | null;
}

/** One version of a limit of a scope; a value of null is no limit. */
export interface RiskLimitRow {
  readonly scope: string;
  readonly limit: string;
  readonly version: number;
  readonly before: string | null;
  readonly after: string | null;
  readonly by: string;
  readonly at: string;
  readonly reason: string;
  readonly approvedBy: string | null;
  /** Number of the control that brought it. */
  readonly control: number;
}

/** An order that a limit held back, or a rule that acted. */
export interface BreachRow {
  readonly kind: 'denial' | 'firing';
  readonly time: string;
  readonly account: string;
  /** Whose order it was; a rule acts on the account. */
  readonly actor: string | null;
  /** Code of the denial, or the id of the rule. */
  readonly code: string;
  /** The whole denial, or the title of the rule. */
  readonly reason: string | null;
  readonly clientOrderId: string | null;
  readonly instrument: string | null;
  /** What the rule did, and what it saw. */
  readonly action: unknown;
  readonly inputs: unknown;
}

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

/** Something that I1–I5 forbid, in words, with the numbers. */
export interface LedgerDifference {
  readonly invariant: 'I1' | 'I2' | 'I3' | 'I4' | 'I5';
  readonly subject: string;
  readonly expected: string;
  readonly found: string;
}

/** A stream and how far it reaches. */
export interface StreamRow {
  readonly stream: string;
  /** Address of the actor that alone appends to it. */
  readonly owner: string;
  /** Number of its last entry. */
  readonly head: number;
  /** Logical time of that entry, ISO 8601 UTC; null where it is not kept any more. */
  readonly lastAt: string | null;
}

/** An order that the venue has still to answer for. */
export interface WaitingOrderRow {
  readonly clientOrderId: string;
  readonly actor: string;
  readonly account: string;
  readonly instrument: string;
  readonly state: string;
  /** Logical time of its last change, ISO 8601 UTC. */
  readonly updatedAt: string;
}

export type LetterState = 'open' | 'requeued' | 'discarded';

/** An entry at which an actor crashed again and again. */
export interface DeadLetterRow {
  readonly id: string;
  readonly actor: string;
  readonly stream: string;
  readonly entry: number;
  /** Logical time of the entry, ISO 8601 UTC. */
  readonly time: string;
  readonly error: string;
  readonly crashes: number;
  /** The actor goes on without it; else it stands there. */
  readonly isAside: boolean;
  readonly state: LetterState;
  /** When it became one, ISO 8601 UTC. */
  readonly at: string;
  readonly closedBy: string | null;
  readonly closedAt: string | null;
  readonly reason: string | null;
}

/** What an actor's state was when it was last written down. */
export interface SnapshotRow {
  readonly state: unknown;
  /** ISO 8601 UTC. */
  readonly savedAt: string;
}

/** What moved the cash of one actor's sub-ledger in one event of its account; amounts as exact text. */
export interface StatementLine {
  /** Number in the account's journal. */
  readonly seq: number;
  /** ISO 8601 UTC. */
  readonly time: string;
  readonly actor: string;
  readonly event: string;
  readonly instrument: string | null;
  readonly side: 'BUY' | 'SELL' | null;
  readonly quantity: string | null;
  readonly price: string | null;
  readonly currency: string;
  /** What cash changed by, commission and fees included. */
  readonly cash: string;
  readonly commission: string;
  readonly fees: string;
  readonly realizedPnl: string;
}

/** The lines of a part of an account's journal. */
export interface StatementPart {
  readonly lines: readonly StatementLine[];
  /** Number that was read through. */
  readonly through: number;
  /** The journal has no more. */
  readonly isEnd: boolean;
}
