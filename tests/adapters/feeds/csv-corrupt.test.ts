import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readBars } from '../../../adapters/feeds/csv/read-bars.ts';
import { csvFeed } from '../../../adapters/feeds/csv/csv-feed.ts';
import { virtualClock } from '../../../runtime/clock.ts';
import { collect } from './feed.conformance.ts';
import { HEADER, minuteBars, writeCsv } from './csv-files.ts';

const T = ['2024-01-01T00:00:00Z', '2024-01-01T00:01:00Z', '2024-01-01T00:02:00Z'] as const;
const row = (time: string, rest = '10,11,9,10.5,100'): string => `${time},${rest}`;
const file = (...lines: string[]): string => [HEADER, ...lines].join('\n');

/** What is in the file, and the message after the path. */
const CASES: readonly (readonly [title: string, content: string | Buffer, message: string])[] = [
  ['an empty file', '', ':1: the file is empty — the first line must read timestamp,open,high,low,close,volume'],
  ['a header alone', `${HEADER}\n`, ':2: field timestamp: no bar follows the header — add bars'],
  [
    'a header of something else',
    'a,b,c\n1,2,3\n',
    ':1: field timestamp: the header "a,b,c" has no column timestamp or time or date or datetime — the first line must read timestamp,open,high,low,close,volume',
  ],
  [
    'a header without volume',
    'timestamp,open,high,low,close\n',
    ':1: field volume: the header "timestamp,open,high,low,close" has no column volume',
  ],
  ['semicolons', `${HEADER.replaceAll(',', ';')}\n`, 'separate the columns by commas'],
  [
    'two columns of time',
    `date,${HEADER}\n`,
    ':1: field date: the header has both date and timestamp — say which one holds the time (columns.time)',
  ],
  ['no header', `${row(T[0])}\n`, ':1: field timestamp: the header'],
  ['NaN', file(row(T[0]), row(T[1], '10,NaN,9,10,1')), ':3: field high: "NaN" is not a number — correct the line'],
  ['an empty field', file(row(T[0]), row(T[1], '10,,9,10,1')), ':3: field high: is empty — correct the line'],
  ['a space in a number', file(row(T[0], '10, 11,9,10,1')), ':2: field high: " 11" is not a number'],
  ['a hexadecimal number', file(row(T[0], '0x10,11,9,10,1')), ':2: field open: "0x10" is not a number'],
  ['a number too large', file(row(T[0], '10,1e999,9,10,1')), ':2: field high: "1e999" is not a number'],
  ['a field missing', file(row(T[0]), row(T[1], '10,11,9,10')), ':3: field volume: is missing: the line has 5 of 6'],
  ['a field too many', file(row(T[0], '10,11,9,10,1,7')), ':2: field volume: is followed by more: the line has 7'],
  ['a quoted field', file(row(T[0], '"10",11,9,10,1')), ':2: field open: "\\"10\\"" is not a number'],
  ['high below low', file(row(T[0]), row(T[1], '9,8,9,9,1')), ':3: field high: high 8 is below low 9 — correct'],
  ['high below close', file(row(T[0], '9,10,9,10.5,1')), ':2: field high: high 10 is below open or close'],
  ['low above open', file(row(T[0], '9,12,10,10.5,1')), ':2: field low: low 10 is above open or close'],
  ['a price of zero', file(row(T[0], '0,11,0,10,1')), ':2: field open: 0 is not a positive price'],
  ['a price below zero', file(row(T[0], '-3,11,-4,10,1')), ':2: field open: -3 is not a positive price'],
  ['a volume below zero', file(row(T[0], '10,11,9,10,-1')), ':2: field volume: -1 is not a volume'],
  ['a time twice', file(row(T[0]), row(T[0])), `:3: field timestamp: "${T[0]}" is the time of the line before — keep`],
  [
    'time going backwards',
    file(row(T[0]), row(T[2]), row(T[1])),
    `:4: field timestamp: "${T[1]}" goes back in time, after 2024-01-01T00:02:00.000Z — sort the lines by time`,
  ],
  ['a day that is none', file(row('2024-02-30')), ':2: field timestamp: "2024-02-30" is not a day of the calendar'],
  ['29 February of 1900', file(row('1900-02-29')), ':2: field timestamp: "1900-02-29" is not a day of the calendar'],
  [
    'an hour that is none',
    file(row('2024-01-01T24:00:00Z')),
    ':2: field timestamp: "2024-01-01T24:00:00Z" is not a time',
  ],
  ['a time without zone', file(row('2024-01-01T09:30:00')), 'names no time zone — add Z if it is UTC'],
  ['epoch seconds', file(row('1704067200')), ':2: field timestamp: "1704067200" is a bare number — write it like'],
  ['an American date', file(row('01/31/2024')), ':2: field timestamp: "01/31/2024" is not an ISO 8601 time'],
  ['microseconds', file(row('2024-01-01T00:00:00.000001Z')), 'is finer than a millisecond'],
  ['no time', file(row('')), ':2: field timestamp: is empty — write the time at which the bar opens'],
  ['a blank line between bars', file(row(T[0]), '', row(T[1])), ':3: the line is blank — remove it'],
  ['a huge line', file(row(T[0]), 'x'.repeat(5000)), ':3: the line is longer than 4096 bytes'],
  ['a huge file of one line', file('x'.repeat(400_000)), ':2: the line is longer than 4096 bytes'],
  ['a huge header', 'x'.repeat(400_000), ':1: the line is longer than 4096 bytes'],
  ['a byte of zero', file(row(T[0]), row(T[1], '10,11,9,10,\0')), ':3: the line is not UTF-8 text'],
  ['a binary file', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 10]), ':1: the file is binary'],
  ['a compressed file', Buffer.from([0x1f, 0x8b, 8, 0]), ':1: the file is compressed — unpack it first'],
  ['UTF-16', Buffer.from(`\uFEFF${HEADER}\n`, 'utf16le'), ':1: the file is UTF-16 — save it as UTF-8'],
  [
    'Latin-1 in a column that is not read',
    Buffer.from(`note,${HEADER}\nok,${row(T[0])}\n\xe9t\xe9,${row(T[1])}\n`, 'latin1'),
    ':3: the line is not UTF-8 text — save the file as CSV in UTF-8',
  ],
  ['CR alone', `${HEADER}\r${row(T[0])}\r`, ':1: lines end with CR alone — end them with LF or CRLF'],
  ['one bar', file(row(T[0])), ':2: field timestamp: a single bar does not show its timeframe — give the timeframe'],
  [
    'a gap that is no timeframe',
    file(row(T[0]), row('2024-01-01T00:00:07Z')),
    ':3: field timestamp: the smallest gap between two bars is 7000 ms, which is none of 1s 1m 5m 15m 1h 4h 1d',
  ],
];

