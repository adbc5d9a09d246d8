import type { Bar, Timeframe } from '../domain/bar.ts';

/** A source of bars for one instrument and timeframe, numbered from 0 by row so that it can be taken up again anywhere. */
export interface MarketFeed {
  /** True when the prices are made up; shown wherever they reach. */
  readonly simulated: boolean;
  /** Where the bars come from, for people. */
  readonly description: string;
  /**
   * Bars from row `from` on, in order, in batches of at most `batch`. Ends when the source is exhausted; paced sources
   * yield each bar when it is due. Rejects with FEED_CORRUPT naming file, line and field; nothing after that row is given.
   */
  bars(from: number, options: { batch: number; signal: AbortSignal }): AsyncIterable<readonly FeedRow[]>;
}

export interface FeedRow {
  /** Row number from 0. */
  readonly row: number;
  readonly bar: Bar;
}

/** What a market-data actor asks of the port `feed`: the next rows of its source. */
export interface FeedRequest<Source extends { readonly kind: string }> {
  readonly source: Source;
  readonly symbolToken: string;
  readonly timeframe: Timeframe;
  /** First row wanted, from 0. */
  readonly from: number;
  /** Most rows wanted. */
  readonly batch: number;
}

/** Answer of the port `feed`; no rows and `done` after the last. */
export interface FeedBatch {
  readonly rows: readonly FeedRow[];
  readonly done: boolean;
}
