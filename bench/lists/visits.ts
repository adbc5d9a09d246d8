// Every page and every GET of the API, asked for as a browser and a program ask: no route is left out but those that are named here.
// Files (they stream as long as there are rows), the ledger's check (it works all books out anew) and streams are no pages.
import type { RouteEntry } from '../../dashboard/http/routes.ts';
import { RUNS } from './filling.ts';

export interface Visit {
  readonly path: string;
  /** What to take from the answer for a visit to a later page. */
  readonly isPaged: boolean;
}

const SUBSCRIPTION = 'subscription.s000003';
const ACCOUNT = 'acc-000001';
const PARAMETERS: Readonly<Record<string, string>> = {
  ...{ address: SUBSCRIPTION, subscription: SUBSCRIPTION, provider: 'provider.p0', desk: 'manual.m1' },
  ...{ follower: 'follower.f0-2', backtest: RUNS[0], node: 'bench', stream: 'bars.L1.1m', letter: '1' },
};
const IDS: readonly (readonly [RegExp, string])[] = [
  [/\/strategies\//, SUBSCRIPTION],
  [/\/backtests\//, RUNS[0]],
  [/\/trades\//, `${SUBSCRIPTION}~000000001`],
  [/\/providers\//, 'p0'],
  [/\/follows\//, 'f0-2'],
  [/\/actors\//, SUBSCRIPTION],
];
const NO_PAGES: readonly RegExp[] = [
  /^\/(events|healthz|readyz|metrics)$/,
  /^\/audit\.csv$/,
  /^\/api\/v1\/(reports\/|ledger\/check$|backtests\/:id\/download$)/,
  // Of what is not there: no control was given, no command is under way.
  /^\/api\/v1\/(commands\/:id|risk\/controls\/:seq)$/,
];
/** An answer that says there is nobody of that name is no page either. */
const SIGNED_OUT = /^\/(sign-in|sign-up|forgot|reset)$/;

/** With what a path is asked beside being asked as it is; `only` where it needs that. */
const QUERIES: Readonly<Record<string, { readonly also?: readonly string[]; readonly only?: readonly string[] }>> = {
  '/actors': { also: ['?page=40', '?q=0617', '?kind=risk-monitor&page=3', '?sort=address&dir=desc', '?state=failing'] },
  '/strategies': { also: ['?page=20', '?q=0617', '?state=failing', '?sort=pnl&dir=desc', `?account=${ACCOUNT}`] },
  '/strategies/compare': { also: [`?addresses=${SUBSCRIPTION},subscription.s000002`] },
  '/strategies/compare.json': { only: [`?addresses=${SUBSCRIPTION},subscription.s000002`] },
  '/strategies/new': { also: ['?strategy=sma-cross'] },
  '/backtests/compare': { also: [`?ids=${RUNS.join(',')}`] },
  '/copy': { also: ['?q=Provider+1', '?open=yes'] },
  '/copy/following': { also: [`?account=${ACCOUNT}`] },
  '/topology': { also: ['?system=shown', '?show=failing', '?q=acc-000017'] },
  '/messaging': { also: ['?stream=bars.L1.1m', '?letters=requeued'] },
  '/risk': { also: ['?show=every', `?account=${ACCOUNT}`] },
  '/risk/control': { only: ['?action=halt&scope=platform', `?action=halt&scope=account:${ACCOUNT}`] },
  '/risk/limit': {
    only: ['?limit=maxOrderNotional&scope=platform', `?limit=maxOrderNotional&scope=account:${ACCOUNT}`],
  },
  '/users': { also: ['?q=0617'] },
  '/audit': { also: ['?by=user-000001', `?address=${SUBSCRIPTION}`] },
  '/api/v1/actors': { also: ['?limit=100', '?kind=risk-monitor&limit=100', '?limit=100&after=subscription.s000001'] },
  '/api/v1/fills': { also: [`?actor=${SUBSCRIPTION}`, `?account=${ACCOUNT}`, '?limit=1000'] },
  '/api/v1/orders': { also: [`?actor=${SUBSCRIPTION}`, `?account=${ACCOUNT}&open=true`] },
  '/api/v1/trades': { only: [`?actor=${SUBSCRIPTION}`] },
  '/api/v1/strategies': { also: [`?account=${ACCOUNT}`] },
  '/api/v1/users': { also: ['?q=0617'] },
  '/api/v1/audit': { also: ['?by=user-000001'] },
};

/** All that is to be visited, of these routes. */
export const visitsOf = (routes: readonly RouteEntry[]): readonly Visit[] =>
  routes
    .filter(({ method, path }) => method === 'get' && ![...NO_PAGES, SIGNED_OUT].some((one) => one.test(path)))
    .flatMap(({ path }) => {
      const { also = [], only } = QUERIES[path] ?? {};
      return (only ?? ['', ...also]).map((query) => ({ path: `${filled(path)}${query}`, isPaged: true }));
    });

const filled = (path: string): string =>
  path.replaceAll(/:(\w+)/g, (_, name: string) => {
    const value = name === 'id' ? IDS.find(([pattern]) => pattern.test(path))?.[1] : (PARAMETERS[name] ?? '1');
    if (value === undefined) throw new Error(`${path}: say in bench/lists/visits.ts what its :id may be`);
    return encodeURIComponent(value);
  });

/** The page after this one, as its answer tells. */
export const nextOf = (path: string, body: string): string | undefined => {
  const [bare = '', query = ''] = path.split('?');
  const with_ = (name: string, value: string): string => {
    const asked = new URLSearchParams(query);
    asked.set(name, value);
    return `${bare}?${String(asked)}`;
  };
  if (body.startsWith('{')) {
    const { nextCursor, next } = JSON.parse(body) as { nextCursor?: unknown; next?: unknown };
    if (typeof nextCursor === 'string') return with_('cursor', nextCursor);
    return typeof next === 'string' ? with_('after', next) : undefined;
  }
  const after = /href="[^"]*[?&](?:amp;)?after=([^"&]+)"/.exec(body)?.[1];
  return after === undefined ? undefined : with_('after', decodeURIComponent(after));
};
