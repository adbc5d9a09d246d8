// Who gets in, from the first start on, as the people see it who start a troupe and those who visit it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_PEOPLE } from '../../actors/people/first-people.ts';
import { formBrowser, type FormBrowser, signedIn } from '../support/form-browser.ts';
import { operatorHeaders } from '../support/operator-headers.ts';
import { riskOf } from '../support/risk-command.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';
import { startTroupe, type TroupeProcess } from '../support/troupe-process.ts';

const OTHERS = 'subscription.ben-simfx-breakout';
const ADA = DEMO_PEOPLE.find(({ user }) => user === 'ada')!;

/** What would end a quoted text, add a statement, wait in the database, leave a folder, or end a text in C. */
const SLEEP_S = 4;
const ODD_VALUES = [
  `x' OR '1'='1`,
  `x'; DROP TABLE users; --`,
  `1 UNION SELECT password_hash FROM users`,
  `x') ; SELECT pg_sleep(${SLEEP_S}) --`,
  `../../../../etc/passwd`,
  `a\u0000b`,
  `%_%\\`,
  `{"$gt":""}`,
];

interface Reading {
  readonly get?: { readonly parameters?: readonly { readonly name: string; readonly in: string }[] };
}

const namesIn = (json: unknown): string[] =>
  (json as { actors: { address: string }[] }).actors.map(({ address }) => address);

describe('a first start', () => {
  let troupe: TroupeProcess;
  let dataDir: string;
  let ada: FormBrowser;
  const operatorKey = (): string => readFileSync(join(dataDir, 'operator.key'), 'utf8');

  beforeAll(async () => {
    dataDir = tempFolder('troupe-people');
    troupe = await startTroupe({ dataDir });
  }, 60_000);
  afterAll(async () => {
    await troupe.stop();
    removeFolder(dataDir);
  });

  test('says who the people of the demonstration are, and makes no other admin', () => {
    for (const { user, password } of DEMO_PEOPLE) expect(troupe.output()).toMatch(new RegExp(`${user} +${password}`));
    expect(troupe.output()).not.toContain('The first admin is');
  });

  test('lets nobody in who has not signed in, but machines that look at its health', async () => {
    const stranger = formBrowser(troupe.url);
    const page = await stranger.get('/strategies');
    expect([page.status, page.headers.get('location')]).toEqual([303, '/sign-in?return=%2Fstrategies']);
    const asked = await stranger.get('/api/v1/actors');
    expect([asked.status, await asked.json()]).toEqual([401, expect.objectContaining({ code: 'SIGN_IN_NEEDED' })]);
    expect((await stranger.submit('/sign-in', { user: 'ada', password: 'not hers' })).status).toBe(422);
    expect((await stranger.get('/')).status).toBe(303);
    for (const open of ['/healthz', '/readyz', '/metrics']) expect((await stranger.get(open)).status, open).toBe(200);
  });

  test('a user comes in by the form without script and reaches their own alone', async () => {
    ada = await signedIn(troupe.url, ADA.user, ADA.password);
    const strategies = await (await ada.get('/strategies')).text();
    expect(strategies).toContain('subscription.ada-sp500-trend');
    expect(strategies).not.toContain(OTHERS);
    const hers = namesIn(await (await ada.get('/api/v1/actors')).json());
    expect(hers).toContain('subscription.ada-sp500-trend');
    expect(hers).not.toContain(OTHERS);
    expect(namesIn(await troupe.get('/api/v1/actors'))).toContain(OTHERS);
    for (const path of [`/strategies/${OTHERS}`, `/api/v1/actors/${OTHERS}`])
      expect((await ada.get(path)).status, path).toBe(404);
    const halt = { scope: 'platform', command: 'halt', reason: 'hers to say?', phrase: 'HALT PLATFORM' };
    expect((await ada.submit('/risk/control', halt, '/security')).status).toBe(403);
    expect((await ada.submit('/risk/control', halt)).status).toBe(403);
    expect(await troupe.get('/api/v1/risk')).toMatchObject({ latches: [] });
  });

  test('the command line asks with the operator’s key, and is told what to do when its key is not taken', async () => {
    const { url } = troupe;
    expect(await riskOf({ url, dataDir })('status')).toMatchObject({ code: 0, err: '' });
    const [wrong, none] = await Promise.all([
      riskOf({ url, dataDir, env: { TROUPE_API_KEY: 'trp_this-is-no-key' } })('status'),
      riskOf({ url, dataDir: join(dataDir, 'elsewhere') })('status'),
    ]);
    expect(wrong).toMatchObject({ code: 1, out: '' });
    expect(wrong.err).toMatch(/does not take the key in TROUPE_API_KEY.*make a new one under Security/);
    expect(none).toMatchObject({ code: 1, out: '' });
    expect(none.err).toMatch(/no key in TROUPE_API_KEY or .*elsewhere.*operator[.]key/);
  });

  test('whatever is asked for in a path or a query is a value and nothing else', async () => {
    const headers = operatorHeaders(dataDir);
    const ask = (path: string): Promise<Response> => fetch(`${troupe.url}${path}`, { headers, redirect: 'manual' });
    const kept = async (): Promise<unknown> => ({
      users: (await troupe.get<{ users: { user: string }[] }>('/api/v1/users')).users.map(({ user }) => user),
      check: (await troupe.get<{ ok: boolean }>('/api/v1/ledger/check')).ok,
    });
    const before = await kept();
    const { paths } = (await (await ask('/api/v1/openapi.json')).json()) as { paths: Record<string, Reading> };
    const readings = Object.entries(paths).flatMap(([path, { get }]) => (get ? [{ path, get }] : []));
    expect(readings.length).toBeGreaterThan(30);
    const wrong: string[] = [];
    const askOdd = async (path: string): Promise<void> => {
      const startedMs = performance.now();
      const { status } = await ask(path);
      if (status >= 500) wrong.push(`${status} ${path}`);
      if (performance.now() - startedMs > SLEEP_S * 1_000) wrong.push(`slept ${path}`);
    };
    for (const { path, get } of readings) {
      const asked = ODD_VALUES.flatMap((odd) => {
        const value = encodeURIComponent(odd);
        const filled = (name?: string): string =>
          path.replaceAll(/[{](\w+)[}]/g, (_all, one: string) => (one === name ? value : 'platform'));
        return (get.parameters ?? []).map((one) =>
          one.in === 'path' ? filled(one.name) : `${filled()}?${one.name}=${value}`,
        );
      });
      await Promise.all(asked.map(askOdd));
    }
    for (const path of [
      '/assets/..%2f..%2fpackage.json',
      '/assets/%2e%2e/%2e%2e/package.json',
      '/..%2f..%2fetc/passwd',
    ])
      expect((await ask(path)).status, path).toBe(404);
    expect(wrong).toEqual([]);
    expect(await kept()).toEqual(before);
    expect(troupe.output()).not.toMatch(/syntax error|unterminated|invalid input syntax/);
  });

  test('who has signed in is still in after a SIGKILL, and the operator’s key is the same', async () => {
    const before = operatorKey();
    await troupe.kill();
    troupe = await startTroupe({ dataDir });
    expect(troupe.output()).not.toContain(ADA.password);
    ada.turnTo(troupe.url);
    expect((await ada.get('/strategies')).status).toBe(200);
    expect(operatorKey()).toBe(before);
    expect((await ada.submit('/sign-out', {}, '/security')).status).toBe(303);
    expect((await ada.get('/strategies')).status).toBe(303);
  }, 60_000);
});

