import { EMA, MACD } from 'trading-signals';
import { describe, expect, test } from 'vitest';
import { parseParameters, strategyNamed } from '../../../actors/strategy/catalog.ts';
import type { Bar } from '../../../actors/domain/bar.ts';
import { barsOf, walkOf } from './bar-series.ts';

const instanceOf = (name: string, params: object) => {
  const strategy = strategyNamed(name);
  return strategy.create(parseParameters(strategy, params));
};

/** `index:TARGET` of every signal. */
function signalsOf(name: string, params: object, bars: readonly Bar[]): string[] {
  const instance = instanceOf(name, params);
  return bars.flatMap((bar, i) => {
    const signal = instance.onBar(bar);
    return signal === undefined ? [] : [`${i}:${signal.target}`];
  });
}

describe('sma-cross', () => {
  test('signals on the bar of the cross and never twice for one cross', () => {
    // SMA(2) against SMA(3): below at 2 and 3 (1.5 < 2, 1.5 < 5/3), above at 4 (3 > 7/3) and 5, below from 6 (0.75 < 11/6).
    expect(signalsOf('sma-cross', { fast: 2, slow: 3 }, barsOf([3, 2, 1, 2, 4, 1, 0.5, 0.4]))).toEqual([
      '4:LONG',
      '6:SHORT',
    ]);
  });

  test('a market that is above from its first value on is not bought as if it had crossed', () => {
    expect(signalsOf('sma-cross', { fast: 2, slow: 3 }, barsOf([1, 2, 3, 4, 5, 6]))).toEqual([]);
  });

  test('a tie that is touched and left on the same side is no cross', () => {
    // SMA(1) against SMA(2): 1 < 1.5, then 1 = 1, then 0.5 < 0.75.
    expect(signalsOf('sma-cross', { fast: 1, slow: 2 }, barsOf([2, 1, 1, 0.5]))).toEqual([]);
  });

  test('a cross that passes through a tie is not lost', () => {
    expect(signalsOf('sma-cross', { fast: 1, slow: 2 }, barsOf([2, 1, 1, 2]))).toEqual(['3:LONG']);
  });

  test('rounding noise at an exact tie is no cross', () => {
    // Ten times 0.1 sum to 0.9999999999999999, so plain comparison finds SMA(1) above SMA(10) where they are equal.
    const closes = [0.2, ...Array<number>(10).fill(0.1)];
    expect(closes.slice(1).reduce((sum, x) => sum + x, 0) / 10).toBeLessThan(0.1);
    expect(signalsOf('sma-cross', { fast: 1, slow: 10 }, barsOf(closes))).toEqual([]);
  });

  test('a tie before any difference leaves no side to cross from', () => {
    expect(signalsOf('sma-cross', { fast: 1, slow: 2 }, barsOf([1, 1, 2, 3, 1]))).toEqual(['4:SHORT']);
  });

  test('the first signal comes no sooner than one bar after the slow mean', () => {
    const closes = [...Array<number>(29).fill(100), 99, 102, 150];
    expect(signalsOf('sma-cross', {}, barsOf(closes))[0]).toBe('30:LONG');
    expect(strategyNamed('sma-cross').warmUp({ fast: 10, slow: 30 })).toBe(30);
  });

  test('a signal tells the close it was taken on and why', () => {
    const instance = instanceOf('sma-cross', { fast: 1, slow: 2 });
    const signals = barsOf([2, 1, 3]).map((bar) => instance.onBar(bar));
    expect(signals[2]).toEqual({ target: 'LONG', price: 3, reason: 'SMA(1) crossed above SMA(2)' });
  });
});

test('ema-cross waits until the slow mean has seen its span', () => {
  // Weights 1 and 1/2 … EMA(1) = close; EMA(3): 4, 3, 2, then 3 on the cross at 3, then 2 on the cross at 4.
  expect(signalsOf('ema-cross', { fast: 1, slow: 3 }, barsOf([4, 2, 1, 4, 1]))).toEqual(['3:LONG', '4:SHORT']);
  expect(signalsOf('ema-cross', { fast: 1, slow: 3 }, barsOf([4, 2, 5, 6]))).toEqual([]);
});

