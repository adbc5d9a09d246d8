import type { Context } from 'koa';
import type { Routes } from '../http/routes.ts';
import { InvalidInput } from '../problem.ts';
import type { RowQuery, TroupeReads } from '../troupe-reads.ts';

const LIMIT = 100;
const MOST = 1_000;
const FILL_FIELDS = ['actor', 'account', 'limit', 'cursor'];

/** Fills and orders in pages, newest first, and the check of the ledger. */
export const recordRoutes = (routes: Routes, troupe: TroupeReads): void => {
  routes.get('/api/v1/fills', async (ctx) => {
    const { rows, nextCursor } = await troupe.fills(rowQuery(ctx, FILL_FIELDS));
    ctx.body = { fills: rows, nextCursor: nextCursor ?? null };
  });

  routes.get('/api/v1/orders', async (ctx) => {
    const { rows, nextCursor } = await troupe.orders({ ...rowQuery(ctx, [...FILL_FIELDS, 'open']), open: openOf(ctx) });
    ctx.body = { orders: rows, nextCursor: nextCursor ?? null };
  });

  routes.get('/api/v1/ledger/check', async (ctx) => {
    const { checked, differences } = await troupe.checkLedger();
    ctx.set('Cache-Control', 'no-store');
    ctx.body = { holds: differences.length === 0, checked, differences };
  });
};

const rowQuery = (ctx: Context, fields: readonly string[]): RowQuery => {
  const query = new URLSearchParams(ctx.querystring);
  for (const name of query.keys())
    if (!fields.includes(name))
      throw new InvalidInput(name, `There is no parameter ${name}; there are ${fields.join(', ')}.`);
  return {
    actor: textOf(query, 'actor'),
    account: textOf(query, 'account'),
    cursor: textOf(query, 'cursor'),
    limit: limitOf(query),
  };
};

const textOf = (query: URLSearchParams, name: string): string | undefined => {
  const value = query.get(name);
  if (value === null) return undefined;
  if (value === '' || value.length > 500) throw new InvalidInput(name, `${name} has from 1 to 500 characters.`);
  return value;
};

const limitOf = (query: URLSearchParams): number => {
  const text = query.get('limit');
  if (text === null) return LIMIT;
  const limit = Number(text);
  if (!/^\d+$/.test(text) || limit < 1 || limit > MOST)
    throw new InvalidInput('limit', `limit is ${JSON.stringify(text)}; it must be a whole number from 1 to ${MOST}.`);
  return limit;
};

const openOf = (ctx: Context): boolean | undefined => {
  const text = new URLSearchParams(ctx.querystring).get('open');
  if (text === null) return undefined;
  if (text !== 'true' && text !== 'false')
    throw new InvalidInput('open', `open is ${JSON.stringify(text)}; it must be true or false.`);
  return text === 'true';
};
