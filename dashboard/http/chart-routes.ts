import { ActorNotFound } from '../problem.ts';
import { chartBars, MARKS } from '../parts/chart-data.ts';
import { paramOf, type Routes } from './routes.ts';

const EQUITY_POINTS = 600;

/** What the charts of a subscription draw, as JSON; a chart that cannot be read fails alone. */
export const chartRoutes = (routes: Routes): void => {
  routes.get('/strategies/:subscription/candles.json', 'trade:read', async (ctx, { troupe }) => {
    const address = paramOf(ctx, 'subscription');
    const view = await troupe.find(address);
    if (!view) throw new ActorNotFound(address);
    const [bars, fills] = await Promise.all([
      chartBars(troupe, view),
      troupe.shown.fills({ actor: address, limit: MARKS }),
    ]);
    ctx.set('Cache-Control', 'no-store');
    ctx.body = {
      candles: bars.map((bar) => ({
        time: seconds(bar.openTime),
        open: bar.open,
        high: bar.high,
        low: bar.low,
        close: bar.close,
      })),
      marks: fills.rows
        .map((fill) => ({
          time: seconds(fill.time),
          side: fill.side,
          price: Number(fill.price),
          quantity: fill.quantity,
        }))
        .reverse(),
    };
  });

  routes.get('/strategies/:subscription/equity.json', 'trade:read', async (ctx, { troupe }) => {
    const address = paramOf(ctx, 'subscription');
    if (!(await troupe.find(address))) throw new ActorNotFound(address);
    const rows = await troupe.shown.equity({ actor: address, points: EQUITY_POINTS });
    ctx.set('Cache-Control', 'no-store');
    ctx.body = { times: rows.map((row) => seconds(row.time)), equity: rows.map((row) => Number(row.equity)) };
  });
};

const seconds = (iso: string): number => Math.floor(Date.parse(iso) / 1000);
