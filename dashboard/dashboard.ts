// D1. The dashboard reaches actors by calls and events alone; it keeps nothing that a restart would lose but commands under way.
// D2. Closing ends the streams first, takes nothing new, then waits a while for the requests under way.
import Koa, { type Middleware } from 'koa';
import { ACTORS_CHANGED, type ActorsChanged, PEOPLE_CHANGED, type PeopleChanged } from '../actors/protocol.ts';
import { type Budgets, memoryBudgets } from './api/budgets.ts';
import { apiEndpoints } from './api/endpoints.ts';
import { healthRoutes } from './api/health.ts';
import { addressBudget, publicApi } from './api/public-api.ts';
import { commandDesk } from './command-desk.ts';
import type { BrokerFace, Log, MetricsText, WallClock } from './face.ts';
import { loadAssets } from './http/assets.ts';
import { listening, type Listening } from './http/listening.ts';
import { accountRoutes } from './http/account-routes.ts';
import { auditRoutes } from './http/audit-routes.ts';
import { chartRoutes } from './http/chart-routes.ts';
import { copyPageRoutes } from './http/copy-routes.ts';
import { crossOrigin } from './http/cors.ts';
import { errorAnswer } from './http/error-answer.ts';
import { messagingRoutes } from './http/messaging-routes.ts';
import { pageRoutes } from './http/page-routes.ts';
import { requestBody } from './http/request-body.ts';
import { forgettingPeople } from './http/forgetting-people.ts';
import { guardWith } from './http/guard.ts';
import { identification as identify } from './http/identity.ts';
import { socketCaller } from './http/socket-caller.ts';
import { type RouteEntry, routes } from './http/routes.ts';
import { ownHostOnly, sameOriginOnly, securityHeaders } from './http/security.ts';
import { riskRoutes } from './http/risk-routes.ts';
import { securityRoutes } from './http/security-routes.ts';
import { signInRoutes } from './http/sign-in-routes.ts';
import { startRoutes } from './http/start-routes.ts';
import { userRoutes } from './http/user-routes.ts';
import type { LiveStream } from './http/live-stream.ts';
import type { AnyPage } from './page.ts';
import { actorPage } from './pages/actor.ts';
import { actorsPage } from './pages/actors.ts';
import { apiDocsPage } from './pages/api-docs.ts';
import { auditPage } from './pages/audit.ts';
import { backtestPage } from './pages/backtest.ts';
import { backtestsPage } from './pages/backtests.ts';
import { compareBacktestsPage } from './pages/compare-backtests.ts';
import { newBacktestPage } from './pages/new-backtest.ts';
import { backtestRoutes } from './http/backtest-routes.ts';
import { broadcastPage } from './pages/broadcast.ts';
import { broadcastingPage } from './pages/broadcasting.ts';
import { forgotPage } from './pages/forgot.ts';
import { comparePage } from './pages/compare.ts';
import { followPage } from './pages/follow.ts';
import { followedPage } from './pages/followed.ts';
import { followingPage } from './pages/following.ts';
import { manualDeskPage } from './pages/manual-desk.ts';
import { messagingPage } from './pages/messaging.ts';
import { newStrategyPage } from './pages/new-strategy.ts';
import { openDeskPage } from './pages/open-desk.ts';
import { overviewPage } from './pages/overview.ts';
import { providerPage } from './pages/provider.ts';
import { providersPage } from './pages/providers.ts';
import { publishPage } from './pages/publish.ts';
import { resetPage } from './pages/reset.ts';
import { riskPage } from './pages/risk.ts';
import { riskControlPage } from './pages/risk-control.ts';
import { riskLimitPage } from './pages/risk-limit.ts';
import { securityPage } from './pages/security.ts';
import { signInPage } from './pages/sign-in.ts';
import { signUpPage } from './pages/sign-up.ts';
import { strategiesPage } from './pages/strategies.ts';
import { strategyPage } from './pages/strategy.ts';
import { strategyReportPage } from './pages/strategy-report.ts';
import { topologyPage } from './pages/topology.ts';
import { usersPage } from './pages/users.ts';
import { listedActors } from './listed-actors.ts';
import { livePace } from './live-pace.ts';
import { DashboardError } from './problem.ts';
import { peopleFace } from './people.ts';
import { openSockets } from './socket/open-sockets.ts';
import type { SocketLimits } from './socket/socket-server.ts';
import { sourcesOf } from './sources.ts';
import { troupeReads, type WholeTroupe } from './troupe-reads.ts';
import { turns } from './turns.ts';

