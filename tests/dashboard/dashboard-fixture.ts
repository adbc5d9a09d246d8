import { createDashboard, type DashboardDeps } from '../../dashboard/dashboard.ts';
import { systemClock } from '../../runtime/clock.ts';
import { type FakeTroupe, fakeTroupe } from '../support/fake-troupe.ts';

export interface OpenDashboard {
  readonly url: string;
  readonly troupe: FakeTroupe;
  /** What it logged, level and message. */
  readonly logged: readonly string[];
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** Sends JSON to the API. */
  send(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** Posts a form as a browser without script does, with the token of its own session unless told otherwise. */
  submit(
    path: string,
    fields: Record<string, string | string[]>,
    options?: { token?: string | null; headers?: Record<string, string> },
  ): Promise<Response>;
  close(): Promise<void>;
}

/** A dashboard on a free port before a troupe in memory. */
export const openDashboard = async (
  options: Partial<DashboardDeps> & { troupe?: FakeTroupe; port?: number } = {},
): Promise<OpenDashboard> => {
  const { troupe = fakeTroupe(), port = 0, ...deps } = options;
  const logged: string[] = [];
  const note = (level: string) => (_fields: object, message: string) => void logged.push(`${level} ${message}`);
  const dashboard = createDashboard({
    actors: troupe,
    metrics: async () => ({ contentType: 'text/plain; version=0.0.4; charset=utf-8', body: '# HELP x x\nx 1\n' }),
    clock: systemClock(),
    log: { info: note('info'), warn: note('warn'), error: note('error') },
    csrfSecret: 'a secret of the test',
    ...deps,
  });
  const { url, close } = await dashboard.listen('127.0.0.1', port);

  const session = async (): Promise<{ cookie: string; token: string }> => {
    const response = await fetch(`${url}/strategies/new`);
    const cookie = response.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    const token = /name="csrf-token" content="([^"]+)"/.exec(await response.text())?.[1] ?? '';
    return { cookie, token };
  };

  return {
    url,
    troupe,
    logged,
    close,
    get: (path, headers = {}) => fetch(`${url}${path}`, { headers, redirect: 'manual' }),
    send: (path, body, headers = {}) =>
      fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    submit: async (path, fields, { token, headers = {} } = {}) => {
      const visitor = await session();
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
