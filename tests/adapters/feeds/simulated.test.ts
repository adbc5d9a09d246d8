import { describe, expect, test } from 'vitest';
import { simulatedFeed, type SimulatedFeedOptions } from '../../../adapters/feeds/simulated/simulated-feed.ts';
import { decimalsOf } from '../../../adapters/feeds/simulated/price-path.ts';
import { virtualClock } from '../../../runtime/clock.ts';
import { seededRandom } from '../../../runtime/random.ts';
import { collect, feedConformance } from './feed.conformance.ts';

const options = (changes: Partial<SimulatedFeedOptions> = {}): SimulatedFeedOptions => ({
  seed: 1,
  symbol: 'SIM',
  timeframe: '1m',
  startTime: Date.UTC(2024, 0, 1),
  startPrice: 100,
  rows: 5_000,
  clock: virtualClock(),
  random: seededRandom,
  ...changes,
});
const closes = async (changes: Partial<SimulatedFeedOptions>, from = 0): Promise<number[]> =>
  (await collect(simulatedFeed(options(changes)), from, 1024)).map(({ bar }) => bar.close);

feedConformance('simulatedFeed', () => Promise.resolve({ feed: simulatedFeed(options()), rows: 5_000 }));

describe('simulatedFeed', () => {
  test('it says that it is simulated, so nobody takes its prices for a market', () => {
    const feed = simulatedFeed(options());
    expect(feed.simulated).toBe(true);
    expect(feed.description).toBe('simulated SIM 1m, seed 1');
  });

  test('another seed or symbol is another market, so two instruments do not move as one', async () => {
    const first = await closes({});
    expect(await closes({ seed: 1 })).toEqual(first);
    expect(await closes({ seed: 2 })).not.toEqual(first);
    expect(await closes({ symbol: 'SIN' })).not.toEqual(first);
  });

  test('row 1,000,000 comes without making the million before it, so a restart does not wait for it', async () => {
    let draws = 0;
    const random = (seed: string): ReturnType<typeof seededRandom> => {
      const source = seededRandom(seed);
      return { next: () => (draws++, source.next()), fork: (label) => source.fork(label) };
    };
    const feed = simulatedFeed(options({ rows: 1_000_001, random }));
    expect((await collect(feed, 1_000_000, 10))[0]?.row).toBe(1_000_000);
    expect(draws).toBeLessThan(15_000);
  });

  test('prices are multiples of the tick and print with its decimals, so orders at them are valid', async () => {
    for (const tick of [0.01, 0.25, 0.00001, 5]) {
      const decimals = decimalsOf(tick);
      for (const { bar } of await collect(simulatedFeed(options({ tick, rows: 2_000 })), 0, 500)) {
        for (const price of [bar.open, bar.high, bar.low, bar.close]) {
          expect((String(price).split('.')[1] ?? '').length).toBeLessThanOrEqual(decimals);
          expect(Math.abs(price / tick - Math.round(price / tick))).toBeLessThan(1e-6);
        }
      }
    }
  });

  test('each bar opens where the one before has closed, across blocks too, so there are no made-up gaps', async () => {
    const rows = await collect(simulatedFeed(options()), 0, 500);
    for (let index = 1; index < rows.length; index++) expect(rows[index]!.bar.open).toBe(rows[index - 1]!.bar.close);
  });

  test('returns have the volatility asked for, in clusters, and volume is highest at the ends of the day', async () => {
    const rows = await collect(simulatedFeed(options({ rows: 200_000, volatility: 0.6, tick: 0.00001 })), 0, 1024);
    const returns = rows.map(({ bar }) => Math.log(bar.close / bar.open));
    const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const yearly = Math.sqrt(mean(returns.map((value) => value * value)) * 365 * 1440);
    expect(yearly).toBeGreaterThan(0.45);
    expect(yearly).toBeLessThan(0.75);

    const sizes = returns.map(Math.abs);
    const centre = mean(sizes);
    const covariance = mean(sizes.slice(1).map((size, index) => (size - centre) * (sizes[index]! - centre)));
    expect(covariance / mean(sizes.map((size) => (size - centre) ** 2))).toBeGreaterThan(0.1);

    const volumeAt = (hour: number): number =>
      mean(rows.filter(({ bar }) => new Date(bar.openTime).getUTCHours() === hour).map(({ bar }) => bar.volume));
    expect(volumeAt(0)).toBeGreaterThan(2 * volumeAt(12));
    expect(rows.some(({ bar }) => bar.high > Math.max(bar.open, bar.close))).toBe(true);
  });

  test('options that make no sense are refused by name, so a typing error is not a strange market', () => {
    expect(() => simulatedFeed(options({ startTime: 1 }))).toThrow('startTime must be a multiple of 1m');
    expect(() => simulatedFeed(options({ tick: 0 }))).toThrow('tick must be more than 0');
    expect(() => simulatedFeed(options({ startPrice: -1 }))).toThrow('startPrice must be at least the tick');
    expect(() => simulatedFeed(options({ volatility: NaN }))).toThrow('volatility must be between 0 and 10');
  });
});
