// Equity as charts draw it: how far below its highest it is, several beside each other, and how alike they move.
import { correlation } from '../actors/domain/portfolio/correlation.ts';
import { ReturnWindow } from '../actors/domain/portfolio/return-window.ts';

/** A series of somebody's equity, ascending in time. */
export interface EquitySeries {
  /** Epoch milliseconds UTC. */
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** `time`: each where it was; `start`: all from their first point on. */
export const ALIGNMENTS = ['time', 'start'] as const;
export type Alignment = (typeof ALIGNMENTS)[number];

/** Several series over one axis; null where one has no point. */
export interface AlignedLines {
  /** Seconds since 1970 UTC, or of `start` days since the first point; ascending. */
  readonly times: readonly number[];
  /** In the order of the series. */
  readonly values: readonly (readonly (number | null)[])[];
}

/** Fractions below the highest so far: 0 or less. */
export const drawdownsOf = (equity: readonly number[]): readonly number[] => {
  let peak = -Infinity;
  return equity.map((value) => {
    peak = Math.max(peak, value);
    return peak > 0 ? value / peak - 1 : 0;
  });
};

/** Each series as a hundred at its first point; as it is where that is nothing to divide by. */
export const rebased = ({ times, values }: EquitySeries): EquitySeries => {
  const first = values[0] ?? 0;
  return { times, values: first > 0 ? values.map((value) => (100 * value) / first) : values };
};

const DAY_MS = 86_400_000;

export const aligned = (series: readonly EquitySeries[], how: Alignment): AlignedLines => {
  const axes = series.map(({ times }) =>
    how === 'start'
      ? times.map((time) => (time - (times[0] ?? 0)) / DAY_MS)
      : times.map((time) => Math.floor(time / 1000)),
  );
  const times = [...new Set(axes.flat())].sort((a, b) => a - b);
  return {
    times,
    values: series.map(({ values }, index) => {
      const at = new Map(axes[index]!.map((time, point) => [time, values[point] ?? null]));
      return times.map((time) => at.get(time) ?? null);
    }),
  };
};

/** Common days that a correlation takes. */
export const LEAST_DAYS = 20;
const DAYS = 400;

/** How alike the daily returns of some series are: row i has the values with those before it; null below the least of common days. */
export const correlationRows = (series: readonly EquitySeries[]): readonly (readonly (number | null)[])[] => {
  const window = new ReturnWindow({ length: DAYS, periodMs: DAY_MS });
  const points = series
    .flatMap(({ times, values }, index) => times.map((time, point) => ({ index, time, value: values[point] ?? 0 })))
    .filter(({ value }) => value > 0)
    .sort((a, b) => a.time - b.time);
  for (const { index, time, value } of points) window.push(String(index), time, value);
  return series.map((_, index) =>
    Array.from({ length: index }, (__, other) => {
      const names = [String(index), String(other)] as const;
      return window.commonCount(names) < LEAST_DAYS ? null : correlation(window, ...names);
    }),
  );
};
