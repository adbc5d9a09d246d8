import Koa from 'koa';
import type { StatusView } from '../actors/cluster-views.ts';
import { healthRoutes } from './api/health.ts';
import { DashboardError } from './problem.ts';
import type { BrokerFace, MetricsText, WallClock } from './face.ts';
import { listening, type Listening } from './http/listening.ts';
import type { Guard } from './http/guard.ts';
import { routes } from './http/routes.ts';
import { securityHeaders } from './http/security.ts';

/** What machines ask of a node without a dashboard: `/healthz`, `/readyz` and `/metrics`. Throws PORT_IN_USE. */
export function statusServer(
  deps: { readonly actors: Pick<BrokerFace, 'call'>; readonly metrics: MetricsText; readonly clock: WallClock },
  host: string,
  port: number,
): Promise<Listening> {
  const table = routes(openToAll);
  const status = async (): Promise<StatusView> => (await deps.actors.call('troupe.status')) as StatusView;
  healthRoutes(table, { troupe: { status }, metrics: deps.metrics });
  const app = new Koa();
  for (const layer of [securityHeaders(), ...table.middleware]) app.use(layer);
  return listening(app, host, port, deps.clock);
}

/** Here nobody signs in, so nothing that needs it is served; and nothing is read for anybody. */
const openToAll: Guard = (_ctx, needs) => {
  if (needs !== 'anybody') throw new DashboardError('FORBIDDEN', 'This node serves machines alone.');
  return Promise.resolve(NOTHING_TO_READ);
};

const NOTHING_TO_READ = {} as never;
