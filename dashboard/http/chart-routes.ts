import { backtestLines, comparedBacktests } from '../backtest-comparison.ts';
import { ActorNotFound } from '../problem.ts';
import { comparedLines, comparedRuns } from '../comparison.ts';
import { drawdownsOf } from '../equity-lines.ts';
import { barsWithLines, MARKS } from '../parts/chart-data.ts';
import { runOf } from '../troupe-facts.ts';
import { paramOf, type Routes } from './routes.ts';

const EQUITY_POINTS = 600;

/** What the charts of subscriptions and of backtests draw, as JSON; a chart that cannot be read fails alone. */
export const chartRoutes = (routes: Routes): void => {
  routes.get('/strategies/compare.json', 'trade:read', async (ctx, { troupe }) => {
    const query = new URLSearchParams(ctx.querystring);
    const { runs, align } = await comparedRuns(troupe, query);
    ctx.set('Cache-Control', 'no-store');
    ctx.body = await comparedLines(troupe, runs, align);
  });

  routes.get('/backtests/compare.json', 'trade:read', async (ctx, { backtests }) => {
    const runs = await comparedBacktests(backtests, new URLSearchParams(ctx.querystring));
    ctx.set('Cache-Control', 'no-store');
    ctx.body = backtestLines(runs);
  });

  routes.get('/strategies/:subscription/candles.json', 'trade:read', async (ctx, { troupe }) => {
    const address = paramOf(ctx, 'subscription');
    const view = await troupe.find(address);
    if (!view) throw new ActorNotFound(address);
    const { strategy } = runOf(view, await troupe.list());
    const [{ bars, lines }, fills] = await Promise.all([
      barsWithLines(troupe, view, strategy),
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
        volume: bar.volume,
      })),
      marks: fills.rows
        .map((fill) => ({
          time: seconds(fill.time),
          side: fill.side,
          price: Number(fill.price),
          quantity: fill.quantity,
        }))
        .reverse(),
      indicators: lines,
    };
  });

  routes.get('/strategies/:subscription/equity.json', 'trade:read', async (ctx, { troupe }) => {
    const address = paramOf(ctx, 'subscription');
    if (!(await troupe.find(address))) throw new ActorNotFound(address);
    const rows = await troupe.shown.equity({ actor: address, points: EQUITY_POINTS });
    const equity = rows.map((row) => Number(row.equity));
    ctx.set('Cache-Control', 'no-store');
    ctx.body = { times: rows.map((row) => seconds(row.time)), equity, drawdown: drawdownsOf(equity) };
  });
};

const seconds = (iso: string): number => Math.floor(Date.parse(iso) / 1000);
