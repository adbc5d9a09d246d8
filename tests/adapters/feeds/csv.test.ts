import {
  appendFileSync,
  existsSync,
  ftruncateSync,
  closeSync,
  openSync,
  readFileSync,
  readdirSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readNumber, readTime } from '../../../adapters/feeds/csv/fields.ts';
import { readBars, readSeries } from '../../../adapters/feeds/csv/read-bars.ts';
import { csvFeed } from '../../../adapters/feeds/csv/csv-feed.ts';
import { virtualClock } from '../../../runtime/clock.ts';
import { HEADER, minuteBars, writeCsv } from './csv-files.ts';
import { collect, feedConformance } from './feed.conformance.ts';

const SHARED = join(import.meta.dirname, '../../../../shared/data');
const SP500 = join(import.meta.dirname, '../../../node_modules/vega-datasets/data/sp500-2000.csv');

feedConformance('csvFeed', () => {
  const path = writeCsv(minuteBars(9_000));
  return Promise.resolve({ feed: csvFeed({ path, clock: virtualClock() }), rows: 9_000 });
});

describe('readBars', () => {
  test('a bar closes one timeframe after it opens, found from the smallest gap, so nothing is known early', async () => {
    const { bars, timeframe } = await readSeries(writeCsv(minuteBars(1_000)));
    expect(timeframe).toBe('1m');
    expect(bars.every((bar) => bar.closeTime === bar.openTime + 60_000)).toBe(true);
  });

  test('marks, line ends and a missing last newline make no difference, so files of any editor read the same', async () => {
    const text = minuteBars(50);
    const plain = await readBars(writeCsv(text));
    expect(await readBars(writeCsv(`\uFEFF${text}`))).toEqual(plain);
    expect(await readBars(writeCsv(text.replaceAll('\n', '\r\n')))).toEqual(plain);
    expect(await readBars(writeCsv(text.trimEnd()))).toEqual(plain);
    expect(await readBars(writeCsv(`${text}\n\n`))).toEqual(plain);
  });

  test('columns are found by name wherever they stand, and others left aside, so adjclose is not taken for close', async () => {
    const path = writeCsv(
      'Volume,Close,AdjClose,Low,High,Open,Date\n7,3,99,1,4,2,2024-01-01\n8,3,99,1,4,2,2024-01-02\n',
    );
    expect((await readBars(path))[0]).toEqual({
      openTime: Date.UTC(2024, 0, 1),
      closeTime: Date.UTC(2024, 0, 2),
      open: 2,
      high: 4,
      low: 1,
      close: 3,
      volume: 7,
    });
    const other = writeCsv('t,o,h,l,c,v\n2024-01-01,2,4,1,3,7\n');
    const columns = { time: 't', open: 'o', high: 'h', low: 'l', close: 'c', volume: 'v' };
    expect(await readBars(other, { columns, timeframe: '1d' })).toHaveLength(1);
  });

  test('an offset names the same instant as UTC does, so a file in local time with offsets is read rightly', async () => {
    const path = writeCsv(`${HEADER}\n2024-01-01T01:00:00+01:00,1,1,1,1,1\n2023-12-31 20:30:00.5-04:30,1,1,1,1,1\n`);
    await expect(readBars(path)).rejects.toThrow('the smallest gap between two bars is 3600500 ms');
    expect((await readBars(path, { timeframe: '1h' })).map((bar) => bar.openTime)).toEqual([
      Date.UTC(2024, 0, 1),
      Date.UTC(2024, 0, 1, 1, 0, 0, 500),
    ]);
  });

  test('a file too large to hold is refused at once, so the process does not run out of memory', async () => {
    const path = writeCsv(minuteBars(2));
    const file = openSync(path, 'r+');
    ftruncateSync(file, 600 * 1024 * 1024);
    closeSync(file);
    await expect(readBars(path)).rejects.toThrow('cut it into parts, or replay it as a feed');
  });

  test('the S&P 500 file of vega-datasets is read as it is, since the default troupe runs on it', async () => {
    const { bars, timeframe } = await readSeries(SP500);
    expect(timeframe).toBe('1d');
    expect(bars).toHaveLength(5_105);
    expect(bars[0]).toMatchObject({
      openTime: Date.UTC(2000, 0, 3),
      open: 1469.25,
      close: 1455.219971,
      volume: 931_800_000,
    });
  });

  const files = existsSync(SHARED) ? readdirSync(SHARED).filter((name) => /-\d+[smhd]\.csv$/.test(name)) : [];
  test.skipIf(files.length === 0)(
    `every bar of ../shared/data equals its text (skipped without ${SHARED})`,
    async () => {
      for (const name of files) {
        const { bars, timeframe } = await readSeries(join(SHARED, name));
        expect(name).toContain(`-${timeframe}.csv`);
        const lines = readFileSync(join(SHARED, name), 'utf8').trimEnd().split('\n').slice(1);
        expect(bars).toHaveLength(lines.length);
        const differing = lines.filter((line, row) => {
          const [time = '', ...values] = line.split(',');
          const bar = bars[row]!;
          const read = [bar.openTime, bar.open, bar.high, bar.low, bar.close, bar.volume];
          return [Date.parse(time), ...values.map(Number)].some((value, field) => value !== read[field]);
        });
        expect(differing).toEqual([]);
      }
    },
  );
});

