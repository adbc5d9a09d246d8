// D1. The dashboard reaches actors by calls and events alone; it keeps nothing that a restart would lose but commands under way.
// D2. Closing ends the streams first, takes nothing new, then waits a while for the requests under way.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa, { type Middleware } from 'koa';
import { ACTORS_CHANGED } from '../actors/protocol.ts';
import { actorRoutes } from './api/actors.ts';
import { healthRoutes } from './api/health.ts';
import { recordRoutes } from './api/records.ts';
import { commandDesk } from './command-desk.ts';
import type { BrokerFace, Log, MetricsText, WallClock } from './face.ts';
import { loadAssets } from './http/assets.ts';
import { chartRoutes } from './http/chart-routes.ts';
import { errorAnswer } from './http/error-answer.ts';
import { pageRoutes } from './http/page-routes.ts';
import { requestBody } from './http/request-body.ts';
import { routes } from './http/routes.ts';
import { ownHostOnly, sameOriginOnly, securityHeaders } from './http/security.ts';
import { startRoutes } from './http/start-routes.ts';
import type { LiveStream } from './http/live-stream.ts';
import type { AnyPage } from './page.ts';
import { actorPage } from './pages/actor.ts';
import { actorsPage } from './pages/actors.ts';
import { newStrategyPage } from './pages/new-strategy.ts';
import { overviewPage } from './pages/overview.ts';
import { strategiesPage } from './pages/strategies.ts';
import { strategyPage } from './pages/strategy.ts';
import { topologyPage } from './pages/topology.ts';
import { DashboardError, PortInUse } from './problem.ts';
import { troupeReads } from './troupe-reads.ts';

export interface DashboardDeps {
  readonly actors: BrokerFace;
  readonly metrics: MetricsText;
  readonly clock: WallClock;
  readonly log: Log;
  /** Key of the tokens that forms carry; a new one makes open pages ask to be reloaded. */
  readonly csrfSecret: string;
  /** Names beside addresses and localhost that the dashboard answers for. */
  readonly hosts?: readonly string[];
}

export interface Dashboard {
  /** Resolves when requests are taken; port 0 takes any free one. Throws PORT_IN_USE. */
  listen(host: string, port: number): Promise<{ readonly url: string; close(): Promise<void> }>;
}

/** In the order of the menu; a fixed path stands before one with a parameter. */
const PAGES = [
  overviewPage,
  strategiesPage,
  newStrategyPage,
  strategyPage,
  actorsPage,
  actorPage,
  topologyPage,
] as unknown as readonly AnyPage[];

const SWEEP_MS = 50;
const PATIENCE_MS = 5_000;

export const createDashboard = (deps: DashboardDeps): Dashboard => ({
  listen: async (host, port) => {
    const { actors, clock, log, csrfSecret } = deps;
    const assets = await loadAssets();
    const troupe = troupeReads(actors, clock);
    const desk = commandDesk({ actors, clock, log });
    const streams = new Set<LiveStream>();
    const stir = (): void => {
      for (const stream of streams) stream.stir();
    };
    const deafen = actors.onEvent(ACTORS_CHANGED, stir);
    desk.onChange(stir);

    const shared = { pages: PAGES, assets, clock, log, csrfSecret };
    const table = routes();
    healthRoutes(table, { troupe, metrics: deps.metrics });
    actorRoutes(table, { troupe, desk });
    recordRoutes(table, troupe);
    chartRoutes(table, troupe);
    const sources = { troupe, desk };
    startRoutes(table, { ...shared, sources, actors });
    pageRoutes(table, { ...shared, sources, streams });

    const app = new Koa();
    app.on('error', (error: NodeJS.ErrnoException) => {
      // A visitor who leaves in the middle of a stream is no failure.
      if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE' && error.code !== 'ECONNRESET')
        log.error({ err: error }, 'response failed');
    });
    let closing = false;
    const whileOpen: Middleware = async (ctx, next) => {
      if (closing) {
        ctx.set('Connection', 'close');
        throw new DashboardError('CLOSING', 'The dashboard is closing.');
      }
      await next();
    };
    for (const layer of [
      securityHeaders(),
      errorAnswer(shared),
      whileOpen,
      ownHostOnly(deps.hosts ?? []),
      assets.serve,
      sameOriginOnly,
      requestBody(),
      ...table.middleware,
    ]) {
      app.use(layer);
    }

    const handle = app.callback();
    const server = createServer((request, response) => void handle(request, response));
    await bound(server, host, port);
    const url = `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`;
    log.info({ url }, 'dashboard listens');

    const close = async (): Promise<void> => {
      closing = true;
      for (const stream of streams) stream.close(); // D2
      deafen?.();
      troupe.close();
      await drained(server, clock);
    };
    return { url, close };
  },
});

const bound = (server: Server, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new PortInUse(host, port) : error),
    );
    server.listen(port, host, resolve);
  });

/** Resolves when every connection has ended; those still busy after five seconds are cut. */
const drained = async (server: Server, clock: WallClock): Promise<void> => {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  let cancel = (): void => {};
  const sweep = (leftMs: number): void => {
    if (leftMs <= 0) server.closeAllConnections();
    else server.closeIdleConnections();
    cancel = clock.setTimer(SWEEP_MS, () => sweep(leftMs - SWEEP_MS));
  };
  sweep(PATIENCE_MS);
  await closed;
  cancel();
};
