import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReturnWindow } from '../../../../actors/domain/portfolio/return-window.ts';
import { RUNS } from './portfolio-builders.ts';

interface Close {
  readonly symbol: string;
  readonly time: number;
  readonly close: number;
}

const SYMBOLS = ['A', 'B', 'C'] as const;

/** Closes in the order they come: of one symbol in order, of different ones in any, some of them late. */
const closes: fc.Arbitrary<Close[]> = fc
  .array(
    fc.record({
      symbol: fc.constantFrom(...SYMBOLS),
      step: fc.integer({ min: 1, max: 4 }),
      close: fc.integer({ min: 1, max: 10_000 }).map((ticks) => ticks / 100),
    }),
    { maxLength: 40 },
  )
  .map((moves) => {
    const clocks: Record<string, number> = {};
    return moves.map(({ symbol, step, close }) => {
      const time = (clocks[symbol] ?? 0) + step;
      clocks[symbol] = time;
      return { symbol, time, close };
    });
  });

interface Shape {
  readonly length: number;
  readonly periodMs: number;
}

const windows: fc.Arbitrary<Shape> = fc.record({
  length: fc.integer({ min: 1, max: 6 }),
  periodMs: fc.integer({ min: 1, max: 5 }),
});

function pushed(shape: Shape, list: readonly Close[]): ReturnWindow {
  const window = new ReturnWindow(shape);
  for (const { symbol, time, close } of list) window.push(symbol, time, close);
  return window;
}

/** The same from all closes at once, by the words of the docstring. */
function plain({ length, periodMs }: Shape, list: readonly Close[]) {
  const rowOf = (time: number) => Math.ceil(time / periodMs) * periodMs;
  const lastOfRow = new Map<string, Map<number, number>>();
  const first = new Map<string, number>();
  for (const { symbol, time, close } of [...list].sort((a, b) => a.time - b.time)) {
    const row = rowOf(time);
    if (!first.has(symbol)) first.set(symbol, row);
    lastOfRow.set(symbol, (lastOfRow.get(symbol) ?? new Map<number, number>()).set(row, close));
  }
  const all = new Set<number>();
  for (const [symbol, rows] of lastOfRow) for (const row of rows.keys()) if (row > first.get(symbol)!) all.add(row);
  const rows = [...all].sort((a, b) => a - b).slice(-length);
  const returns: Record<string, number[]> = {};
  for (const [symbol, own] of lastOfRow) {
    const ordered = [...own].sort(([a], [b]) => a - b);
    returns[symbol] = rows
      .filter((row) => row > first.get(symbol)!)
      .map((row) => {
        const at = ordered.findIndex(([of]) => of === row);
        return at <= 0 ? 0 : Math.log(ordered[at]![1] / ordered[at - 1]![1]);
      });
  }
  return { rows, returns };
}

const contents = (window: ReturnWindow) => ({
  rows: [...window.rows],
  returns: Object.fromEntries(window.symbols.map((symbol) => [symbol, [...window.returnsOf(symbol)]])),
});

