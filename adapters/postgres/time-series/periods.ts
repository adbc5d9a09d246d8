import type { Series } from './series.ts';

const DAY_MS = 86_400_000;

/** A span of UTC time, epoch milliseconds, `to` not included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A month, or a week from Monday, and what a part for it is called, e.g. `2026_11` or `2026_11_16`. */
export interface Period extends Span {
  readonly name: string;
}

/** The period that `now` falls in, and so many after it. */
export function periodsFrom(now: number, every: Series['every'], ahead: number): Period[] {
  const periods: Period[] = [];
  for (let from = startOf(now, every); periods.length <= ahead; from = next(from, every)) {
    const [year, month, day] = new Date(from).toISOString().slice(0, 10).split('-');
    periods.push({
      name: every === 'month' ? `${year}_${month}` : `${year}_${month}_${day}`,
      from,
      to: next(from, every),
    });
  }
  return periods;
}

export const overlap = (a: Span, b: Span): boolean => a.from < b.to && b.from < a.to;

const startOf = (time: number, every: Series['every']): number => {
  const at = new Date(time);
  if (every === 'month') return Date.UTC(at.getUTCFullYear(), at.getUTCMonth());
  const sinceMonday = (at.getUTCDay() + 6) % 7;
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()) - sinceMonday * DAY_MS;
};

const next = (from: number, every: Series['every']): number => {
  if (every === 'week') return from + 7 * DAY_MS;
  const at = new Date(from);
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1);
};
