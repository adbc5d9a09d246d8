import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseIcsCalendar, type IcsOptions } from '../../../adapters/calendars/ics-calendar.ts';

const at = (text: string): number => Date.parse(text);
const YEAR: IcsOptions = { file: 'fed.ics', from: at('2024-01-01'), to: at('2025-01-01') };
const calendar = (...lines: string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//EN', ...lines, 'END:VCALENDAR', ''].join('\r\n');
const event = (...lines: string[]): string[] => ['BEGIN:VEVENT', ...lines, 'END:VEVENT'];
const KIND = ['SUMMARY:FOMC', 'CATEGORIES:USD,High Impact'];
const parse = (text: string, options: Partial<IcsOptions> = {}) => parseIcsCalendar(text, { ...YEAR, ...options });
const times = (lines: string[], options: Partial<IcsOptions> = {}): string[] =>
  parse(calendar(...event('UID:1', ...KIND, ...lines)), options).map(({ time }) =>
    new Date(time).toISOString().slice(0, 16),
  );
const fault = (text: string, options: Partial<IcsOptions> = {}): string => {
  try {
    parse(text, options);
  } catch (error) {
    expect(error).toMatchObject({ type: 'CALENDAR_CORRUPT' });
    return (error as Error).message;
  }
  return 'taken';
};
const eventFault = (...lines: string[]): string => fault(calendar(...event(...lines)));

describe('a calendar in iCalendar', () => {
  test('is read with its zone, folded lines and escapes', () => {
    const text = calendar(
      ...event('UID:fomc-1', 'DTSTART;TZID=America/New_York:20240131T140000', 'SUMMARY:FOMC statement\\, press con', ' ference', 'CATEGORIES:USD,High', 'BEGIN:VALARM', 'TRIGGER:-PT15M', 'SUMMARY:no', 'END:VALARM'), // prettier-ignore
    );
    expect(parse(text)).toEqual([
      {
        id: 'fomc-1 2024-01-31T19:00:00.000Z',
        time: at('2024-01-31T19:00Z'),
        currency: 'USD',
        impact: 'high',
        title: 'FOMC statement, press conference',
      },
    ]);
  });

  test('knows the instant from Z, an IANA zone, its own VTIMEZONE, or the zone of the calendar', () => {
    expect(times(['DTSTART:20240131T190000Z'])).toEqual(['2024-01-31T19:00']);
    expect(times(['DTSTART;TZID=Europe/Berlin:20240731T190000'])).toEqual(['2024-07-31T17:00']);
    expect(times(['DTSTART:20240731T190000'], { timeZone: 'Asia/Tokyo' })).toEqual(['2024-07-31T10:00']);
    const own = calendar(
      'X-WR-TIMEZONE:Europe/London',
      'BEGIN:VTIMEZONE',
      'TZID:Eastern Standard Time',
      ...['BEGIN:STANDARD', 'DTSTART:20071104T020000', 'RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11', 'TZOFFSETFROM:-0400', 'TZOFFSETTO:-0500', 'END:STANDARD'], // prettier-ignore
      ...['BEGIN:DAYLIGHT', 'DTSTART:20070311T020000', 'RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3', 'TZOFFSETFROM:-0500', 'TZOFFSETTO:-0400', 'END:DAYLIGHT'], // prettier-ignore
      'END:VTIMEZONE',
      ...event('UID:1', ...KIND, 'DTSTART;TZID=Eastern Standard Time:20240131T140000'),
      ...event('UID:2', ...KIND, 'DTSTART;TZID="Eastern Standard Time":20240731T140000'),
      ...event('UID:3', ...KIND, 'DTSTART:20240731T140000'),
    );
    expect(parse(own).map(({ time }) => new Date(time).toISOString())).toEqual([
      '2024-01-31T19:00:00.000Z',
      '2024-07-31T18:00:00.000Z',
      '2024-07-31T13:00:00.000Z',
    ]);
  });

  test('reads impact and currency from what calendars say them by', () => {
    const kind = (...lines: string[]) => {
      const [found] = parse(calendar(...event('DTSTART:20240131T190000Z', 'SUMMARY:x', ...lines)));
      return [found!.currency, found!.impact];
    };
    expect(kind('CATEGORIES:EUR', 'PRIORITY:1')).toEqual(['EUR', 'high']);
    expect(kind('CATEGORIES:CPI,EUR', 'PRIORITY:5')).toEqual(['EUR', 'medium']);
    expect(kind('X-COUNTRY:gb', 'PRIORITY:9')).toEqual(['GBP', 'low']);
    expect(kind('X-CURRENCY:*', 'X-IMPACT:Medium', 'CATEGORIES:USD,high')).toEqual(['*', 'medium']);
    expect(kind('CATEGORIES:JPY', 'CATEGORIES:impact: low')).toEqual(['JPY', 'low']);
    const bare = calendar(...event('DTSTART:20240131T190000Z', 'SUMMARY:x', 'PRIORITY:0'));
    expect(parse(bare, { defaults: { impact: 'high', currency: 'USD' } })).toMatchObject([
      { currency: 'USD', impact: 'high' },
    ]);
  });

  test('repeats on the clock of its zone within the range, but for what is taken out or moved', () => {
    const weekly = ['DTSTART;TZID=America/New_York:20240229T083000', 'RRULE:FREQ=WEEKLY'];
    const march = { from: at('2024-03-01'), to: at('2024-04-01') };
    expect(times(weekly, march)).toEqual([
      '2024-03-07T13:30',
      '2024-03-14T12:30',
      '2024-03-21T12:30',
      '2024-03-28T12:30',
    ]);
    expect(times([...weekly, 'EXDATE;TZID=America/New_York:20240314T083000', 'EXDATE;VALUE=DATE:20240321', 'RDATE:20240315T100000Z'], march)).toEqual(['2024-03-07T13:30', '2024-03-15T10:00', '2024-03-28T12:30']); // prettier-ignore
    const moved = calendar(
      ...event('UID:1', ...KIND, ...weekly),
      ...event('UID:1', ...KIND, 'RECURRENCE-ID;TZID=America/New_York:20240314T083000', 'DTSTART:20240315T150000Z'),
      ...event('UID:1', ...KIND, 'RECURRENCE-ID:20240321T123000Z', 'DTSTART:20240321T123000Z', 'STATUS:CANCELLED'),
    );
    expect(parse(moved, march).map(({ time }) => new Date(time).toISOString().slice(0, 10))).toEqual(['2024-03-07', '2024-03-28', '2024-03-15']); // prettier-ignore
  });

  test('ends a rule with the last instant of UNTIL and after COUNT', () => {
    const rule = (rrule: string) => times(['DTSTART;TZID=America/New_York:20240105T083000', `RRULE:${rrule}`]);
    expect(rule('FREQ=MONTHLY;BYDAY=1FR;COUNT=3')).toEqual([
      '2024-01-05T13:30',
      '2024-02-02T13:30',
      '2024-03-01T13:30',
    ]);
    // 13:30 UTC is the instant of the second occurrence: read as New York's clock it would be five hours before it.
    expect(rule('FREQ=MONTHLY;BYDAY=1FR;UNTIL=20240202T133000Z')).toEqual(['2024-01-05T13:30', '2024-02-02T13:30']);
    expect(rule('FREQ=MONTHLY;BYDAY=1FR;UNTIL=20240202T132959Z')).toEqual(['2024-01-05T13:30']);
    expect(rule('FREQ=MONTHLY;BYDAY=1FR;UNTIL=20240202')).toEqual(['2024-01-05T13:30', '2024-02-02T13:30']);
    expect(rule('FREQ=YEARLY')).toEqual(['2024-01-05T13:30']);
  });

  test('gives up on a rule that never comes, in seconds', () => {
    const never = (rrule: string): string => eventFault('UID:1', ...KIND, 'DTSTART:20240105T083000Z', `RRULE:${rrule}`);
    expect(never('FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30')).toContain('fed.ics:9: field RRULE: cannot be followed');
    expect(never('FREQ=SECONDLY')).toContain('FREQ=SECONDLY is not followed');
    expect(never('FREQ=SOMETIMES')).toContain('fed.ics:9:');
    expect(times(['DTSTART:20240105T083000Z', 'RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'], { to: at('2030-01-01') })).toEqual(['2024-01-05T08:30']); // prettier-ignore
  });

  test('an all-day event lasts its days in the zone of the calendar', () => {
    const days = (...lines: string[]) =>
      parse(
        calendar('X-WR-TIMEZONE:America/New_York', ...event('UID:1', ...KIND, 'DTSTART;VALUE=DATE:20240310', ...lines)),
      ).map(({ time, endTime }) => [time, endTime!].map((ms) => new Date(ms).toISOString().slice(0, 16)));
    expect(days()).toEqual([['2024-03-10T05:00', '2024-03-11T04:00']]);
    expect(days('DTEND;VALUE=DATE:20240312')).toEqual([['2024-03-10T05:00', '2024-03-12T04:00']]);
    expect(days('DURATION:P2D')).toEqual([['2024-03-10T05:00', '2024-03-12T04:00']]);
    expect(days('RRULE:FREQ=DAILY;COUNT=2').map(([from]) => from)).toEqual(['2024-03-10T05:00', '2024-03-11T04:00']);
    expect(
      parse(calendar(...event(...KIND, 'DTSTART:20240310T120000Z', 'DTEND:20240310T130000Z')))[0]!.endTime,
    ).toBeUndefined();
  });

  test('is refused whole with line, property, fault and cure', () => {
    const start = 'DTSTART:20240131T190000Z';
    expect(eventFault('UID:1', ...KIND, 'DTSTART:20240131T190000')).toBe('fed.ics:8: field DTSTART: names no time zone — end it with Z, give it a TZID, or give the zone of the calendar (X-WR-TIMEZONE or timeZone)'); // prettier-ignore
    expect(eventFault(...KIND, 'DTSTART:tomorrow')).toContain('fed.ics:7:');
    expect(eventFault(...KIND, 'DTSTART:20240230T190000Z')).toContain(
      'fed.ics:7: field DTSTART: is not a date or time',
    );
    expect(eventFault(...KIND, 'DTSTART;TZID=Mars/Olympus:20240131T190000')).toContain(
      '"Mars/Olympus" is neither an IANA name',
    );
    expect(eventFault(...KIND)).toContain('fed.ics:4: field DTSTART: is missing');
    expect(eventFault('SUMMARY:x', 'CATEGORIES:USD', start)).toContain('fed.ics:4: the event says no impact');
    expect(eventFault('SUMMARY:x', 'CATEGORIES:high', start)).toContain('fed.ics:4: the event says no currency');
    expect(eventFault('SUMMARY:x', 'X-IMPACT:extreme', start)).toContain('fed.ics:6: field X-IMPACT: "extreme"');
    expect(eventFault('SUMMARY:x', 'CATEGORIES:USD', 'PRIORITY:10', start)).toContain('fed.ics:7:');
    expect(eventFault('SUMMARY:x', 'PRIORITY:1', 'X-COUNTRY:XX', start)).toContain('fed.ics:7: field X-COUNTRY:');
    expect(eventFault('CATEGORIES:USD,high', start)).toContain('fed.ics:4: field SUMMARY: is no text');
    expect(eventFault(...KIND, start, 'EXRULE:FREQ=WEEKLY')).toContain('field EXRULE: is no longer part');
    expect(eventFault(...KIND, start, 'RECURRENCE-ID;RANGE=THISANDFUTURE:20240131T190000Z')).toContain(
      'RANGE is not followed',
    );
    expect(eventFault(...KIND, start, 'NONSENSE')).toContain('fed.ics:8: "NONSENSE" cannot be read');
    expect(eventFault(...KIND, 'DTSTART;VALUE=DATE:20240310', 'DTEND;VALUE=DATE:20240309')).toContain(
      'names no time zone',
    );
    const twice = calendar(...event('UID:1', ...KIND, start), ...event('UID:1', ...KIND, start));
    expect(fault(twice)).toContain('fed.ics:10: field UID: the event of line 4');
  });

  test('is refused when it is cut off, wrongly nested, or no calendar', () => {
    const whole = calendar(...event('UID:1', ...KIND, 'DTSTART:20240131T190000Z'));
    expect(fault(whole.slice(0, whole.indexOf('END:VEVENT')))).toContain(
      'fed.ics:4: the VEVENT that begins here does not end',
    );
    expect(fault(whole.replace('END:VEVENT', 'END:VTODO'))).toContain(
      'fed.ics:9: END:VTODO where the VEVENT of line 4',
    );
    expect(fault('')).toContain('fed.ics: holds no calendar');
    expect(fault('time,currency\n')).toContain('fed.ics:1: "time,currency" stands outside of a calendar');
    expect(parse(whole.replaceAll('\r\n', '\n') + whole.replace('UID:1', 'UID:2'))).toHaveLength(2);
  });

  const RICH = calendar(
    'BEGIN:VTIMEZONE',
    'TZID:Own',
    ...['BEGIN:STANDARD', 'DTSTART:20071104T020000', 'RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11', 'TZOFFSETFROM:-0400', 'TZOFFSETTO:-0500', 'END:STANDARD'], // prettier-ignore
    'END:VTIMEZONE',
    ...event(
      'UID:1',
      ...KIND,
      'DTSTART;TZID=Own:20240131T140000',
      'RRULE:FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=1,3;COUNT=4',
    ),
    ...event('UID:2', ...KIND, 'DTSTART;VALUE=DATE:20240310', 'DURATION:P2D', 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=28;INTERVAL=3'), // prettier-ignore
    ...event('UID:3', 'SUMMARY:x', 'PRIORITY:5', 'X-COUNTRY:US', 'DTSTART:20240131T140000Z', 'EXDATE:20240131T140000Z', 'RRULE:FREQ=WEEKLY;BYDAY=WE;UNTIL=20240601'), // prettier-ignore
  );
  const cuts = fc.tuple(
    fc.nat(RICH.length),
    fc.nat(6),
    fc.constantFrom('', '0', '9', '-', ';', ':', ',', '\r\n', 'FREQ=DAILY', 'é'),
  );

  test('whatever is cut off or changed, is taken whole or refused with its place, and never takes long', () => {
    let taken = 0;
    let slowest = 0;
    fc.assert(
      fc.property(fc.array(cuts, { minLength: 1, maxLength: 2 }), (changes) => {
        const text = changes.reduce(
          (before, [from, size, put]) => before.slice(0, from) + put + before.slice(from + size),
          RICH,
        );
        const started = performance.now();
        try {
          for (const { time } of parse(text, { timeZone: 'UTC' })) expect(Number.isInteger(time)).toBe(true);
          taken++;
        } catch (error) {
          expect(error).toMatchObject({ type: 'CALENDAR_CORRUPT', message: expect.stringMatching(/^fed\.ics(:\d+)?: .+ — .+/) as string }); // prettier-ignore
        }
        slowest = Math.max(slowest, performance.now() - started);
      }),
      { numRuns: 10_000 },
    );
    expect(taken).toBeGreaterThan(1_000);
    expect(slowest).toBeLessThan(10_000);
  }, 280_000);
});
