import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTimeZone, zonedInstant, zonedParts, zoneOffsetMs } from '../../../actors/domain/zoned-time.ts';

const at = (text: string): number => Date.parse(text);
const clock = (text: string, zone: string): string => {
  const { date, minuteOfDay, weekday } = zonedParts(at(text), zone);
  return `${date} ${String(Math.floor(minuteOfDay / 60)).padStart(2, '0')}:${String(minuteOfDay % 60).padStart(2, '0')} ${weekday}`;
};
const instant = (date: string, hhmm: string, zone: string): string =>
  new Date(zonedInstant(date, Number(hhmm.slice(0, 2)) * 60 + Number(hhmm.slice(3)), zone)).toISOString().slice(0, 16);

describe('zoned time', () => {
  it('opens London and New York an hour earlier in UTC in summer, on their own days', () => {
    expect(instant('2024-03-29', '08:00', 'Europe/London')).toBe('2024-03-29T08:00');
    expect(instant('2024-04-01', '08:00', 'Europe/London')).toBe('2024-04-01T07:00');
    expect(instant('2024-03-08', '09:30', 'America/New_York')).toBe('2024-03-08T14:30');
    expect(instant('2024-03-11', '09:30', 'America/New_York')).toBe('2024-03-11T13:30');
    expect(instant('2024-11-01', '09:30', 'America/New_York')).toBe('2024-11-01T13:30');
    expect(instant('2024-11-04', '09:30', 'America/New_York')).toBe('2024-11-04T14:30');
  });

  it('reads the clock on both sides of a change, to the minute', () => {
    expect(clock('2024-03-31T00:59:59.999Z', 'Europe/London')).toBe('2024-03-31 00:59 7');
    expect(clock('2024-03-31T01:00Z', 'Europe/London')).toBe('2024-03-31 02:00 7');
    expect(clock('2024-10-27T00:59Z', 'Europe/London')).toBe('2024-10-27 01:59 7');
    expect(clock('2024-10-27T01:00Z', 'Europe/London')).toBe('2024-10-27 01:00 7');
    expect(clock('2024-03-10T06:59Z', 'America/New_York')).toBe('2024-03-10 01:59 7');
    expect(clock('2024-03-10T07:00Z', 'America/New_York')).toBe('2024-03-10 03:00 7');
    expect(clock('2024-11-03T05:59Z', 'America/New_York')).toBe('2024-11-03 01:59 7');
    expect(clock('2024-11-03T06:00Z', 'America/New_York')).toBe('2024-11-03 01:00 7');
  });

  it('knows zones of half and quarter hours, and one that changes by half an hour', () => {
    expect(clock('2024-01-01T18:30Z', 'Asia/Kolkata')).toBe('2024-01-02 00:00 2');
    expect(clock('2024-01-01T00:00Z', 'Asia/Kathmandu')).toBe('2024-01-01 05:45 1');
    expect(clock('2024-04-06T14:59Z', 'Australia/Lord_Howe')).toBe('2024-04-07 01:59 7');
    expect(clock('2024-04-06T15:00Z', 'Australia/Lord_Howe')).toBe('2024-04-07 01:30 7');
    expect(clock('1969-12-31T23:59Z', 'UTC')).toBe('1969-12-31 23:59 3');
  });

  it('takes a skipped time after the change and a doubled time before it', () => {
    expect(instant('2024-03-31', '01:30', 'Europe/London')).toBe('2024-03-31T01:30');
    expect(clock('2024-03-31T01:30Z', 'Europe/London')).toBe('2024-03-31 02:30 7');
    expect(instant('2024-10-27', '01:30', 'Europe/London')).toBe('2024-10-27T00:30');
    expect(instant('2024-03-10', '02:30', 'America/New_York')).toBe('2024-03-10T07:30');
    expect(instant('2024-11-03', '01:30', 'America/New_York')).toBe('2024-11-03T05:30');
  });

  it('says what Intl says at any minute, in whatever order it is asked', () => {
    const zones = [
      'Europe/London',
      'America/New_York',
      'Asia/Tokyo',
      'Australia/Lord_Howe',
      'America/St_Johns',
      'Pacific/Apia',
      'Africa/Casablanca',
      'UTC',
    ];
    const formats = new Map(
      zones.map((timeZone) => [
        timeZone,
        new Intl.DateTimeFormat('en-CA', {
          timeZone,
          year: 'numeric',
          month: '2-digit',
          day: '2-digit',
          hour: '2-digit',
          minute: '2-digit',
          hourCycle: 'h23',
        }),
      ]),
    );
    const minutes = fc.integer({ min: at('1990-01-01T00:00Z') / 60_000, max: at('2035-01-01T00:00Z') / 60_000 });
    fc.assert(
      fc.property(minutes, fc.constantFrom(...zones), (minute, zone) => {
        const { date, minuteOfDay } = zonedParts(minute * 60_000, zone);
        const time = `${String(Math.floor(minuteOfDay / 60)).padStart(2, '0')}:${String(minuteOfDay % 60).padStart(2, '0')}`;
        expect(formats.get(zone)!.format(minute * 60_000)).toBe(`${date}, ${time}`);
      }),
      { numRuns: 2_000 },
    );
  });

  it('finds its way back from every clock reading that occurs once', () => {
    const minutes = fc.integer({ min: at('2023-01-01T00:00Z') / 60_000, max: at('2026-01-01T00:00Z') / 60_000 });
    fc.assert(
      fc.property(
        minutes,
        fc.constantFrom('Europe/London', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata'),
        (minute, zone) => {
          const now = minute * 60_000;
          const { date, minuteOfDay } = zonedParts(now, zone);
          const found = zonedInstant(date, minuteOfDay, zone);
          // A reading that occurs twice is found at its first occurrence.
          expect(found <= now && zonedParts(found, zone).minuteOfDay === minuteOfDay && now - found <= 3_600_000).toBe(
            true,
          );
          if (found !== now) expect(zoneOffsetMs(found, zone)).toBeGreaterThan(zoneOffsetMs(now, zone));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('refuses a zone or date that it does not know', () => {
    expect(isTimeZone('Mars/Olympus')).toBe(false);
    expect(isTimeZone('Europe/London')).toBe(true);
    expect(() => zonedParts(0, 'Mars/Olympus')).toThrow(expect.objectContaining({ type: 'TIME_ZONE_UNKNOWN' }));
    expect(() => zonedInstant('2024-13-01', 0, 'UTC')).toThrow(expect.objectContaining({ type: 'DATE_INVALID' }));
  });
});
