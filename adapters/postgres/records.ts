import type { DataSource } from 'typeorm';
import type { BarRow, EquityRow, FillRow, OrderRow, Page } from '../../actors/domain/record-rows.ts';
import type { Records } from '../../actors/ports/records.ts';
import { barsStream } from '../../actors/protocol.ts';
import { cursorAfter, idOfCursor } from './cursor.ts';
import { reachable } from './faults.ts';
import { checkLedger } from './ledger-check.ts';

/** Reads of the projections; every number of money or quantity as exact text. */
export function postgresRecords(source: DataSource): Records {
  const rowsOf = <Row>(sql: string, parameters: unknown[]): Promise<Row[]> =>
    reachable(() => source.query<Row[]>(sql, parameters));

  return {
    async fills({ actor, account, limit, cursor }) {
      const rows = await rowsOf<FillRow & { id: string }>(FILLS, [
        actor ?? null,
        account ?? null,
        idOfCursor('fills', cursor),
        limit + 1,
      ]);
      return pageOf('fills', rows, limit);
    },
    async orders({ actor, account, open, limit, cursor }) {
      const before = idOfCursor('orders', cursor);
      const rows = await rowsOf<OrderRow & { id: string }>(ORDERS, [
        actor ?? null,
        account ?? null,
        before,
        limit + 1,
        open ?? null,
      ]);
      return pageOf('orders', rows, limit);
    },
    equity: ({ actor, from, to, points }) =>
      rowsOf<EquityRow>(EQUITY, [actor, from ?? null, to ?? null, Math.max(1, points)]),
    async bars({ symbolToken, timeframe, to, limit }) {
      const rows = await rowsOf<BarRow>(BARS, [barsStream(symbolToken, timeframe), to ?? null, limit]);
      return rows.reverse();
    },
    checkLedger: () => checkLedger(source),
  };
}

/** One row more than asked for shows that there is a next page. */
function pageOf<Row extends { readonly id: string }>(
  table: string,
  rows: readonly Row[],
  limit: number,
): Page<Omit<Row, 'id'>> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    rows: shown.map(({ id: _, ...row }) => row),
    ...(rows.length > limit && last !== undefined && { nextCursor: cursorAfter(table, last.id) }),
  };
}

const iso = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const exact = (column: string): string => `trim_scale(${column})::text`;

const FILLS = `
  SELECT id, fill_id AS "fillId", client_order_id AS "clientOrderId", actor, account, instrument, side, ${exact('price')} AS price,
         ${exact('quantity')} AS quantity, ${exact('commission')} AS commission, ${iso('time')} AS time, lane, position::float8 AS position
    FROM fills
   WHERE ($1::text IS NULL OR actor = $1) AND ($2::text IS NULL OR account = $2) AND ($3::bigint IS NULL OR id < $3)
   ORDER BY id DESC LIMIT $4`;

const ORDERS = `
  SELECT id, client_order_id AS "clientOrderId", actor, account, instrument, side, type, time_in_force AS "timeInForce",
         ${exact('quantity')} AS quantity, ${exact('filled')} AS filled, ${exact('average_price')} AS "averagePrice",
         ${exact('limit_price')} AS "limitPrice", ${exact('trigger_price')} AS "triggerPrice", state, reason, reduce_only AS "reduceOnly",
         ${iso('decided_at')} AS "decidedAt", ${iso('updated_at')} AS "updatedAt"
    FROM orders
   WHERE ($1::text IS NULL OR actor = $1) AND ($2::text IS NULL OR account = $2) AND ($3::bigint IS NULL OR id < $3)
     AND ($5::boolean IS NULL OR $5 = (state NOT IN ('DENIED', 'REJECTED', 'CANCELED', 'EXPIRED', 'FILLED')))
   ORDER BY id DESC LIMIT $4`;

// Row n falls into step (n - 1) * (points - 1) / (count - 1); the first row of each step is kept, which are exactly
// `points` rows, the first and the last among them.
const EQUITY = `
  WITH marks AS (
    SELECT *, row_number() OVER (ORDER BY time) - 1 AS n, count(*) OVER () - 1 AS last FROM equity
     WHERE actor = $1 AND ($2::float8 IS NULL OR time >= epoch_ms($2)) AND ($3::float8 IS NULL OR time <= epoch_ms($3)))
  SELECT actor, ${iso('time')} AS time, ${exact('equity')} AS equity, ${exact('cash')} AS cash, ${exact('quantity')} AS quantity, price
    FROM marks
   WHERE n = last OR ($4 > 1 AND (last < $4 OR n = 0 OR n * ($4::bigint - 1) / nullif(last, 0) <> (n - 1) * ($4::bigint - 1) / nullif(last, 0)))
   ORDER BY marks.time`;

const BARS = `
  SELECT seq::float8 AS seq, ${iso('open_time')} AS "openTime", open, high, low, close, volume, coalesce(flags, '{}') AS flags
    FROM bars WHERE stream = $1 AND ($2::float8 IS NULL OR close_time <= epoch_ms($2))
   ORDER BY seq DESC LIMIT $3`;
