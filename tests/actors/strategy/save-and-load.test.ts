import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Bar } from '../../../actors/domain/bar.ts';
import { STRATEGIES, parseParameters } from '../../../actors/strategy/catalog.ts';
import { walkOf } from './bar-series.ts';

/** Short spans, so that a hundred bars warm up, cross and cross back. */
const PARAMS: Readonly<Record<string, object>> = {
  'sma-cross': { fast: 3, slow: 7 },
  'ema-cross': { fast: 3, slow: 7 },
  'rsi-reversion': { period: 5, oversold: 40, exit: 50, overbought: 60 },
  'bollinger-reversion': { period: 6, deviations: 1 },
  macd: { fast: 3, slow: 6, signal: 4 },
  'donchian-breakout': { entry: 5, exit: 3 },
  'session-range-breakout': { session: 'london', rangeMinutes: 60 },
};

/** Thursday before London's clocks go forward; a bar every half hour, so that a run passes several sessions. */
const START = Date.parse('2024-03-28T00:00:00Z');
const series = fc
  .array(fc.integer({ min: -3, max: 3 }), { minLength: 150, maxLength: 250 })
  .map((steps) => walkOf(steps, START, 1_800_000));

describe.each(STRATEGIES.map((strategy) => [strategy.name, strategy] as const))('%s', (name, strategy) => {
  const params = parseParameters(strategy, PARAMS[name]);

  test('restored at any bar it goes on to the last digit, so a crash changes no decision', () => {
    let signals = 0;
    fc.assert(
      fc.property(series, fc.nat(), (bars, at) => {
        const undisturbed = strategy.create(params);
        let restored = strategy.create(params);
        bars.forEach((bar, i) => {
          if (i === at % bars.length) {
            const saved: unknown = JSON.parse(JSON.stringify(restored.save()));
            restored = strategy.create(params);
            restored.load(saved);
            expect(restored.values()).toEqual(undisturbed.values());
          }
          const signal = undisturbed.onBar(bar);
          if (signal !== undefined) signals++;
          expect(restored.onBar(bar)).toEqual(signal);
        });
        expect(restored.values()).toEqual(undisturbed.values());
        expect(restored.save()).toEqual(undisturbed.save());
      }),
      { seed: 1, numRuns: 200 },
    );
    expect(signals).toBeGreaterThan(100);
  });

  test('keeps no reference to a bar, so a caller may use one object for all', () => {
    fc.assert(
      fc.property(series, (bars) => {
        const fresh = strategy.create(params);
        const reusing = strategy.create(params);
        const reused: { -readonly [Field in keyof Bar]: Bar[Field] } = { ...bars[0]! };
        for (const bar of bars) expect(reusing.onBar(Object.assign(reused, bar))).toEqual(fresh.onBar(bar));
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  test('signals no sooner than its warm-up says', () => {
    fc.assert(
      fc.property(series, (bars) => {
        const instance = strategy.create(params);
        const first = bars.findIndex((bar) => instance.onBar(bar) !== undefined);
        expect(first === -1 || first >= strategy.warmUp(params)).toBe(true);
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  test('refuses a state that is not its own instead of starting half loaded', () => {
    expect(() => strategy.create(params).load({ other: 1 })).toThrow();
    expect(() => strategy.create(params).load(null)).toThrow();
  });
});
