import { errorType } from '../../runtime/errors.ts';
import type { Records } from '../ports/records.ts';
import { BARS_CACHED, type SharedCache } from '../ports/shared-cache.ts';
import { barsStream } from '../protocol.ts';

/** Records whose newest bars come from the shared cache while it has them all. */
export const cachedBars = (records: Records, cache: Pick<SharedCache<unknown>, 'lastBars'>): Records => ({
  ...records,
  bars: async (query) => {
    const { symbolToken, timeframe, to, limit } = query;
    if (to !== undefined || limit > BARS_CACHED) return records.bars(query);
    try {
      const bars = await cache.lastBars(barsStream(symbolToken, timeframe), limit);
      if (bars.length >= limit) return bars;
    } catch (error) {
      if (errorType(error) !== 'CACHE_UNAVAILABLE') throw error;
    }
    return records.bars(query);
  },
});
