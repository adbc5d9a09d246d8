// Lines of an account's statement, from its journal: decimals as exact text.

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
