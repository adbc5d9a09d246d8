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
      const rows = await rowsOf<FillRow & { id: string }>(FILLS, [
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
      const rows = await rowsOf<OrderRow & { id: string }>(ORDERS, [
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

const FILLS = `${FILL_COLUMNS}
   WHERE ($1::text IS NULL OR actor = $1) AND ($2::text IS NULL OR account = $2) AND ($3::bigint IS NULL OR id < $3)
     AND ($5::text[] IS NULL OR account = ANY ($5))
   ORDER BY id DESC LIMIT $4`;

const ORDERS = `${ORDER_COLUMNS}
   WHERE ($1::text IS NULL OR actor = $1) AND ($2::text IS NULL OR account = $2) AND ($3::bigint IS NULL OR id < $3)
     AND ($5::boolean IS NULL OR $5 = (state NOT IN ('DENIED', 'REJECTED', 'CANCELED', 'EXPIRED', 'FILLED')))
     AND ($6::text[] IS NULL OR account = ANY ($6))
   ORDER BY id DESC LIMIT $4`;
