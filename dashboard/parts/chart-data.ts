import { plainText } from '../plain-text.ts';
import type { ActorView } from '../../actors/views.ts';
import type { BarRow } from '../../actors/domain/record-rows.ts';
import type { TroupeReads } from '../troupe-reads.ts';

/** Fills that a chart marks, at most. */
export const MARKS = 500;
const BARS = 400;

/** The latest bars of the lane that a subscription trades, oldest first; none for a lane that is not known. */
export const chartBars = async (
  troupe: TroupeReads,
  view: ActorView,
  limit: number = BARS,
): Promise<readonly BarRow[]> => {
  const lane = (await troupe.lanes()).find((one) => one.lane === view.state['lane']);
  if (!lane) return [];
  const upTo = Date.parse(plainText(view.state['lastBarAt']));
  return troupe.shown.bars({
    symbolToken: lane.symbolToken,
    timeframe: lane.timeframe,
    limit,
    ...(Number.isFinite(upTo) && { to: upTo }),
  });
};
