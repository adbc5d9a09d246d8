import { z } from 'zod';
import type { Bar } from '../../domain/bar.ts';
import { zonedInstant, zonedParts } from '../../domain/zoned-time.ts';
import type { Signal, Target } from '../../protocol.ts';
import { savedTarget, type Strategy, type StrategyInstance } from '../strategy.ts';

const MINUTE_MS = 60_000;

const SESSIONS = {
  london: { timeZone: 'Europe/London', opensAt: '08:00', closesAt: '16:30' },
  'new-york': { timeZone: 'America/New_York', opensAt: '09:30', closesAt: '16:00' },
} as const;

/** What the session's hours are read from. */
interface SessionChoice {
  readonly session: keyof typeof SESSIONS;
  readonly opensAt?: string | undefined;
  readonly closesAt?: string | undefined;
}

const clock = () => z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day HH:MM');

const parameters = z
  .strictObject({
    session: z.enum(['london', 'new-york']).default('london').describe('Whose clock and trading hours it follows'),
    rangeMinutes: z.int().min(1).max(480).default(30).describe('Minutes after the open that make the range'),
    opensAt: clock()
      .optional()
      .describe('Open on the local clock, HH:MM; left out, 08:00 in London, 09:30 in New York'),
    closesAt: clock()
      .optional()
      .describe('Close on the local clock, HH:MM; left out, 16:30 in London, 16:00 in New York'),
  })
  .refine((p) => hoursOf(p).opens < hoursOf(p).closes, { path: ['closesAt'], error: 'must be after the open' })
  .refine((p) => hoursOf(p).opens + p.rangeMinutes < hoursOf(p).closes, {
    path: ['rangeMinutes'],
    error: 'must be shorter than the session',
  });

const saved = z.strictObject({
  opens: z.number(),
  high: z.number().nullable(),
  low: z.number().nullable(),
  target: savedTarget,
});

/** The opening-range breakout (T. Crabel, Day Trading with Short Term Price Patterns, 1990) of one exchange's sessions. */
export const sessionRangeBreakout: Strategy<typeof parameters> = {
  name: 'session-range-breakout',
  title: 'Session range breakout',
  description:
    'The bars that open in the first `rangeMinutes` of a London or New York session (Monday to Friday, on the local clock ' +
    'with its summer time) make a range. LONG when a later bar closes above it, SHORT when one closes below it. FLAT one ' +
    "bar before the session's end, so that the exit still fills inside it.",
  parameters,
  warmUp: () => 1,
  create: (params) => new SessionRangeBreakout(params),
  plots: () => [
    { value: 'rangeHigh', label: 'Range high', pane: 'price' },
    { value: 'rangeLow', label: 'Range low', pane: 'price' },
  ],
};

class SessionRangeBreakout implements StrategyInstance {
  private readonly timeZone: string;
  private readonly hours: { opens: number; closes: number };
  private readonly rangeMs: number;
  private readonly label: string;
  // The local day that the last bar opened on, and its session; instants, so bars are compared without a calendar.
  private dayStarts = 0;
  private dayEnds = 0;
  private opens = 0;
  private closes = 0;
  private high: number | null = null;
  private low: number | null = null;
  private target: Target = 'FLAT';

  constructor(params: z.output<typeof parameters>) {
    this.timeZone = SESSIONS[params.session].timeZone;
    this.hours = hoursOf(params);
    this.rangeMs = params.rangeMinutes * MINUTE_MS;
    this.label = `${params.session === 'london' ? 'London' : 'New York'} ${params.rangeMinutes}-minute range`;
  }

  onBar(bar: Bar): Signal | undefined {
    const { openTime, closeTime, close } = bar;
    if (openTime >= this.dayEnds || openTime < this.dayStarts) this.enterDay(openTime);
    const nextCloses = closeTime + (closeTime - openTime);
    if (openTime < this.opens || nextCloses >= this.closes) return this.want('FLAT', close, 'The session ends');
    if (openTime < this.opens + this.rangeMs) {
      this.high = this.high === null ? bar.high : Math.max(this.high, bar.high);
      this.low = this.low === null ? bar.low : Math.min(this.low, bar.low);
      // A wish left from a session whose last bars are missing ends where the next one begins.
      return this.want('FLAT', close, 'The session ended');
    }
    if (this.high === null || this.low === null) return this.want('FLAT', close, 'The session ended');
    if (close > this.high)
      return this.want('LONG', close, `Close ${close} is above the ${this.label} ${this.low}–${this.high}`);
    if (close < this.low)
      return this.want('SHORT', close, `Close ${close} is below the ${this.label} ${this.low}–${this.high}`);
    return undefined;
  }

  values(): Record<string, number | string | null> {
    return {
      sessionOpens: this.opens === 0 ? null : new Date(this.opens).toISOString(),
      rangeHigh: this.high,
      rangeLow: this.low,
    };
  }

  save(): unknown {
    return { opens: this.opens, high: this.high, low: this.low, target: this.target };
  }

  load(value: unknown): void {
    const state = saved.parse(value);
    this.opens = state.opens;
    this.high = state.high;
    this.low = state.low;
    this.target = state.target;
  }

  private enterDay(time: number): void {
    const { date, weekday } = zonedParts(time, this.timeZone);
    this.dayStarts = zonedInstant(date, 0, this.timeZone);
    this.dayEnds = zonedInstant(date, 1440, this.timeZone);
    // No session at the weekend: every bar of such a day is before its open.
    const opens = weekday > 5 ? this.dayEnds : zonedInstant(date, this.hours.opens, this.timeZone);
    this.closes = weekday > 5 ? this.dayEnds : zonedInstant(date, this.hours.closes, this.timeZone);
    if (opens === this.opens) return;
    this.opens = opens;
    this.high = null;
    this.low = null;
  }

  /** A signal when the wish changes. */
  private want(target: Target, price: number, reason: string): Signal | undefined {
    if (target === this.target) return undefined;
    this.target = target;
    return { target, price, reason };
  }
}

/** Minutes of the local day. */
function hoursOf(choice: SessionChoice): { opens: number; closes: number } {
  const session = SESSIONS[choice.session];
  return { opens: minuteOf(choice.opensAt ?? session.opensAt), closes: minuteOf(choice.closesAt ?? session.closesAt) };
}

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
