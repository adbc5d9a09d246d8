// In UTC, which has no clocks to change: in the day's own zone node-cron 4.6.0 passes over a time that clocks skip (02:30 in New York,
// 10 March 2024), and of one that comes twice it may take the second (01:30 in London, 27 October 2024).
// It fires more often than a boundary is due: it is an alarm, and `boundariesMissed` decides.
import { nextBoundary, type TradingDay } from './trading-day.ts';

/** What node-cron's `schedule(expression, …, { timezone })` takes. */
export interface CronSchedule {
  /** Minute, hour, day of month, month, weekday. */
  readonly expression: string;
  readonly timezone: 'UTC';
}

/** A schedule that fires at every boundary of the two years after `from` (epoch milliseconds), and so of all years like them. */
export function cronOf(day: TradingDay, from: number): CronSchedule {
  const hours = new Set<number>();
  const minutes = new Set<number>();
  for (let at = nextBoundary(day, from); at < from + TWO_YEARS_MS; at = nextBoundary(day, at)) {
    const minute = Math.floor((at % DAY_MS) / 60_000);
    hours.add(Math.floor(minute / 60));
    minutes.add(minute % 60);
  }
  return { expression: `${listed(minutes)} ${listed(hours)} * * *`, timezone: 'UTC' };
}

const DAY_MS = 86_400_000;
const TWO_YEARS_MS = 2 * 366 * DAY_MS;

const listed = (numbers: ReadonlySet<number>): string => [...numbers].sort((a, b) => a - b).join(',');