describe('a corrupt file of bars', () => {
  test.each(CASES)('is refused whole with its place, not mended: %s', async (_, content, message) => {
    const path = writeCsv(content);
    await expect(readBars(path)).rejects.toMatchObject({ type: 'FEED_CORRUPT' });
    await expect(readBars(path)).rejects.toThrow(path + (message.startsWith(':') ? message : ''));
    await expect(readBars(path)).rejects.toThrow(message);
  });

  test('is refused by the feed before its first bar, so nobody trades on half a file', async () => {
    const path = writeCsv(`${minuteBars(20_000)}2030-01-01T00:00:00Z,1,2,3,4,5\n`);
    const feed = csvFeed({ path, timeframe: '1m', clock: virtualClock() });
    await expect(collect(feed, 0, 100, 1)).rejects.toThrow(`${path}:20002: field high: high 2 is below low 3`);
  });

  test('whose bars overlap at the given timeframe is refused, so no bar is known before it has closed', async () => {
    const path = writeCsv(minuteBars(10));
    await expect(readBars(path, { timeframe: '1h' })).rejects.toThrow(
      `${path}:3: field timestamp: "2024-01-01T00:01:00Z" overlaps the bar of 2024-01-01T00:00:00.000Z`,
    );
  });

  test('whose bars are coarser than the given timeframe is refused, so an hour is not traded after its first second', async () => {
    const path = writeCsv(minuteBars(200));
    await expect(readBars(path, { timeframe: '1s' })).rejects.toThrow('they are not 1s bars — give the timeframe');
  });
});

describe('a file of bars out of reach', () => {
  test('says that it is missing and may be asked again, so a late mount is not a corrupt file', async () => {
    await expect(readBars('/nowhere/bars.csv')).rejects.toMatchObject({
      type: 'FEED_UNAVAILABLE',
      message: '/nowhere/bars.csv: there is no such file — check the path',
    });
  });

  test('says that it is a folder or a device, which no waiting cures', async () => {
    const folder = dirname(writeCsv(''));
    await expect(readBars(folder)).rejects.toMatchObject({
      type: 'FEED_CORRUPT',
      message: `${folder}: is a directory — give the path of a CSV file`,
    });
    await expect(readBars('/dev/zero')).rejects.toThrow('/dev/zero: is not a regular file');
  });
});
