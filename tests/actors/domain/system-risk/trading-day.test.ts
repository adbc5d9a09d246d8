import fc from 'fast-check';
import { createTask } from 'node-cron';
import { describe, expect, test, vi } from 'vitest';
import { sessionDate, isOpenAt, type SessionCalendar } from '../../../../actors/domain/session-calendar.ts';
import { cronOf } from '../../../../actors/domain/system-risk/cron-of.ts';
import {
  boundariesMissed,
  dayOf,
  FOREX_DAY,
  lastBoundary,
  nextBoundary,
  type TradingDay,
  tradingDayFaults,
  UTC_DAY,
} from '../../../../actors/domain/system-risk/trading-day.ts';
import { zoneOffsetMs } from '../../../../actors/domain/zoned-time.ts';

const at = (text: string): number => Date.parse(text);
const iso = (ms: number): string => new Date(ms).toISOString().slice(0, 16);
const next = (day: TradingDay, text: string): string => iso(nextBoundary(day, at(text)));
const in_ = (timeZone: string, startsAt: string): TradingDay => ({ timeZone, startsAt });

const ZONES = [
  'UTC',
  'America/New_York',
  'America/St_Johns',
  'America/Havana',
  'America/Sao_Paulo',
  'America/Santiago',
  'Europe/London',
  'Europe/Berlin',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Asia/Beirut',
  'Asia/Gaza',
  'Asia/Tehran',
  'Asia/Kathmandu',
  'Asia/Tokyo',
  'Atlantic/Azores',
  'Australia/Lord_Howe',
  'Australia/Sydney',
  'Pacific/Apia',
  'Pacific/Auckland',
  'Pacific/Chatham',
];

