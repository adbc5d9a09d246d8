import type { Timeframe } from '../domain/bar.ts';
import type { BarRow, EquityRow, FillRow, LedgerDifference, OrderRow, Page } from '../domain/record-rows.ts';

/** Reads of what actors have made durable. Rejects with STORE_UNAVAILABLE while the database is away. */
export interface Records {
  fills(query: {
    actor?: string | undefined;
    account?: string | undefined;
    limit: number;
    cursor?: string | undefined;
  }): Promise<Page<FillRow>>;
  orders(query: {
    actor?: string | undefined;
    account?: string | undefined;
    open?: boolean | undefined;
    limit: number;
    cursor?: string | undefined;
  }): Promise<Page<OrderRow>>;
  /** Oldest first; thinned evenly to at most `points`, first and last kept. */
  equity(query: {
    actor: string;
    from?: number | undefined;
    to?: number | undefined;
    points: number;
  }): Promise<readonly EquityRow[]>;
  /** The latest `limit` bars up to `to`, oldest first. */
  bars(query: {
    symbolToken: string;
    timeframe: Timeframe;
    to?: number | undefined;
    limit: number;
  }): Promise<readonly BarRow[]>;
  /** Recomputes the invariants from first records; empty when all hold. */
  checkLedger(): Promise<{
    readonly checked: Record<string, number>;
    readonly differences: readonly LedgerDifference[];
  }>;
}
