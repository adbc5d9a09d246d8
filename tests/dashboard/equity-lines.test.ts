import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aligned, correlationRows, drawdownsOf, type EquitySeries, rebased } from '../../dashboard/equity-lines.ts';

const DAY = 86_400_000;
const series = (values: readonly number[], from = 0, step = DAY): EquitySeries => ({
  times: values.map((_, index) => from + index * step),
  values,
});
const some = fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 40 });

describe('lines of equity', () => {
  it('are below their highest by what a peak-by-peak look finds', () => {
    fc.assert(
      fc.property(some, (equity) => {
        const falls = drawdownsOf(equity);
        equity.forEach((value, index) => {
          const peak = Math.max(...equity.slice(0, index + 1));
          expect(falls[index]).toBeCloseTo(value / peak - 1, 12);
        });
        expect(Math.max(...falls)).toBe(0);
      }),
    );
  });

  it('begin at a hundred and keep every ratio when they are rebased', () => {
    fc.assert(
      fc.property(some, (equity) => {
        const { values } = rebased(series(equity));
        expect(values[0]).toBe(100);
        values.forEach((value, index) => expect(value / 100).toBeCloseTo(equity[index]! / equity[0]!, 9));
      }),
    );
    expect(rebased(series([0, 5])).values).toEqual([0, 5]);
  });

  it('share one axis: each has its own points and nothing elsewhere, by date or from its start', () => {
    const [old, young] = [series([1, 2], 0), series([5, 6, 7], 10 * DAY)];
    const byDate = aligned([old, young], 'time');
    expect(byDate.times).toEqual([0, 1, 10, 11, 12].map((day) => (day * DAY) / 1000));
    expect(byDate.values).toEqual([
      [1, 2, null, null, null],
      [null, null, 5, 6, 7],
    ]);
    expect(aligned([old, young], 'start')).toEqual({
      times: [0, 1, 2],
      values: [
        [1, 2, null],
        [5, 6, 7],
      ],
    });
    expect(aligned([], 'time')).toEqual({ times: [], values: [] });
  });

  it('are as alike as their daily returns are, and nobody knows from less than twenty days', () => {
    const up = Array.from({ length: 40 }, (_, index) => 100 + 10 * Math.sin(index));
    const [same, against] = [up.map((value) => value * 3), up.map((value) => 10_000 / value)];
    const rows = correlationRows([series(up), series(same), series(against)]);
    expect(rows[0]).toEqual([]);
    expect(rows[1]![0]).toBeCloseTo(1, 9);
    expect(rows[2]![0]).toBeCloseTo(-1, 9);
    expect(correlationRows([series(up.slice(0, 15)), series(same.slice(0, 15))])).toEqual([[], [null]]);
    expect(correlationRows([series(up), series(up.map(() => 5))])[1]).toEqual([null]);
  });
});
