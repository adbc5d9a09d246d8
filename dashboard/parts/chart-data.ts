import { type Bar, TIMEFRAME_MS } from '../../actors/domain/bar.ts';
import { plainText } from '../plain-text.ts';
import type { IndicatorLineView, LaneView } from '../../actors/start-views.ts';
import type { ActorView } from '../../actors/views.ts';
import type { BarRow } from '../../actors/domain/record-rows.ts';
import { numberOf } from '../format.ts';
import { isRecord } from '../troupe-facts.ts';
import type { TroupeReads } from '../troupe-reads.ts';

/** Fills that a chart marks, at most. */
export const MARKS = 500;
const BARS = 400;
/** Bars that are read to work indicators out, at most. */
const MOST_BARS = 4_500;
/** What an exponential mean still knows of the bars before so many spans is a ten-thousandth. */
const SPANS = 5;

/** The latest bars of the lane that a subscription trades, oldest first; none for a lane that is not known. */
const chartBars = async (troupe: TroupeReads, view: ActorView, limit: number = BARS): Promise<readonly BarRow[]> => {
  const lane = await laneOf(troupe, view);
  if (!lane) return [];
  const upTo = Date.parse(plainText(view.state['lastBarAt']));
  return troupe.shown.bars({
    symbolToken: lane.symbolToken,
    timeframe: lane.timeframe,
    limit,
    ...(Number.isFinite(upTo) && { to: upTo }),
  });
};

/** Bars with the lines that the strategy holds them against; no lines of a strategy that is not known. */
export interface BarsWithLines {
  readonly bars: readonly BarRow[];
  readonly lines: readonly IndicatorLineView[];
}

/**
 * The latest bars of a subscription, and its strategy's own lines over them: worked out by the strategy itself from its first
 * bar on, or where that is long ago from so many bars before that nothing is left of the difference.
 */
export const barsWithLines = async (
  troupe: TroupeReads,
  view: ActorView,
  strategy: ActorView | undefined,
  limit: number = BARS,
): Promise<BarsWithLines> => {
  const { strategy: name, params } = strategy?.state ?? {};
  const lane = await laneOf(troupe, view);
  if (lane === undefined || typeof name !== 'string' || !isRecord(params))
    return { bars: await chartBars(troupe, view, limit), lines: [] };
  const warmUp = numberOf(strategy?.state['warmUp']) ?? 0;
  const read = await chartBars(troupe, view, Math.min(MOST_BARS, limit + SPANS * warmUp));
  const bars = read.slice(-limit);
  const taken = read.filter(({ seq }) => seq >= firstTaken(strategy));
  const lines = await troupe.shown.indicators({
    ...{ strategy: name, params, lane: lane.lane, last: Math.min(bars.length, taken.length) },
    bars: taken.map((row) => barOf(row, lane.timeframe)),
  });
  return { bars, lines: lines.map((line) => ({ ...line, values: padded(line.values, bars.length) })) };
};

const laneOf = async (troupe: TroupeReads, view: ActorView): Promise<LaneView | undefined> =>
  (await troupe.lanes()).find((one) => one.lane === view.state['lane']);

/** Number of the first bar that the strategy has taken. */
const firstTaken = (strategy: ActorView | undefined): number => {
  const [position, seen] = [numberOf(strategy?.state['position']), numberOf(strategy?.state['barsSeen'])];
  return position === undefined || seen === undefined ? 0 : position - seen + 1;
};

const barOf = ({ openTime, open, high, low, close, volume }: BarRow, timeframe: string): Bar => {
  const opened = Date.parse(openTime);
  const length = (TIMEFRAME_MS as Readonly<Record<string, number | undefined>>)[timeframe] ?? 0;
  return { openTime: opened, closeTime: opened + length, open, high, low, close, volume };
};

/** As many values as there are bars: none before the strategy's first. */
const padded = (values: readonly (number | null)[], length: number): readonly (number | null)[] => [
  ...Array.from({ length: Math.max(0, length - values.length) }, () => null),
  ...values,
];
