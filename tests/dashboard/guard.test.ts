// Every route there is, by every role: who gets in is said here once more, apart from what the routes say, so that one that says it
// wrongly is found; a new route that nobody has said anything about is found, too.
import Koa from 'koa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../actors/domain/people/role.ts';
import { guardWith } from '../../dashboard/http/guard.ts';
import { identification } from '../../dashboard/http/identity.ts';
import { listening } from '../../dashboard/http/listening.ts';
import { type RouteEntry, routes } from '../../dashboard/http/routes.ts';
import { peopleFace } from '../../dashboard/people.ts';
import { problemOf } from '../../dashboard/problem.ts';
import { systemClock } from '../../runtime/clock.ts';
import { type FakePeople, fakePeople } from '../support/fake-people.ts';
import { copyingTroupe } from './copying-troupe.ts';
import { type OpenDashboard, openDashboard, SESSION_COOKIE } from './dashboard-fixture.ts';

const ALL: readonly Role[] = ['user', 'provider', 'ops', 'admin'];
const TRADERS: readonly Role[] = ['user', 'provider', 'admin'];
const PUBLISHERS: readonly Role[] = ['provider', 'admin'];
const OPERATORS: readonly Role[] = ['ops', 'admin'];
const ADMIN: readonly Role[] = ['admin'];
const ANYBODY = 'anybody';

