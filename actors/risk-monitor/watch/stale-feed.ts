// F1. An account has no clock but its bars: a lane is late against the newest of the others.
// F2. Lanes that are further apart than any outage play different times, a replay beside a live market: neither is late.
import { feedStalenessVerdict } from '../../domain/system-risk/feed-staleness.ts';
import type { Verdict } from '../../domain/system-risk/verdict.ts';
import type { AccountState, TradingActor } from '../account-state.ts';

const SAME_TIME_MS = 7 * 86_400_000;

/** Milliseconds since the newest close of a lane, by the newest of all that play the same time. */
export function dataAgeMs(state: AccountState, stream: string): number {
  const since = state.lanes.get(stream)?.time ?? 0;
  let age = 0;
  for (const { time } of state.lanes.values()) if (time - since <= SAME_TIME_MS) age = Math.max(age, time - since);
  return age;
}

/** Tripped while the market of the actor's lane was open for longer than allowed and no bar of it came. */
export function staleVerdict(state: AccountState, actor: TradingActor, limitMs: number): Verdict | undefined {
  const { instrument, lane } = actor;
  const since = state.lanes.get(lane)?.time ?? 0;
  if (instrument === undefined || since === 0) return undefined;
  const limit = { timeframeMs: limitMs, timeframes: 1, sessions: instrument.sessions };
  return feedStalenessVerdict({ since, hasBar: true }, limit, since + dataAgeMs(state, lane));
}