test(
  'without a demonstration the first admin’s password is told once, and lets them in',
  { timeout: 60_000 },
  async () => {
    const dataDir = tempFolder('troupe-first-admin');
    const start = (): Promise<TroupeProcess> => startTroupe({ dataDir, env: { TROUPE_DEMO: 'off' } });
    let troupe = await start();
    try {
      const told = [...troupe.output().matchAll(/The first admin is (\S+), the password (\S+) /g)];
      expect(told).toHaveLength(1);
      const [, user, password] = told[0]!;
      for (const demo of DEMO_PEOPLE) {
        expect(troupe.output()).not.toContain(demo.password);
        await expect(signedIn(troupe.url, demo.user, demo.password)).rejects.toThrow('422');
      }
      await troupe.stop();
      troupe = await start();
      expect(troupe.output()).not.toContain('The first admin is');
      expect(troupe.output()).not.toContain(password);
      const admin = await signedIn(troupe.url, user!, password!);
      expect((await admin.get('/users')).status).toBe(200);
      expect((await admin.get(`/strategies/${OTHERS}`)).status).toBe(200);
      // Who has lost it asks on the machine itself.
      const { status, body } = await troupe.post(`/api/v1/users/${user!}/reset`, {});
      const { token } = body as { token: string };
      const chosen = { token, password: 'another good password' };
      expect([status, (await formBrowser(troupe.url).submit('/reset', chosen)).status]).toEqual([201, 303]);
      await expect(signedIn(troupe.url, user!, password!)).rejects.toThrow('422');
      await signedIn(troupe.url, user!, chosen.password);
    } finally {
      await troupe.stop();
      removeFolder(dataDir);
    }
  },
);
