import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { missingRanges } from '../../../../actors/domain/backtest/missing-bars.ts';
import { PackedBars, unpackedBars } from '../../../../actors/domain/backtest/packed-bars.ts';
import { thinnedCurve } from '../../../../actors/domain/backtest/thinned-curve.ts';
import { maxDrawdown } from '../../../../actors/domain/drawdown.ts';
import { wavyBars } from '../../backtest/runs.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const spans = (openTimes: readonly number[], length: number) =>
  openTimes.map((openTime) => ({ openTime, closeTime: openTime + length }));

describe('missing bars', () => {
  const open = { from: null, to: null };

  test('are named around the clock, each range once, with those before the first and after the last', () => {
    const bars = spans(
      [0, 1, 4, 5].map((minute) => minute * MINUTE),
      MINUTE,
    );
    const rules = { timeframeMs: MINUTE, basis: '24/7' } as const;
    expect(missingRanges(bars, { ...rules, asked: open })).toEqual([
      { from: '1970-01-01T00:02:00.000Z', to: '1970-01-01T00:04:00.000Z', bars: 2 },
    ]);
    const asked = { from: -3 * MINUTE, to: 7 * MINUTE };
    expect(missingRanges(bars, { ...rules, asked }).map(({ bars: count }) => count)).toEqual([3, 2, 1]);
    expect(missingRanges([], { ...rules, asked })).toEqual([]);
  });

  test('of a market of sessions are neither weekends nor a holiday beside one, but a fortnight is', () => {
    const friday = Date.UTC(2024, 0, 5);
    const bars = spans([friday, friday + 3 * DAY, friday + 8 * DAY, friday + 22 * DAY], DAY);
    const found = missingRanges(bars, { timeframeMs: DAY, basis: 'sessions', asked: open });
    expect(found).toEqual([{ from: '2024-01-14T00:00:00.000Z', to: '2024-01-27T00:00:00.000Z', bars: 13 }]);
  });

  test('are exactly those that were taken out, whichever they were', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 3, maxLength: 40 }), (taken) => {
        const kept = taken.flatMap((isTaken, minute) => (isTaken && minute > 0 ? [] : [minute * MINUTE]));
        const asked = { from: 0, to: taken.length * MINUTE };
        const found = missingRanges(spans(kept, MINUTE), { timeframeMs: MINUTE, basis: '24/7', asked });
        expect(found.reduce((sum, { bars }) => sum + bars, 0)).toBe(taken.length - kept.length);
        for (const { from, to } of found)
          for (const openTime of kept) expect(openTime >= Date.parse(to) || openTime < Date.parse(from)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a thinned curve', () => {
  const curveOf = (values: readonly number[], most: number) =>
    thinnedCurve(
      {
        equity: Float64Array.from(values),
        times: Float64Array.from(values, (_, index) => index * MINUTE),
        initial: 100,
      },
      most,
    );

  test('keeps its ends, its peak and its deepest fall, in order, in as many points as asked for', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 200 }),
        fc.integer({ min: 8, max: 60 }),
        (values, most) => {
          const curve = curveOf(values, most);
          expect(curve.length).toBeLessThanOrEqual(Math.max(most, Math.min(values.length, most)));
          expect(curve[0]!.equity).toBe(values[0]);
          expect(curve.at(-1)!.equity).toBe(values.at(-1));
          expect(Math.max(...curve.map(({ equity }) => equity))).toBe(Math.max(...values));
          const deepest = Math.max(...curve.map(({ drawdown }) => drawdown));
          expect(deepest).toBe(maxDrawdown(Float64Array.from(values), 100).fraction);
          const times = curve.map(({ time }) => Date.parse(time));
          expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
        },
      ),
      { numRuns: 10_000 },
    );
  });

  test('that took every n-th point alone would lose a fall (control)', () => {
    const values = Array.from({ length: 100 }, (_, index) => (index === 51 ? 10 : 100));
    expect(Math.max(...curveOf(values, 10).map(({ drawdown }) => drawdown))).toBe(0.9);
    const everyTenth = values.filter((_, index) => index % 10 === 0);
    expect(Math.max(...curveOf(everyTenth, 10).map(({ drawdown }) => drawdown))).toBe(0);
  });
});

test('bars come out of a buffer as they went in', () => {
  const bars = wavyBars(3_000);
  const packed = new PackedBars();
  for (const bar of bars) packed.push(bar);
  expect(packed.count).toBe(3_000);
  expect(unpackedBars(packed.packed())).toEqual(bars);
});
