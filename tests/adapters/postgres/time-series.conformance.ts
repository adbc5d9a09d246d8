// What every TimeSeriesStore owes those who read it, and what cutting the tables by time must not cost those who commit.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aggregate, aggregationOf } from '../../../actors/market-data/aggregation.ts';
import type { Bar, Timeframe } from '../../../actors/domain/bar.ts';
import type { ActorMetric, TimeSeriesCapabilities } from '../../../actors/ports/time-series-store.ts';
import { ActorError } from '../../../runtime/errors.ts';
import { aBar } from '../../support/domain-builders.ts';
import { minutes, type SeriesUnderTest } from './time-series-fixture.ts';

const COARSER: readonly Timeframe[] = ['5m', '15m', '1h', '4h', '1d'];
const MINUTE_MS = 60_000;
const Y2000 = Date.UTC(2000, 0, 31, 23, 58);
const NOW = Date.now();

export function timeSeriesConformance(
  name: string,
  make: () => Promise<SeriesUnderTest>,
  expected: TimeSeriesCapabilities['extension'],
): void {
  describe(`${name} as a TimeSeriesStore`, () => {
    let made: SeriesUnderTest;
    beforeAll(async () => {
      made = await make();
    });
    afterAll(() => made.close());
    const read = async (
      symbolToken: string,
      timeframe: Timeframe,
      range: { from?: number; to?: number; limit?: number },
    ) =>
      (await made.series.bars({ symbolToken, timeframe, limit: 10_000, ...range })).map(({ seq, openTime }) => [
        seq,
        Date.parse(openTime),
      ]);

    test('it says which path the tables took', () => {
      expect(made.series.capabilities().extension).toBe(expected);
    });

    test('bars of any time are kept: replays of old years, of now, and of years to come', async () => {
      const bars = [...minutes(Y2000, 5), ...minutes(NOW, 5), ...minutes(Date.UTC(2050, 5, 1), 3)];
      await made.publish('ANY', '1m', bars);
      const rows = await made.series.bars({ symbolToken: 'ANY', timeframe: '1m', limit: 100 });
      expect(rows).toEqual(
        bars.map(({ openTime, closeTime: _, ...prices }, index) => ({
          seq: index + 1,
          openTime: new Date(openTime).toISOString(),
          ...prices,
          flags: [],
        })),
      );
    });

    test('a reader of the stream gets every entry from its offset on, in order, wherever its rows lie', async () => {
      const bars = [...minutes(Y2000, 4), ...minutes(NOW, 4), ...minutes(Date.UTC(2050, 0, 1), 4)];
      await made.publish('READ', '1m', bars);
      for (const after of [0, 3, 4, 9]) {
        const entries = await made.actors.read('bars.READ.1m', after, 100);
        expect(entries.map(({ seq, payload }) => [seq, payload])).toEqual(
          bars.map((bar, index) => [index + 1, bar]).slice(after),
        );
      }
      expect((await made.actors.read('bars.READ.1m', 3, 2)).map(({ seq }) => seq)).toEqual([4, 5]);
    });

    test('a range is bounded by opens and closes, and of more than the limit the latest are given', async () => {
      const bars = minutes(Y2000, 6);
      await made.publish('RANGE', '1m', bars);
      const at = (index: number): [number, number] => [index + 1, bars[index]!.openTime];
      expect(await read('RANGE', '1m', { from: bars[1]!.openTime, to: bars[4]!.closeTime })).toEqual(
        [1, 2, 3, 4].map(at),
      );
      expect(await read('RANGE', '1m', { to: bars[4]!.closeTime - 1 })).toEqual([0, 1, 2, 3].map(at));
      expect(await read('RANGE', '1m', { from: bars[1]!.openTime + 1, limit: 2 })).toEqual([4, 5].map(at));
      expect(await read('RANGE', '1m', { from: bars[5]!.closeTime })).toEqual([]);
      expect(await read('NOBODY', '1m', {})).toEqual([]);
    });

    test('every coarser timeframe that the market-data actor makes is read back as it was made', async () => {
      const bars = minutes(Date.UTC(2024, 1, 28, 22, 7), 2 * 1_440 + 130);
      await made.publish('ROLL', '1m', bars);
      const expectedBars = rolledUp(bars);
      for (const timeframe of COARSER) {
        await made.publish('ROLL', timeframe, expectedBars[timeframe]!);
        const rows = await made.series.bars({ symbolToken: 'ROLL', timeframe, limit: 10_000 });
        expect(rows.length).toBeGreaterThan(0);
        expect(rows.map(shown)).toEqual(expectedBars[timeframe]!.map(told));
      }
    });

    test('a bar is kept once: neither its time nor its number is taken twice, in the same month or another', async () => {
      const [first, second, third] = minutes(Y2000, 3);
      await made.publishAs('bars.ONCE.1m', [
        [1, first!],
        [2, second!],
      ]);
      const refused = async (numbered: readonly (readonly [number, Bar])[]) =>
        made.publishAs('bars.ONCE.1m', numbered).then(
          () => 'taken',
          (error: unknown) => (error instanceof ActorError ? error.data['code'] : error),
        );
      expect(await refused([[2, third!]])).toBe('TR002');
      expect(await refused([[2, aBar({ openTime: NOW })]])).toBe('TR002');
      expect(await refused([[4, third!]])).toBe('TR002');
      expect(await refused([[3, second!]])).toBe('23505');
      expect(await read('ONCE', '1m', {})).toHaveLength(2);
    });

    test('equity is thinned over all its years, and a mark that is made again replaces the first', async () => {
      const times = [Y2000, Y2000 + MINUTE_MS, NOW - MINUTE_MS, NOW, NOW + 400 * 86_400_000];
      await made.mark('subscription.e1', times, 100);
      await made.mark('subscription.e1', [NOW], 500);
      const rows = await made.series.equity({ actor: 'subscription.e1', points: 10 });
      expect(rows.map(({ time, equity }) => [Date.parse(time), equity])).toEqual(
        times.map((time, index) => [time, time === NOW ? '500' : String(100 + index)]),
      );
      const two = await made.series.equity({ actor: 'subscription.e1', points: 2 });
      expect(two.map(({ time }) => Date.parse(time))).toEqual([Y2000, times.at(-1)]);
      expect(
        await made.series.equity({ actor: 'subscription.e1', from: Y2000 + 1, to: NOW - 1, points: 10 }),
      ).toHaveLength(2);
      expect(await made.series.equity({ actor: 'nobody', points: 10 })).toEqual([]);
    });

    test('metrics that are sent twice are kept once', async () => {
      const metric = (over: Partial<ActorMetric>): ActorMetric => ({
        time: NOW,
        node: 'worker-1',
        actor: 'strategy',
        turns: 12,
        mailboxDepth: 3,
        commitMs: 1.25,
        ...over,
      });
      const sent = [
        metric({ time: NOW - 10_000, commitMs: null }),
        metric({}),
        metric({ node: 'worker-2' }),
        metric({ actor: 'subscription.s1' }),
      ];
      await made.series.appendActorMetrics(sent);
      await made.series.appendActorMetrics([...sent, metric({ time: NOW + 10_000 })]);
      await made.series.appendActorMetrics([]);
      const range = { from: NOW - 10_000, to: NOW };
      expect(await made.series.actorMetrics(range)).toEqual(sent.toSorted(inOrder));
      expect(await made.series.actorMetrics({ ...range, node: 'worker-2' })).toEqual([sent[2]]);
      expect(await made.series.actorMetrics({ from: NOW, to: NOW, actor: 'subscription.s1' })).toEqual([sent[3]]);
    });

    test('maintenance changes no answer, and a second run finds nothing to do', async () => {
      const answers = async () => ({
        bars: await made.series.bars({ symbolToken: 'ANY', timeframe: '1m', limit: 100 }),
        entries: await made.actors.read('bars.READ.1m', 0, 100),
        equity: await made.series.equity({ actor: 'subscription.e1', points: 10 }),
        metrics: await made.series.actorMetrics({ from: NOW - 10_000, to: NOW }),
      });
      const before = await answers();
      expect((await made.series.maintain(NOW)).kind).toBe('done');
      expect(await made.series.maintain(NOW)).toEqual({ kind: 'done', made: [], dropped: [] });
      expect(await answers()).toEqual(before);
    });
  });
}

/** The bars that a market-data actor makes of these, by timeframe. */
export function rolledUp(bars: readonly Bar[]): Partial<Record<Timeframe, Bar[]>> {
  const state = aggregationOf(COARSER);
  const made: Partial<Record<Timeframe, Bar[]>> = Object.fromEntries(COARSER.map((timeframe) => [timeframe, []]));
  for (const { timeframe, bar } of bars.flatMap((each) => aggregate(state, each))) made[timeframe]!.push(bar);
  return made;
}

type Row = Awaited<ReturnType<SeriesUnderTest['series']['bars']>>[number];

export const shown = ({ seq, openTime, open, high, low, close, volume }: Row): (string | number)[] => [
  seq,
  openTime,
  open,
  high,
  low,
  close,
  volume,
];

export const told = ({ openTime, open, high, low, close, volume }: Bar, index: number): (string | number)[] => [
  index + 1,
  new Date(openTime).toISOString(),
  open,
  high,
  low,
  close,
  volume,
];

const inOrder = (a: ActorMetric, b: ActorMetric): number =>
  a.time - b.time || (a.actor < b.actor ? -1 : a.actor > b.actor ? 1 : 0) || (a.node < b.node ? -1 : 1);
