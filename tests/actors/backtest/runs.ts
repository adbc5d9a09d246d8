// Runs of a backtest for tests: each takes what the test is about and fills in the rest.
import type { Bar } from '../../../actors/domain/bar.ts';
import { decimal, type Decimal } from '../../../actors/domain/decimal.ts';
import { signedQuantity } from '../../../actors/domain/position.ts';
import { runBacktest, type BacktestOptions, type BacktestResult } from '../../../actors/backtest/backtest.ts';

/** The task's material lies beside the project, not in it. */
export const SHARED = new URL('../../../../shared/', import.meta.url);

export const someOptions = (overrides: Partial<BacktestOptions> & Pick<BacktestOptions, 'bars'>): BacktestOptions => ({
  timeframe: '1m',
  symbol: 'ACME',
  strategy: 'sma-cross',
  params: {},
  cash: 100_000,
  sizing: { kind: 'fraction', fraction: 0.95 },
  direction: 'long-only',
  commission: 0,
  slippageBps: 0,
  volumeShare: null,
  latencyMs: 0,
  lot: 1,
  tick: 0.01,
  basis: '24/7',
  ...overrides,
});

/** Runs without a clock: no time is seen to pass. */
export const backtest = (overrides: Partial<BacktestOptions> & Pick<BacktestOptions, 'bars'>): BacktestResult =>
  runBacktest(someOptions(overrides), { monotonic: () => 0 });

/** Cash and position that the fills alone lead to, exact. */
export function recomputed(cash: number, { fills }: BacktestResult): { cash: Decimal; quantity: Decimal } {
  let left = decimal(cash);
  let quantity = decimal(0);
  for (const fill of fills) {
    left = left.sub(signedQuantity(fill).mul(fill.price)).sub(fill.commission);
    quantity = quantity.add(signedQuantity(fill));
  }
  return { cash: left, quantity };
}

/** `count` bars of a minute that go up and down in waves of different lengths, so means of any length cross. */
export function wavyBars(count: number): Bar[] {
  const bars: Bar[] = [];
  let open = 100;
  for (let index = 0; index < count; index++) {
    const close = Number((100 + 8 * Math.sin(index / 9) + 3 * Math.sin(index / 2.3)).toFixed(2));
    const openTime = Date.UTC(2024, 0, 1) + index * 60_000;
    const high = Number((Math.max(open, close) + 0.4).toFixed(2));
    const low = Number((Math.min(open, close) - 0.3).toFixed(2));
    bars.push({ openTime, closeTime: openTime + 60_000, open, high, low, close, volume: 1_000 });
    open = Number((close + ((index % 7) - 3) * 0.05).toFixed(2));
  }
  return bars;
}
