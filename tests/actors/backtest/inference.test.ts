import { describe, expect, test } from 'vitest';
import { basisOf, finestTick, symbolOf } from '../../../actors/backtest/inference.ts';
import { aBar } from '../../support/domain-builders.ts';

const DAY_MS = 86_400_000;
/** Monday 2024-01-01 and the days after it, without those named (0 is Monday). */
const days = (count: number, closed: readonly number[] = []) =>
  Array.from({ length: count }, (_, day) => day)
    .filter((day) => !closed.includes(day % 7))
    .map((day) => aBar({ openTime: Date.UTC(2024, 0, 1) + day * DAY_MS }));

describe('what a file shows of its market', () => {
  test('a tick coarser than the prices would move stops away from where they were asked for', () => {
    expect(finestTick([aBar({ close: 100 }), aBar({ close: 101 })])).toBe('1');
    expect(finestTick([aBar({ close: 1.38676 }), aBar({ close: 1.4 })])).toBe('0.00001');
    expect(finestTick([aBar({ open: 100, close: 0.1 + 0.2 })])).toBe('0.000000000001');
    expect(finestTick([aBar({ close: 46_319.5, low: 46_319.25 })])).toBe('0.01');
  });

  test('a market that closes at weekends is not annualized with 365 days, nor crypto with 252', () => {
    expect(basisOf(days(28))).toBe('24/7');
    expect(basisOf(days(28, [5, 6]))).toBe('sessions');
    // Gold opens on Sunday evening.
    expect(basisOf(days(28, [5]))).toBe('sessions');
    expect(basisOf(days(4))).toBe('sessions');
  });

  test('the symbol is the file name without timeframe and folder', () => {
    expect(symbolOf('/data/GOOG-1d.csv')).toBe('GOOG');
    expect(symbolOf('BRK.B_1m.csv')).toBe('BRK.B');
    expect(symbolOf('sp500-2000.csv')).toBe('sp500-2000');
    expect(symbolOf('.csv')).toBe('BARS');
  });
});