describe('a window of returns', () => {
  it('carries the close of a symbol that had no bar, so its return there is 0 and nothing is lost', () => {
    const window = pushed({ length: 10, periodMs: 1 }, [
      { symbol: 'A', time: 0, close: 100 },
      { symbol: 'B', time: 0, close: 10 },
      { symbol: 'A', time: 1, close: 110 },
      { symbol: 'A', time: 2, close: 121 },
      { symbol: 'B', time: 2, close: 20 },
    ]);
    expect(contents(window)).toEqual({
      rows: [1, 2],
      returns: { A: [Math.log(1.1), Math.log(1.1)], B: [0, Math.log(2)] },
    });
  });

  it('lets bars of a minute and of a day share the rows of a day', () => {
    const window = pushed({ length: 10, periodMs: 100 }, [
      { symbol: 'MINUTE', time: 100, close: 1 },
      { symbol: 'DAY', time: 100, close: 5 },
      { symbol: 'MINUTE', time: 120, close: 3 },
      { symbol: 'MINUTE', time: 200, close: 2 },
      { symbol: 'DAY', time: 200, close: 10 },
    ]);
    expect(contents(window)).toEqual({ rows: [200], returns: { MINUTE: [Math.log(2)], DAY: [Math.log(2)] } });
  });

  it('invents no history for a symbol that came later', () => {
    const window = pushed({ length: 10, periodMs: 1 }, [
      ...[0, 1, 2, 3].map((time) => ({ symbol: 'OLD', time, close: 1 + time })),
      { symbol: 'NEW', time: 2, close: 7 },
    ]);
    expect([window.countOf('OLD'), window.countOf('NEW'), window.countOf('NONE')]).toEqual([3, 1, 0]);
    expect(window.commonCount(['OLD', 'NEW'])).toBe(1);
    expect([...window.returnsOf('NEW')]).toEqual([0]);
  });

  it('equals a recomputation from all closes, late and carried ones too', () => {
    fc.assert(
      fc.property(windows, closes, (shape, list) => {
        expect(contents(pushed(shape, list))).toEqual(plain(shape, list));
      }),
      RUNS,
    );
  });

  it('would be caught if it measured a return from the wrong close', () => {
    const broken = fc.check(
      fc.property(windows, closes, (shape, list) => {
        const wrong = plain(
          shape,
          list.map((one, index) => (index === 3 ? { ...one, close: one.close * 2 } : one)),
        );
        expect(contents(pushed(shape, list))).toEqual(wrong);
      }),
      RUNS,
    );
    expect(broken.failed).toBe(true);
  });

  it('is the same whatever the interleaving of symbols', () => {
    fc.assert(
      fc.property(windows, closes, (shape, list) => {
        const bySymbol = SYMBOLS.flatMap((symbol) => list.filter((one) => one.symbol === symbol));
        const [ours, theirs] = [contents(pushed(shape, list)), contents(pushed(shape, bySymbol))];
        expect(theirs.returns).toEqual(ours.returns);
        expect(theirs.rows).toEqual(ours.rows);
      }),
      RUNS,
    );
  });

  it('restored at any close goes on to the last bit', () => {
    fc.assert(
      fc.property(windows, closes, fc.nat(), (shape, list, at) => {
        const undisturbed = pushed(shape, list);
        const half = at % (list.length + 1);
        const restored = new ReturnWindow(shape);
        restored.load(JSON.parse(JSON.stringify(pushed(shape, list.slice(0, half)).save())));
        for (const { symbol, time, close } of list.slice(half)) restored.push(symbol, time, close);
        expect(restored.save()).toEqual(undisturbed.save());
      }),
      RUNS,
    );
  });

  it('takes no bar twice', () => {
    const window = pushed({ length: 5, periodMs: 1 }, [
      { symbol: 'A', time: 1, close: 10 },
      { symbol: 'A', time: 2, close: 11 },
    ]);
    const before = window.save();
    expect([window.push('A', 2, 99), window.push('A', 1, 99)]).toEqual([false, false]);
    expect(window.save()).toEqual(before);
  });

  it.each([0, -1, NaN, Infinity])('refuses a close of %d, which has no logarithm', (close) => {
    expect(() => new ReturnWindow({ length: 5 }).push('A', 1, close)).toThrow(
      expect.objectContaining({ type: 'CLOSE_INVALID' }),
    );
  });

  it('refuses a size that cannot be, and a saved state that is corrupt or of another size', () => {
    const refusal = expect.objectContaining({ type: 'RETURN_WINDOW_INVALID' }) as Error;
    expect(() => new ReturnWindow({ length: 0 })).toThrow(refusal);
    expect(() => new ReturnWindow({ length: 5, periodMs: 0.5 })).toThrow(refusal);
    const window = pushed({ length: 5, periodMs: 1 }, [
      { symbol: 'A', time: 1, close: 10 },
      { symbol: 'A', time: 2, close: 11 },
    ]);
    const saved = window.save();
    const series = saved.series[0]!;
    const corrupt: unknown[] = [
      null,
      { ...saved, length: 6 },
      { ...saved, periodMs: 2 },
      { ...saved, times: [2, 2], series: [{ ...series, returns: [0, 0] }] },
      { ...saved, times: ['2'] },
      { ...saved, series: {} },
      { ...saved, series: [series, series] },
      { ...saved, series: [{ ...series, returns: [] }] },
      { ...saved, series: [{ ...series, base: 0 }] },
      { ...saved, series: [{ ...series, since: null }] },
      { ...saved, series: [{ ...series, symbol: 1 }] },
    ];
    for (const json of corrupt) expect(() => new ReturnWindow({ length: 5 }).load(json)).toThrow(refusal);
    expect(() => new ReturnWindow({ length: 5 }).load(saved)).not.toThrow();
  });
});
