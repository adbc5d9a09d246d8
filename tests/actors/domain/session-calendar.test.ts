import { describe, expect, it } from 'vitest';
import {
  isOpenAt,
  calendarFaults,
  longestWindowMs,
  nextSessionChange,
  sessionDate,
  type SessionCalendar,
} from '../../../actors/domain/session-calendar.ts';

const newYork: SessionCalendar = {
  timeZone: 'America/New_York',
  windows: [{ days: [1, 2, 3, 4, 5], open: '09:30', close: '16:00' }],
};
/** Sunday 17:00 to Friday 17:00, New York. */
const forex: SessionCalendar = {
  timeZone: 'America/New_York',
  windows: [{ days: [7, 1, 2, 3, 4], open: '17:00', close: '17:00' }],
};
const open = (calendar: SessionCalendar, text: string) => isOpenAt(calendar, Date.parse(text));
const day = (calendar: SessionCalendar, text: string) => sessionDate(calendar, Date.parse(text));

describe('a session calendar', () => {
  it('opens on the first instant and is closed on the last, summer and winter', () => {
    expect(open(newYork, '2024-07-01T13:29:59.999Z')).toBe(false);
    expect(open(newYork, '2024-07-01T13:30Z')).toBe(true);
    expect(open(newYork, '2024-07-01T19:59:59.999Z')).toBe(true);
    expect(open(newYork, '2024-07-01T20:00Z')).toBe(false);
    expect(open(newYork, '2024-01-02T13:30Z')).toBe(false);
    expect(open(newYork, '2024-01-02T14:30Z')).toBe(true);
    expect(open(newYork, '2024-07-06T15:00Z')).toBe(false);
  });

  it('keeps a week of sessions through the night open from Sunday to Friday, over the change of clocks', () => {
    expect(open(forex, '2024-03-10T20:59Z')).toBe(false);
    expect(open(forex, '2024-03-10T21:00Z')).toBe(true);
    expect(open(forex, '2024-03-13T03:00Z')).toBe(true);
    expect(open(forex, '2024-03-13T21:00Z')).toBe(true);
    expect(open(forex, '2024-03-15T20:59Z')).toBe(true);
    expect(open(forex, '2024-03-15T21:00Z')).toBe(false);
    expect(open(forex, '2024-03-16T12:00Z')).toBe(false);
  });

  it('counts a night session towards the day on which it ends', () => {
    expect(day(forex, '2024-03-10T21:00Z')).toBe('2024-03-11');
    expect(day(forex, '2024-03-11T20:59Z')).toBe('2024-03-11');
    expect(day(forex, '2024-03-11T21:00Z')).toBe('2024-03-12');
    expect(day(newYork, '2024-07-01T19:00Z')).toBe('2024-07-01');
    expect(day(newYork, '2024-07-02T01:00Z')).toBe('2024-07-01');
  });

  it('never closes around the clock, whose day is that of UTC', () => {
    expect(open('24/7', '2024-03-16T12:00Z')).toBe(true);
    expect(day('24/7', '2024-03-16T23:59Z')).toBe('2024-03-16');
  });

  it('closes at 24:00 at midnight, not before', () => {
    const evening: SessionCalendar = { timeZone: 'UTC', windows: [{ days: [1], open: '20:00', close: '24:00' }] };
    expect(open(evening, '2024-01-01T23:59:59.999Z')).toBe(true);
    expect(open(evening, '2024-01-02T00:00Z')).toBe(false);
    expect(day(evening, '2024-01-01T23:00Z')).toBe('2024-01-01');
  });

  it('says when it opens or closes next, and nothing for a market that never does', () => {
    const change = (calendar: SessionCalendar, text: string): string =>
      new Date(nextSessionChange(calendar, Date.parse(text)) ?? NaN).toISOString().slice(0, 16);
    expect(change(newYork, '2024-07-05T19:00Z')).toBe('2024-07-05T20:00');
    expect(change(newYork, '2024-07-05T20:00Z')).toBe('2024-07-08T13:30');
    // Sunday's opening is an hour earlier in UTC than Friday's closing was.
    expect(change(forex, '2024-03-08T12:00Z')).toBe('2024-03-08T22:00');
    expect(change(forex, '2024-03-08T22:00Z')).toBe('2024-03-10T21:00');
    expect(nextSessionChange('24/7', 0)).toBeUndefined();
  });

  it('opens twice in an hour that comes twice, and not in one that clocks skip', () => {
    const night: SessionCalendar = {
      timeZone: 'America/New_York',
      windows: [{ days: [7], open: '01:30', close: '02:30' }],
    };
    const changes = (from: string, count: number): string[] => {
      const found: string[] = [];
      for (let at = Date.parse(from); found.length < count;) {
        at = nextSessionChange(night, at) ?? NaN;
        found.push(new Date(at).toISOString().slice(0, 16));
      }
      return found;
    };
    const autumn = ['2024-11-03T05:30', '2024-11-03T06:00', '2024-11-03T06:30', '2024-11-03T07:30'];
    expect(changes('2024-11-02T00:00Z', 4)).toEqual(autumn);
    expect(changes('2024-03-09T00:00Z', 2)).toEqual(['2024-03-10T06:30', '2024-03-10T07:00']);
  });

  it('knows how long its longest window is', () => {
    expect(longestWindowMs(newYork)).toBe(6.5 * 3_600_000);
    expect(longestWindowMs(forex)).toBe(24 * 3_600_000);
    expect(longestWindowMs('24/7')).toBe(24 * 3_600_000);
  });

  it('is refused from JSON when a time, day or zone is not one', () => {
    const window = { days: [1], open: '09:00', close: '17:00' };
    for (const wrong of [
      '24/5',
      null,
      [],
      { timeZone: 'UTC', windows: [window], holidays: [] },
      { timeZone: 'Mars/Olympus', windows: [window] },
      { timeZone: 'UTC', windows: [] },
      { timeZone: 'UTC', windows: [{ ...window, open: '9:00' }] },
      { timeZone: 'UTC', windows: [{ ...window, close: '24:01' }] },
      { timeZone: 'UTC', windows: [{ ...window, days: [0] }] },
    ]) {
      expect(calendarFaults(wrong), JSON.stringify(wrong)).toHaveLength(1);
    }
    expect(calendarFaults(forex)).toEqual([]);
    expect(
      calendarFaults({ timeZone: 'UTC', windows: [{ ...window, days: [8], open: '25:00' }] }).map(({ field }) => field),
    ).toEqual(['windows.0.days', 'windows.0.open']);
  });
});
