import { describe, expect, test } from 'vitest';
import { backtestJson } from '../../../actors/backtest/backtest-json.ts';
import type { BacktestOptions, BacktestResult } from '../../../actors/backtest/backtest.ts';
import type { Bar } from '../../../actors/domain/bar.ts';
import { backtest, someOptions, wavyBars } from './runs.ts';

// SMA(1) against SMA(2) turns with every turn of the closes: LONG on the first close up after one down, SHORT the other way.
const TURNS = { strategy: 'sma-cross', params: { fast: 1, slow: 2 }, cash: 1_000 } as const;

type Candle = readonly [open: number, high: number, low: number, close: number];

const still = (price: number): Candle => [price, price, price, price];

const bars = (...candles: readonly Candle[]): Bar[] =>
  candles.map(([open, high, low, close], index) => {
    const openTime = Date.UTC(2024, 0, 1) + index * 60_000;
    return { openTime, closeTime: openTime + 60_000, open, high, low, close, volume: 100 };
  });

/** Down, then up: LONG is decided on the third close, at 100. */
const UP_TURN = [still(100), still(99), [99, 100, 99, 100]] as const satisfies Candle[];
/** Up, then down: SHORT is decided on the third close, at 100. */
const DOWN_TURN = [still(100), still(101), [101, 101, 100, 100]] as const satisfies Candle[];

const run = (candles: readonly Candle[], overrides: Partial<BacktestOptions> = {}): BacktestResult =>
  backtest({ ...TURNS, ...overrides, bars: bars(...candles) });

/** `bar side quantity@price`, the bar counted from 0. */
const said = ({ fills }: BacktestResult): string[] =>
  fills.map(({ position, side, quantity, price }) => `${position - 1} ${side} ${quantity}@${price}`);

describe('orders', () => {
  test('a decision never fills on its own bar: it fills at the next open, sized on its close', () => {
    const result = run([...UP_TURN, still(101)]);
    // 0.95 × 1000 ÷ 100 = 9.5
    expect(said(result)).toEqual(['3 BUY 9@101']);
    expect(String(result.cash)).toBe('91');
    expect([...result.equity]).toEqual([1_000, 1_000, 1_000, 1_000]);
    expect(result.openPosition).toMatchObject({ side: 'LONG', lastPrice: 101 });
  });

  test('a decision on the last bar does not fill out of nothing', () => {
    const result = run([...UP_TURN]);
    expect(said(result)).toEqual([]);
    expect(result.orders).toMatchObject({ accepted: 1, denied: 0, rejected: 0 });
  });

  test('a gap that makes an entry too dear is rejected, not bought on credit', () => {
    // 9 × 112 = 1008 > 1000
    const result = run([...UP_TURN, still(112), still(111), still(112), still(112)]);
    expect(result.orders).toMatchObject({ accepted: 2, rejected: 1 });
    // 0.95 × 1000 ÷ 112 = 8.48
    expect(said(result)).toEqual(['6 BUY 8@112']);
  });

  test('an order beyond the cash is denied before it is sent', () => {
    const result = run([...UP_TURN, still(100)], { sizing: { kind: 'fixed-notional', notional: 2_000 } });
    expect(result.orders).toEqual({
      accepted: 0,
      denied: 1,
      denialsByCode: { NOTIONAL_EXCEEDS_FREE_BALANCE: 1 },
      rejected: 0,
    });
    expect(said(result)).toEqual([]);
  });

  test('commission and slippage are paid on each fill, away from the price', () => {
    // 10 bps of 100 is 0.1; 0.95 × 1000 ÷ 100 = 9; commission 9 × 100.1 × 0.001 and 9 × 97.9 × 0.001 (98 − 0.098, down to the tick)
    const result = run([...UP_TURN, still(100), still(98), still(98)], { commission: 0.001, slippageBps: 10 });
    expect(said(result)).toEqual(['3 BUY 9@100.1', '5 SELL 9@97.9']);
    expect(result.fills.map(({ commission }) => String(commission))).toEqual(['0.9009', '0.8811']);
    expect(String(result.cash)).toBe('978.418');
  });

  test('no more than the share of a bar is taken from it', () => {
    // 4 % of 100 units a bar
    const result = run([...UP_TURN, still(100), still(101), still(102), still(103)], { volumeShare: 0.04 });
    expect(said(result)).toEqual(['3 BUY 4@100', '4 BUY 4@101', '5 BUY 1@102']);
  });

  test('an order on its way at the open misses it', () => {
    const result = run([...UP_TURN, still(101), still(102)], { latencyMs: 60_000 });
    expect(said(result)).toEqual(['4 BUY 9@102']);
  });
});

