import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bar } from '../../../actors/domain/bar.ts';
import { parseParameters, STRATEGIES, strategyNamed } from '../../../actors/strategy/catalog.ts';
import { indicatorLines, indicatorView } from '../../../actors/strategy/indicator-lines.ts';
import type { Target } from '../../../actors/protocol.ts';
import { walkOf } from './bar-series.ts';

const RUNS = 300;
const walks = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 120 }).map((steps) => walkOf(steps));
const SHORT: Readonly<Record<string, object>> = {
  'sma-cross': { fast: 2, slow: 5 },
  'ema-cross': { fast: 2, slow: 5 },
  'bollinger-reversion': { period: 4, deviations: 1 },
  'donchian-breakout': { entry: 4, exit: 2 },
  'rsi-reversion': { period: 3, oversold: 40, exit: 50, overbought: 60 },
  macd: { fast: 2, slow: 4, signal: 2 },
};

type Values = Readonly<Record<string, number | null>>;
/** A rule told once more, over what is drawn alone. */
type Rule = (at: Values, close: number, held: Target) => Target | undefined;

const cross =
  (fast: string, slow: string): (() => Rule) =>
  () => {
    let side = 0;
    return (at, close) => {
      const [a, b] = [at[fast] ?? null, at[slow] ?? null];
      if (a === null || b === null || Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(b), close)) return undefined;
      const before = side;
      side = Math.sign(a - b);
      return before === 0 || before === side ? undefined : side > 0 ? 'LONG' : 'SHORT';
    };
  };

const RULES: Readonly<Record<string, () => Rule>> = {
  'sma-cross': cross('SMA(2)', 'SMA(5)'),
  'ema-cross': cross('EMA(2)', 'EMA(5)'),
  macd: cross('MACD(2, 4)', 'Signal(2)'),
  'bollinger-reversion': () => (at, close, held) => {
    const [low, middle, high] = [at['Lower band (1 σ)'], at['SMA(4)'], at['Upper band (1 σ)']];
    if (low == null || middle == null || high == null) return undefined;
    if (close < low) return 'LONG';
    if (close > high) return 'SHORT';
    if (held === 'LONG' && close >= middle) return 'FLAT';
    return held === 'SHORT' && close <= middle ? 'FLAT' : undefined;
  },
  'donchian-breakout': () => (at, close, held) => {
    const [high, low, exitHigh, exitLow] = [at['4-bar high'], at['4-bar low'], at['2-bar high'], at['2-bar low']];
    if (high == null || low == null || exitHigh == null || exitLow == null) return undefined;
    const wish =
      close > high
        ? 'LONG'
        : close < low
          ? 'SHORT'
          : (held === 'LONG' && close < exitLow) || (held === 'SHORT' && close > exitHigh)
            ? 'FLAT'
            : held;
    return wish === held ? undefined : wish;
  },
  'rsi-reversion': () => (at, _close, held) => {
    const rsi = at['RSI(3)'];
    if (rsi == null) return undefined;
    if (rsi < 40) return 'LONG';
    if (rsi > 60) return 'SHORT';
    if (held === 'SHORT') return rsi < 50 ? 'FLAT' : undefined;
    return rsi > 50 ? 'FLAT' : undefined;
  },
};

/** Targets that a rule over the drawn lines gives, bar by bar. */
const drawnTargets = (
  bars: readonly Bar[],
  lines: readonly { readonly label: string; readonly values: readonly (number | null)[] }[],
  rule: Rule,
) => {
  let held: Target = 'FLAT';
  return bars.map((bar, index) => {
    const at = Object.fromEntries(lines.map(({ label, values }) => [label, values[index] ?? null]));
    const target = rule(at, bar.close, held);
    if (target !== undefined) held = target;
    return target;
  });
};

describe('the lines of a strategy', () => {
  it.each(Object.keys(RULES))('of %s, with its rule, give the signals that it sends', (name) => {
    const strategy = strategyNamed(name);
    const params = parseParameters(strategy, SHORT[name]);
    fc.assert(
      fc.property(walks, (bars) => {
        const instance = strategy.create(params);
        const sent = bars.map((bar) => instance.onBar(bar)?.target);
        expect(drawnTargets(bars, indicatorLines(strategy, params, bars), RULES[name]!())).toEqual(sent);
      }),
      { numRuns: RUNS },
    );
  });

  it('of a channel that has the bar itself in it would never be left (control)', () => {
    const strategy = strategyNamed('donchian-breakout');
    const params = parseParameters(strategy, SHORT['donchian-breakout']);
    const bars = walkOf(Array.from({ length: 40 }, (_, index) => (index < 20 ? 2 : -2)));
    const lines = indicatorLines(strategy, params, bars);
    const late = lines.map((line) => ({ ...line, values: [...line.values.slice(1), null] }));
    const targets = (some: typeof lines) => drawnTargets(bars, some, RULES['donchian-breakout']!());
    expect(targets(lines).filter((one) => one !== undefined)).toEqual(['LONG', 'FLAT', 'SHORT']);
    expect(targets(late).filter((one) => one !== undefined)).not.toEqual(['LONG', 'FLAT', 'SHORT']);
  });

  it('has one value a bar of every strategy, null or a number, and names what it draws once', () => {
    const bars = walkOf(Array.from({ length: 80 }, (_, index) => (index % 7) - 3));
    for (const strategy of STRATEGIES) {
      const lines = indicatorLines(strategy, parseParameters(strategy, {}), bars);
      expect(lines.length, strategy.name).toBeGreaterThan(0);
      expect(new Set(lines.map(({ label }) => label)).size).toBe(lines.length);
      for (const { values } of lines) {
        expect(values).toHaveLength(bars.length);
        expect(values.every((value) => value === null || Number.isFinite(value))).toBe(true);
      }
    }
  });

  it('is told of the last bars alone, and refuses what no strategy takes', () => {
    const bars = walkOf([1, 2, 3, 1, 2]);
    const view = indicatorView({ strategy: 'sma-cross', params: { fast: 2, slow: 3 }, bars, last: 2 });
    expect(view.map(({ values }) => values.length)).toEqual([2, 2]);
    expect(view[0]).toMatchObject({ label: 'SMA(2)', pane: 'price', isBound: false });
    expect(() => indicatorView({ strategy: 'none', params: {}, bars, last: 2 })).toThrow('there is no strategy');
    expect(() => indicatorView({ strategy: 'macd', params: { fast: 9, slow: 3 }, bars, last: 2 })).toThrow('fast');
    const many = Array.from({ length: 5_001 }, () => bars[0]!);
    expect(() => indicatorView({ strategy: 'macd', params: {}, bars: many, last: 2 })).toThrow('at most');
  });
});
