// Backtests for programs: asked for, watched, cancelled, and what came of them.
import { Readable } from 'node:stream';
import type { Context } from 'koa';
import { z } from 'zod';
import type { BacktestDetail, BacktestRow } from '../../actors/domain/backtest/backtest-run.ts';
import { METRICS, type MetricName } from '../../actors/domain/metrics.ts';
import { fillsCsv, tradesCsv, wholeJson } from '../backtest-files.ts';
import { progressOf } from '../backtest-progress.ts';
import type { WallClock } from '../face.ts';
import type { OwnBacktests } from '../own-backtests.ts';
import {
  askedBacktestShape,
  backtestDownloadShape,
  backtestFillShape,
  backtestResultShape,
  backtestShape,
  backtestTradeShape,
  barsOfferShape,
} from './backtest-shapes.ts';
import { type Endpoint, endpoint, nextCursor, paged, text } from './endpoint.ts';

const reading = { tag: 'Backtests', method: 'get', permission: 'trade:read' } as const;
const params = z.strictObject({ id: text(100) });
const asFile = z.strictObject({ ...paged, format: z.enum(['json', 'csv']).exactOptional() });
const EXAMPLE = {
  ...{ strategy: 'sma-cross', params: { fast: 10, slow: 30 }, cash: '10000', commission: 0.0005 },
  bars: { kind: 'demo', from: '2010-01-01T00:00:00Z' },
};

export const backtestEndpoints = (clock: WallClock): readonly Endpoint[] => {
  const told = (row: BacktestRow): object => {
    const { share, etaMs } = progressOf(row, clock.now());
    return { ...row, progress: share, etaMs };
  };
  const cancelled = async (id: string, backtests: OwnBacktests): Promise<object> => told(await backtests.cancel(id));

  return [
    endpoint({
      ...{ ...reading, path: '/api/v1/backtest-bars', summary: 'Bars that a backtest may be run over' },
      answer: z.strictObject({ bars: z.array(barsOfferShape) }),
      handle: async (_, { backtests }) => ({ bars: await backtests.offers() }),
    }),
    endpoint({
      ...{ ...reading, path: '/api/v1/backtests', summary: 'Backtests, newest first' },
      query: z.strictObject(paged),
      answer: z.strictObject({ backtests: z.array(backtestShape), nextCursor }),
      handle: async ({ query }, { backtests }) => {
        const page = await backtests.list(query);
        return { backtests: page.rows.map(told), nextCursor: page.nextCursor ?? null };
      },
    }),
    endpoint({
      ...{ tag: 'Backtests', method: 'post', path: '/api/v1/backtests', summary: 'Ask for a backtest', status: 201 },
      ...{ permission: 'trade:command', body: askedBacktestShape, answer: backtestShape, example: EXAMPLE },
      handle: async ({ body, key, ctx }, { backtests }) => {
        const row = await backtests.start(body, key);
        ctx.set('Location', `/api/v1/backtests/${row.id}`);
        return told(row);
      },
    }),
    endpoint({
      ...{ ...reading, path: '/api/v1/backtests/:id', summary: 'A backtest and how far it is', params },
      answer: backtestShape,
      handle: async ({ params: { id } }, { backtests }) => told(await backtests.find(id)),
    }),
    endpoint({
      ...{ tag: 'Backtests', method: 'post', path: '/api/v1/backtests/:id/cancel', summary: 'Cancel a backtest' },
      ...{ permission: 'trade:command', params, body: z.strictObject({}), answer: backtestShape, example: {} },
      handle: ({ params: { id } }, { backtests }) => cancelled(id, backtests),
    }),
    endpoint({
      ...{ tag: 'Backtests', method: 'delete', path: '/api/v1/backtests/:id', summary: 'Cancel it; its row stays' },
      ...{ permission: 'trade:command', params, answer: backtestShape },
      handle: ({ params: { id } }, { backtests }) => cancelled(id, backtests),
    }),
    endpoint({
      ...{ ...reading, path: '/api/v1/backtests/:id/result', summary: 'Its metrics, curve and missing bars', params },
      answer: backtestResultShape,
      handle: async ({ params: { id } }, { backtests }) => resultOf(await backtests.detail(id)),
    }),
    endpoint({
      ...{ ...reading, path: '/api/v1/backtests/:id/trades', summary: 'Its round trips, oldest first; all as CSV' },
      ...{ params, query: asFile, otherType: 'text/csv' },
      answer: z.strictObject({ trades: z.array(backtestTradeShape), nextCursor }),
      handle: async ({ params: { id }, query: { format, ...query }, ctx }, { backtests }) => {
        if (isCsv(ctx, format)) return sendCsv(ctx, `trades-${id}.csv`, await tradesCsv(backtests, id));
        const page = await backtests.trades(id, query);
        return { trades: page.rows, nextCursor: page.nextCursor ?? null };
      },
    }),
    endpoint({
      ...{ ...reading, path: '/api/v1/backtests/:id/fills', summary: 'Its fills, oldest first; all as CSV' },
      ...{ params, query: asFile, otherType: 'text/csv' },
      answer: z.strictObject({ fills: z.array(backtestFillShape), nextCursor }),
      handle: async ({ params: { id }, query: { format, ...query }, ctx }, { backtests }) => {
        if (isCsv(ctx, format)) return sendCsv(ctx, `fills-${id}.csv`, await fillsCsv(backtests, id));
        const page = await backtests.fills(id, query);
        return { fills: page.rows, nextCursor: page.nextCursor ?? null };
      },
    }),
    endpoint({
      ...{ ...reading, path: '/api/v1/backtests/:id/download', summary: 'All of it as one JSON file', params },
      answer: backtestDownloadShape,
      handle: async ({ params: { id }, ctx }, { backtests }) => {
        const found = await backtests.detail(id);
        const head = { backtest: told(found.row), result: resultOf(found) };
        ctx.status = 200;
        ctx.set({ 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' });
        ctx.attachment(`backtest-${id}.json`);
        ctx.set('Content-Type', 'application/json; charset=utf-8');
        ctx.body = Readable.from(wholeJson(backtests, id, head));
        return undefined;
      },
    }),
  ];
};

const resultOf = ({ row, detail }: { readonly row: BacktestRow; readonly detail: BacktestDetail }): object => {
  const metrics = row.summary!.metrics;
  const names = Object.keys(METRICS) as MetricName[];
  return {
    ...{ id: row.id, ...detail },
    metrics: names.map((name) => ({ name, ...METRICS[name], value: metrics[name] })),
  };
};

const isCsv = (ctx: Context, format: 'json' | 'csv' | undefined): boolean =>
  format === undefined ? ctx.accepts('json', 'text/csv') === 'text/csv' : format === 'csv';

const sendCsv = (ctx: Context, name: string, lines: AsyncGenerator<string>): undefined => {
  ctx.status = 200;
  ctx.attachment(name);
  ctx.set({ 'Content-Type': 'text/csv; charset=utf-8; header=present', 'Cache-Control': 'no-store' });
  ctx.body = Readable.from(lines);
  return undefined;
};
