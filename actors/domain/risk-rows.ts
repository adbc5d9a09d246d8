// Rows of controls, limits and breaches: decimals as exact text, times in ISO 8601 UTC.

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
