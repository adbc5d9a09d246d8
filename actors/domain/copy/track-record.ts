// What a provider's equity would have been of 1 unit, whatever was paid in or out: the curve that its figures are worked out from.
import type { Decimal } from '../decimal.ts';

const DAY_MS = 86_400_000;

/** What the source was worth, cash and holding. */
export interface EquityAt {
  /** Epoch milliseconds UTC. */
  readonly time: number;
  readonly equity: Decimal;
}

/** Money paid in, or below zero paid out: neither gain nor loss. */
export interface EquityFlow {
  /** Epoch milliseconds UTC. */
  readonly time: number;
  readonly amount: Decimal;
}

/** One point of a curve; fractions. */
export interface CurvePoint {
  /** Epoch milliseconds UTC. */
  readonly time: number;
  /** Since the beginning of the record. */
  readonly return: number;
  /** Below the highest point so far: 0 or less, −1 when all is lost. */
  readonly drawdown: number;
}

/** From the last equity before the first fill on, which is 1. */
export interface TrackRecord {
  /** Epoch milliseconds UTC of the equity that is 1; NaN for an empty record. */
  readonly startTime: number;
  /** After the start, ascending, and the unit's value then; of one length. */
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/**
 * The record of a source that first traded at `firstFill`, as it stood at `now`; both lists ascending in time.
 * Time weighted: a flow belongs to the interval between points that it falls in and is taken out at its end, so
 * value = value before × (equity − flows) ÷ equity before (GIPS Standards, 2020: time-weighted return). What is lost whole
 * stays lost: from an equity of zero or less on, the value stays where it is.
 */
export function trackRecord(
  equity: readonly EquityAt[],
  flows: readonly EquityFlow[],
  firstFill: number | undefined,
  now: number,
): TrackRecord {
  const told = equity.filter(({ time }) => time <= now);
  const start = firstFill === undefined || firstFill > now ? told.length : startIndex(told, firstFill);
  const [first, ...rest] = told.slice(start);
  if (first === undefined) return { startTime: NaN, times: new Float64Array(), values: new Float64Array() };
  return {
    startTime: first.time,
    times: Float64Array.from(rest, ({ time }) => time),
    values: unitValues(
      first,
      rest,
      flows.filter(({ time }) => time > first.time),
    ),
  };
}

function unitValues(first: EquityAt, points: readonly EquityAt[], flows: readonly EquityFlow[]): Float64Array {
  const values = new Float64Array(points.length);
  let value = 1;
  let before = first.equity;
  let next = 0;
  for (const [index, { time, equity }] of points.entries()) {
    let earned = equity;
    for (; next < flows.length && flows[next]!.time <= time; next++) earned = earned.sub(flows[next]!.amount);
    if (value > 0 && before.gt(0)) value *= earned.div(before).toNumber();
    values[index] = value;
    before = equity;
  }
  return values;
}

/** The last point before the first fill, or the first of all. */
function startIndex(equity: readonly EquityAt[], firstFill: number): number {
  const after = equity.findIndex(({ time }) => time >= firstFill);
  return after < 0 ? Math.max(0, equity.length - 1) : Math.max(0, after - 1);
}

/** Return and drawdown at every point, the start first; empty for an empty record. */
export function curveOf({ startTime, times, values }: TrackRecord): CurvePoint[] {
  if (Number.isNaN(startTime)) return [];
  const curve: CurvePoint[] = [{ time: startTime, return: 0, drawdown: 0 }];
  let peak = 1;
  for (const [index, value] of values.entries()) {
    peak = Math.max(peak, value);
    // Not −0 at a peak.
    curve.push({ time: times[index]!, return: value - 1, drawdown: value < peak ? (value - peak) / peak : 0 });
  }
  return curve;
}

/**
 * Share of the calendar months (UTC) that ended above where they began; the first and the last count as far as they go, a point
 * at midnight closes the month that ends, months without a point are no months. Null without one.
 */
export function profitableMonths({ times, values }: TrackRecord): number | null {
  let months = 0;
  let profitable = 0;
  let before = 1;
  for (const [index, value] of values.entries()) {
    const isLastOfMonth = index + 1 === times.length || monthOf(times[index + 1]!) !== monthOf(times[index]!);
    if (!isLastOfMonth) continue;
    months++;
    if (value > before) profitable++;
    before = value;
  }
  return months === 0 ? null : profitable / months;
}

/** Days of 24 hours from the first fill to the last equity: what was watched, not what has passed since. */
export function trackDays({ times }: TrackRecord, firstFill: number | undefined): number {
  const end = times.at(-1);
  return end === undefined || firstFill === undefined ? 0 : Math.max(0, (end - firstFill) / DAY_MS);
}

function monthOf(time: number): number {
  const date = new Date(time - 1);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}
