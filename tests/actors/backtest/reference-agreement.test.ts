import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { backtestJson, type FillJson } from '../../../actors/backtest/backtest-json.ts';
import { runBacktest } from '../../../actors/backtest/backtest.ts';
import { basisOf, finestTick } from '../../../actors/backtest/inference.ts';
import { readSeries } from '../../../adapters/feeds/csv/read-bars.ts';
import { SHARED, someOptions } from './runs.ts';

interface Expected {
  readonly bars: number;
  readonly closed_trades: number;
  readonly open_position: number;
  readonly final_equity: number;
  readonly max_drawdown_pct: number;
  readonly rejected_orders: number;
  readonly fills_total: number;
  readonly first_fills: readonly { time: string; side: string; price: number; qty: number }[];
}

interface Reference {
  readonly results: Record<string, { readonly matched: Record<string, unknown> }>;
}

const CASES = [
  { id: 'S1', strategy: 'sma-cross', params: { fast: 10, slow: 30 }, commission: 0 },
  { id: 'S2', strategy: 'sma-cross', params: { fast: 10, slow: 30 }, commission: 0.001 },
  { id: 'S3', strategy: 'rsi-reversion', params: { period: 14, oversold: 30, exit: 50 }, commission: 0 },
] as const;
const ENGINES = ['backtrader', 'backtesting.py', 'refsim'] as const;

/** One engine got some prices back by arithmetic: 297.2799999999999 for 297.28. No file has nine decimals. */
const withoutNoise = (price: number): number => Number(price.toFixed(9));

const comparable = ({ time, side, price, quantity }: Omit<FillJson, 'commission'>) => ({
  time: Date.parse(time),
  side: side.toLowerCase(),
  price: withoutNoise(price),
  quantity,
});

describe.each(['GOOG-1d', 'EURUSD-1h'])('%s', (file) => {
  const csv = new URL(`data/${file}.csv`, SHARED);
  const reference = new URL(`reference/${file}.json`, SHARED);
  const absent = [csv, reference].find((url) => !existsSync(url));

  test.for(CASES)(
    '$id: no fill, trade, equity or drawdown differs from three other engines',
    async (which, { skip }) => {
      if (absent !== undefined) return skip(`${absent.pathname} is not there`);
      const { bars, timeframe } = await readSeries(fileURLToPath(csv));
      const { strategy, params, commission } = which;
      const market = { tick: finestTick(bars), basis: basisOf(bars), timeframe, symbol: file };
      const options = someOptions({ bars, strategy, params, commission, ...market });
      const result = runBacktest(options, { monotonic: () => 0 });
      const { fills, trades, metrics, orders, openPosition } = backtestJson(options, result);

      const { matched } = (JSON.parse(readFileSync(reference, 'utf8')) as Reference).results[which.id]!;
      for (const engine of ENGINES) {
        const expected = matched[engine] as Expected;
        const first = expected.first_fills.map(({ qty: quantity, ...fill }) =>
          comparable({ ...fill, quantity } as FillJson),
        );
        expect(first.length, engine).toBeGreaterThan(0);
        expect(fills.slice(0, first.length).map(comparable), engine).toEqual(first);
        expect(fills.length, engine).toBe(expected.fills_total);
        expect(trades.length, engine).toBe(expected.closed_trades);
        expect(openPosition?.quantity ?? 0, engine).toBe(expected.open_position);
        expect(orders.rejected, engine).toBe(expected.rejected_orders);
        expect(result.bars, engine).toBe(expected.bars);
        expect(Math.abs(metrics.finalEquity - expected.final_equity), engine).toBeLessThan(0.01);
        expect(Math.abs(metrics.maxDrawdown * 100 - expected.max_drawdown_pct), engine).toBeLessThan(0.01);
      }
    },
  );
});
