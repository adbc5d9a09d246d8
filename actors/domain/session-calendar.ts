import type { FieldFault } from './errors.ts';
import { dateOfDay, weekdayOfDay, zoneOffsetMs } from './zoned-time.ts';

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

const DAY_MS = 86_400_000;
const DAY_MINUTES = 1_440;

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

function isTimeZone(timeZone: string): boolean {
  try {
    zoneOffsetMs(0, timeZone);
    return true;
  } catch {
    return false;
  }
}
