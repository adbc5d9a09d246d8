import type { DataSource } from 'typeorm';
import type { BarRow, EquityRow } from '../../../actors/domain/record-rows.ts';
import type { TimeSeriesStore } from '../../../actors/ports/time-series-store.ts';
import { barsStream } from '../../../actors/protocol.ts';
import { reachable } from '../faults.ts';
import { exact, iso } from '../row-text.ts';
import { type Rollup, ROLLUPS } from './timescale.sql.ts';

export type SeriesReads = Pick<TimeSeriesStore, 'bars' | 'equity'>;

/** Reads of bars and equity by time; `rollups` are the views that the database keeps, none on plain PostgreSQL. */
export function seriesReads(source: DataSource, rollups: readonly Rollup[] = []): SeriesReads {
  const rowsOf = <Row>(sql: string, parameters: unknown[]): Promise<Row[]> =>
    reachable(() => source.query<Row[]>(sql, parameters));

  return {
    async bars({ symbolToken, timeframe, from, to, limit }) {
      const range = [from ?? null, to ?? null, limit];
      const published = await rowsOf<BarRow>(PUBLISHED, [barsStream(symbolToken, timeframe), ...range]);
      const rollup = rollups.find((candidate) => candidate.timeframe === timeframe);
      if (published.length > 0 || rollup === undefined) return published.reverse();
      const rolledUp = await rowsOf<BarRow>(rolledUpBars(rollup), [barsStream(symbolToken, '1m'), ...range]);
      return rolledUp.reverse();
    },
    equity: ({ actor, from, to, points }) =>
      rowsOf<EquityRow>(EQUITY, [actor, from ?? null, to ?? null, Math.max(1, points)]),
  };
}

/** Views of the path that the tables took. */
export const rollupsOf = (extension: 'timescaledb' | 'none'): readonly Rollup[] =>
  extension === 'timescaledb' ? ROLLUPS : [];

const BAR_FIELDS = `${iso('open_time')} AS "openTime", open, high, low, close, volume, coalesce(flags, '{}') AS flags`;

// The bounds are repeated with -infinity and infinity so that partitions outside them are left out of the plan.
const IN_RANGE = `
  open_time >= coalesce(epoch_ms($2::float8), '-infinity') AND open_time < coalesce(epoch_ms($3::float8), 'infinity')
  AND close_time <= coalesce(epoch_ms($3::float8), 'infinity')`;

// Bars are numbered in the order of their time; by time, a read of long ago begins there, and visits no partition of later.
const PUBLISHED = `
  SELECT seq::float8 AS seq, ${BAR_FIELDS} FROM bars WHERE stream = $1 AND ${IN_RANGE} ORDER BY bars.open_time DESC LIMIT $4`;

/** Whole buckets alone, numbered from the first: what a market-data actor gives out once a bar has closed at or after their end. */
const rolledUpBars = ({ view, width }: Rollup): string => `
  SELECT seq, ${BAR_FIELDS} FROM (
    SELECT row_number() OVER (ORDER BY bucket)::float8 AS seq, bucket AS open_time, bucket + INTERVAL '${width}' AS close_time,
           open, high, low, close, volume, NULL::text[] AS flags
      FROM ${view} WHERE stream = $1) rolled_up
   WHERE close_time <= (SELECT b.close_time FROM bars b WHERE b.stream = $1 ORDER BY b.open_time DESC LIMIT 1) AND ${IN_RANGE}
   ORDER BY seq DESC LIMIT $4`;

// Row n falls into step (n - 1) * (points - 1) / (count - 1); the first row of each step is kept, which are exactly
// `points` rows, the first and the last among them.
const EQUITY = `
  WITH marks AS (
    SELECT *, row_number() OVER (ORDER BY time) - 1 AS n, count(*) OVER () - 1 AS last FROM equity
     WHERE actor = $1 AND time >= coalesce(epoch_ms($2::float8), '-infinity') AND time <= coalesce(epoch_ms($3::float8), 'infinity'))
  SELECT actor, ${iso('time')} AS time, ${exact('equity')} AS equity, ${exact('cash')} AS cash, ${exact('quantity')} AS quantity, price
    FROM marks
   WHERE n = last OR ($4 > 1 AND (last < $4 OR n = 0 OR n * ($4::bigint - 1) / nullif(last, 0) <> (n - 1) * ($4::bigint - 1) / nullif(last, 0)))
   ORDER BY marks.time`;
