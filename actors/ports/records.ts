import type { Timeframe } from '../domain/bar.ts';
import type {
  CopyFeeRow,
  CopyRecordRow,
  DeliveredCopyRow,
  FollowRow,
  JudgedCopyRow,
  ProviderEntryRow,
  ProviderFollowers,
  SourceRecord,
  StatementDayRow,
} from '../domain/copy/copy-rows.ts';
import type { BreachRow, RiskControlRow, RiskLimitRow } from '../domain/risk-rows.ts';
import type { StatementPart } from '../domain/statement-rows.ts';
import type {
  AccountNews,
  BarRow,
  EquityRow,
  FillRow,
  LedgerDifference,
  OrderRow,
  Page,
} from '../domain/record-rows.ts';

/** Rows of a period, of one actor or account. */
export interface ThroughQuery {
  readonly actor?: string | undefined;
  readonly account?: string | undefined;
  /** Of these accounts alone; none of them, no rows. */
  readonly accounts?: readonly string[] | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Follows: of one user, of one follower, those that are over alone. */
export interface FollowsQuery {
  readonly owner?: string | undefined;
  readonly follower?: string | undefined;
  readonly isOver?: boolean | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Reads of what actors have made durable. Rejects with STORE_UNAVAILABLE while the database is away. */
export interface Records {
  fills(query: {
    actor?: string | undefined;
    account?: string | undefined;
    /** Of these accounts alone; none of them, no rows. */
    accounts?: readonly string[] | undefined;
    limit: number;
    cursor?: string | undefined;
  }): Promise<Page<FillRow>>;
  orders(query: {
    actor?: string | undefined;
    account?: string | undefined;
    /** Of these accounts alone; none of them, no rows. */
    accounts?: readonly string[] | undefined;
    open?: boolean | undefined;
    limit: number;
    cursor?: string | undefined;
  }): Promise<Page<OrderRow>>;
  /** The same oldest first, of a time from `from` up to before `to` (epoch milliseconds UTC), to read all of them page by page. */
  fillsThrough(query: ThroughQuery): Promise<Page<FillRow>>;
  /** By when they were decided. */
  ordersThrough(query: ThroughQuery): Promise<Page<OrderRow>>;
  /** What moved the cash of an account, oldest first: the lines in the part of its journal after a number, of `limit` events of any kind. */
  accountStatement(query: { account: string; after: number; limit: number }): Promise<StatementPart>;
  /** Number of the last event in the journal of each of these accounts, and of all without them; those that have none are left out. */
  accountHeads(query: {
    accounts?: readonly string[] | undefined;
  }): Promise<readonly { readonly account: string; readonly seq: number }[]>;
  /** What these accounts have journaled of their orders after a number; of each at most `limit` events of any kind are read. */
  accountNews(query: {
    accounts: readonly { readonly account: string; readonly after: number }[];
    limit: number;
  }): Promise<readonly AccountNews[]>;
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
    /** Of these accounts alone; none of them, no rows. */
    accounts?: readonly string[] | undefined;
    actor?: string | undefined;
    limit: number;
    cursor?: string | undefined;
  }): Promise<Page<BreachRow>>;
  /** What a follower made of its provider's entries; followers and providers go by their addresses. */
  copies(query: { follower: string; limit: number; cursor?: string | undefined }): Promise<Page<CopyRecordRow>>;
  copiesOfEntry(query: {
    provider: string;
    seq: number;
    limit: number;
    cursor?: string | undefined;
  }): Promise<Page<CopyRecordRow>>;
  /** Answers to one entry, or to those said from `from` up to before `to` (epoch milliseconds UTC, the database's clock); newest entry first. */
  copyDelivery(query: {
    provider: string;
    seq?: number | undefined;
    from?: number | undefined;
    to?: number | undefined;
    limit: number;
  }): Promise<readonly DeliveredCopyRow[]>;
  providerEntries(query: {
    provider: string;
    limit: number;
    cursor?: string | undefined;
  }): Promise<Page<ProviderEntryRow>>;
  copyFees(query: {
    follower?: string | undefined;
    provider?: string | undefined;
    limit: number;
    cursor?: string | undefined;
  }): Promise<Page<CopyFeeRow>>;
  /** Oldest day first; empty for who never followed. */
  copyStatement(query: { follower: string }): Promise<readonly StatementDayRow[]>;
  /** Equity is thinned evenly to at most `points`, first and last kept; fills and flows are all there are, oldest first. */
  sourceRecord(query: { source: string; points: number }): Promise<SourceRecord>;
  /** The newest `limit` copies by followers that trade what the source trades. */
  judgedCopies(query: { provider: string; limit: number }): Promise<readonly JudgedCopyRow[]>;
  /** Those that follow now. */
  providerFollowers(query: { provider: string }): Promise<ProviderFollowers>;
  /** Of a user or of all, also those that are over, or those alone; the newest first. */
  follows(query: FollowsQuery): Promise<Page<FollowRow>>;
  /** Accounts whose shards a node holds now, by name. */
  accountsOn(query: { node: string }): Promise<readonly string[]>;
  /** Recomputes the invariants from first records; empty when all hold. */
  checkLedger(): Promise<{
    readonly checked: Record<string, number>;
    readonly differences: readonly LedgerDifference[];
  }>;
}
