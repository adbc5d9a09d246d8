// D1. A trading day begins once for every date of the zone's calendar: at the first occurrence of a time that occurs twice, and
//     as long after the change as it was asked for when clocks skip it. A date that the zone skipped (Apia, 2011-12-30) has none.
// D2. Days are told apart by instants, never by the clock's reading, which clocks that go back show twice.
// D3. Several boundaries missed are one: the newest is applied, late.
import type { FieldFault } from '../errors.ts';
import { dateOfDay, isTimeZone, zonedInstant, zoneOffsetMs } from '../zoned-time.ts';

/** When the trading day of an account or instrument begins. */
export interface TradingDay {
  /** HH:MM on the zone's clock. */
  readonly startsAt: string;
  /** IANA name. */
  readonly timeZone: string;
}

export const UTC_DAY: TradingDay = { startsAt: '00:00', timeZone: 'UTC' };

/** The roll of spot forex. */
export const FOREX_DAY: TradingDay = { startsAt: '17:00', timeZone: 'America/New_York' };

/** A boundary that is due. */
export interface DueBoundary {
  /** The newest boundary that has passed, epoch milliseconds; the one to apply. */
  readonly boundary: number;
  /** The day that it began, YYYY-MM-DD. */
  readonly day: string;
  /** Dates begun since the last application: 1 when none was missed. */
  readonly dates: number;
}

/** What is wrong with JSON that should be a trading day, by field; empty when it is one. */
export function tradingDayFaults(json: unknown): FieldFault[] {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return [{ field: '', reason: 'is no object' }];
  const { startsAt, timeZone, ...others } = json as Record<string, unknown>;
  const faults = Object.keys(others).map((field) => ({ field, reason: 'is not known' }));
  if (typeof startsAt !== 'string' || !/^(?:[01]\d|2[0-3]):[0-5]\d$/.test(startsAt)) {
    faults.push({ field: 'startsAt', reason: `${JSON.stringify(startsAt)} is not HH:MM` });
  }
  if (typeof timeZone !== 'string' || !isTimeZone(timeZone)) {
    faults.push({ field: 'timeZone', reason: `${JSON.stringify(timeZone)} is not an IANA time zone` });
  }
  return faults;
}

/**
 * The trading day, YYYY-MM-DD, of an instant (epoch milliseconds): the local date on which it begins, or the next one when it
 * begins after noon, so that a night session counts towards the day it ends on (CME's trade date, as `sessionDate`).
 */
export function dayOf(day: TradingDay, instant: number): string {
  return nameOf(day, dateBegunBy(day, instant));
}

/** The newest boundary at or before an instant, both epoch milliseconds. */
export function lastBoundary(day: TradingDay, instant: number): number {
  return startOf(day, dateBegunBy(day, instant));
}

/** The first boundary after an instant, both epoch milliseconds. */
export function nextBoundary(day: TradingDay, instant: number): number {
  for (let date = dateBegunBy(day, instant) + 1; ; date++) {
    const start = startOf(day, date);
    if (start > instant) return start;
  }
}

/**
 * The boundary to apply at `now`, or undefined while none is due; `lastApplied` is the boundary applied last, or undefined
 * before the first. Instants are epoch milliseconds; a `now` before `lastApplied` makes nothing due.
 */
export function boundariesMissed(
  day: TradingDay,
  lastApplied: number | undefined,
  now: number,
): DueBoundary | undefined {
  const date = dateBegunBy(day, now);
  const boundary = startOf(day, date);
  if (lastApplied !== undefined && boundary <= lastApplied) return undefined;
  const dates = lastApplied === undefined ? 1 : date - dateBegunBy(day, lastApplied);
  return { boundary, day: nameOf(day, date), dates };
}

const DAY_MS = 86_400_000;
const NOON = 720;

const minuteOf = ({ startsAt }: TradingDay): number => Number(startsAt.slice(0, 2)) * 60 + Number(startsAt.slice(3));

const nameOf = (day: TradingDay, date: number): string => dateOfDay(minuteOf(day) > NOON ? date + 1 : date);

/** `date` counts days since 1970-01-01 on the zone's calendar. */
const startOf = (day: TradingDay, date: number): number => zonedInstant(dateOfDay(date), minuteOf(day), day.timeZone);

/** The newest date whose trading day has begun; clocks that went back over midnight show the date before it. */
function dateBegunBy(day: TradingDay, instant: number): number {
  const shown = Math.floor((instant + zoneOffsetMs(instant, day.timeZone)) / DAY_MS);
  for (let date = shown + 1; ; date--) if (startOf(day, date) <= instant) return date;
}
