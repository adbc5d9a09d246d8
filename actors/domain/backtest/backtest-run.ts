// A backtest as it is asked for, as it goes on and as it ended: plain JSON, for a row, a form, an endpoint and another node.
// B1. A run is a function of its request and the bars: it may be run again from the start on whichever node, with the same result.
import type { Timeframe } from '../bar.ts';
import type { PeriodBasis } from '../instrument.ts';
import type { Metrics } from '../metrics.ts';
import type { OrderSide } from '../order.ts';
import type { MissingRange } from './missing-bars.ts';
import type { CurvePoint } from './thinned-curve.ts';

export const BACKTEST_STATES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;
export type BacktestState = (typeof BACKTEST_STATES)[number];

/** Whether nothing will change any more. */
export const isSettled = (state: BacktestState): boolean => state !== 'queued' && state !== 'running';

/** Bars that one run may take. */
export const MOST_BARS = 1_000_000;
/** Runs of one owner that may be queued or running. */
export const MOST_WAITING = 3;

/** Bars that the troupe keeps, or those of the file that comes with it; times are ISO 8601 UTC, both ends belong to the range. */
export type BarsSource =
  | {
      readonly kind: 'stored';
      /** Token of the symbol, as in the name of the stream. */
      readonly instrument: string;
      readonly timeframe: Timeframe;
      readonly from: string | null;
      readonly to: string | null;
    }
  | { readonly kind: 'demo'; readonly from: string | null; readonly to: string | null };

/** What is run; what `BacktestOptions` means by the names that both have. */
export interface BacktestRequest {
  readonly strategy: string;
  /** With all defaults filled in. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly bars: BarsSource;
  /** Exact text. */
  readonly cash: string;
  readonly sizing: Readonly<Record<string, unknown>>;
  readonly direction: 'long-only' | 'long-short';
  readonly commission: number;
  readonly slippageBps: number;
  readonly volumeShare: number | null;
  readonly latencyMs: number;
  /** Smallest steps, exact text; null: as the bars show them. */
  readonly lot: string | null;
  readonly tick: string | null;
  readonly basis: PeriodBasis | null;
  readonly stopLoss: number | null;
  readonly takeProfit: number | null;
  readonly trailingStop: number | null;
  /** Whether bars that are missing are told of beside the result, or there is none. */
  readonly missing: 'report' | 'refuse';
}

/** What a list shows of a run that is done. */
export interface BacktestSummary {
  readonly metrics: Metrics;
  readonly bars: number;
  readonly fills: number;
  readonly trades: number;
  /** Ranges of bars that are missing. */
  readonly missing: number;
}

/** A run without its curves. */
export interface BacktestRow {
  readonly id: string;
  readonly owner: string;
  readonly name: string;
  readonly state: BacktestState;
  readonly request: BacktestRequest;
  /** How often it was begun. */
  readonly attempt: number;
  readonly barsDone: number;
  /** Null until the bars have been read. */
  readonly barsTotal: number | null;
  /** ISO 8601 UTC. */
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly error: { readonly type: string; readonly message: string } | null;
  readonly summary: BacktestSummary | null;
}

/** What came of a run, beside its fills and trades. */
export interface BacktestDetail {
  /** Open of the first bar and close of the last, ISO 8601 UTC. */
  readonly from: string;
  readonly to: string;
  readonly basis: PeriodBasis;
  readonly lot: string;
  readonly tick: string;
  readonly orders: {
    readonly accepted: number;
    readonly denied: number;
    readonly denialsByCode: Readonly<Record<string, number>>;
    readonly rejected: number;
  };
  readonly openPosition: {
    readonly side: 'LONG' | 'SHORT';
    readonly quantity: string;
    readonly averagePrice: string;
    readonly lastPrice: number;
    readonly unrealizedPnl: string;
  } | null;
  /** Exact, at the end. */
  readonly cash: string;
  /** Oldest first. */
  readonly curve: readonly CurvePoint[];
  /** The first of them; `BacktestSummary.missing` says how many there are. */
  readonly missing: readonly MissingRange[];
}

export interface BacktestFill {
  /** ISO 8601 UTC. */
  readonly time: string;
  readonly side: OrderSide;
  /** Exact text, as all amounts here. */
  readonly price: string;
  readonly quantity: string;
  readonly commission: string;
}

export interface BacktestTrade {
  readonly side: 'LONG' | 'SHORT';
  readonly entryTime: string;
  readonly exitTime: string;
  readonly quantity: string;
  readonly entryPrice: string;
  readonly exitPrice: string;
  readonly pnl: string;
  readonly commission: string;
  readonly mae: number | null;
  readonly mfe: number | null;
  readonly barsHeld: number;
}
