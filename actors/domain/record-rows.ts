// Rows of what is durable, as people and programs read them: decimals as exact text, times in ISO 8601 UTC.
// Those of copying, risk, messaging and statements stand in `…-rows.ts` of their own.

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

/** Something that I1–I5 forbid, in words, with the numbers. */
export interface LedgerDifference {
  readonly invariant: 'I1' | 'I2' | 'I3' | 'I4' | 'I5';
  readonly subject: string;
  readonly expected: string;
  readonly found: string;
}
