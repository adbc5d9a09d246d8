// What is asked of the service `backtests`, and what it answers.
import type { BacktestRequest, BarsSource } from './domain/backtest/backtest-run.ts';

/** A request as somebody makes it: what is left out has its default. Times are ISO 8601 with a zone. */
export interface AskedBacktest extends Partial<
  Omit<BacktestRequest, 'strategy' | 'bars' | 'lot' | 'tick' | 'basis' | 'stopLoss' | 'takeProfit' | 'trailingStop'>
> {
  readonly name?: string;
  readonly strategy: string;
  readonly bars:
    | {
        readonly kind: 'stored';
        readonly instrument: string;
        readonly timeframe: string;
        readonly from?: string;
        readonly to?: string;
      }
    | { readonly kind: 'demo'; readonly from?: string; readonly to?: string };
  readonly lot?: string;
  readonly tick?: string;
  readonly basis?: '24/7' | 'sessions';
  readonly stopLoss?: number;
  readonly takeProfit?: number;
  readonly trailingStop?: number;
}

export interface StartBacktest {
  readonly backtest: AskedBacktest;
  /** Names the request among those of who asks. */
  readonly key?: string;
}

/** Bars that a backtest may take. */
export interface BarsOffer {
  readonly source: BarsSource;
  readonly label: string;
  readonly simulated: boolean;
  readonly bars: number;
  /** ISO 8601 UTC: open of the first and close of the last; null where there is none. */
  readonly from: string | null;
  readonly to: string | null;
}
