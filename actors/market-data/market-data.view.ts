import { barsStream } from '../protocol.ts';
import type { MarketDataState } from './state.ts';

/** What a person sees of a market-data actor. */
export function describeMarketData(state: MarketDataState): Record<string, unknown> {
  const { config, validation } = state;
  return {
    state: statusOf(state),
    failure: state.failure,
    symbolToken: config.symbolToken,
    timeframe: config.timeframe,
    simulated: config.simulated,
    description: config.description,
    source: config.feed,
    rowsTaken: state.nextRow,
    streams: state.heads.map(({ timeframe, seq, time }) => ({
      stream: barsStream(config.symbolToken, timeframe),
      timeframe,
      bars: seq,
      lastClose: seq > 0 ? new Date(time).toISOString() : null,
    })),
    lastBar: state.lastBar,
    openBuckets: state.aggregation.flatMap(({ timeframe, open }) => (open === null ? [] : [{ timeframe, bar: open }])),
    flags: validation.flags,
    rejected: validation.rejected,
    notices: state.notices.map(({ row, time, what }) => ({ row, time: new Date(time).toISOString(), what })),
  };
}

const statusOf = ({ stopped, paused, feed }: MarketDataState): string => {
  if (feed === 'failed') return 'feed failed';
  if (stopped) return 'stopped';
  if (feed === 'complete') return 'complete';
  if (paused) return 'paused';
  return feed;
};
