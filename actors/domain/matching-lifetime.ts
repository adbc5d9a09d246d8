// When an order lives: from which bar, and until when (time in force).
import type { RestingOrder } from './matching-venue.ts';
import type { Bar } from './bar.ts';
import type { FillModel, VenueInstrument } from './fill-model.ts';
import { isOpenAt, sessionDate, type SessionCalendar } from './session-calendar.ts';

/** Whether the order may be matched against this bar at all: decided before it, arrived by its open, not matched with it yet. */
export const isLive = (
  { order, matchedThrough }: RestingOrder,
  bar: Bar,
  position: number,
  model: FillModel,
): boolean => isDue({ order, matchedThrough }, position) && bar.openTime >= order.decidedAt + model.latencyMs;

/** Whether the bar comes after the order and has not been matched with it. */
export const isDue = (
  { order, matchedThrough }: Pick<RestingOrder, 'order' | 'matchedThrough'>,
  position: number,
): boolean => order.position < position && matchedThrough < position;

/**
 * Whether this is the order's first live bar. With latency the bar before is taken to have opened one bar's length earlier,
 * so that the answer needs no memory but the order itself.
 */
export const isFirstLiveBar = ({ order, matchedThrough }: RestingOrder, bar: Bar, model: FillModel): boolean =>
  matchedThrough <= order.position ||
  (model.latencyMs > 0 && bar.openTime - (bar.closeTime - bar.openTime) < order.decidedAt + model.latencyMs);

/**
 * Whether time in force ended before this bar opened. A DAY order is always given its first live bar, as an order sent
 * after the close works in the next session.
 */
export function expiredBefore(resting: RestingOrder, bar: Bar, instrument: VenueInstrument, model: FillModel): boolean {
  const { order } = resting;
  if (order.timeInForce === 'GTD') return order.expireTime !== undefined && bar.openTime >= order.expireTime;
  if (order.timeInForce !== 'DAY' || isFirstLiveBar(resting, bar, model)) return false;
  return isLaterSession(instrument, order.decidedAt, bar.openTime);
}

/** Whether time in force ends with this bar; a bar that opens in time is matched whole, as it cannot be cut. */
export function expiresWith({ order }: RestingOrder, bar: Bar, instrument: VenueInstrument): boolean {
  if (order.timeInForce === 'GTD') return order.expireTime !== undefined && bar.closeTime >= order.expireTime;
  return order.timeInForce === 'DAY' && isLaterSession(instrument, order.decidedAt, bar.closeTime);
}

const isLaterSession = ({ sessions = '24/7' }: VenueInstrument, sentAt: number, now: number): boolean =>
  sessionFor(sessions, now) > sessionFor(sessions, sentAt);

/** Trading date of an order sent at this instant: between sessions that of the next one. */
function sessionFor(calendar: SessionCalendar, timeMs: number): string {
  let open = timeMs;
  while (!isOpenAt(calendar, open) && open < timeMs + FURTHEST_OPEN_MS) open += OPEN_STEP_MS - (open % OPEN_STEP_MS);
  return sessionDate(calendar, open);
}

/** Sessions are weekly, so one opens within this time; the step finds every session of five minutes and more. */
const FURTHEST_OPEN_MS = 8 * 86_400_000;
const OPEN_STEP_MS = 300_000;
