import type { DataSource } from 'typeorm';
import { PackedBars } from '../../actors/domain/backtest/packed-bars.ts';
import type { Bar } from '../../actors/domain/bar.ts';
import type { BarsExtent, StoredBars } from '../../actors/ports/backtest-bars.ts';
import { barsStream } from '../../actors/protocol.ts';
import { ActorError } from '../../runtime/errors.ts';
import { reachable } from './faults.ts';

/** Bars of one query: so few that unpacking them holds nobody up. */
const AT_ONCE = 2_000;

/** Series of the table `bars` for backtests, read in parts. */
export function postgresBacktestBars(source: DataSource): StoredBars {
  const rowsOf = <Row>(sql: string, parameters: unknown[]): Promise<Row[]> =>
    reachable(() => source.query<Row[]>(sql, parameters));

  return {
    async extent({ instrument, timeframe, from, to }) {
      const stream = barsStream(instrument, timeframe);
      const [row] =
        from === null && to === null
          ? await rowsOf<BarsExtent>(WHOLE_EXTENT, [stream])
          : await rowsOf<BarsExtent>(EXTENT, [stream, from, to]);
      return row!;
    },
    async read({ instrument, timeframe, from, to }, most) {
      const bars = new PackedBars();
      for (let after = 0; ;) {
        const rows = await rowsOf<Bar & { seq: number }>(PART, [
          ...[barsStream(instrument, timeframe), from, to, after, AT_ONCE],
        ]);
        for (const row of rows) bars.push(row);
        if (bars.count > most)
          throw new ActorError('TOO_MANY_BARS', `there are more than ${most} bars in this range; take a shorter one`);
        const last = rows.at(-1);
        if (last === undefined || rows.length < AT_ONCE) return { symbol: instrument, timeframe, bars: bars.packed() };
        after = last.seq;
      }
    },
  };
}

const IN_RANGE = `
  stream = $1 AND open_time >= coalesce($2::timestamptz, '-infinity') AND open_time < coalesce($3::timestamptz, 'infinity')
  AND close_time <= coalesce($3::timestamptz, 'infinity')`;

const EXTENT = `
  SELECT count(*)::float8 AS bars, to_epoch_ms(min(open_time)) AS "from", to_epoch_ms(max(close_time)) AS "to"
    FROM bars WHERE ${IN_RANGE}`;

/** Of all of a series, whose numbers have no gaps (I5 of the design): by its two ends. */
const WHOLE_EXTENT = `
  SELECT coalesce(l.seq - f.seq + 1, 0)::float8 AS bars, to_epoch_ms(f.open_time) AS "from", to_epoch_ms(l.close_time) AS "to"
    FROM (VALUES (1)) one
    LEFT JOIN LATERAL (SELECT seq, open_time FROM bars WHERE stream = $1 ORDER BY seq LIMIT 1) f ON true
    LEFT JOIN LATERAL (SELECT seq, close_time FROM bars WHERE stream = $1 ORDER BY seq DESC LIMIT 1) l ON true`;

const PART = `
  SELECT seq::float8 AS seq, to_epoch_ms(open_time) AS "openTime", to_epoch_ms(close_time) AS "closeTime", open, high, low, close, volume
    FROM bars WHERE ${IN_RANGE} AND seq > $4 ORDER BY bars.seq LIMIT $5`;
