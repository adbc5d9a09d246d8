import { describe, expect, test, vi } from 'vitest';
import type { FeedRow } from '../../../actors/ports/market-feed.ts';
import { csvFeed } from '../../../adapters/feeds/csv/csv-feed.ts';
import { intervalOf, paced } from '../../../adapters/feeds/pace.ts';
import { virtualClock } from '../../../runtime/clock.ts';
import { minuteBars, writeCsv } from './csv-files.ts';

const row = (index: number): FeedRow => {
  const openTime = index * 60_000;
  return { row: index, bar: { openTime, closeTime: openTime + 60_000, open: 1, high: 1, low: 1, close: 1, volume: 0 } };
};
const rows = async function* (count: number): AsyncGenerator<FeedRow[]> {
  yield Array.from({ length: count }, (_, index) => row(index));
};

describe('pace', () => {
  test('a speed and a rate that mean the same give the same interval, and full speed gives none', () => {
    expect(intervalOf({ speed: 60 }, '1m')).toBe(1000);
    expect(intervalOf({ barsPerSecond: 4 }, '1d')).toBe(250);
    for (const pace of [{}, { speed: 0 }, { speed: Infinity }, { barsPerSecond: 0 }])
      expect(intervalOf(pace, '1h')).toBe(0);
    expect(() => intervalOf({ speed: -1 }, '1m')).toThrow('speed must be 0 (full speed) or more');
    expect(() => intervalOf({ speed: 1, barsPerSecond: 1 }, '1m')).toThrow('not both');
  });

  test('each bar comes when it is due, so a replay keeps its speed', async () => {
    const clock = virtualClock();
    const seen: [number, number][] = [];
    const reading = (async () => {
      const signal = new AbortController().signal;
      for await (const part of paced(rows(4), 250, { batch: 10, signal, clock })) {
        for (const each of part) seen.push([clock.now(), each.row]);
      }
    })();
    await clock.advance(1_000);
    await reading;
    expect(seen).toEqual([
      [0, 0],
      [250, 1],
      [500, 2],
      [750, 3],
    ]);
  });

  test('a gap in the market takes one step, so a replay does not stand still over a weekend', async () => {
    const clock = virtualClock();
    const path = writeCsv(minuteBars(502)); // An hour is missing after row 499.
    const at: number[] = [];
    const feed = csvFeed({ path, speed: 60, clock });
    const stop = new AbortController();
    const iterator = feed.bars(498, { batch: 10, signal: stop.signal })[Symbol.asyncIterator]();
    const take = async (): Promise<void> => {
      await iterator.next();
      at.push(clock.now());
    };
    for (let index = 0; index < 4; index++) {
      const taken = take();
      await vi.waitUntil(() => index === 0 || clock.nextDue() !== undefined); // The file is read in real time.
      if (index > 0) await clock.advance(1000);
      await taken;
    }
    expect(at).toEqual([0, 1000, 2000, 3000]);
  });

  test('faster than timers can be, the bars that are due come together, so a high speed is reached', async () => {
    const clock = virtualClock();
    const iterator = paced(rows(100), 0.1, { batch: 64, signal: new AbortController().signal, clock });
    expect((await iterator.next()).value).toHaveLength(1);
    await clock.advance(2);
    expect((await iterator.next()).value).toHaveLength(20);
  });

  test('a consumer that comes late gets no burst of what it missed, so a resumed replay goes on at its speed', async () => {
    const clock = virtualClock();
    const iterator = paced(rows(100), 100, { batch: 64, signal: new AbortController().signal, clock });
    await iterator.next();
    await clock.advance(60_000);
    expect((await iterator.next()).value).toHaveLength(1);
    const next = iterator.next();
    await clock.advance(100);
    expect((await next).value).toHaveLength(1);
  });

  test('abort ends a wait at once and leaves no timer, so stopping does not take a bar of time', async () => {
    const clock = virtualClock();
    const stop = new AbortController();
    const iterator = paced(rows(5), 3_600_000, { batch: 1, signal: stop.signal, clock });
    await iterator.next();
    const waiting = iterator.next();
    await clock.advance(0);
    expect(clock.nextDue()).toBe(3_600_000);
    stop.abort();
    expect((await waiting).done).toBe(true);
    expect(clock.nextDue()).toBeUndefined();
  });
});