/** Who may read what, the first that fits. */
const READS: readonly (readonly [RegExp, readonly Role[] | typeof ANYBODY])[] = [
  [/^\/(healthz|readyz|metrics|sign-in|sign-up|forgot|reset)$/, ANYBODY],
  [/^\/(topology|messaging|api\/v1\/(nodes|shards|ledger|messaging))/, OPERATORS],
  [/^\/api\/v1\/actors\/:address\/trace$/, OPERATORS],
  [/^\/(api\/v1\/)?users/, ADMIN],
  [/^\/(api\/v1\/)?audit/, OPERATORS],
  [/^\/copy\/(broadcasting\/:provider|publish)$/, PUBLISHERS],
  [/^\/(copy\/providers\/:provider\/follow|strategies\/new|backtests\/new|copy\/open-desk)$/, TRADERS],
  [/^\/risk\/(control|limit)$/, ADMIN],
  [/^\/(strategies|backtests|copy|actors|risk|events|security)(\/|$)/, ALL],
  [/^\/$/, ALL],
  [/^\/api\/v1\/(accounts|actors|commands|fills|orders|risk|follows|providers|me|sessions|keys)(\/|$)/, ALL],
  [/^\/api\/v1\/(strategies|backtests|backtest-bars|trades|reports|dashboard|openapi\.json)(\/|$)/, ALL],
  [/^\/api\/docs$/, ALL],
];
const CHANGES: typeof READS = [
  [/^\/(api\/v1\/)?actors\/:address\/(restart|dump)$/, OPERATORS],
  [/^\/(sign-in|sign-up|forgot|reset|preferences)$/, ANYBODY],
  [/^\/(api\/v1\/)?(nodes|messaging)\//, OPERATORS],
  [/^\/(api\/v1\/)?users/, ADMIN],
  [/^\/(api\/v1\/)?risk/, ADMIN],
  [/^\/(copy\/(publish|broadcasting)|api\/v1\/providers)/, PUBLISHERS],
  [/^\/(sign-out|security|api\/v1\/(sessions|keys))/, ALL],
  [/^\/(strategies|backtests|actors|copy)\/|^\/accounts$/, TRADERS],
  [/^\/api\/v1\/(accounts|actors|follows|manual|strategies|backtests)/, TRADERS],
];

const whoMay = ({ method, path }: RouteEntry): readonly Role[] | typeof ANYBODY => {
  const found = (method === 'get' ? READS : CHANGES).find(([pattern]) => pattern.test(path));
  if (found === undefined) throw new Error(`${method} ${path}: say in this test who may`);
  return found[1];
};

/** Things of alice's, by the names of parameters. */
const HERS: Readonly<Record<string, string>> = {
  address: 'subscription.alice-sma',
  subscription: 'subscription.alice-sma',
  follower: 'follower.alice-fx',
  provider: 'provider.trend',
  desk: 'manual.alice-desk',
  letter: '1',
  backtest: 'done1',
};
const idIn = (path: string): string =>
  path.includes('/backtests/')
    ? HERS['backtest']!
    : path.includes('/strategies/')
      ? HERS['subscription']!
      : path.includes('/trades/')
        ? `${HERS['subscription']}~000000001`
        : pathId(path);
const pathId = (path: string): string =>
  path.includes('/follows/') ? HERS['follower']! : path.includes('/providers/') ? HERS['provider']! : HERS['desk']!;
const pathOf = ({ path }: RouteEntry): string =>
  path.replaceAll(/:(\w+)/g, (_, name: string) => (name === 'id' ? idIn(path) : (HERS[name] ?? '1')));
const QUERIES: Readonly<Record<string, string>> = {
  '/events': '?topics=strategies',
  '/api/v1/trades': `?actor=${HERS['subscription']}`,
  ...Object.fromEntries(
    ['fills', 'orders', 'trades', 'statement'].map((what) => [
      `/api/v1/reports/${what}`,
      `?actor=${HERS['subscription']}`,
    ]),
  ),
};
const query = (path: string): string => QUERIES[path] ?? '';

/** What leaves everything as it is. */
const HARMLESS =
  /^(records\.(?!audit-command)|messaging\.(?!requeue|discard)|backtests\.(offer|list|find|detail|rows)$|troupe\.(indicators|actors|lanes|accounts|status|nodes|shards|tree|catalog|follow-preview)$|people\.(facts|session|key|me|sessions|keys|users|audit)$|.*\.(inspect|trace)$)/;

const PLAUSIBLE: readonly (readonly [RegExp, object])[] = [
  [/actors\/.*\/commands/, { command: 'pause' }],
  [/^\/api\/v1\/strategies\/[^/]+$/, { paused: true }],
  [/\/settings$/, { settings: {} }],
  [/\/unfollow$/, { keep: true }],
  [/backtests.*\/cancel$/, {}],
  [/\/cancel$/, { clientOrderId: 'T1' }],
  [/\/note$/, { text: 'hello' }],
  [/\/ban$/, { alias: 'bobby' }],
];
const jsonFor = (path: string): object => PLAUSIBLE.find(([pattern]) => pattern.test(path))?.[1] ?? {};
const FORM = { command: 'pause', address: HERS['address']!, text: 'hello', step: 'follow' };

let dashboard: OpenDashboard;
let people: FakePeople;
const NAMES: Readonly<Record<Role, string>> = { user: 'uma', provider: 'paul', ops: 'olga', admin: 'local' };

beforeAll(async () => {
  people = fakePeople();
  for (const role of ALL) if (role !== 'admin') people.add(NAMES[role], role);
  dashboard = await openDashboard({ troupe: copyingTroupe(), people });
});
afterAll(() => dashboard.close());

const isApi = (path: string): boolean => path.startsWith('/api/v1/');
const changes = ({ method }: RouteEntry): boolean => method !== 'get';

/** Sends a request as a browser that carries `cookie` does, and stops reading at its head. */
const knock = async (
  url: string,
  entry: RouteEntry,
  { cookie, token }: { readonly cookie: string; readonly token?: string },
): Promise<{
  readonly status: number;
  readonly location: string | null;
  readonly text: string;
  readonly response: Response;
}> => {
  const path = pathOf(entry);
  const stop = new AbortController();
  const form = new URLSearchParams({ ...FORM, ...(token !== undefined && { _csrf: token }) });
  const response = await fetch(`${url}${path}${query(path)}`, {
    method: entry.method.toUpperCase(),
    redirect: 'manual',
    signal: stop.signal,
    headers: {
      ...(cookie !== '' && { cookie }),
      ...(isApi(path) && token !== undefined && { 'x-csrf-token': token }),
      'content-type': isApi(path) ? 'application/json' : 'application/x-www-form-urlencoded',
    },
    ...(changes(entry) && entry.method !== 'delete' && { body: isApi(path) ? JSON.stringify(jsonFor(path)) : form }),
  });
  const isStream = response.headers.get('content-type')?.includes('event-stream') === true;
  const text = isStream ? '' : await response.text();
  stop.abort();
  return { status: response.status, location: response.headers.get('location'), text, response };
};

const isShutOut = ({ status, location }: { readonly status: number; readonly location: string | null }): boolean =>
  status === 401 || (status === 303 && location?.startsWith('/sign-in?return=') === true);
const isForbidden = ({ status, text }: { readonly status: number; readonly text: string }): boolean =>
  status === 403 && text.includes('FORBIDDEN');

/** What the dashboard asked for, of what changes something, while `act` went on. */
const changedBy = async (act: () => Promise<unknown>): Promise<readonly string[]> => {
  const before = dashboard.called.length;
  await act();
  return dashboard.called.slice(before).flatMap(({ action }) => (HARMLESS.test(action) ? [] : [action]));
};

const nameOf = ({ method, path }: RouteEntry): string => `${method} ${path}`;

describe('every route', () => {
  it('is one of those that somebody has thought about', () => {
    expect(dashboard.routes.length).toBeGreaterThan(100);
    for (const entry of dashboard.routes) expect(whoMay(entry), nameOf(entry)).toBeDefined();
  });

  it('lets nobody in who has not signed in, has a session that is over, or one that never was', async () => {
    const over = people.tokenOf('uma');
    people.expire(over);
    for (const entry of dashboard.routes) {
      const anybody = whoMay(entry) === ANYBODY;
      for (const cookie of ['', `${SESSION_COOKIE}=${over}`, `${SESSION_COOKIE}=never.was.a.session`]) {
        const changed = await changedBy(async () => {
          const answer = await knock(dashboard.url, entry, { cookie });
          if (anybody) expect(isShutOut(answer), nameOf(entry)).toBe(false);
          else expect([isShutOut(answer), answer.status], nameOf(entry)).toEqual([true, isApi(entry.path) ? 401 : 303]);
          if (isApi(entry.path)) {
            expect(answer.response.headers.get('www-authenticate')).toContain('Bearer');
            expect(JSON.parse(answer.text)).toMatchObject({ status: 401, code: 'SIGN_IN_NEEDED' });
          }
        });
        expect(changed, nameOf(entry)).toEqual([]);
      }
    }
  });

  it('takes no change without the token of the session’s own forms', async () => {
    const other = await dashboard.formOf(dashboard.cookie('uma'), '/security');
    for (const entry of dashboard.routes.filter(changes)) {
      for (const token of [undefined, 'made-up', other.token]) {
        const changed = await changedBy(async () => {
          const asked = { cookie: dashboard.cookie(), ...(token !== undefined && { token }) };
          const { status, text } = await knock(dashboard.url, entry, asked);
          expect([status, text.includes('CSRF_INVALID')], `${nameOf(entry)} ${token}`).toEqual([403, true]);
        });
        expect(changed, nameOf(entry)).toEqual([]);
      }
    }
  });

  it('lets in those roles whose it is, and no other', async () => {
    for (const role of ALL) {
      // Of a role that is gone after sign-out or revoked sessions, a new session is taken each time.
      for (const entry of dashboard.routes) {
        const may = whoMay(entry);
        const cookie = `${SESSION_COOKIE}=${people.tokenOf(NAMES[role])}`;
        const { token } = changes(entry) ? await dashboard.formOf(cookie, '/security') : { token: '' };
        const isIn = may === ANYBODY || may.includes(role);
        if (isIn && changes(entry) && role === 'admin') continue; // it would be done
        const changed = await changedBy(async () => {
          const answer = await knock(dashboard.url, entry, { cookie, token });
          expect([isForbidden(answer), isShutOut(answer)], `${nameOf(entry)} as ${role}`).toEqual([!isIn, false]);
        });
        if (!isIn) expect(changed, `${nameOf(entry)} as ${role}`).toEqual([]);
      }
    }
  }, 120_000);

  it('keeps another’s things: they are not there', async () => {
    people.add('wanda', 'user', 'provider');
    const { cookie, token } = await dashboard.formOf(dashboard.cookie('wanda'), '/security');
    const faces = /^\/(copy\/providers|api\/v1\/providers\/:id(\/entries(\/:seq)?)?$)/;
    const theirs = dashboard.routes.filter(
      (entry) =>
        /:(address|subscription|follower|provider|desk|backtest)\b|\/(follows|manual|providers|strategies|trades|backtests)\/:id|\/trades$|\/reports\//.test(
          entry.path,
        ) &&
        !(entry.method === 'get' && faces.test(entry.path)) &&
        [whoMay(entry)].flat().some((role) => role === 'user' || role === 'provider') &&
        !entry.path.endsWith('/follow'),
    );
    expect(theirs.length).toBeGreaterThan(30);
    for (const entry of theirs) {
      const changed = await changedBy(async () => {
        const { status, text } = await knock(dashboard.url, entry, { cookie, token });
        // A follow that is over is shown without anything of it.
        if (entry.path === '/copy/following/:follower') expect(text).not.toContain('alice-main');
        else expect([404, status], `${nameOf(entry)} ${text.slice(0, 200)}`).toEqual([404, 404]);
      });
      expect(changed, nameOf(entry)).toEqual([]);
    }
  });
});