describe('fields', () => {
  const bytes = (text: string): Buffer => Buffer.from(`,${text},`, 'latin1');

  test('a number is the very one that JavaScript reads, so no price moves by a last digit', () => {
    const plain = fc.tuple(fc.bigInt(0n, 10n ** 18n), fc.nat(12)).map(([digits, point]) => {
      const text = digits.toString().padStart(point + 1, '0');
      return point === 0 ? text : `${text.slice(0, -point)}.${text.slice(-point)}`;
    });
    const any = fc.double({ noNaN: true, noDefaultInfinity: true }).map(String);
    fc.assert(
      fc.property(fc.oneof(plain, any), (text) => {
        expect(readNumber(bytes(text), 1, 1 + text.length)).toBe(Number(text));
      }),
      { numRuns: 3_000 },
    );
  });

  test('a time is the very one that JavaScript reads, so no bar moves to another day', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (date) => {
          const iso = date.toISOString();
          expect(readTime(bytes(iso), 1, 1 + iso.length)).toBe(date.getTime());
          const seconds = `${iso.slice(0, 19)}Z`;
          expect(readTime(bytes(seconds), 1, 21)).toBe(Date.parse(seconds));
          expect(readTime(bytes(iso.slice(0, 10)), 1, 11)).toBe(Date.parse(iso.slice(0, 10)));
        },
      ),
      { numRuns: 3_000 },
    );
  });
});

describe('csvFeed', () => {
  test('a file that has changed is read through again, so old positions are not used in new bytes', async () => {
    const path = writeCsv(minuteBars(9_000));
    const feed = csvFeed({ path, clock: virtualClock() });
    expect(await collect(feed, 8_999, 10)).toHaveLength(1);
    appendFileSync(path, '2030-01-01T00:00:00Z,1,1,1,1,1\n');
    expect((await collect(feed, 8_999, 10)).map(({ row }) => row)).toEqual([8_999, 9_000]);
  });

  test('a file far larger than memory allows is replayed block by block, so size is no limit', async () => {
    const path = writeCsv(minuteBars(1));
    const file = openSync(path, 'a');
    let time = Date.UTC(2024, 0, 1, 0, 1);
    for (let block = 0; block < 40; block++) {
      const lines = Array.from({ length: 10_000 }, () => {
        const line = `${new Date(time).toISOString().slice(0, 19)}Z,1.5,1.75,1.25,1.5,3\n`;
        time += 60_000;
        return line;
      });
      writeSync(file, lines.join(''));
    }
    closeSync(file);
    const feed = csvFeed({ path, timeframe: '1m', clock: virtualClock() });
    const before = process.memoryUsage().heapUsed;
    let rows = 0;
    let peak = 0;
    for await (const part of feed.bars(0, { batch: 1_000, signal: new AbortController().signal })) {
      rows += part.length;
      peak = Math.max(peak, process.memoryUsage().heapUsed - before);
    }
    expect(rows).toBe(400_001);
    // All 400,001 bars would take 74 MB at 185 bytes each, and as many again for their row numbers.
    expect(peak).toBeLessThan(100e6);
  });
});
