import { createDashboard, type DashboardDeps } from '../../dashboard/dashboard.ts';
import { systemClock } from '../../runtime/clock.ts';
import { type FakePeople, fakePeople, LOCAL_TOKEN } from '../support/fake-people.ts';
import { type FakeTroupe, fakeTroupe } from '../support/fake-troupe.ts';
import type { Caller } from '../../actors/domain/people/caller.ts';
import type { RouteEntry } from '../../dashboard/http/routes.ts';

/** A call as it left the dashboard. */
export interface Called {
  readonly action: string;
  readonly params: unknown;
  readonly caller: Caller | undefined;
}

export interface OpenDashboard {
  readonly url: string;
  readonly troupe: FakeTroupe;
  readonly people: FakePeople;
  readonly routes: readonly RouteEntry[];
  /** Every call with who caused it. */
  readonly called: readonly Called[];
  /** What it logged, level and message. */
  readonly logged: readonly string[];
  /** Asks as the admin `local` unless told otherwise: `as` somebody else, or null for nobody. */
  get(path: string, headers?: Record<string, string>, as?: string | null): Promise<Response>;
  /** Sends JSON to the API by a key: of whom the body names as `by`, which is not sent, or of the admin `local`. */
  send(path: string, body: unknown, headers?: Record<string, string>, method?: string): Promise<Response>;
  /** Posts a form as a browser without script does, with the token of its own session unless told otherwise. */
  submit(
    path: string,
    fields: Record<string, string | string[]>,
    options?: { token?: string | null; headers?: Record<string, string>; as?: string | null; on?: string },
  ): Promise<Response>;
  /** What a browser of somebody's carries; null: of nobody's. */
  cookie(as?: string | null): string;
  /** The token of the forms on a page, and the cookies that it is good with. */
  formOf(cookie: string, path?: string): Promise<{ cookie: string; token: string }>;
  close(): Promise<void>;
}

export const SESSION_COOKIE = 'troupe_session';

/** A dashboard on a free port before a troupe in memory, whose visitor is an admin. */
export const openDashboard = async (
  options: Partial<DashboardDeps> & { troupe?: FakeTroupe; people?: FakePeople; port?: number } = {},
): Promise<OpenDashboard> => {
  const { troupe = fakeTroupe(), people = fakePeople(), port = 0, ...deps } = options;
  const logged: string[] = [];
  const called: Called[] = [];
  const note = (level: string) => (_fields: object, message: string) => void logged.push(`${level} ${message}`);
  const dashboard = createDashboard({
    actors: {
      onEvent: (name, fn) => troupe.onEvent(name, fn),
      tell: (name, payload) => troupe.tell(name, payload),
      call: async (action, params, caller) => {
        called.push({ action, params, caller });
        return action.startsWith('people.')
          ? people.call(action.slice('people.'.length), params, caller)
          : troupe.call(action, action === 'troupe.open-account' ? { by: caller?.user } : params);
      },
    },
    metrics: async () => ({ contentType: 'text/plain; version=0.0.4; charset=utf-8', body: '# HELP x x\nx 1\n' }),
    clock: systemClock(),
    log: { info: note('info'), warn: note('warn'), error: note('error') },
    csrfSecret: 'a secret of the test',
    ...deps,
  });
  const { url, routes, close } = await dashboard.listen('127.0.0.1', port);

  const tokens = new Map<string, string>([['local', LOCAL_TOKEN]]);
  const tokenOf = (user: string): string => {
    const token = tokens.get(user) ?? people.tokenOf(user);
    tokens.set(user, token);
    return token;
  };
  const cookie = (as: string | null = 'local'): string => (as === null ? '' : `${SESSION_COOKIE}=${tokenOf(as)}`);
  const keys = new Map<string, string>();
  const keyOf = (user: string): string => {
    tokenOf(user);
    const key = keys.get(user) ?? people.keyOf(user, 'read', 'trade', 'admin');
    keys.set(user, key);
    return key;
  };
  const formOf = async (carried: string, path = '/sign-in'): Promise<{ cookie: string; token: string }> => {
    const response = await fetch(`${url}${path}`, { headers: { cookie: carried }, redirect: 'manual' });
    const given = response.headers.getSetCookie().map((one) => one.split(';')[0]);
    const token = /name="csrf-token" content="([^"]+)"/.exec(await response.text())?.[1] ?? '';
    return { cookie: [carried, ...given].filter((one) => one !== '').join('; '), token };
  };

  return {
    ...{ url, troupe, people, routes, called, logged, close, cookie, formOf },
    get: (path, headers = {}, as = 'local') =>
      fetch(`${url}${path}`, {
        headers: { ...headers, cookie: [cookie(as), headers['cookie'] ?? ''].filter((one) => one !== '').join('; ') },
        redirect: 'manual',
      }),
    send: (path, body, headers = {}, method = 'POST') => {
      const { by = 'local', ...rest } = (typeof body === 'object' ? body : {}) as { by?: string };
      return fetch(`${url}${path}`, {
        method,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${keyOf(by)}`, ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(Array.isArray(body) ? body : rest),
      });
    },
    submit: async (path, fields, { token, headers = {}, as = 'local', on } = {}) => {
      const visitor = await formOf(cookie(as), on ?? (as === null ? undefined : '/security'));
      const form = new URLSearchParams();
      for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) form.append(name, one);
      if (token !== null) form.set('_csrf', token ?? visitor.token);
      return fetch(`${url}${path}`, {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie: visitor.cookie, ...headers },
        body: form,
      });
    },
  };
};

/** Waits until `test` holds; throws with `what` when it was waited for in vain. */
export const until = async (what: string, test: () => boolean | Promise<boolean>, withinMs = 10_000): Promise<void> => {
  const deadline = Date.now() + withinMs;
  while (!(await test())) {
    if (Date.now() > deadline) throw new Error(`never came to pass: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
