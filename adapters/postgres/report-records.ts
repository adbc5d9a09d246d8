// T1. A report is read page by page by the key that its rows were added under, so a long one holds neither a transaction nor memory.
// T2. A statement is the account's own journal, in its order: what the ledger has of it, the same events have said.
import type { DataSource } from 'typeorm';
import type { FillRow, OrderRow } from '../../actors/domain/record-rows.ts';
import type { StatementLine } from '../../actors/domain/statement-rows.ts';
import type { Records, ThroughQuery } from '../../actors/ports/records.ts';
import { idOfCursor, pageOf } from './cursor.ts';
import { reachable } from './faults.ts';
import { iso } from './row-text.ts';
import { FILL_COLUMNS, ORDER_COLUMNS } from './trade-columns.sql.ts';

interface StatementPartRow {
  readonly through: number | null;
  readonly read: number;
  readonly lines: readonly StatementLine[];
}

/** Reads of whole periods. */
export function reportRecords(
  source: DataSource,
): Pick<Records, 'fillsThrough' | 'ordersThrough' | 'accountStatement'> {
  const rowsOf = <Row>(sql: string, parameters: unknown[]): Promise<Row[]> =>
    reachable(() => source.query<Row[]>(sql, parameters));
  const asked = (table: string, { actor, account, accounts, from, to, limit, cursor }: ThroughQuery): unknown[] => [
    ...[actor ?? null, account ?? null, accounts ?? null, from ?? null, to ?? null],
    ...[idOfCursor(table, cursor), limit + 1],
  ];
  return {
    fillsThrough: async (query) => {
      const rows = await rowsOf<FillRow & { id: string }>(FILLS, asked('fills_through', query));
      return pageOf('fills_through', rows, query.limit);
    },
    ordersThrough: async (query) => {
      const rows = await rowsOf<OrderRow & { id: string }>(ORDERS, asked('orders_through', query));
      return pageOf('orders_through', rows, query.limit);
    },
    accountStatement: async ({ account, after, limit }) => {
      const [part] = await rowsOf<StatementPartRow>(STATEMENT, [`risk-monitor.${account}`, after, limit]);
      const { through, read, lines } = part!;
      return { lines, through: through ?? after, isEnd: read < limit };
    },
  };
}

const through = (columns: string, table: 'fills' | 'orders', time: string): string => `${columns}
    FROM ${table} t
   WHERE ($1::text IS NULL OR t.actor = $1) AND ($2::text IS NULL OR t.account = $2) AND ($3::text[] IS NULL OR t.account = ANY ($3))
     AND ($4::float8 IS NULL OR t.${time} >= epoch_ms($4)) AND ($5::float8 IS NULL OR t.${time} < epoch_ms($5))
     AND ($6::bigint IS NULL OR t.id > $6)
   ORDER BY t.id LIMIT $7`;

const FILLS = through(FILL_COLUMNS, 'fills', 'time');
const ORDERS = through(ORDER_COLUMNS, 'orders', 'decided_at');

const amountIn = (book: string, sign = ''): string =>
  `trim_scale(coalesce(${sign}sum(p.amount) FILTER (WHERE p.book = '${book}'), 0))::text`;

const STATEMENT = `
  WITH events AS MATERIALIZED (
         SELECT seq, type, time, payload FROM journal WHERE actor = $1 AND seq > $2 ORDER BY seq LIMIT $3),
       lines AS (
         SELECT e.seq::float8 AS seq, ${iso('e.time')} AS time, p.actor, e.type AS event, e.payload #>> '{fill,instrument}' AS instrument,
                e.payload #>> '{fill,side}' AS side, e.payload #>> '{fill,quantity}' AS quantity, e.payload #>> '{fill,price}' AS price,
                p.currency, ${amountIn('CASH')} AS cash, ${amountIn('COMMISSION')} AS commission, ${amountIn('FEES')} AS fees,
                ${amountIn('REALIZED_PNL', '-')} AS "realizedPnl"
           FROM events e CROSS JOIN LATERAL json_to_recordset(e.payload -> 'postings') AS p(book text, actor text, currency text, amount numeric)
          WHERE json_typeof(e.payload -> 'postings') = 'array'
          GROUP BY e.seq, e.time, e.type, e.payload #>> '{fill,instrument}', e.payload #>> '{fill,side}',
                   e.payload #>> '{fill,quantity}', e.payload #>> '{fill,price}', p.actor, p.currency)
  SELECT (SELECT max(seq)::float8 FROM events) AS through, (SELECT count(*)::int FROM events) AS read,
         coalesce((SELECT json_agg(l ORDER BY l.seq, l.actor) FROM lines l), '[]') AS lines`;