export interface DashboardDeps {
  readonly actors: BrokerFace;
  readonly metrics: MetricsText;
  readonly clock: WallClock;
  readonly log: Log;
  /** Key of the tokens that forms carry; a new one makes open pages ask to be reloaded. */
  readonly csrfSecret: string;
  /** Names beside addresses and localhost that the dashboard answers for. */
  readonly hosts?: readonly string[];
  /** Takes a proxy's word for the address and the protocol of requests (`X-Forwarded-For`, `-Proto`): only where there is one. */
  readonly isBehindProxy?: boolean;
  /** Origins beside its own whose pages may use the API by key, and sockets. */
  readonly origins?: readonly string[];
  /** How many requests to the API addresses and callers may make; counted in memory where it says nothing. */
  readonly budgets?: Budgets;
  readonly socketLimits?: Partial<SocketLimits>;
}

export interface Dashboard {
  /** Resolves when requests are taken; port 0 takes any free one. Throws PORT_IN_USE. */
  listen(host: string, port: number): Promise<OpenDashboard>;
}

export interface OpenDashboard extends Listening {
  /** Every route with what it needs. */
  readonly routes: readonly RouteEntry[];
}

/** Has those pages looked at that show one of these actors; all of them when none is named or nobody can say. */
const stirPages = async (
  streams: ReadonlySet<LiveStream>,
  troupe: Pick<WholeTroupe, 'list'>,
  addresses: readonly string[],
): Promise<void> => {
  const list = addresses.length === 0 ? undefined : await troupe.list().catch(() => undefined);
  const owners = list === undefined ? undefined : listedActors(list).shownTo(addresses);
  for (const stream of streams) stream.stir(owners);
};

/** In the order of the menu; a fixed path stands before one with a parameter. */
const PAGES = [
  overviewPage,
  strategiesPage,
  newStrategyPage,
  comparePage,
  strategyPage,
  strategyReportPage,
  backtestsPage,
  newBacktestPage,
  compareBacktestsPage,
  backtestPage,
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
  messagingPage,
  riskPage,
  riskControlPage,
  riskLimitPage,
  usersPage,
  auditPage,
  securityPage,
  signInPage,
  signUpPage,
  forgotPage,
  resetPage,
] as unknown as readonly AnyPage[];

export const createDashboard = (deps: DashboardDeps): Dashboard => ({
  listen: async (host, port) => {
    const { actors, clock, log, csrfSecret, origins = [], budgets = memoryBudgets() } = deps;
    const assets = await loadAssets();
    const troupe = troupeReads(actors, clock);
    const desk = commandDesk({ actors, clock, log });
    const streams = new Set<LiveStream>();
    const app = new Koa(deps.isBehindProxy === true ? { proxy: true, maxIpsCount: 1 } : {});
    const asked = peopleFace(actors);
    const identification = identify({ people: asked, clock });
    const changed = ({ users }: PeopleChanged): void => {
      const whom = users && new Set(users);
      identification.forget(whom);
      for (const stream of streams) stream.stir(whom);
    };
    const people = forgettingPeople(asked, (users) => {
      changed({ users });
      actors.tell(PEOPLE_CHANGED, { users } satisfies PeopleChanged);
    });
    const sockets = openSockets({ ...deps, callerOf: socketCaller(app, identification) }, troupe);
    const stir = (payload?: unknown): void => {
      const { addresses = [] } = (payload ?? {}) as Partial<ActorsChanged>;
      sockets.stir(addresses);
      if (streams.size > 0) void stirPages(streams, troupe, addresses);
    };
    const deafen = [
      actors.onEvent(ACTORS_CHANGED, stir),
      actors.onEvent(PEOPLE_CHANGED, (payload) => changed(payload as PeopleChanged)),
    ];
    desk.onChange(() => stir());

    const sourcesFor = sourcesOf({ actors, people, troupe, desk, clock, log });
    const endpoints = apiEndpoints({ clock });
    const shared = {
      pages: [...PAGES, apiDocsPage(endpoints)],
      assets,
      clock,
      log,
      csrfSecret,
      identification,
      sourcesFor,
    };
    const table = routes(guardWith(shared));
    healthRoutes(table, { troupe, metrics: deps.metrics });
    publicApi(table, endpoints, { clock, budgets });
    chartRoutes(table);
    signInRoutes(table, shared);
    securityRoutes(table, shared);
    userRoutes(table, shared);
    auditRoutes(table);
    accountRoutes(table, shared);
    messagingRoutes(table, shared);
    startRoutes(table, shared);
    backtestRoutes(table, shared);
    riskRoutes(table, shared);
    copyPageRoutes(table, shared);
    pageRoutes(table, { ...shared, streams, pace: livePace(clock), turns: turns() });

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
      errorAnswer({ ...shared, troupe }),
      whileOpen,
      ownHostOnly(deps.hosts ?? []),
      assets.serve,
      crossOrigin(origins),
      sameOriginOnly(origins),
      addressBudget(budgets),
      requestBody(),
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
      for (const end of deafen) end?.();
      troupe.close();
      await open.close();
    };
    return { url: open.url, routes: table.entries, close };
  },
});
