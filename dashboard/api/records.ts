import type { Context } from 'koa';
import type { Routes } from '../http/routes.ts';
import type { RowQuery } from '../troupe-reads.ts';
import { rowQueryText } from './row-query.ts';

const FILL_FIELDS = ['actor', 'account', 'limit', 'cursor'];

/** Fills and orders in pages, newest first, and the check of the ledger. */
export const recordRoutes = (routes: Routes): void => {
  routes.get('/api/v1/fills', 'trade:read', async (ctx, { troupe }) => {
    const { rows, nextCursor } = await troupe.fills(rowQuery(ctx, FILL_FIELDS));
    ctx.body = { fills: rows, nextCursor: nextCursor ?? null };
  });

  routes.get('/api/v1/orders', 'trade:read', async (ctx, { troupe }) => {
    const { rows, nextCursor } = await troupe.orders(rowQuery(ctx, [...FILL_FIELDS, 'open']));
    ctx.body = { orders: rows, nextCursor: nextCursor ?? null };
  });

  routes.get('/api/v1/ledger/check', 'topology:read', async (ctx, { troupe }) => {
    const { checked, differences } = await troupe.checkLedger();
    ctx.set('Cache-Control', 'no-store');
    ctx.body = { holds: differences.length === 0, checked, differences };
  });
};

const rowQuery = (ctx: Context, fields: readonly string[]): RowQuery & { open?: boolean } => {
  const query = rowQueryText(ctx, fields);
  const open = query.flag('open');
  return {
    actor: query.text('actor'),
    account: query.text('account'),
    cursor: query.text('cursor'),
    limit: query.limit(),
    ...(open !== undefined && { open }),
  };
};
