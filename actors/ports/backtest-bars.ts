import type { Timeframe } from '../domain/bar.ts';
import type { BarsSource } from '../domain/backtest/backtest-run.ts';

/** What there is of a series, or of a range of it. */
export interface BarsExtent {
  readonly bars: number;
  /** Open of the first and close of the last, epoch milliseconds UTC; null where there is none. */
  readonly from: number | null;
  readonly to: number | null;
}

export interface BarsRead {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** Of `PackedBars`. */
  readonly bars: Float64Array<ArrayBuffer>;
}

type Ranged<Kind extends BarsSource['kind']> = Extract<BarsSource, { kind: Kind }>;

/** Bars to be run over; a range holds those that open and close within it. */
export interface BacktestBars<Source extends BarsSource = BarsSource> {
  extent(source: Source): Promise<BarsExtent>;
  /** Rejects with TOO_MANY_BARS beyond `most`, or as the source fails. */
  read(source: Source, most: number): Promise<BarsRead>;
}

export type StoredBars = BacktestBars<Ranged<'stored'>>;
export type DemoBars = BacktestBars<Ranged<'demo'>>;
