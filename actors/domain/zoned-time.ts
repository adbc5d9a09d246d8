import { DomainError } from './errors.ts';

const MINUTE_MS = 60_000;
const QUARTER_HOUR_MS = 900_000;
const DAY_MS = 86_400_000;

/** A wall clock's reading. */
export interface ZonedParts {
  /** YYYY-MM-DD on the calendar of the zone. */
  readonly date: string;
  /** 0–1439. */
  readonly minuteOfDay: number;
  /** ISO 8601: 1 Monday … 7 Sunday. */
  readonly weekday: number;
}

/** Reads the clock of `timeZone` (IANA name) at an instant (epoch milliseconds). Throws TIME_ZONE_UNKNOWN. */
export function zonedParts(epochMs: number, timeZone: string): ZonedParts {
  const local = epochMs + zoneOffsetMs(epochMs, timeZone);
  const day = Math.floor(local / DAY_MS);
  return {
    date: dateOfDay(day),
    minuteOfDay: Math.floor((local - day * DAY_MS) / MINUTE_MS),
    weekday: weekdayOfDay(day),
  };
}

/**
 * The instant (epoch milliseconds) at which the clock of `timeZone` shows a date and minute. A time that occurs twice, when
 * clocks go back, is the first one; a time that clocks skip is as long after the change as the time asked for is
 * (01:30 in a skipped 01:00–02:00 is 02:30), as Temporal's `compatible` has it.
 */
export function zonedInstant(date: string, minuteOfDay: number, timeZone: string): number {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(midnight)) throw new DomainError('DATE_INVALID', `${date} is not a date YYYY-MM-DD`, { date });
  const local = midnight + minuteOfDay * MINUTE_MS;
  // No zone is further than a day from UTC, and none changes its offset twice in two days.
  const before = zoneOffsetMs(local - DAY_MS, timeZone);
  const after = zoneOffsetMs(local + DAY_MS, timeZone);
  const withBefore = local - before;
  if (before === after || zoneOffsetMs(withBefore, timeZone) === before) return withBefore;
  const withAfter = local - after;
  return zoneOffsetMs(withAfter, timeZone) === after ? withAfter : withBefore;
}

/** Whether `name` is an IANA time zone that this machine knows. */
export function isTimeZone(name: string): boolean {
  try {
    zoneOffsetMs(0, name);
    return true;
  } catch {
    return false;
  }
}

/** Local time less UTC, milliseconds, at an instant. Tens of nanoseconds while instants come in order, some microseconds for the first of each UTC day. */
export function zoneOffsetMs(epochMs: number, timeZone: string): number {
  let zone = lastZone;
  if (zone?.name !== timeZone) {
    zone = zones.get(timeZone) ?? openZone(timeZone);
    lastZone = zone;
  }
  const day = Math.floor(epochMs / DAY_MS);
  if (day !== zone.day) {
    zone.day = day;
    zone.dayOffset = zone.dayOffsets.get(day) ?? readDay(zone, day);
  }
  return Number.isNaN(zone.dayOffset) ? offsetInChangingDay(zone, epochMs) : zone.dayOffset;
}

/** YYYY-MM-DD of a count of days since 1970-01-01. */
export function dateOfDay(day: number): string {
  let date = dates.get(day);
  if (date === undefined) {
    date = new Date(day * DAY_MS).toISOString().slice(0, -14);
    dates.set(day, date);
  }
  return date;
}

/** ISO 8601 weekday, 1 Monday … 7 Sunday, of a count of days since 1970-01-01, which was a Thursday. */
export const weekdayOfDay = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;

// Caches of pure functions: they change what a call costs, never what it answers. A day costs one entry.
interface Zone {
  readonly name: string;
  readonly format: Intl.DateTimeFormat;
  /** Offset of each UTC day; NaN for a day in which it changes. */
  readonly dayOffsets: Map<number, number>;
  /** Offset of each quarter hour of the days in which it changes: clocks change on quarter hours of UTC (Lord Howe on a half). */
  readonly quarterOffsets: Map<number, number>;
  /** The day asked for last, as bars come in order. */
  day: number;
  dayOffset: number;
}

const zones = new Map<string, Zone>();
const dates = new Map<number, string>();
let lastZone: Zone | undefined;

function openZone(name: string): Zone {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
  } catch {
    throw new DomainError('TIME_ZONE_UNKNOWN', `${name} is not an IANA time zone`, { timeZone: name });
  }
  const zone: Zone = { name, format, dayOffsets: new Map(), quarterOffsets: new Map(), day: NaN, dayOffset: NaN };
  zones.set(name, zone);
  return zone;
}

function readDay(zone: Zone, day: number): number {
  const first = readOffset(zone, day * DAY_MS);
  const last = readOffset(zone, (day + 1) * DAY_MS - 1);
  const offset = first === last ? first : NaN;
  zone.dayOffsets.set(day, offset);
  return offset;
}

function offsetInChangingDay(zone: Zone, epochMs: number): number {
  const quarter = Math.floor(epochMs / QUARTER_HOUR_MS);
  let offset = zone.quarterOffsets.get(quarter);
  if (offset === undefined) {
    offset = readOffset(zone, quarter * QUARTER_HOUR_MS);
    zone.quarterOffsets.set(quarter, offset);
  }
  return offset;
}

/** From text that ends `GMT`, `GMT+05:30` or, before standard time, `GMT-00:01:15`. */
function readOffset(zone: Zone, epochMs: number): number {
  const match = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(zone.format.format(epochMs));
  if (match === null)
    throw new DomainError('TIME_ZONE_UNKNOWN', `no offset of ${zone.name} at ${epochMs}`, {
      timeZone: zone.name,
      epochMs,
    });
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = match;
  const size = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000;
  return sign === '-' ? -size : size;
}
