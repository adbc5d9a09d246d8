import { z } from 'zod';
import { calendarFaults, type SessionCalendar } from '../../domain/session-calendar.ts';
import { DEFAULT_PAUSE, type PauseRule } from '../../domain/system-risk/economic-calendar.ts';
import { IMPACTS } from '../../domain/system-risk/economic-event.ts';
import { type TradingDay, tradingDayFaults, UTC_DAY } from '../../domain/system-risk/trading-day.ts';

const WHOLE_DAY_MS = 86_400_000;
const pauseMs = z.int().min(0).max(WHOLE_DAY_MS);

/** A value that a function of the domain judges. */
const judged = <Value>(faults: (json: unknown) => readonly { field: string; reason: string }[]) =>
  z.custom<Value>().superRefine((json, context) => {
    for (const { field, reason } of faults(json))
      context.addIssue({ code: 'custom', message: `${field} ${reason}`.trim() });
  });

/** What an account's watch is told by the config of the account; all of it may be left out. */
export const watchShape = {
  /** When the account's day begins, for what may be lost in one. */
  tradingDay: judged<TradingDay>(tradingDayFaults).exactOptional(),
  /** When positions may be opened: in the sessions of each instrument, or in these windows; always, when left out. */
  tradingWindows: z.union([z.literal('sessions'), judged<SessionCalendar>(calendarFaults)]).exactOptional(),
  /** Which events of the economic calendar pause new entries, and how long around them. */
  newsPause: z.strictObject({ minImpact: z.enum(IMPACTS), beforeMs: pauseMs, afterMs: pauseMs }).exactOptional(),
  /** Length of one return that correlations are measured on. */
  correlationPeriodMs: z.int().positive().exactOptional(),
} as const;

export interface WatchConfig {
  readonly tradingDay?: TradingDay;
  readonly tradingWindows?: 'sessions' | SessionCalendar;
  readonly newsPause?: PauseRule;
  readonly correlationPeriodMs?: number;
}

export const tradingDayOf = ({ tradingDay = UTC_DAY }: WatchConfig): TradingDay => tradingDay;
export const newsPauseOf = ({ newsPause = DEFAULT_PAUSE }: WatchConfig): PauseRule => newsPause;