describe('the table itself', () => {
  /** A server of one route, which says that it needs `needs`. */
  const serverOf = async (entry: RouteEntry): Promise<{ url: string; close(): Promise<void> }> => {
    const face = peopleFace({ call: async (action, params, caller) => people.call(action.slice(7), params, caller) });
    const guard = guardWith({
      identification: identification({ people: face, clock: systemClock() }),
      sourcesFor: (caller) => ({ caller }) as never,
      csrfSecret: 'a secret',
    });
    const table = routes(guard);
    table[entry.method](entry.path, entry.needs, (ctx) => {
      ctx.body = 'in';
    });
    const app = new Koa();
    app.silent = true;
    app.use(async (ctx, next) => {
      await next().catch((error: unknown) => {
        const { status, code } = problemOf(error);
        Object.assign(ctx, { status, body: code });
      });
    });
    for (const layer of table.middleware) app.use(layer);
    return listening(app, '127.0.0.1', 0, systemClock());
  };
  const isWrong = async (entry: RouteEntry): Promise<boolean> => {
    const server = await serverOf(entry);
    try {
      for (const role of ALL) {
        const cookie = `${SESSION_COOKIE}=${people.tokenOf(NAMES[role])}`;
        const may = whoMay(entry);
        const isIn = may === ANYBODY || may.includes(role);
        if (isForbidden(await knock(server.url, entry, { cookie })) === isIn) return true;
      }
      return false;
    } finally {
      await server.close();
    }
  };

  it('finds a route that needs too little or too much (control)', async () => {
    const audit: RouteEntry = { method: 'get', path: '/audit', needs: 'audit:read' };
    expect(await isWrong(audit)).toBe(false);
    expect(await isWrong({ ...audit, needs: 'trade:read' })).toBe(true);
    expect(await isWrong({ ...audit, needs: 'anybody' })).toBe(true);
    expect(await isWrong({ ...audit, needs: 'people:read' })).toBe(true);
    expect(() => whoMay({ method: 'get', path: '/brand-new', needs: 'anybody' })).toThrow('say in this test who may');
  });
});
