import type { Bar, Timeframe } from '../domain/bar.ts';
import { type Aggregation, aggregationOf } from './aggregation.ts';
import type { MarketDataConfig } from './config.ts';
import type { FeedBatch } from '../ports/market-feed.ts';
import { startOfValidation, type ValidationState } from './validation.ts';

/** How far a stream that this actor owns has come. */
export interface StreamHead {
  readonly timeframe: Timeframe;
  seq: number;
  /** Logical time of entry `seq`, epoch milliseconds UTC. */
  time: number;
}

/** Something that was noticed about a row, for people. */
export interface Notice {
  readonly row: number;
  readonly time: number;
  readonly what: string;
}

/** What a snapshot keeps. */
export interface MarketDataProgress {
  nextRow: number;
  paused: boolean;
  /** The base stream first, then the aggregates, finest first. */
  heads: StreamHead[];
  validation: ValidationState;
  aggregation: Aggregation;
  lastBar: Bar | null;
  /** The latest, oldest first. */
  notices: Notice[];
}

export interface MarketDataState extends MarketDataProgress {
  readonly config: MarketDataConfig;
  // Of this incarnation alone:
  feed: 'reading' | 'retrying' | 'failed' | 'complete';
  failure: { readonly type: string; readonly message: string } | null;
  attempts: number;
  asking: boolean;
  stopped: boolean;
  /** A batch that came while paused. */
  held: FeedBatch | null;
}

/** Nothing read yet. */
export const startOfProgress = (config: MarketDataConfig): MarketDataProgress => {
  const aggregation = aggregationOf(config.aggregate);
  const timeframes = [config.timeframe, ...aggregation.map(({ timeframe }) => timeframe)];
  return {
    nextRow: 0,
    paused: false,
    heads: timeframes.map((timeframe) => ({ timeframe, seq: 0, time: 0 })),
    validation: startOfValidation(),
    aggregation,
    lastBar: null,
    notices: [],
  };
};

/** A new incarnation that goes on from `progress`. */
export const stateOf = (config: MarketDataConfig, progress: MarketDataProgress): MarketDataState => ({
  ...progress,
  config,
  feed: 'reading',
  failure: null,
  attempts: 0,
  asking: false,
  stopped: false,
  held: null,
});
