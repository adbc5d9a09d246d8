// F1. Only time in which the market was open makes a feed stale: a weekend does not, the minute after it does with the minute before.
// F2. A bar that comes late or again does not make a feed younger than its newest bar.
import { isOpenAt, longestWindowMs, nextSessionChange, type SessionCalendar } from '../session-calendar.ts';
import { clear, isoTime, tripped, type Verdict } from './verdict.ts';

export interface FeedStalenessLimit {
  readonly timeframeMs: number;
  /** It is stale when no bar came for longer than this many timeframes. */
  readonly timeframes: number;
  readonly sessions: SessionCalendar;
}

/** JSON. */
export interface FeedStalenessState {
  /** Closing time of the newest bar, or when the wait for the first began; epoch milliseconds. */
  readonly since: number;
  readonly hasBar: boolean;
}

/** A feed that is awaited from `at` on, epoch milliseconds. */
export const feedAwaited = (at: number): FeedStalenessState => ({ since: at, hasBar: false });

/** A bar with this closing time (epoch milliseconds) has come. */
export const barSeen = (state: FeedStalenessState, closeTime: number): FeedStalenessState =>
  state.hasBar && closeTime <= state.since ? state : { since: closeTime, hasBar: true };

/** Tripped while the session is open and no bar came for longer than allowed; a limit that is no number trips. */
export function feedStalenessVerdict(state: FeedStalenessState, limit: FeedStalenessLimit, now: number): Verdict {
  const { sessions } = limit;
  if (!isOpenAt(sessions, now)) return clear();
  // A bar of a day is due once a session, though the session is shorter.
  const allowedMs = limit.timeframes * Math.min(limit.timeframeMs, longestWindowMs(sessions));
  // Most often not even all time since, open or not, is too long.
  if (now - state.since <= allowedMs) return clear();
  const openMs = openTime(sessions, state.since, now, allowedMs);
  if (openMs <= allowedMs) return clear();
  return tripped({ [state.hasBar ? 'lastBar' : 'awaitedSince']: isoTime(state.since), openMs, allowedMs });
}

/** Milliseconds the market was open from `from` until `to`, looked at no further than until it is more than `enough`. */
function openTime(sessions: SessionCalendar, from: number, to: number, enough: number): number {
  let total = 0;
  for (let at = from; at < to && !(total > enough);) {
    const change = Math.min(nextSessionChange(sessions, at) ?? to, to);
    if (isOpenAt(sessions, at)) total += change - at;
    at = change;
  }
  return total;
}
