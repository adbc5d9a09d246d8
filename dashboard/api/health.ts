import type { MetricsText } from '../face.ts';
import type { Routes } from '../http/routes.ts';
import { problemOf } from '../problem.ts';
import type { StatusView } from '../../actors/cluster-views.ts';

/** Whether the process lives, whether it can work, and its numbers: open to machines, which do not sign in. */
export const healthRoutes = (
  routes: Routes,
  deps: { readonly troupe: { status(): Promise<StatusView> }; readonly metrics: MetricsText },
): void => {
  routes.get('/healthz', 'anybody', (ctx) => {
    ctx.body = { status: 'ok' };
  });

  routes.get('/readyz', 'anybody', async (ctx) => {
    ctx.set('Cache-Control', 'no-store');
    try {
      const status = await deps.troupe.status();
      const missing = status.parts.filter((part) => !part.ok).map(({ part, detail }) => ({ part, detail }));
      ctx.status = status.ready ? 200 : 503;
      ctx.body = { ready: status.ready, missing, parts: status.parts, node: status.node, startedAt: status.startedAt };
    } catch (error) {
      ctx.status = 503;
      ctx.body = { ready: false, missing: [{ part: 'actors', detail: problemOf(error).detail }] };
    }
  });

  routes.get('/metrics', 'anybody', async (ctx) => {
    const { contentType, body } = await deps.metrics();
    ctx.set('Content-Type', contentType);
    ctx.body = body;
  });
};
