import type { DataSource } from 'typeorm';
import type { FillRow, OrderRow } from '../../actors/domain/record-rows.ts';
import type { Records } from '../../actors/ports/records.ts';
import { copyRecords } from './copy-records.ts';
import { accountRecords } from './account-records.ts';
import { idOfCursor, pageOf } from './cursor.ts';
import { reachable } from './faults.ts';
import { checkLedger } from './ledger-check.ts';
import { reportRecords } from './report-records.ts';
import { riskRecords } from './risk-records.ts';
import { FILL_COLUMNS, ORDER_COLUMNS } from './trade-columns.sql.ts';
import { type SeriesReads, seriesReads } from './time-series/series-reads.ts';

/** Reads of the projections and the time series; every number of money or quantity as exact text. */
export function postgresRecords(source: DataSource, series: SeriesReads = seriesReads(source)): Records {
  const rowsOf = <Row>(sql: string, parameters: unknown[]): Promise<Row[]> =>
    reachable(() => source.query<Row[]>(sql, parameters));

  return {
    async fills({ actor, account, accounts, limit, cursor }) {
      const rows = await rowsOf<FillRow & { id: string }>(areMany({ actor, account, accounts }) ? FILLS_OF : FILLS, [
        actor ?? null,
        account ?? null,
        idOfCursor('fills', cursor),
        limit + 1,
        accounts ?? null,
      ]);
      return pageOf('fills', rows, limit);
    },
    async orders({ actor, account, accounts, open, limit, cursor }) {
      const before = idOfCursor('orders', cursor);
      const rows = await rowsOf<OrderRow & { id: string }>(areMany({ actor, account, accounts }) ? ORDERS_OF : ORDERS, [
        actor ?? null,
        account ?? null,
        before,
        limit + 1,
        open ?? null,
        accounts ?? null,
      ]);
      return pageOf('orders', rows, limit);
    },
    equity: (query) => series.equity(query),
    bars: (query) => series.bars(query),
    checkLedger: () => checkLedger(source),
    ...accountRecords(source),
    ...reportRecords(source),
    ...riskRecords(source),
    ...copyRecords(source),
  };
}

/** Whether rows of several accounts are asked for together. */
const areMany = (asked: {
  readonly actor?: unknown;
  readonly account?: unknown;
  readonly accounts?: unknown;
}): boolean => asked.accounts !== undefined && asked.actor === undefined && asked.account === undefined;

/** The newest of each of many accounts, and of those the newest: no account's rows are read further than a page goes. */
const ofEach = (table: 'fills' | 'orders', accounts: string, where: string): string => `
  (SELECT newest.* FROM (SELECT DISTINCT unnest(${accounts}::text[])) one (account) CROSS JOIN LATERAL (
     SELECT * FROM ${table} t WHERE t.account = one.account AND ($3::bigint IS NULL OR t.id < $3) AND ${where}
      ORDER BY t.id DESC LIMIT $4) newest) ${table}`;

const FILLS = `${FILL_COLUMNS}
    FROM fills
   WHERE ($1::text IS NULL OR actor = $1) AND ($2::text IS NULL OR account = $2) AND ($3::bigint IS NULL OR id < $3)
     AND ($5::text[] IS NULL OR account = ANY ($5))
   ORDER BY id DESC LIMIT $4`;

const FILLS_OF = `${FILL_COLUMNS}
    FROM ${ofEach('fills', '$5', '$1::text IS NULL AND $2::text IS NULL')}
   ORDER BY id DESC LIMIT $4`;

const IS_OPEN = `($5::boolean IS NULL OR $5 = (state NOT IN ('DENIED', 'REJECTED', 'CANCELED', 'EXPIRED', 'FILLED')))`;

const ORDERS = `${ORDER_COLUMNS}
    FROM orders
   WHERE ($1::text IS NULL OR actor = $1) AND ($2::text IS NULL OR account = $2) AND ($3::bigint IS NULL OR id < $3)
     AND ${IS_OPEN} AND ($6::text[] IS NULL OR account = ANY ($6))
   ORDER BY id DESC LIMIT $4`;

const ORDERS_OF = `${ORDER_COLUMNS}
    FROM ${ofEach('orders', '$6', `$1::text IS NULL AND $2::text IS NULL AND ${IS_OPEN}`)}
   ORDER BY id DESC LIMIT $4`;
