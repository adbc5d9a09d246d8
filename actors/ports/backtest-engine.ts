import type { Timeframe } from '../domain/bar.ts';
import type { BacktestRequest } from '../domain/backtest/backtest-run.ts';
import type { BacktestOutcome, ListedRows } from './backtest-store.ts';

/** One run, with all that it is a function of. */
export interface BacktestJob {
  readonly request: BacktestRequest;
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** Of `PackedBars`; given away. */
  readonly bars: Float64Array<ArrayBuffer>;
}

export interface BacktestHearing {
  progress(barsDone: number): void;
  /** Takes fills or trades after the first `before`, as JSON text of an array; nothing more comes until it has resolved. */
  rows(kind: keyof ListedRows, before: number, rows: string): Promise<void>;
}

/** Computes backtests beside the loop that carries actors. */
export interface BacktestEngine {
  /** Resolves with what came of it, a refusal of the run itself too; rejects when `signal` is aborted, or with what `hear.rows` rejects with. */
  compute(job: BacktestJob, hear: BacktestHearing, signal: AbortSignal): Promise<BacktestOutcome>;
}

/** What a thread says that computes a run; rows are answered with any message when they are kept. */
export type ThreadWord =
  | { readonly kind: 'progress'; readonly barsDone: number }
  | { readonly kind: 'rows'; readonly of: keyof ListedRows; readonly before: number; readonly rows: string }
  | { readonly kind: 'outcome'; readonly outcome: BacktestOutcome };
