import { describe, expect, test } from 'vitest';
import type { MarketFeed } from '../../../actors/ports/market-feed.ts';
import { feedPort } from '../../../adapters/feeds/feed-port.ts';
import type { FeedRequest } from '../../../actors/ports/market-feed.ts';
import { ActorError } from '../../../runtime/errors.ts';

interface CountSource {
  readonly kind: 'count';
  readonly rows: number;
  readonly breaksAt?: number;
}

const request = (from: number, source: CountSource = { kind: 'count', rows: 10 }): FeedRequest<CountSource> => ({
  source,
  symbolToken: 'X',
  timeframe: '1m',
  from,
  batch: 4,
});

/** A feed of numbered rows that counts its openings, its closings and the rows it has made. */
const counting = (): { feed: (source: CountSource) => MarketFeed; opened: number[]; closed: number; made: number } => {
  const log = { opened: [] as number[], closed: 0, made: 0, feed: (_source: CountSource): MarketFeed => undefined! };
  log.feed = (source) => ({
    simulated: true,
    description: 'a count',
    async *bars(from, { batch }) {
      log.opened.push(from);
      try {
        for (let row = from; row < source.rows; row += batch) {
          if (source.breaksAt !== undefined && row >= source.breaksAt)
            throw new ActorError('FEED_CORRUPT', 'x.csv:9: bad');
          const count = Math.min(batch, source.rows - row);
          log.made += count;
          const bar = { openTime: 0, closeTime: 1, open: 1, high: 1, low: 1, close: 1, volume: 0 };
          yield Array.from({ length: count }, (_, index) => ({ row: row + index, bar }));
        }
      } finally {
        log.closed++;
      }
    },
  });
  return log;
};

describe('feedPort', () => {
  test('requests that follow each other share one reading, so a file is not opened for every batch', async () => {
    const log = counting();
    const port = feedPort<CountSource>({ feeds: { count: log.feed } });
    const rows: number[] = [];
    for (let from = 0; ;) {
      const batch = await port.perform('market-data.X', request(from));
      if (batch.done) break;
      rows.push(...batch.rows.map(({ row }) => row));
      from += batch.rows.length;
    }
    expect(rows).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(log.opened).toEqual([0]);
    expect(log.closed).toBe(1);
  });

  test('a request for another row opens the source again there, so a restarted actor gets the rows it lacks', async () => {
    const log = counting();
    const port = feedPort<CountSource>({ feeds: { count: log.feed } });
    await port.perform('a', request(0));
    expect((await port.perform('a', request(2))).rows.map(({ row }) => row)).toEqual([2, 3, 4, 5]);
    expect(log.opened).toEqual([0, 2]);
    expect(log.closed).toBe(1);
  });

  test('two actors do not share a reading, so one does not take the other’s bars', async () => {
    const log = counting();
    const port = feedPort<CountSource>({ feeds: { count: log.feed } });
    await port.perform('a', request(0));
    expect((await port.perform('b', request(0))).rows[0]?.row).toBe(0);
  });

  test('nothing is read before the slowest consumer has room, so a replay at full speed drops no bar', async () => {
    const log = counting();
    let open = (): void => undefined;
    const beforeBatch = (): Promise<void> => new Promise((resolve) => (open = resolve));
    const port = feedPort<CountSource>({ feeds: { count: log.feed }, beforeBatch });
    const batch = port.perform('a', request(0));
    await new Promise((resolve) => setImmediate(resolve));
    expect(log.made).toBe(0);
    open();
    expect((await batch).rows).toHaveLength(4);
    expect(log.made).toBe(4);
  });

  test('closing ends a request that waits for room, so a stopped actor leaves nothing behind', async () => {
    const port = feedPort<CountSource>({
      feeds: { count: counting().feed },
      beforeBatch: () => new Promise(() => undefined),
    });
    const waiting = port.perform('a', request(0));
    await new Promise((resolve) => setImmediate(resolve));
    await port.close('a');
    await expect(waiting).rejects.toMatchObject({ type: 'FEED_CLOSED' });
  });

  test('an error keeps its type and the next request starts anew, so a mended source is read again', async () => {
    const log = counting();
    const port = feedPort<CountSource>({ feeds: { count: log.feed } });
    const broken: CountSource = { kind: 'count', rows: 10, breaksAt: 4 };
    await port.perform('a', request(0, broken));
    await expect(port.perform('a', request(4, broken))).rejects.toMatchObject({ type: 'FEED_CORRUPT' });
    await expect(port.perform('a', request(4, broken))).rejects.toMatchObject({ type: 'FEED_CORRUPT' });
    expect(log.opened).toEqual([0, 4]);
  });

  test('an unknown kind of source or a request that is none is refused by name', async () => {
    const port = feedPort<CountSource>({ feeds: { count: counting().feed } });
    const unknown = { ...request(0), source: { kind: 'toString' } };
    await expect(port.perform('a', unknown)).rejects.toThrow('no feed of kind toString; there are count');
    await expect(port.perform('a', { ...request(0), from: -1 })).rejects.toMatchObject({ type: 'FEED_MISCONFIGURED' });
    await expect(port.perform('a', undefined)).rejects.toMatchObject({ type: 'FEED_MISCONFIGURED' });
  });
});
