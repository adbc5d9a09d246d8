import { describe, expect, test } from 'vitest';
import { parseParameters, strategyNamed } from '../../../actors/strategy/catalog.ts';

const MINUTE = 60_000;
const strategy = strategyNamed('session-range-breakout');

/**
 * Bars without a gap from `from` to `to`, priced 10; one that opens at an instant of `closes` closes there instead.
 * Answers `close time TARGET` of each signal.
 */
function run(params: object, from: string, to: string, closes: Record<string, number>, barMinutes = 5): string[] {
  const instance = strategy.create(parseParameters(strategy, params));
  const signals: string[] = [];
  for (let openTime = Date.parse(from); openTime < Date.parse(to); openTime += barMinutes * MINUTE) {
    const close = closes[new Date(openTime).toISOString().slice(0, 16)] ?? 10;
    const closeTime = openTime + barMinutes * MINUTE;
    const high = Math.max(10.5, close);
    const low = Math.min(9.5, close);
    const signal = instance.onBar({ openTime, closeTime, open: 10, high, low, close, volume: 0 });
    if (signal !== undefined) signals.push(`${new Date(closeTime).toISOString().slice(0, 16)} ${signal.target}`);
  }
  return signals;
}

describe('a London session', () => {
  test('is traded between its range and its end, in and out on its own clock', () => {
    expect(
      run({}, '2024-01-15T00:00Z', '2024-01-16T00:00Z', {
        '2024-01-15T07:55': 20, // before the open: not the range
        '2024-01-15T08:25': 11, // the range is 9.5–11
        '2024-01-15T08:30': 10.9,
        '2024-01-15T09:00': 11.1,
        '2024-01-15T09:05': 12, // long already
        '2024-01-15T11:00': 9,
        '2024-01-15T16:25': 12, // too late to enter
      }),
    ).toEqual(['2024-01-15T09:05 LONG', '2024-01-15T11:05 SHORT', '2024-01-15T16:25 FLAT']);
  });

  test('keeps to 08:00 local when the clocks go forward over a weekend', () => {
    // GMT on Friday 29 March 2024, BST from Sunday 31 March: Monday opens at 07:00 UTC.
    expect(
      run({}, '2024-03-29T00:00Z', '2024-04-02T00:00Z', {
        '2024-03-29T07:45': 11, // 07:45 local: before the open
        '2024-03-29T08:45': 11,
        '2024-03-31T09:00': 11, // Sunday of 23 hours: no session
        '2024-04-01T07:15': 12, // 08:15 local: in the range, 9.5–12
        '2024-04-01T07:45': 11,
        '2024-04-01T08:00': 12.5,
      }),
    ).toEqual(['2024-03-29T08:50 LONG', '2024-03-29T16:25 FLAT', '2024-04-01T08:05 LONG', '2024-04-01T15:25 FLAT']);
  });

  test('keeps to 08:00 local when the clocks go back over a weekend', () => {
    // BST on Friday 25 October 2024, GMT from Sunday 27 October.
    expect(
      run({}, '2024-10-25T00:00Z', '2024-10-29T00:00Z', {
        '2024-10-25T07:30': 11,
        '2024-10-28T07:30': 11, // 07:30 local: before the open
        '2024-10-28T08:30': 9,
      }),
    ).toEqual(['2024-10-25T07:35 LONG', '2024-10-25T15:25 FLAT', '2024-10-28T08:35 SHORT', '2024-10-28T16:25 FLAT']);
  });
});

test('a New York session follows American summer time, which begins weeks before the European', () => {
  expect(
    run({ session: 'new-york' }, '2024-03-08T00:00Z', '2024-03-12T00:00Z', {
      '2024-03-08T14:15': 11, // 09:15 EST: before the open
      '2024-03-08T15:00': 11,
      '2024-03-11T14:00': 11, // 10:00 EDT: after the range
    }),
  ).toEqual(['2024-03-08T15:05 LONG', '2024-03-08T20:55 FLAT', '2024-03-11T14:05 LONG', '2024-03-11T19:55 FLAT']);
});

test('bars of another length leave in time for their exit to fill before the close', () => {
  const closes = { '2024-01-15T10:00': 11 };
  expect(run({ rangeMinutes: 60 }, '2024-01-15T00:00Z', '2024-01-16T00:00Z', closes, 60)).toEqual([
    '2024-01-15T11:00 LONG',
    '2024-01-15T16:00 FLAT',
  ]);
  expect(run({}, '2024-01-15T00:00Z', '2024-01-16T00:00Z', closes, 1).at(-1)).toBe('2024-01-15T16:29 FLAT');
});

test('a session whose last bars are missing does not carry its position into the next as if wanted', () => {
  const instance = strategy.create(parseParameters(strategy, {}));
  const bar = (time: string, close: number) => {
    const openTime = Date.parse(time);
    return {
      openTime,
      closeTime: openTime + 5 * MINUTE,
      open: 10,
      high: Math.max(10, close),
      low: 10,
      close,
      volume: 0,
    };
  };
  expect(instance.onBar(bar('2024-01-15T08:00Z', 10))).toBeUndefined();
  expect(instance.onBar(bar('2024-01-15T10:00Z', 11))?.target).toBe('LONG');
  expect(instance.onBar(bar('2024-01-16T08:00Z', 10))?.target).toBe('FLAT');
});

test('a session without a bar in its range is not traded', () => {
  const instance = strategy.create(parseParameters(strategy, {}));
  const openTime = Date.parse('2024-01-15T10:00Z');
  const bar = { openTime, closeTime: openTime + MINUTE, open: 10, high: 11, low: 10, close: 11, volume: 0 };
  expect(instance.onBar(bar)).toBeUndefined();
});
