import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { backtestJson } from '../../../actors/backtest/backtest-json.ts';
import { basisOf, finestTick, symbolOf } from '../../../actors/backtest/inference.ts';
import type { Bar, Timeframe } from '../../../actors/domain/bar.ts';
import { STRATEGIES } from '../../../actors/strategy/catalog.ts';
import { readSeries } from '../../../adapters/feeds/csv/read-bars.ts';
import { backtest, recomputed, SHARED, someOptions, wavyBars } from './runs.ts';

const folder = new URL('data/', SHARED);
const TICKS = new Set(['AIG-trades.csv', 'EURUSD-quotes.csv']);
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.csv') && !TICKS.has(name)) : [];

const read = new Map<string, Promise<{ bars: Bar[]; timeframe: Timeframe }>>();
const series = (name: string): Promise<{ bars: Bar[]; timeframe: Timeframe }> => {
  const known = read.get(name) ?? readSeries(fileURLToPath(new URL(name, folder)));
  read.set(name, known);
  return known;
};

const CASES = ['long-only', 'long-short'].flatMap((direction) =>
  STRATEGIES.map(({ name }) => ({ strategy: name, direction: direction as 'long-only' | 'long-short' })),
);

function soundRun(bars: readonly Bar[], timeframe: Timeframe, name: string, which: (typeof CASES)[number]): void {
  const costs = { commission: 0.0005, slippageBps: 1, lot: '0.00000001', stopLoss: 0.02, takeProfit: 0.03 };
  const market = { bars, timeframe, symbol: symbolOf(name), tick: finestTick(bars), basis: basisOf(bars) };
  const result = backtest({ ...market, ...which, ...costs });
  const { cash, quantity } = recomputed(100_000, result);
  expect(result.cash.eq(cash), `cash ${result.cash} is not ${cash}`).toBe(true);
  const open = result.openPosition;
  const held = open === null ? quantity.abs() : open.quantity.sub(quantity.abs());
  expect(held.isZero(), `position ${open?.quantity} is not ${quantity}`).toBe(true);
  expect(open?.side ?? 'FLAT').toBe(quantity.isZero() ? 'FLAT' : quantity.isPositive() ? 'LONG' : 'SHORT');
  expect(result.equity.every(Number.isFinite)).toBe(true);
  if (which.direction === 'long-only') expect(open?.side).not.toBe('SHORT');
  const value = cash.toNumber() + quantity.toNumber() * bars.at(-1)!.close;
  expect(result.metrics.finalEquity).toBeCloseTo(value, 6);
  const text = JSON.stringify(backtestJson(someOptions({ ...market, ...which }), result));
  expect(text).not.toMatch(/NaN|Infinity/);
}

describe('I3: the book of a run is the sum of its fills, to the last digit', () => {
  test.for(CASES)('$strategy, $direction, on waves', (which) => {
    soundRun(wavyBars(1_500), '1m', 'waves.csv', which);
  });

  test('the shared files are there', ({ skip }) => {
    if (files.length === 0) return skip(`${folder.pathname} is not there`);
    expect(files.length).toBeGreaterThan(5);
  });

  describe.each(files)('%s', (name) => {
    // Every strategy on every file; which side it may take changes from file to file.
    const side = (index: number) => ((index + files.indexOf(name)) % 2 === 0 ? 'long-only' : 'long-short');
    const cases = CASES.filter(({ direction }, index) => direction === side(index % STRATEGIES.length));
    test.for(cases)('$strategy, $direction', async (which) => {
      const { bars, timeframe } = await series(name);
      soundRun(bars, timeframe, name, which);
    });
  });
});
