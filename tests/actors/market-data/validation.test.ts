import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Bar } from '../../../actors/domain/bar.ts';
import { type BarVerdict, startOfValidation, validate } from '../../../actors/market-data/validation.ts';
import { barAt, MINUTE } from './bars.ts';

const judge = (bars: readonly Bar[]): { verdicts: BarVerdict[]; state: ReturnType<typeof startOfValidation> } => {
  const state = startOfValidation();
  return { verdicts: bars.map((bar) => validate(state, bar, MINUTE)), state };
};
const flagsOf = (verdict: BarVerdict | undefined): readonly string[] =>
  verdict?.kind === 'accepted' ? verdict.flags : [`rejected ${verdict?.reason}`];
const quiet = (count: number): Bar[] =>
  Array.from({ length: count }, (_, minute) => barAt(minute, 100 + (minute % 3) / 100));

const SHARED = join(import.meta.dirname, '../../../../shared/data');

describe('validation of bars', () => {
  test('a sound bar passes without a flag, so flags mean something', () => {
    const { verdicts } = judge(quiet(200));
    expect(verdicts.every((verdict) => flagsOf(verdict).length === 0)).toBe(true);
  });

  test.each<[string, Bar, string]>([
    ['high below low', barAt(5, 100, { high: 98 }), 'unsound'],
    ['a price that is none', barAt(5, 100, { close: NaN }), 'unsound'],
    ['a price of zero', barAt(5, 100, { low: 0 }), 'unsound'],
    ['the last bar again', barAt(4, 100), 'duplicate'],
    ['the last bar with another price', barAt(4, 101), 'conflicting'],
    ['an earlier bar', barAt(2, 100), 'backwards'],
    ['a bar within the last', barAt(4.5, 100), 'overlapping'],
  ])('%s is rejected and counted, so no strategy decides on it', (_, bad, reason) => {
    const { verdicts, state } = judge([barAt(3, 100), barAt(4, 100), bad, barAt(6, 100)]);
    expect(verdicts[2]).toMatchObject({ kind: 'rejected', reason });
    expect(state.rejected).toMatchObject({ [reason]: 1 });
    // The rejected bar has left no trace: the next is compared with the one before it.
    expect(flagsOf(verdicts[3])).toEqual(['gap']);
  });

  test('a gap is flagged and its length told, and the bar is kept, so a holiday is seen and not filled', () => {
    const { verdicts, state } = judge([barAt(0), barAt(1), barAt(5)]);
    expect(verdicts[2]).toEqual({ kind: 'accepted', flags: ['gap'], detail: 'bars missing: 3' });
    expect(state.flags.gap).toBe(1);
  });

  test('a bad print is flagged whether it is the close or a wick, and the next one too, so one cannot hide another', () => {
    const spike = { open: 100, close: 100, high: 100.1, low: 80 };
    const { verdicts } = judge([...quiet(200), barAt(200, 100, spike), barAt(201), barAt(202, 130), barAt(203, 130)]);
    expect(flagsOf(verdicts[200])).toEqual(['outlier']);
    expect(flagsOf(verdicts[201])).toEqual([]);
    expect(flagsOf(verdicts[202])).toEqual(['outlier']);
    expect(flagsOf(verdicts[203])).toEqual([]);
  });

  test('a move over a long gap is measured against its length, so Mondays are not all outliers', () => {
    const monday = barAt(2 * 1440 + 200, 104);
    expect(flagsOf(judge([...quiet(200), monday]).verdicts[200])).toEqual(['gap']);
    expect(flagsOf(judge([...quiet(200), barAt(200, 104)]).verdicts[200])).toEqual(['outlier']);
  });

  test('bars that stand still are flagged, and as stale when they go on, so a frozen source is seen', () => {
    const still = Array.from({ length: 40 }, (_, minute) => barAt(minute, 100, { high: 100, low: 100 }));
    const { verdicts, state } = judge(still);
    expect(flagsOf(verdicts[1])).toEqual(['flat']);
    expect(flagsOf(verdicts[39])).toEqual(['flat', 'stale']);
    expect(state.flags).toMatchObject({ flat: 40, stale: 11 });
  });

  test('a bar off the grid of its timeframe is flagged, so a wrong label of time is seen', () => {
    const { verdicts } = judge([barAt(0.5)]);
    expect(flagsOf(verdicts[0])).toEqual(['misaligned']);
  });

  test.skipIf(!existsSync(SHARED)).each([
    ['BTCUSD-1d.csv', 86_400_000, '2017-04-15T00:00:00Z', 1, 8],
    ['SPY-1h.csv', 3_600_000, '2000-12-18T14:00:00Z', 100, 5_848],
  ])(
    'the known bad print of %s is found among real bars (skipped without ../shared/data)',
    (name, ms, at, most, gaps) => {
      const state = startOfValidation();
      const outliers: number[] = [];
      for (const line of readFileSync(join(SHARED, name), 'utf8').trimEnd().split('\n').slice(1)) {
        const [time = '', ...values] = line.split(',');
        const [open = 0, high = 0, low = 0, close = 0, volume = 0] = values.map(Number);
        const openTime = Date.parse(time);
        const verdict = validate(state, { openTime, closeTime: openTime + ms, open, high, low, close, volume }, ms);
        if (flagsOf(verdict).includes('outlier')) outliers.push(openTime);
      }
      expect(outliers).toContain(Date.parse(at));
      expect(outliers.length).toBeLessThanOrEqual(most);
      expect(state.flags.gap).toBe(gaps);
    },
  );
});
