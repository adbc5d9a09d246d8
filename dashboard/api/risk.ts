// What holds now, what was said, and what limits have held back, for programs.
import type { Context } from 'koa';
import { LIMITS } from '../../actors/domain/risk/limit-catalog.ts';
import { paramOf, type Routes } from '../http/routes.ts';
import { DashboardError, InvalidInput } from '../problem.ts';
import type { TroupeReads } from '../troupe-reads.ts';
import { rowQueryText } from './row-query.ts';

export const riskReadRoutes = (routes: Routes): void => {
  routes.get('/api/v1/risk', 'risk:read', async (ctx, { troupe }) => {
    fresh(ctx);
    ctx.body = await troupe.riskNow();
  });

  routes.get('/api/v1/risk/limits', 'risk:read', async (ctx, { troupe }) => {
    const query = rowQueryText(ctx, ['scope', 'name']);
    const [scope, name] = [query.text('scope'), query.text('name')];
    const { limits, approveLoosening } = await troupe.riskNow();
    fresh(ctx);
    ctx.body = {
      limits: limits.filter((one) => one.scope === (scope ?? one.scope) && one.limit === (name ?? one.limit)),
      approveLoosening,
      catalog: LIMITS,
    };
  });

  routes.get('/api/v1/risk/limits/history', 'risk:read', async (ctx, { troupe }) => {
    const query = rowQueryText(ctx, ['scope', 'name', 'current', 'limit', 'cursor']);
    const { rows, nextCursor } = await troupe.riskLimitHistory({
      ...{ scope: query.text('scope'), name: query.text('name'), current: query.flag('current') },
      ...{ limit: query.limit(), cursor: query.text('cursor') },
    });
    fresh(ctx);
    ctx.body = { versions: rows, nextCursor: nextCursor ?? null };
  });

  routes.get('/api/v1/risk/controls', 'risk:read', async (ctx, { troupe }) => {
    const query = rowQueryText(ctx, ['limit', 'cursor']);
    const { rows, nextCursor } = await troupe.riskControls({ limit: query.limit(), cursor: query.text('cursor') });
    fresh(ctx);
    ctx.body = { controls: rows, nextCursor: nextCursor ?? null };
  });

  routes.get('/api/v1/risk/controls/:seq', 'risk:read', async (ctx, { troupe }) => {
    fresh(ctx);
    ctx.body = await controlOf(troupe, seqOf(ctx));
  });

  routes.get('/api/v1/risk/breaches', 'risk:read', async (ctx, { troupe }) => {
    const query = rowQueryText(ctx, ['account', 'actor', 'limit', 'cursor']);
    const { rows, nextCursor } = await troupe.breaches({
      ...{ account: query.text('account'), actor: query.text('actor') },
      ...{ limit: query.limit(), cursor: query.text('cursor') },
    });
    fresh(ctx);
    ctx.body = { breaches: rows, nextCursor: nextCursor ?? null };
  });
};

/** A control as it is kept, with who has not taken it as the supervisor says; of one long past, as it is kept alone. */
const controlOf = async (troupe: TroupeReads, seq: number): Promise<object> => {
  const [{ controls }, { rows }] = await Promise.all([troupe.riskNow(), troupe.riskControls({ seq, limit: 1 })]);
  const seen = controls.find((one) => one.seq === seq);
  if (seen === undefined && rows[0] === undefined)
    throw new DashboardError('CONTROL_NOT_FOUND', `There is no control ${seq}.`, { field: 'seq' });
  return { ...rows[0], ...seen };
};

const seqOf = (ctx: Context): number => {
  const text = paramOf(ctx, 'seq');
  if (!/^[1-9]\d{0,14}$/.test(text))
    throw new InvalidInput('seq', `${JSON.stringify(text)} is no number of a control: 1, 2, 3 …`);
  return Number(text);
};

const fresh = (ctx: Context): void => ctx.set('Cache-Control', 'no-store');
