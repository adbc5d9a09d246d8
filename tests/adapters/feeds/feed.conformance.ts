// Every market feed passes these, whatever it reads.
import { describe, expect, test } from 'vitest';
import type { Bar } from '../../../actors/domain/bar.ts';
import { barFault } from '../../../actors/domain/bar.ts';
import type { FeedRow, MarketFeed } from '../../../actors/ports/market-feed.ts';

export interface FeedUnderTest {
  readonly feed: MarketFeed;
  /** How many rows it has. */
  readonly rows: number;
}

export const collect = async (feed: MarketFeed, from: number, batch: number, limit = Infinity): Promise<FeedRow[]> => {
  const rows: FeedRow[] = [];
  for await (const part of feed.bars(from, { batch, signal: new AbortController().signal })) {
    rows.push(...part);
    if (rows.length >= limit) break;
  }
  return rows;
};

/** `makeFeed` gives a feed at full speed, with a few thousand rows, and the same rows every time. */
export const feedConformance = (name: string, makeFeed: () => Promise<FeedUnderTest>): void => {
  describe(`${name} as a market feed`, () => {
    test('rows are numbered from the row asked for, so no bar is skipped or taken twice', async () => {
      const { feed, rows } = await makeFeed();
      for (const from of [0, 1, rows >> 1, rows - 1]) {
        const given = await collect(feed, from, 100);
        expect(given.map(({ row }) => row)).toEqual(Array.from({ length: rows - from }, (_, index) => from + index));
      }
    });

    test('taken up at any row it gives the bars of the undisturbed reading, so a crash changes no decision', async () => {
      const { feed, rows } = await makeFeed();
      const all: Bar[] = (await collect(feed, 0, 1000)).map(({ bar }) => bar);
      for (const from of [1, 7, 1023, 1024, 1025, rows - 2].filter((row) => row < rows)) {
        const again = (await makeFeed()).feed;
        expect((await collect(again, from, 333)).map(({ bar }) => bar)).toEqual(all.slice(from));
      }
    });

    test('the end is said once and asking past it gives nothing, so a replay does not hang or wrap around', async () => {
      const { feed, rows } = await makeFeed();
      expect(await collect(feed, rows, 10)).toEqual([]);
      expect(await collect(feed, rows + 5000, 10)).toEqual([]);
    });

    test('no batch is larger than asked for nor empty, so a mailbox is never flooded', async () => {
      const { feed } = await makeFeed();
      for (const batch of [1, 7, 100_000]) {
        let taken = 0;
        for await (const part of feed.bars(0, { batch, signal: new AbortController().signal })) {
          expect(part.length).toBeGreaterThan(0);
          expect(part.length).toBeLessThanOrEqual(batch);
          if (++taken === 50) break;
        }
      }
    });

    test('every bar is sound and later than the one before, so indicators never see a broken candle', async () => {
      const { feed } = await makeFeed();
      let last = -Infinity;
      for (const { bar } of await collect(feed, 0, 500)) {
        expect(barFault(bar)).toBeUndefined();
        expect(bar.openTime).toBeGreaterThanOrEqual(last);
        last = bar.closeTime;
      }
    });

    test('an aborted reading ends without another batch, so a stopped actor holds no file or timer', async () => {
      const { feed } = await makeFeed();
      const stop = new AbortController();
      let batches = 0;
      for await (const part of feed.bars(0, { batch: 10, signal: stop.signal })) {
        expect(part).toHaveLength(10);
        batches++;
        stop.abort();
      }
      expect(batches).toBe(1);
    });
  });
};
