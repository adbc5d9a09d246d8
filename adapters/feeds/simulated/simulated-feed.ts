import { type Timeframe, TIMEFRAME_MS } from '../../../actors/domain/bar.ts';
import type { FeedRow, MarketFeed } from '../../../actors/ports/market-feed.ts';
import type { Clock } from '../../../runtime/clock.ts';
import type { Random } from '../../../runtime/random.ts';
import { ActorError } from '../../../runtime/errors.ts';
import { intervalOf, type Pace, paced } from '../pace.ts';
import { BLOCK_ROWS, PricePath } from './price-path.ts';

export interface SimulatedFeedOptions extends Pace {
  readonly seed: number | string;
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** Opening time of row 0, epoch milliseconds UTC, a multiple of the timeframe. */
  readonly startTime: number;
  readonly startPrice: number;
  /** Standard deviation of log returns over a year; 0.5 when not given. */
  readonly volatility?: number | undefined;
  /** Smallest price step; 0.01 when not given. */
  readonly tick?: number | undefined;
  /** Mean volume of a bar; 1000 when not given. */
  readonly volumePerBar?: number | undefined;
  /** Rows after which the feed ends; without it, it never does. */
  readonly rows?: number | undefined;
  /** The source of randomness named by a seed (`seededRandom`). */
  readonly random: (seed: string) => Random;
  readonly clock: Clock;
}

/** Made-up bars that look like a market that never closes; the same seed and symbol give the same bars. */
export function simulatedFeed(options: SimulatedFeedOptions): MarketFeed {
  const { seed, symbol, timeframe, startTime, startPrice, clock, rows = Infinity } = options;
  const { volatility = 0.5, tick = 0.01, volumePerBar = 1000 } = options;
  const timeframeMs = TIMEFRAME_MS[timeframe];
  check('startTime', Number.isSafeInteger(startTime) && startTime % timeframeMs === 0, `a multiple of ${timeframe}`);
  check('tick', Number.isFinite(tick) && tick > 0, 'more than 0');
  check('startPrice', Number.isFinite(startPrice) && startPrice >= tick, `at least the tick of ${tick}`);
  check('volatility', volatility >= 0 && volatility <= 10, 'between 0 and 10');
  check('volumePerBar', Number.isFinite(volumePerBar) && volumePerBar >= 0, '0 or more');
  const intervalMs = intervalOf(options, timeframe);
  const pathOptions = {
    random: options.random,
    seed: `${seed}/${symbol}`,
    startTime,
    timeframeMs,
    startPrice,
    volatility,
    tick,
    volumePerBar,
  };

  async function* blocks(from: number): AsyncGenerator<FeedRow[]> {
    const path = new PricePath(pathOptions);
    for (let block = Math.floor(from / BLOCK_ROWS); block * BLOCK_ROWS < rows; block++) {
      const first = block * BLOCK_ROWS;
      const numbered = path.block(block).map((bar, index) => ({ row: first + index, bar }));
      yield numbered.slice(Math.max(0, from - first), Math.max(0, rows - first));
    }
  }

  return {
    simulated: true,
    description: `simulated ${symbol} ${timeframe}, seed ${seed}`,
    bars: (from, { batch, signal }) => paced(blocks(from), intervalMs, { batch, signal, clock }),
  };
}

const check = (field: string, sound: boolean, wanted: string): void => {
  if (!sound) throw new ActorError('FEED_MISCONFIGURED', `simulated feed: ${field} must be ${wanted}`, { field });
};
