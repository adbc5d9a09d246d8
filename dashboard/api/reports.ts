// Whole periods as files: fills, orders, round trips and statements of one actor or one account, as CSV or JSON, streamed.
import { Readable } from 'node:stream';
import type { Context } from 'koa';
import { z } from 'zod';
import { FILL_COLUMNS, ORDER_COLUMNS, STATEMENT_COLUMNS, TRADE_COLUMNS, tradeRow } from '../report-columns.ts';
import {
  checkReport,
  type Columns,
  csvOf,
  fillParts,
  jsonOf,
  orderParts,
  type ReportQuery,
  type ReportReads,
  statementParts,
  tradeParts,
} from '../reports.ts';
import { type Endpoint, endpoint, text } from './endpoint.ts';
import { exact, fillShape, orderShape, time } from './shapes.ts';
import { tradeShape } from './strategy-shapes.ts';

const FORMATS = ['json', 'csv'] as const;
const when = z.iso.datetime({ offset: true }).meta({ example: '2026-03-01T00:00:00Z' }).exactOptional();
const query = z.strictObject({
  ...{ actor: text(200).exactOptional(), account: text(200).exactOptional(), from: when, to: when },
  format: z
    .enum(FORMATS)
    .meta({ description: 'Without it the Accept header decides; JSON if that does not say' })
    .exactOptional(),
});

const lineShape = z
  .strictObject({
    ...{ seq: z.int(), time, event: z.string(), actor: z.string(), instrument: z.string().nullable() },
    ...{ side: z.enum(['BUY', 'SELL']).nullable(), quantity: exact.nullable(), price: exact.nullable() },
    ...{ currency: z.string(), cash: exact, commission: exact, fees: exact, realizedPnl: exact, balance: exact },
  })
  .meta({ id: 'StatementLine' });

interface Report<Row> {
  readonly name: string;
  readonly summary: string;
  readonly shape: z.ZodType;
  readonly parts: (troupe: ReportReads, query: ReportQuery) => AsyncGenerator<readonly Row[]>;
  readonly columns: Columns<Row>;
  readonly shown: (row: Row) => object;
}

const report = <Row>({ name, summary, shape, parts, columns, shown }: Report<Row>): Endpoint =>
  endpoint({
    ...{ method: 'get', path: `/api/v1/reports/${name}`, tag: 'Reports', summary, permission: 'trade:read' },
    ...{ query, answer: z.strictObject({ [name]: z.array(shape) }), otherType: 'text/csv' },
    handle: async ({ query: { format, from, to, ...of }, ctx }, { troupe }) => {
      const asked: ReportQuery = {
        ...of,
        ...(from !== undefined && { from: Date.parse(from) }),
        ...(to !== undefined && { to: Date.parse(to) }),
      };
      await checkReport(troupe, asked);
      const isCsv = (format ?? (ctx.accepts('json', 'text/csv') === 'text/csv' ? 'csv' : 'json')) === 'csv';
      const rows = parts(troupe, asked);
      const lines = await (isCsv ? csvOf(rows, columns) : jsonOf(rows, name, shown));
      send(ctx, lines, { isCsv, file: `${name}-${of.actor ?? of.account ?? ''}` });
      return undefined;
    },
  });

const send = (
  ctx: Context,
  lines: AsyncGenerator<string>,
  { isCsv, file }: { readonly isCsv: boolean; readonly file: string },
): void => {
  ctx.set('Content-Type', isCsv ? 'text/csv; charset=utf-8; header=present' : 'application/json; charset=utf-8');
  ctx.set('Cache-Control', 'no-store');
  if (isCsv) ctx.attachment(`${file.replace(/[^\w.-]/g, '_')}.csv`);
  ctx.type = ctx.response.get('Content-Type');
  ctx.body = Readable.from(lines, { highWaterMark: 1 });
};

const same = (row: object): object => row;
const { id: _, ...tradeFields } = tradeShape.shape;

export const reportEndpoints: readonly Endpoint[] = [
  report({
    ...{ name: 'fills', summary: 'All fills of a period, oldest first', shape: fillShape },
    ...{ parts: fillParts, columns: FILL_COLUMNS, shown: same },
  }),
  report({
    ...{ name: 'orders', summary: 'All orders decided in a period, oldest first', shape: orderShape },
    ...{ parts: orderParts, columns: ORDER_COLUMNS, shown: same },
  }),
  report({
    ...{ name: 'trades', summary: 'All round trips that ended in a period', shape: z.strictObject(tradeFields) },
    ...{ parts: tradeParts, columns: TRADE_COLUMNS, shown: tradeRow },
  }),
  report({
    ...{ name: 'statement', summary: 'All that moved cash in a period, with the balance', shape: lineShape },
    ...{ parts: statementParts, columns: STATEMENT_COLUMNS, shown: same },
  }),
];
