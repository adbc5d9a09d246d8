// S1. Who begins a run counts its attempt up, and only while its node holds the actor's shard; what it writes afterwards counts only
//     while that is still the last attempt and nobody has cancelled it. So a late owner changes nothing.
import type { ActorRecord } from '../../runtime/ports/actor-registry.ts';
import type {
  BacktestDetail,
  BacktestFill,
  BacktestRequest,
  BacktestRow,
  BacktestSummary,
  BacktestTrade,
} from '../domain/backtest/backtest-run.ts';
import type { Page } from '../domain/record-rows.ts';

export interface NewBacktest {
  readonly id: string;
  readonly owner: string;
  readonly name: string;
  readonly request: BacktestRequest;
  /** Names it among those of its owner, with a mark of what was asked for; null: nobody will ask again. */
  readonly key: { readonly name: string; readonly mark: string } | null;
}

/** By what a node holds the actor of a run. */
export interface HeldShard {
  readonly shard: number;
  readonly node: string;
  readonly epoch: number;
}

export type BacktestClaim =
  | { readonly kind: 'claimed'; readonly attempt: number; readonly request: BacktestRequest }
  /** It has an outcome already. */
  | { readonly kind: 'settled' }
  /** Another node holds its actor, or nobody. */
  | { readonly kind: 'not-held' }
  | { readonly kind: 'unknown' };

export type BacktestOutcome =
  | { readonly kind: 'done'; readonly summary: BacktestSummary; readonly detail: BacktestDetail }
  | { readonly kind: 'failed'; readonly type: string; readonly message: string };

export interface ListedRows {
  readonly fills: BacktestFill;
  readonly trades: BacktestTrade;
}

/** Runs that are durable. Rejects with STORE_UNAVAILABLE while the database is away. */
export interface BacktestStore {
  /**
   * Adds a run and the actor that will carry it out, both or neither. Rejects with BACKTEST_KNOWN (`data.id`, `data.mark`) when its key
   * names one already, BACKTESTS_FULL when `most` of its owner are queued or running.
   */
  create(run: NewBacktest, actor: Omit<ActorRecord, 'createdAt'>, most: number): Promise<void>;
  find(id: string): Promise<BacktestRow | undefined>;
  /** Newest first. */
  list(query: {
    readonly owner?: string | undefined;
    readonly limit: number;
    readonly cursor?: string | undefined;
  }): Promise<Page<BacktestRow>>;
  /** S1. */
  claim(id: string, held: HeldShard): Promise<BacktestClaim>;
  /** False when the attempt is over for whom it was. */
  progress(id: string, attempt: number, barsDone: number, barsTotal: number | null): Promise<boolean>;
  /** Keeps fills or trades after the first `before` of them, as JSON text of an array; false as `progress`. */
  keep(id: string, attempt: number, kind: keyof ListedRows, before: number, rows: string): Promise<boolean>;
  /** False as `progress`. */
  settle(id: string, attempt: number, outcome: BacktestOutcome): Promise<boolean>;
  /** The run as it is then: cancelled, or settled before; undefined for one that does not exist. */
  cancel(id: string, by: string): Promise<BacktestRow | undefined>;
  /** Of a run that is done. */
  detail(id: string): Promise<BacktestDetail | undefined>;
  /** Oldest first, of a run that is done. */
  rows<Kind extends keyof ListedRows>(
    id: string,
    kind: Kind,
    page: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<Page<ListedRows[Kind]>>;
}