describe('stops and targets', () => {
  test('a stop inside the bar of the entry fills at its trigger, not at the close', () => {
    // 5 % below the decision's close of 100
    const result = run([...UP_TURN, [101, 102, 94, 96]], { stopLoss: 0.05 });
    expect(said(result)).toEqual(['3 BUY 9@101', '3 SELL 9@95']);
    expect(String(result.cash)).toBe('946');
    expect(result.openPosition).toBeNull();
  });

  test('a stop behind a gap fills at the open, not at its trigger', () => {
    const result = run([...UP_TURN, [101, 102, 100, 101], [90, 91, 89, 90]], { stopLoss: 0.05 });
    expect(said(result)).toEqual(['3 BUY 9@101', '4 SELL 9@90']);
  });

  test('a target fills at its limit and takes the stop with it', () => {
    const candles: Candle[] = [...UP_TURN, [101, 102, 100, 101], [105, 112, 104, 111], [111, 111, 80, 81]];
    const result = run(candles, { stopLoss: 0.05, takeProfit: 0.1 });
    expect(said(result)).toEqual(['3 BUY 9@101', '4 SELL 9@110']);
    expect(result.trades).toMatchObject([{ side: 'LONG', barsHeld: 1 }]);
    expect(String(result.trades[0]?.pnl)).toBe('81');
  });

  test('a bar that reaches stop and target is not counted as a win', () => {
    const candles: Candle[] = [...UP_TURN, [101, 102, 100, 101], [101, 112, 94, 111]];
    expect(said(run(candles, { stopLoss: 0.05, takeProfit: 0.1 }))).toEqual(['3 BUY 9@101', '4 SELL 9@95']);
  });

  test('a trailing stop follows the high of bars that have closed and never goes back', () => {
    // Offset 5: 110 − 5 after the bar of the entry; the lower high of the next bar changes nothing.
    const candles: Candle[] = [...UP_TURN, [101, 110, 100, 109], [109, 109.5, 106, 109.2], [109.2, 110, 104, 109.3]];
    expect(said(run(candles, { trailingStop: 0.05 }))).toEqual(['3 BUY 9@101', '5 SELL 9@105']);
  });

  test('a stop of a short lies above it', () => {
    const result = run([...DOWN_TURN, [100, 104, 99, 99], [99, 106, 98, 98]], {
      direction: 'long-short',
      stopLoss: 0.05,
    });
    expect(said(result)).toEqual(['3 SELL 9@100', '4 BUY 9@105']);
  });
});

describe('direction', () => {
  const turnDown: Candle[] = [...UP_TURN, still(101), still(99), still(98)];

  test('long-only leaves on SHORT and sells nothing it does not have', () => {
    expect(said(run(turnDown))).toEqual(['3 BUY 9@101', '5 SELL 9@98']);
  });

  test('long-short closes and opens the other side at the same open', () => {
    // Equity at 99: 1000 − 9 × 2 = 982; 0.95 × 982 ÷ 99 = 9.42
    const result = run(turnDown, { direction: 'long-short' });
    expect(said(result)).toEqual(['3 BUY 9@101', '5 SELL 9@98', '5 SELL 9@98']);
    expect(result.openPosition).toMatchObject({ side: 'SHORT', lastPrice: 98 });
    expect(result.trades.length).toBe(1);
    expect(result.metrics.finalEquity).toBe(1_000 - 27);
  });

  test('a short that runs against its owner can still be left', () => {
    // Equity 1900 − 9 × 107 is less than the 9 × 107 that the short ties up: nothing is free, and yet an exit is.
    const result = run([...DOWN_TURN, still(100), still(107), still(107)], { direction: 'long-short' });
    expect(said(result).slice(0, 2)).toEqual(['3 SELL 9@100', '5 BUY 9@107']);
    expect(result.orders.denied).toBe(0);
  });
});

describe('results', () => {
  test('the same run twice is the same to the last digit', () => {
    const options = { bars: wavyBars(3_000), commission: 0.001, direction: 'long-short', trailingStop: 0.01 } as const;
    const once = JSON.stringify(backtestJson(someOptions(options), backtest(options)));
    expect(JSON.stringify(backtestJson(someOptions(options), backtest(options)))).toBe(once);
    expect(backtest(options).trades.length).toBeGreaterThan(10);
  });

  test('a run without a trade has null metrics, never NaN', () => {
    const options = { bars: bars(still(100), still(100)) };
    const json = backtestJson(someOptions(options), backtest(options));
    const { finalEquity, maxDrawdown, trades, winRate, profitFactor, sharpe, sqn, calmar, averageMae } = json.metrics;
    expect({ finalEquity, maxDrawdown, trades }).toEqual({ finalEquity: 100_000, maxDrawdown: 0, trades: 0 });
    expect([winRate, profitFactor, sharpe, sqn, calmar, averageMae]).toEqual([null, null, null, null, null, null]);
    expect(json).toMatchObject({ fills: [], trades: [], openPosition: null, barsPerSecond: null });
    expect(JSON.stringify(json)).not.toMatch(/NaN|Infinity/);
  });

  test('no bars at all are refused', () => {
    expect(() => backtest({ bars: [] })).toThrow(expect.objectContaining({ type: 'NO_BARS' }));
  });
});
