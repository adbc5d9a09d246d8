// `sma-cross` over 120,000 bars of a seeded random walk, against a bare loop over the same bars, in one process.
// K1. `barsPerSecond` is the median run once the engine has compiled the code; `coldBarsPerSecond` the first run of the process,
//     compilation included, as a person sees it who runs one backtest.
// K2. A random walk crosses as often as real prices do (about one order in 26 bars); `orders` says how many there were.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { runBacktest, type BacktestOptions, type BacktestResult } from '../actors/backtest/backtest.ts';
import type { Bar } from '../actors/domain/bar.ts';
import { seededRandom } from '../runtime/random.ts';
import { quantile, rounded } from './support.ts';

const BARS = 120_000;
const WARM_UPS = 15;
const RUNS = 9;
const FAST = 10;
const SLOW = 30;

/**
 * barsPerSecond (median of nine warm runs), coldBarsPerSecond, quietBarsPerSecond (a warm run whose lot is too large to order),
 * orders, baselineBarsPerSecond (the bare loop, cold), baselineRatio (how many times it is faster than `barsPerSecond`),
 * bytesPerBar (what is left of a run on the heap and in its arrays, after collection, ÷ bars: equity, times, fills, trades).
 */
export async function run(): Promise<Record<string, number>> {
  const bars = randomWalk(BARS);
  const baseline = bareLoop(bars);
  const before = retainedBytes();
  const cold = backtest(bars);
  const bytesPerBar = (retainedBytes() - before) / BARS;
  for (let count = 0; count < WARM_UPS; count++) backtest(bars);
  const speeds = Array.from({ length: RUNS }, () => backtest(bars).barsPerSecond ?? 0);
  const barsPerSecond = Math.round(quantile(speeds, 0.5));
  return {
    barsPerSecond,
    coldBarsPerSecond: Math.round(cold.barsPerSecond ?? 0),
    bytesPerBar: rounded(bytesPerBar, 1),
    quietBarsPerSecond: Math.round(backtest(bars, { lot: 1e12 }).barsPerSecond ?? 0),
    orders: cold.orders.accepted,
    baselineBarsPerSecond: Math.round(baseline.barsPerSecond),
    baselineRatio: rounded(baseline.barsPerSecond / barsPerSecond, 1),
  };
}

const backtest = (bars: readonly Bar[], overrides: Partial<BacktestOptions> = {}): BacktestResult =>
  runBacktest(
    {
      bars,
      timeframe: '1m',
      symbol: 'WALK',
      strategy: 'sma-cross',
      params: { fast: FAST, slow: SLOW },
      cash: 100_000,
      sizing: { kind: 'fraction', fraction: 0.95 },
      direction: 'long-only',
      commission: 0.0001,
      slippageBps: 0,
      volumeShare: null,
      latencyMs: 0,
      lot: 1e-8,
      tick: 0.01,
      basis: '24/7',
      ...overrides,
    },
    { monotonic: () => performance.now() },
  );

function randomWalk(count: number): Bar[] {
  const random = seededRandom(1);
  const bars: Bar[] = [];
  let cents = 100_000;
  for (let index = 0; index < count; index++) {
    const open = cents;
    cents = Math.max(10_000, cents + Math.round((random.next() - 0.5) * 100));
    const high = Math.max(open, cents) + Math.round(random.next() * 20);
    const low = Math.min(open, cents) - Math.round(random.next() * 20);
    const openTime = Date.UTC(2024, 0, 1) + index * 60_000;
    const prices = { open: open / 100, high: high / 100, low: low / 100, close: cents / 100 };
    bars.push({ openTime, closeTime: openTime + 60_000, ...prices, volume: 1_000 });
  }
  return bars;
}

/** The two means and their crossings alone: what the strategy would cost without any trading around it. */
function bareLoop(bars: readonly Bar[]): { barsPerSecond: number; crossings: number } {
  const startedMs = performance.now();
  let fast = 0;
  let slow = 0;
  let sign = 0;
  let crossings = 0;
  for (let index = 0; index < bars.length; index++) {
    const { close } = bars[index]!;
    fast += close - (index >= FAST ? bars[index - FAST]!.close : 0);
    slow += close - (index >= SLOW ? bars[index - SLOW]!.close : 0);
    if (index < SLOW - 1) continue;
    const now = Math.sign(fast / FAST - slow / SLOW);
    if (now !== 0 && now !== sign) {
      if (sign !== 0) crossings++;
      sign = now;
    }
  }
  return { barsPerSecond: (bars.length / (performance.now() - startedMs)) * 1_000, crossings };
}

function retainedBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
