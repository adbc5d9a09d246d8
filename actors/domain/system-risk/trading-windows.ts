import { isOpenAt, nextSessionChange, type SessionCalendar } from '../session-calendar.ts';
import { clear, isoTime, tripped, type Verdict } from './verdict.ts';

/** Whether trading is allowed, and until when; instants are epoch milliseconds, undefined when not within 400 days. */
export type TradingWindow =
  | { readonly kind: 'open'; readonly closesAt: number | undefined }
  | { readonly kind: 'closed'; readonly opensAt: number | undefined };

/** Whether every calendar (the instrument's sessions, the account's windows) is open at an instant; true for none. */
export const isTradingOpen = (calendars: readonly SessionCalendar[], instant: number): boolean =>
  calendars.every((calendar) => isOpenAt(calendar, instant));

/** The window in force where several calendars must all be open. */
export function tradingWindowAt(calendars: readonly SessionCalendar[], instant: number): TradingWindow {
  return isTradingOpen(calendars, instant)
    ? { kind: 'open', closesAt: nextChange(calendars, instant) }
    : { kind: 'closed', opensAt: nextChange(calendars, instant) };
}

/** Tripped outside the windows; the facts are `opensAt`, an ISO time or `none`. */
export function windowVerdict(calendars: readonly SessionCalendar[], instant: number): Verdict {
  if (isTradingOpen(calendars, instant)) return clear();
  const opensAt = nextChange(calendars, instant);
  return tripped({ opensAt: opensAt === undefined ? 'none' : isoTime(opensAt) });
}

/** Windows of two zones may meet only while one of them has changed its clocks, so a year is looked through. */
const HORIZON_MS = 400 * 86_400_000;

function nextChange(calendars: readonly SessionCalendar[], instant: number): number | undefined {
  const open = isTradingOpen(calendars, instant);
  const last = instant + HORIZON_MS;
  // One change ahead of each calendar, renewed when it has been passed.
  const changes = calendars.map((calendar) => nextSessionChange(calendar, instant) ?? Infinity);
  for (let at = Math.min(...changes); at <= last; at = Math.min(...changes)) {
    if (isTradingOpen(calendars, at) !== open) return at;
    for (const [index, calendar] of calendars.entries()) {
      if (changes[index] === at) changes[index] = nextSessionChange(calendar, at) ?? Infinity;
    }
  }
  return undefined;
}
