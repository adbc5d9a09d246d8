// Markets and casts that the tests of the whole troupe share.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { virtualClock } from '../../runtime/clock.ts';
import { seededRandom } from '../../runtime/random.ts';
import type { Bar, Timeframe } from '../../actors/domain/bar.ts';
import { readBars } from '../../adapters/feeds/csv/read-bars.ts';
import { simulatedFeed } from '../../adapters/feeds/simulated/simulated-feed.ts';
import type { Cast } from '../support/troupe-in-memory.ts';

/** Daily bars of the S&P 500 from the year 2000. */
export const sp500 = async (bars: number): Promise<Bar[]> => {
  const root = dirname(fileURLToPath(import.meta.resolve('vega-datasets')));
  return (await readBars(join(root, '..', 'data', 'sp500-2000.csv'))).slice(0, bars);
};

/** Bars of a made-up, lively market. */
export async function madeUp(rows: number, seed: number, timeframe: Timeframe = '1h'): Promise<Bar[]> {
  const startTime = Date.UTC(2024, 0, 1);
  const options = { seed, symbol: 'MADE-UP', timeframe, startTime, startPrice: 100, volatility: 1.5, rows, speed: 0 };
  const feed = simulatedFeed({ ...options, random: seededRandom, clock: virtualClock() });
  const bars: Bar[] = [];
  for await (const batch of feed.bars(0, { batch: 1_000, signal: new AbortController().signal })) {
    bars.push(...batch.map(({ bar }) => bar));
  }
  return bars;
}

/** Two accounts, four subscriptions that trade often and protect themselves, on two markets. */
export async function busyCast(rows: number, seed = 7): Promise<Cast> {
  return {
    markets: {
      AAA: { bars: await madeUp(rows, seed), timeframe: '1h' },
      BBB: { bars: await madeUp(rows, seed + 1), timeframe: '1h' },
    },
    strategies: {
      cross: { strategy: 'sma-cross', params: { fast: 2, slow: 5 }, market: 'AAA' },
      dips: { strategy: 'rsi-reversion', params: { period: 3, oversold: 40, exit: 55 }, market: 'AAA' },
      breakout: { strategy: 'donchian-breakout', params: {}, market: 'BBB' },
    },
    accounts: {
      one: {
        subscriptions: {
          plain: { strategy: 'cross' },
          guarded: { strategy: 'cross', direction: 'long-short', stopLoss: 0.01, takeProfit: 0.02 },
          other: { strategy: 'breakout', direction: 'long-short', trailingStop: 0.015 },
        },
      },
      two: {
        subscriptions: {
          neighbour: {
            strategy: 'dips',
            sizing: { kind: 'volatility-target', annualVol: 0.3, lookback: 10, periodsPerYear: 8760 },
          },
        },
      },
    },
    model: { commissionRate: 0.001, slippageBps: 2, volumeShare: 0.2 },
  };
}
