// Rows of what is durable, as people and programs read them: decimals as exact text, times in ISO 8601 UTC.
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

/** Something that I1–I5 forbid, in words, with the numbers. */
export interface LedgerDifference {
  readonly invariant: 'I1' | 'I2' | 'I3' | 'I4' | 'I5';
  readonly subject: string;
  readonly expected: string;
  readonly found: string;
}