describe('rsi-reversion', () => {
  test('asks again on every bar that the level holds, so a rejected entry is not the last', () => {
    // Wilder's means over 2: RSI 50 at 2, 83.3 at 3, 27.8 at 4 and 5, 88.6 at 6.
    const bars = barsOf([10, 11, 10, 12, 9, 9, 15]);
    expect(signalsOf('rsi-reversion', { period: 2 }, bars)).toEqual(['3:FLAT', '4:LONG', '5:LONG', '6:FLAT']);
  });

  test('the values are the hand-computed ones', () => {
    const rsi = instanceOf('rsi-reversion', { period: 2 });
    const values = barsOf([10, 11, 10, 12, 9]).map((bar) => (rsi.onBar(bar), rsi.values()['rsi']));
    expect(values.slice(0, 3)).toEqual([null, null, 50]);
    expect(values[3]).toBeCloseTo(100 - 100 / 6, 12);
    expect(values[4]).toBeCloseTo(100 - 100 / (1 + 0.625 / 1.625), 12);
  });

  test('a market that stands still is neither oversold nor overbought', () => {
    const rsi = instanceOf('rsi-reversion', { period: 2 });
    for (const bar of barsOf([5, 5, 5])) expect(rsi.onBar(bar)).toBeUndefined();
    expect(rsi.values()['rsi']).toBe(50);
  });

  test('a market without a fall does not divide by zero', () => {
    expect(signalsOf('rsi-reversion', { period: 2 }, barsOf([5, 6, 7]))).toEqual(['2:FLAT']);
  });

  test('a short is left below the exit, not on the bar after it is entered', () => {
    const bars = barsOf([10, 11, 10, 12, 11.9, 9]);
    expect(signalsOf('rsi-reversion', { period: 2, overbought: 80 }, bars)).toEqual(['3:SHORT', '5:LONG']);
    expect(signalsOf('rsi-reversion', { period: 2, overbought: 80 }, barsOf([10, 11, 10, 12, 11, 10.9]))).toEqual([
      '3:SHORT',
      '5:FLAT',
    ]);
  });
});

test('bollinger-reversion buys below the band, leaves at the mean and is short only when asked to be', () => {
  // Of two closes a, b: mean (a + b) / 2, deviation |a − b| / 2. Lower band 8.5 at 1; at 2 upper band 8.75, mean 8.5.
  const bars = barsOf([10, 8, 9, 9]);
  expect(signalsOf('bollinger-reversion', { period: 2, deviations: 0.5, shorts: false }, bars)).toEqual([
    '1:LONG',
    '2:FLAT',
  ]);
  expect(signalsOf('bollinger-reversion', { period: 2, deviations: 0.5 }, bars)).toEqual([
    '1:LONG',
    '2:SHORT',
    '3:FLAT',
  ]);
});

test('macd has the lines of the library, to the last digit, and turns where they cross', () => {
  const bars = walkOf(Array.from({ length: 300 }, (_, i) => ((i * 7919) % 7) - 3 + (i % 60 < 30 ? 0.4 : -0.4)));
  const macd = instanceOf('macd', { fast: 3, slow: 6, signal: 4 });
  const library = new MACD(new EMA(3), new EMA(6), new EMA(4));
  let side: number | undefined;
  let crossings = 0;
  bars.forEach((bar, i) => {
    const signal = macd.onBar(bar);
    const lines = library.add(bar.close);
    if (i < 6 + 4 - 2 || lines === null) return expect(signal).toBeUndefined();
    expect(macd.values()).toEqual({ macd: lines.macd, signal: lines.signal });
    const now = Math.sign(lines.histogram);
    const target = now > 0 ? 'LONG' : 'SHORT';
    expect(signal?.target).toBe(side === undefined || now === side ? undefined : target);
    if (signal !== undefined) crossings++;
    side = now;
  });
  expect(crossings).toBeGreaterThan(10);
});

test('donchian-breakout holds a close against the bars before it, enters once and leaves by the narrow channel', () => {
  const params = { entry: 3, exit: 1 };
  // 4 > the 3-bar high 3; 5 is another high and says nothing; 4.5 < the 1-bar low 5; 0.5 < the 3-bar low.
  expect(signalsOf('donchian-breakout', params, barsOf([2, 3, 1, 4, 5, 4.5, 0.5]))).toEqual([
    '3:LONG',
    '5:FLAT',
    '6:SHORT',
  ]);
});
