import type { FieldFault } from './errors.ts';
import { dateOfDay, isTimeZone, weekdayOfDay, zoneOffsetMs } from './zoned-time.ts';

/** A span of every named weekday in which a market trades; `close` at or before `open` is on the next day. */
export interface SessionWindow {
  /** ISO 8601 weekdays on which it opens: 1 Monday … 7 Sunday. */
  readonly days: readonly number[];
  /** HH:MM on the market's clock, included. */
  readonly open: string;
  /** HH:MM on the market's clock, not included; 24:00 is midnight. */
  readonly close: string;
}

/** When a market trades; holidays are not known. */
export type SessionCalendar = '24/7' | { readonly timeZone: string; readonly windows: readonly SessionWindow[] };

/** What is wrong with JSON that should be a calendar, by field; empty when it is one. */
export function calendarFaults(json: unknown): FieldFault[] {
  if (json === '24/7') return [];
  if (!isRecord(json)) return [{ field: '', reason: "is neither '24/7' nor a time zone with windows" }];
  const faults: FieldFault[] = [];
  const { timeZone, windows, ...others } = json;
  if (typeof timeZone !== 'string' || !isTimeZone(timeZone)) {
    faults.push({ field: 'timeZone', reason: `${JSON.stringify(timeZone)} is not an IANA time zone` });
  }
  for (const field of Object.keys(others)) faults.push({ field, reason: 'is not known' });
  if (!Array.isArray(windows) || windows.length === 0) return [...faults, { field: 'windows', reason: 'are none' }];
  for (const [index, window] of windows.entries()) {
    for (const { field, reason } of windowFaults(window)) faults.push({ field: `windows.${index}.${field}`, reason });
  }
  return faults;
}

/** Whether the market trades at an instant (epoch milliseconds). */
export function isOpenAt(calendar: SessionCalendar, epochMs: number): boolean {
  return calendar === '24/7' || closeDay(calendar, epochMs) !== undefined;
}

/**
 * The trading day, YYYY-MM-DD, that an instant (epoch milliseconds) belongs to: the UTC date for 24/7 markets; in a session the
 * local date on which it closes, so that a night session counts towards the day it ends on (CME's trade date); otherwise
 * the local date.
 */
export function sessionDate(calendar: SessionCalendar, epochMs: number): string {
  if (calendar === '24/7') return dateOfDay(Math.floor(epochMs / DAY_MS));
  return dateOfDay(closeDay(calendar, epochMs) ?? localDay(calendar.timeZone, epochMs));
}

/**
 * The next instant after `epochMs` (both epoch milliseconds) at which the market opens or closes; undefined when it does
 * neither within fifteen days, as a market that never closes.
 */
export function nextSessionChange(calendar: SessionCalendar, epochMs: number): number | undefined {
  if (calendar === '24/7') return undefined;
  const open = closeDay(calendar, epochMs) !== undefined;
  const until = epochMs + CHANGE_HORIZON_MS;
  for (let at = nextEdge(calendar, epochMs); at <= until; at = nextEdge(calendar, at)) {
    if ((closeDay(calendar, at) !== undefined) !== open) return at;
  }
  return undefined;
}

/** Milliseconds of the longest window, the most a market is open at a stretch when its windows do not touch; a day for 24/7. */
export function longestWindowMs(calendar: SessionCalendar): number {
  if (calendar === '24/7') return DAY_MS;
  const windows = compiled.get(calendar) ?? compile(calendar);
  return Math.max(...windows.map(({ open, close }) => close - open)) * 60_000;
}

const DAY_MS = 86_400_000;
const DAY_MINUTES = 1_440;
// Windows repeat weekly; a change of clocks can swallow the only one of a week.
const CHANGE_HORIZON_MS = 15 * DAY_MS;

interface CompiledWindow {
  /** Bit n for ISO weekday n. */
  readonly days: number;
  readonly open: number;
  /** Minutes after the opening day's midnight; past 1440 on the next day. */
  readonly close: number;
}

// A cache of a pure function, keyed by a value that never changes.
const compiled = new WeakMap<object, readonly CompiledWindow[]>();

function compile(calendar: Exclude<SessionCalendar, string>): readonly CompiledWindow[] {
  const windows = calendar.windows.map(({ days, open, close }) => {
    const opens = minutes(open);
    const closes = minutes(close);
    return {
      days: days.reduce((bits, day) => bits | (1 << day), 0),
      open: opens,
      close: closes > opens ? closes : closes + DAY_MINUTES,
    };
  });
  compiled.set(calendar, windows);
  return windows;
}

const localDay = (timeZone: string, epochMs: number): number =>
  Math.floor((epochMs + zoneOffsetMs(epochMs, timeZone)) / DAY_MS);

/** Day, since 1970-01-01 on the local calendar, on which the session in progress closes. */
function closeDay(calendar: Exclude<SessionCalendar, string>, epochMs: number): number | undefined {
  const local = epochMs + zoneOffsetMs(epochMs, calendar.timeZone);
  const day = Math.floor(local / DAY_MS);
  const minute = (local - day * DAY_MS) / 60_000;
  for (const { days, open, close } of compiled.get(calendar) ?? compile(calendar)) {
    const closesNextDay = close > DAY_MINUTES;
    if ((days >> weekdayOfDay(day)) & 1 && minute >= open && minute < close) return closesNextDay ? day + 1 : day;
    if (closesNextDay && (days >> weekdayOfDay(day - 1)) & 1 && minute + DAY_MINUTES < close) return day;
  }
  return undefined;
}

/** The next instant at which the local clock shows an edge of a window or midnight, or is changed. */
function nextEdge(calendar: Exclude<SessionCalendar, string>, epochMs: number): number {
  const { timeZone } = calendar;
  const offset = zoneOffsetMs(epochMs, timeZone);
  const local = epochMs + offset;
  const sinceMidnight = local - Math.floor(local / DAY_MS) * DAY_MS;
  let next = DAY_MS;
  for (const { open, close } of compiled.get(calendar) ?? compile(calendar)) {
    for (const edge of [open, close % DAY_MINUTES]) {
      if (edge * 60_000 > sinceMidnight) next = Math.min(next, edge * 60_000);
    }
  }
  let high = epochMs + next - sinceMidnight;
  if (zoneOffsetMs(high, timeZone) === offset) return high;
  for (let low = epochMs; high - low > 1;) {
    const middle = Math.floor((low + high) / 2);
    if (zoneOffsetMs(middle, timeZone) === offset) low = middle;
    else high = middle;
  }
  return high;
}

function minutes(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
}

function windowFaults(window: unknown): FieldFault[] {
  const { days, open, close, ...others } = isRecord(window) ? window : {};
  const faults = Object.keys(others).map((field) => ({ field, reason: 'is not known' }));
  const isWeekday = (day: unknown): boolean => typeof day === 'number' && Number.isInteger(day) && day >= 1 && day <= 7;
  if (!Array.isArray(days) || days.length === 0 || !days.every(isWeekday)) {
    faults.push({ field: 'days', reason: `${JSON.stringify(days)} are not weekdays 1–7` });
  }
  if (!isTimeOfDay(open)) faults.push({ field: 'open', reason: `${JSON.stringify(open)} is not HH:MM` });
  if (!isTimeOfDay(close) && close !== '24:00') {
    faults.push({ field: 'close', reason: `${JSON.stringify(close)} is not HH:MM` });
  }
  return faults;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isTimeOfDay = (value: unknown): boolean => typeof value === 'string' && /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(value);