const days = fc.record({
  timeZone: fc.constantFrom(...ZONES),
  startsAt: fc
    .oneof(fc.integer({ min: 0, max: 1439 }), fc.constantFrom(0, 30, 60, 90, 120, 135, 150, 180, 1380, 1410, 1439))
    .map((m) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`),
});
const FROM = at('2005-01-01T00:00Z');
const TO = at('2032-01-01T00:00Z');
const anyInstant = fc.integer({ min: FROM, max: TO });

/** Instants at which some zone changes its clocks, give or take a day: where days go wrong. */
const changes = ZONES.flatMap((zone) => {
  const found: number[] = [];
  for (let t = FROM; t < TO; t += 86_400_000) {
    if (zoneOffsetMs(t, zone) !== zoneOffsetMs(t + 86_400_000, zone)) found.push(t);
  }
  return found.map((t) => ({ zone, t }));
});
const nearChange = fc
  .tuple(fc.constantFrom(...changes), fc.integer({ min: -86_400_000, max: 2 * 86_400_000 }), days)
  .map(([{ zone, t }, away, day]) => ({ day: { ...day, timeZone: zone }, instant: t + away }));
const cases = fc.oneof(fc.record({ day: days, instant: anyInstant }), nearChange);

const daysBetween = (from: string, to: string): number => (at(to) - at(from)) / 86_400_000;

/** What must hold at any instant, of any way to find boundaries. */
function sound(day: TradingDay, instant: number, boundaryAfter: typeof nextBoundary, nameOf: typeof dayOf): boolean {
  const first = boundaryAfter(day, instant);
  const second = boundaryAfter(day, first);
  const named = nameOf(day, first);
  // Apia had no 30 December 2011.
  const step = daysBetween(named, nameOf(day, second));
  return (
    first > instant &&
    second > first &&
    nameOf(day, first - 1) < named &&
    nameOf(day, second - 1) === named &&
    (step === 1 || (step === 2 && day.timeZone === 'Pacific/Apia')) &&
    nameOf(day, instant) === nameOf(day, first - 1) &&
    second - first > 22 * 3_600_000 - 1 &&
    second - first < 26 * 3_600_000 + 1
  );
}

describe('a trading day', () => {
  test('begins at 17:00 in New York summer and winter, and is named by the day it ends on', () => {
    expect(next(FOREX_DAY, '2024-03-08T12:00Z')).toBe('2024-03-08T22:00');
    expect(next(FOREX_DAY, '2024-03-10T12:00Z')).toBe('2024-03-10T21:00');
    expect(next(FOREX_DAY, '2024-11-02T22:00Z')).toBe('2024-11-03T22:00');
    expect(dayOf(FOREX_DAY, at('2024-03-10T20:59:59.999Z'))).toBe('2024-03-10');
    expect(dayOf(FOREX_DAY, at('2024-03-10T21:00Z'))).toBe('2024-03-11');
    expect(dayOf(UTC_DAY, at('2024-03-10T23:59Z'))).toBe('2024-03-10');
    expect(next(UTC_DAY, '2024-03-10T00:00Z')).toBe('2024-03-11T00:00');
  });

  test('begins once on the day on which clocks skip its beginning, and once where that comes twice', () => {
    const newYork = in_('America/New_York', '02:30');
    expect(next(newYork, '2024-03-10T05:00Z')).toBe('2024-03-10T07:30');
    expect(next(newYork, '2024-03-10T07:30Z')).toBe('2024-03-11T06:30');
    const autumn = in_('America/New_York', '01:30');
    expect(next(autumn, '2024-11-03T04:00Z')).toBe('2024-11-03T05:30');
    expect(next(autumn, '2024-11-03T05:30Z')).toBe('2024-11-04T06:30');
    expect(dayOf(autumn, at('2024-11-03T06:15Z'))).toBe('2024-11-03');
  });

  test('does not go back when clocks go back over midnight', () => {
    const azores = in_('Atlantic/Azores', '00:30');
    expect(next(azores, '2024-10-26T20:00Z')).toBe('2024-10-27T00:30');
    const havana = in_('America/Havana', '00:00');
    expect(next(havana, '2024-11-03T00:00Z')).toBe('2024-11-03T04:00');
    expect(dayOf(havana, at('2024-11-03T05:30Z'))).toBe('2024-11-03');
  });

  test('has no beginning of its own for a date that the zone has skipped', () => {
    const apia = in_('Pacific/Apia', '09:00');
    expect(next(apia, '2011-12-29T19:00Z')).toBe('2011-12-30T19:00');
    expect(dayOf(apia, at('2011-12-30T18:59Z'))).toBe('2011-12-29');
    expect(dayOf(apia, at('2011-12-30T19:00Z'))).toBe('2011-12-31');
  });

  test('counts a night session towards the same day as the market does', () => {
    const forex: SessionCalendar = {
      timeZone: 'America/New_York',
      windows: [{ days: [7, 1, 2, 3, 4], open: '17:00', close: '17:00' }],
    };
    fc.assert(
      fc.property(anyInstant, (instant) => {
        fc.pre(isOpenAt(forex, instant));
        expect(dayOf(FOREX_DAY, instant)).toBe(sessionDate(forex, instant));
      }),
      { numRuns: 10_000 },
    );
  });

  test('boundaries ascend, one for every date, and the day changes at each and nowhere else', () => {
    fc.assert(
      fc.property(cases, ({ day, instant }) => sound(day, instant, nextBoundary, dayOf)),
      { numRuns: 20_000 },
    );
  });

  test('the property is not kept by what reads the clock, nor by what adds a day (controls)', () => {
    const byReading = (day: TradingDay, instant: number): string => {
      const local = instant + zoneOffsetMs(instant, day.timeZone);
      const minute = Number(day.startsAt.slice(0, 2)) * 60 + Number(day.startsAt.slice(3));
      const shifted = local - minute * 60_000 + (minute > 720 ? 86_400_000 : 0);
      return new Date(shifted).toISOString().slice(0, 10);
    };
    const byAdding = (day: TradingDay, instant: number): number => lastBoundary(day, instant) + 86_400_000;
    for (const [after, name] of [
      [nextBoundary, byReading],
      [byAdding, dayOf],
    ] as const) {
      const found = fc.check(
        fc.property(cases, ({ day, instant }) => sound(day, instant, after, name)),
        { numRuns: 20_000 },
      );
      expect(found.failed).toBe(true);
    }
  });

  test('is refused from JSON with every field that is wrong', () => {
    expect(tradingDayFaults(FOREX_DAY)).toEqual([]);
    expect(tradingDayFaults(null)).toHaveLength(1);
    const wrong = { startsAt: '24:00', timeZone: 'Mars/Olympus', name: 'x' };
    expect(tradingDayFaults(wrong).map(({ field }) => field)).toEqual(['name', 'startsAt', 'timeZone']);
  });
});

describe('a missed boundary', () => {
  test('is applied late, and several are one', () => {
    const applied = at('2024-03-08T22:00Z');
    expect(boundariesMissed(FOREX_DAY, applied, at('2024-03-09T21:59:59.999Z'))).toBeUndefined();
    const late = { boundary: at('2024-03-11T21:00Z'), day: '2024-03-12', dates: 3 };
    expect(boundariesMissed(FOREX_DAY, applied, at('2024-03-12T08:00Z'))).toEqual(late);
    expect(boundariesMissed(FOREX_DAY, late.boundary, at('2024-03-12T08:00Z'))).toBeUndefined();
    expect(boundariesMissed(FOREX_DAY, undefined, at('2024-03-12T08:00Z'))).toEqual({ ...late, dates: 1 });
    expect(boundariesMissed(FOREX_DAY, late.boundary, applied)).toBeUndefined();
  });

  test('is applied once, whatever the times at which somebody looks', () => {
    const looks = fc.array(fc.integer({ min: 0, max: 5 * 86_400_000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(cases, looks, ({ day, instant }, waits) => {
        let last = lastBoundary(day, instant);
        let now = instant;
        let dates = 0;
        const started = dayOf(day, instant);
        for (const wait of waits) {
          now += wait;
          const due = boundariesMissed(day, last, now);
          if (due === undefined) {
            expect(nextBoundary(day, last)).toBeGreaterThan(now);
            continue;
          }
          expect(due.boundary).toBeGreaterThan(last);
          expect(due.boundary <= now && nextBoundary(day, due.boundary) > now).toBe(true);
          expect(dayOf(day, now)).toBe(due.day);
          last = due.boundary;
          dates += due.dates;
        }
        expect(dates).toBe(daysBetween(started, dayOf(day, now)));
      }),
      { numRuns: 10_000 },
    );
  });
});

describe('the schedule of a trading day', () => {
  test('fires at every boundary as node-cron reads it, also where clocks skip it', () => {
    vi.useFakeTimers();
    try {
      for (const day of [
        FOREX_DAY,
        UTC_DAY,
        in_('America/New_York', '02:30'),
        in_('Europe/London', '01:30'),
        in_('Australia/Lord_Howe', '02:15'),
        in_('Asia/Beirut', '00:00'),
        in_('Atlantic/Azores', '00:30'),
      ]) {
        const from = at('2024-02-20T00:00Z');
        const { expression, timezone } = cronOf(day, from);
        for (let time = from, boundaries = 0; boundaries < 300; boundaries++) {
          const boundary = nextBoundary(day, time);
          vi.setSystemTime(boundary - 60_000);
          const runs = createTask(expression, () => undefined, { timezone }).getNextRuns(1);
          expect(runs[0]?.getTime(), `${timezone} ${expression}`).toBe(boundary);
          time = boundary;
        }
      }
    } finally {
      vi.useRealTimers();
    }
  }, 120_000);

  test('is in UTC, with the hours of summer and winter', () => {
    const from = at('2024-01-01T00:00Z');
    expect(cronOf(FOREX_DAY, from)).toEqual({ expression: '0 21,22 * * *', timezone: 'UTC' });
    expect(cronOf(UTC_DAY, from).expression).toBe('0 0 * * *');
    expect(cronOf(in_('Australia/Lord_Howe', '02:15'), from).expression).toBe('15,45 15 * * *');
  });

  test('would miss a boundary in the zone of the day (control)', () => {
    vi.useFakeTimers();
    try {
      const now = at('2024-03-09T12:00Z');
      vi.setSystemTime(now);
      const [first] = createTask('30 2 * * *', () => undefined, { timezone: 'America/New_York' }).getNextRuns(1);
      expect(first?.getTime()).toBeGreaterThan(nextBoundary(in_('America/New_York', '02:30'), now));
    } finally {
      vi.useRealTimers();
    }
  });
});
