import type { Timeframe } from '../domain/bar.ts';
import type {
  BarRow,
  BreachRow,
  EquityRow,
  FillRow,
  LedgerDifference,
  OrderRow,
  Page,
  RiskControlRow,
  RiskLimitRow,
} from '../domain/record-rows.ts';

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
  /** What the risk supervisor has said to all accounts; with `seq` that one alone. */
  riskControls(query: {
    seq?: number | undefined;
    limit: number;
    cursor?: string | undefined;
  }): Promise<Page<RiskControlRow>>;
  /** Versions of limits; `current` leaves those that others have taken the place of. */
  riskLimitHistory(query: {
    scope?: string | undefined;
    name?: string | undefined;
    current?: boolean | undefined;
    limit: number;
    cursor?: string | undefined;
  }): Promise<Page<RiskLimitRow>>;
  /** Orders that limits have held back, and rules that have acted; of one actor its orders alone. */
  breaches(query: {
    account?: string | undefined;
    actor?: string | undefined;
    limit: number;
    cursor?: string | undefined;
  }): Promise<Page<BreachRow>>;
  /** Accounts whose shards a node holds now, by name. */
  accountsOn(query: { node: string }): Promise<readonly string[]>;
  /** Recomputes the invariants from first records; empty when all hold. */
  checkLedger(): Promise<{
    readonly checked: Record<string, number>;
    readonly differences: readonly LedgerDifference[];
  }>;
}
