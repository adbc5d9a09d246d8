import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Aggregate, aggregate, aggregationOf } from '../../../actors/market-data/aggregation.ts';
import { type Bar, TIMEFRAME_MS, type Timeframe } from '../../../actors/domain/bar.ts';
import { barAt, MINUTE, series, START } from './bars.ts';

const COARSER: readonly Timeframe[] = ['5m', '15m', '1h', '4h', '1d'];

const aggregateAll = (bars: readonly Bar[], timeframes = COARSER): Aggregate[] => {
  const state = aggregationOf(timeframes);
  return bars.flatMap((bar) => aggregate(state, bar));
};

/** The same from the definition: group by bucket, keep the groups that are known to be whole. */
const byDefinition = (bars: readonly Bar[], timeframe: Timeframe): Bar[] => {
  const ms = TIMEFRAME_MS[timeframe];
  const groups = new Map<number, Bar[]>();
  for (const bar of bars) {
    const openTime = Math.floor(bar.openTime / ms) * ms;
    groups.set(openTime, [...(groups.get(openTime) ?? []), bar]);
  }
  const end = bars.at(-1)?.closeTime ?? 0;
  return [...groups]
    .filter(([openTime]) => openTime + ms <= end || openTime !== [...groups.keys()].at(-1))
    .map(([openTime, group]) => ({
      openTime,
      closeTime: openTime + ms,
      open: group[0]!.open,
      high: Math.max(...group.map((bar) => bar.high)),
      low: Math.min(...group.map((bar) => bar.low)),
      close: group.at(-1)!.close,
      volume: group.reduce((sum, bar) => sum + bar.volume, 0),
    }));
};

describe('aggregation', () => {
  test('every aggregate equals the one made from the definition, so a chart of hours tells what the minutes told', () => {
    fc.assert(
      fc.property(series, (bars) => {
        const given = aggregateAll(bars);
        for (const timeframe of COARSER) {
          const ofTimeframe = given.filter((each) => each.timeframe === timeframe).map(({ bar }) => bar);
          expect(ofTimeframe).toEqual(byDefinition(bars, timeframe));
        }
      }),
    );
  });

  test('a state that was saved and loaded between any two bars changes nothing, so a crash loses no part of a bucket', () => {
    fc.assert(
      fc.property(series, fc.nat(300), (bars, at) => {
        const before = aggregationOf(COARSER);
        const first = bars.slice(0, at).flatMap((bar) => aggregate(before, bar));
        const after = JSON.parse(JSON.stringify(before)) as typeof before;
        const second = bars.slice(at).flatMap((bar) => aggregate(after, bar));
        expect([...first, ...second]).toEqual(aggregateAll(bars));
      }),
    );
  });

  test('a bucket is given out with the bar that closes it, so nobody waits a bar longer than needed', () => {
    const state = aggregationOf(['5m']);
    const given = [0, 1, 2, 3, 4, 5].map((minute) => aggregate(state, barAt(minute)).length);
    expect(given).toEqual([0, 0, 0, 0, 1, 0]);
  });

  test('a bucket that its market left unfinished is given out by the next bar, so a session’s last hour is not lost', () => {
    const state = aggregationOf(['5m', '1h']);
    aggregate(state, barAt(0));
    expect(aggregate(state, barAt(600)).map(({ timeframe, bar }) => [timeframe, bar.openTime - START])).toEqual([
      ['5m', 0],
      ['1h', -30 * MINUTE],
    ]);
  });

  test('a bar that straddles two buckets counts for the one it closes in, so no aggregate knows the future', () => {
    const openTime = START + 4.5 * MINUTE;
    const straddling = barAt(0, 200, { openTime, closeTime: openTime + MINUTE });
    const state = aggregationOf(['5m']);
    aggregate(state, barAt(0));
    const [first] = aggregate(state, straddling);
    expect(first?.bar.close).toBe(100);
    expect(state[0]?.open).toMatchObject({ openTime: START + 5 * MINUTE, close: 200 });
  });
});
