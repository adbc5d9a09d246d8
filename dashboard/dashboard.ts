// D1. The dashboard reaches actors by calls and events alone; it keeps nothing that a restart would lose but commands under way.
// D2. Closing ends the streams first, takes nothing new, then waits a while for the requests under way.
import Koa, { type Middleware } from 'koa';
import { ACTORS_CHANGED, type ActorsChanged } from '../actors/protocol.ts';
import type { Budgets } from './api/budgets.ts';
import { apiEndpoints } from './api/endpoints.ts';
import { publicApi } from './api/public-api.ts';
import { healthRoutes } from './api/health.ts';
import { commandDesk } from './command-desk.ts';
import { copyCommands } from './copy-commands.ts';
import { copyReads } from './copy-reads.ts';
import type { BrokerFace, Log, MetricsText, WallClock } from './face.ts';
import { loadAssets } from './http/assets.ts';
import { listening, type Listening } from './http/listening.ts';
import { chartRoutes } from './http/chart-routes.ts';
import { copyPageRoutes } from './http/copy-routes.ts';
import { crossOrigin } from './http/cors.ts';
import { errorAnswer } from './http/error-answer.ts';
import { pageRoutes } from './http/page-routes.ts';
import { requestBody } from './http/request-body.ts';
import { routes } from './http/routes.ts';
import { ownHostOnly, sameOriginOnly, securityHeaders } from './http/security.ts';
import { riskRoutes } from './http/risk-routes.ts';
import { startRoutes } from './http/start-routes.ts';
import type { LiveStream } from './http/live-stream.ts';
import type { AnyPage } from './page.ts';
import { actorPage } from './pages/actor.ts';
import { actorsPage } from './pages/actors.ts';
import { apiDocsPage } from './pages/api-docs.ts';
import { broadcastPage } from './pages/broadcast.ts';
import { broadcastingPage } from './pages/broadcasting.ts';
import { followPage } from './pages/follow.ts';
import { followedPage } from './pages/followed.ts';
import { followingPage } from './pages/following.ts';
import { manualDeskPage } from './pages/manual-desk.ts';
import { newStrategyPage } from './pages/new-strategy.ts';
import { openDeskPage } from './pages/open-desk.ts';
import { overviewPage } from './pages/overview.ts';
import { providerPage } from './pages/provider.ts';
import { providersPage } from './pages/providers.ts';
import { publishPage } from './pages/publish.ts';
import { riskPage } from './pages/risk.ts';
import { riskControlPage } from './pages/risk-control.ts';
import { riskLimitPage } from './pages/risk-limit.ts';
import { strategiesPage } from './pages/strategies.ts';
import { strategyPage } from './pages/strategy.ts';
import { topologyPage } from './pages/topology.ts';
import { DashboardError } from './problem.ts';
import { riskCommands } from './risk-commands.ts';
import { openSockets } from './socket/open-sockets.ts';
import type { CallerOf } from './socket/sign-in.ts';
import type { SocketLimits } from './socket/socket-server.ts';
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
  /** Who asks, by what a request carries; without it everybody is the one local admin. */
  readonly callerOf?: CallerOf;
  /** Origins beside its own whose pages may use the API and sockets. */
  readonly origins?: readonly string[];
  /** How many requests to the API addresses and callers may make. */
  readonly budgets?: Budgets;
  readonly socketLimits?: Partial<SocketLimits>;
}

export interface Dashboard {
  /** Resolves when requests are taken; port 0 takes any free one. Throws PORT_IN_USE. */
  listen(host: string, port: number): Promise<Listening>;
}

/** In the order of the menu; a fixed path stands before one with a parameter. */
const PAGES = [
  overviewPage,
  strategiesPage,
  newStrategyPage,
  strategyPage,
  providersPage,
  providerPage,
  followPage,
  followingPage,
  followedPage,
  broadcastingPage,
  broadcastPage,
  publishPage,
  openDeskPage,
  manualDeskPage,
  actorsPage,
  actorPage,
  topologyPage,
  riskPage,
  riskControlPage,
  riskLimitPage,
] as unknown as readonly AnyPage[];

export const createDashboard = (deps: DashboardDeps): Dashboard => ({
  listen: async (host, port) => {
    const { actors, clock, log, csrfSecret } = deps;
    const assets = await loadAssets();
    const troupe = troupeReads(actors, clock);
    const desk = commandDesk({ actors, clock, log });
    const streams = new Set<LiveStream>();
    const sockets = openSockets(deps, troupe);
    const stir = (payload?: unknown): void => {
      for (const stream of streams) stream.stir();
      sockets.stir((payload as Partial<ActorsChanged> | undefined)?.addresses ?? []);
    };
    const deafen = actors.onEvent(ACTORS_CHANGED, stir);
    desk.onChange(() => stir());

    const copies = copyReads(actors, clock);
    const sources = { troupe, copies, desk };
    const commands = riskCommands({ actors, log });
    const copyCommand = copyCommands({ actors, log });
    const endpoints = apiEndpoints({ ...sources, actors, clock, riskCommands: commands, copyCommands: copyCommand });
    const shared = { pages: [...PAGES, apiDocsPage(endpoints)], assets, clock, log, csrfSecret };
    const table = routes();
    healthRoutes(table, { troupe, metrics: deps.metrics });
    chartRoutes(table, troupe);
    startRoutes(table, { ...shared, sources, actors });
    riskRoutes(table, { ...shared, sources, commands });
    copyPageRoutes(table, { ...shared, sources, actors, commands: copyCommand });
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
      crossOrigin(deps.origins ?? []),
      sameOriginOnly(deps.origins),
      requestBody(),
      ...publicApi(endpoints, deps),
      ...table.middleware,
    ]) {
      app.use(layer);
    }

    const open = await listening(app, host, port, clock, (server) => sockets.on(server));
    log.info({ url: open.url }, 'dashboard listens');

    const close = async (): Promise<void> => {
      closing = true;
      for (const stream of streams) stream.close(); // D2
      sockets.close();
      deafen?.();
      troupe.close();
      await open.close();
    };
    return { url: open.url, close };
  },
});
