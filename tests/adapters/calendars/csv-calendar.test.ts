import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCsvCalendar } from '../../../adapters/calendars/csv-calendar.ts';

const HEADER = 'time,currency,impact,title';
const parse = (...lines: string[]) => parseCsvCalendar(lines.join('\n'), 'news.csv');
const fault = (...lines: string[]): string => {
  try {
    parse(...lines);
  } catch (error) {
    expect(error).toMatchObject({ type: 'CALENDAR_CORRUPT' });
    return (error as Error).message;
  }
  return 'taken';
};
const PAYROLLS = '2024-02-02T08:30:00-05:00,USD,high,Nonfarm Payrolls';

describe('a calendar in CSV', () => {
  test('is read with offsets, quotes, any case and columns in any order', () => {
    expect(parse(HEADER, PAYROLLS)).toEqual([
      {
        id: '2024-02-02T13:30:00.000Z USD Nonfarm Payrolls',
        time: Date.parse('2024-02-02T13:30Z'),
        currency: 'USD',
        impact: 'high',
        title: 'Nonfarm Payrolls',
      },
    ]);
    const other = parse(
      '\uFEFFTitle,Forecast,Impact,Country,Time',
      '"CPI, ""flash"" y/y",2.1%,Medium,de,2024-02-01 10:00Z',
      '',
      '"two\r\nlines",,LOW,EU,2024-02-01T10:00Z',
    );
    expect(other).toMatchObject([
      {
        title: 'CPI, "flash" y/y',
        impact: 'medium',
        currency: 'EUR',
        country: 'DE',
        time: Date.parse('2024-02-01T10:00Z'),
      },
      { title: 'two\r\nlines', impact: 'low', currency: 'EUR' },
    ]);
    expect(parse(HEADER)).toEqual([]);
  });

  test('takes date, time and zone apart, by the clock of the zone in summer and winter', () => {
    const events = parse(
      'id,date,time,timezone,currency,impact,title',
      'a,2024-02-02,08:30,America/New_York,USD,high,Payrolls',
      'b,2024-07-05,08:30:15,America/New_York,*,high,Payrolls',
    );
    expect(events.map(({ id, time }) => [id, new Date(time).toISOString()])).toEqual([
      ['a', '2024-02-02T13:30:00.000Z'],
      ['b', '2024-07-05T12:30:15.000Z'],
    ]);
  });

  test('is refused whole with line, column, fault and cure', () => {
    const row = (time: string, rest = 'USD,high,x'): string => fault(HEADER, PAYROLLS, `${time},${rest}`);
    expect(row('2024-02-02T13:30')).toBe('news.csv:3: field time: "2024-02-02T13:30" names no time zone — add Z if it is UTC, or its offset such as -05:00'); // prettier-ignore
    expect(row('tomorrow')).toContain('news.csv:3: field time: "tomorrow" is not an ISO 8601 time');
    expect(row('2024-02-30T13:30Z')).toContain('is not a day of the calendar');
    expect(row('2024-02-20T24:30Z')).toContain('news.csv:3: field time:');
    expect(row('2024-02-20T13:30Z', 'USD,extreme,x')).toContain('news.csv:3: field impact: "extreme" is not low, medium or high'); // prettier-ignore
    expect(row('2024-02-20T13:30Z', 'dollar$,high,x')).toContain(
      'news.csv:3: field currency: "DOLLAR$" is not a currency',
    );
    expect(row('2024-02-20T13:30Z', ',high,x')).toContain('news.csv:3: field currency: is empty');
    expect(row('2024-02-20T13:30Z', 'USD,high,')).toContain('news.csv:3: field title: is no text');
    expect(row('2024-02-20T13:30Z', 'USD,high')).toContain('news.csv:3: the line has 3 fields');
    expect(fault(HEADER, PAYROLLS, PAYROLLS)).toContain('news.csv:3: field title: is the event of line 2 again');
    expect(fault(`${HEADER},country`, '2024-02-20T13:30Z,,high,x,XX')).toContain(
      'that of the country "XX" is not known',
    );
    const apart = 'date,time,timezone,currency,impact,title';
    expect(fault(apart, '2024-02-20,13:30,Mars/Olympus,USD,high,x')).toContain('news.csv:2: field date, time, timezone: "Mars/Olympus"'); // prettier-ignore
    expect(fault(apart, '2024-02-20,1:30pm,UTC,USD,high,x')).toContain('is not a time of day');
  });

  test('is refused for its header or its quotes', () => {
    expect(fault('')).toBe('news.csv: is empty — the first line must read time,currency,impact,title');
    expect(fault('time;currency;impact;title')).toContain('news.csv:1: field time: the header');
    expect(fault('time,impact,title')).toContain('news.csv:1: field currency:');
    expect(fault('time,time,currency,impact,title')).toContain('news.csv:1: field time: is there twice');
    expect(fault('date,time,currency,impact,title')).toContain('news.csv:1: field timezone:');
    expect(fault(HEADER, PAYROLLS, '2024-02-20T13:30Z,USD,high,"x')).toContain(
      'news.csv:3: a quoted field does not end',
    );
    expect(fault(HEADER, '"a\nb"x,USD,high,x')).toContain('news.csv:2: a quoted field');
    expect(fault(HEADER, '2024-02-20T13:30Z,USD,high,x"y"')).toContain('news.csv:2: a quote stands inside a field');
  });

  test('gives back any titles that were written to it', () => {
    const title = fc.string({ minLength: 1, maxLength: 20 }).filter((text) => text.trim() === text && text !== '');
    fc.assert(
      fc.property(fc.array(title, { maxLength: 6 }), fc.constantFrom('\n', '\r\n'), (titles, end) => {
        const lines = titles.map((text, i) => `2024-01-0${i + 1}T00:00Z,USD,low,"${text.replaceAll('"', '""')}"`);
        expect(parseCsvCalendar([HEADER, ...lines].join(end)).map((event) => event.title)).toEqual(titles);
      }),
      { numRuns: 10_000 },
    );
  });

  test('whatever is cut off or changed, is taken whole or refused with its place', () => {
    const whole = [HEADER, PAYROLLS, '2024-03-07T13:15Z,EUR,high,"ECB, rates"', '2024-03-08T13:30Z,USD,low,x'].join(
      '\n',
    );
    fc.assert(
      fc.property(
        fc.nat(whole.length),
        fc.nat(whole.length),
        fc.constantFrom('', '"', ',', '\n', 'é'),
        (from, size, put) => {
          const text = whole.slice(0, from) + put + whole.slice(from + (size % 5));
          try {
            for (const event of parseCsvCalendar(text)) expect(Number.isInteger(event.time)).toBe(true);
          } catch (error) {
            expect(error).toMatchObject({ type: 'CALENDAR_CORRUPT', message: expect.stringMatching(/^calendar\.csv(:\d+)?: .+ — .+/) as string }); // prettier-ignore
          }
        },
      ),
      { numRuns: 10_000 },
    );
  });
});
