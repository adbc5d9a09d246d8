import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Endpoint } from '../../dashboard/api/endpoint.ts';
import { memoryBudgets } from '../../dashboard/api/budgets.ts';
import { openApi, operationOf } from '../../dashboard/api/openapi.ts';
import { copyingTroupe } from './copying-troupe.ts';
import { type OpenDashboard, openDashboard } from './dashboard-fixture.ts';
import { everyEndpoint, goodPath, withNodes } from './every-endpoint.ts';

let local: OpenDashboard;
let signed: OpenDashboard;
/** Keys of those who ask. */
let keys: Readonly<Record<string, string>>;
beforeAll(async () => {
  local = await openDashboard({ troupe: withNodes(copyingTroupe()), origins: ['https://ours.example'] });
  local.people.add('uma', 'user');
  signed = await openDashboard({ troupe: withNodes(copyingTroupe()) });
  const { people } = signed;
  for (const name of ['alice', 'bob']) people.add(name, 'user');
  people.add('olga', 'ops');
  keys = {
    ...{ alice: people.keyOf('alice', 'read', 'trade', 'admin'), bob: people.keyOf('bob', 'read', 'trade', 'admin') },
    ...{ reader: people.keyOf('alice', 'read'), ops: people.keyOf('olga', 'read', 'admin') },
  };
});
afterAll(async () => {
  await local.close();
  await signed.close();
});

const ask = (at: OpenDashboard, one: Endpoint, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(
    `${at.url}${goodPath(one)}${/^\/api\/v1\/(trades$|reports\/)/.test(one.path) ? '?actor=subscription.alice-sma' : ''}`,
    {
      method: one.method.toUpperCase(),
      headers: { ...(one.body && { 'content-type': 'application/json' }), ...headers },
      ...(one.body && { body: JSON.stringify(one.example ?? {}) }),
    },
  );
const as = (name: string) => ({ authorization: `Bearer ${keys[name]}` });
/** What a browser of the admin sends with a request of its script. */
const atBrowser = async (): Promise<Record<string, string>> => {
  const { cookie, token } = await local.formOf(local.cookie(), '/security');
  return { cookie, 'x-csrf-token': token };
};
const ALL = everyEndpoint().map((one) => [operationOf(one), one] as const);

describe('every endpoint', () => {
  it.each(ALL)('%s answers in its own shape', async (_, one) => {
    const response = await ask(local, one, await atBrowser());
    const text = await response.text();
    const told = `${response.status} ${text.slice(0, 300)}`;
    if (one.path.includes('/commands/:id') || one.path.includes('/proposals/')) {
      expect(response.status, told).toBe(404);
      return;
    }
    expect(response.status, told).toBe(one.status ?? 200);
    const parsed = one.answer.safeParse(JSON.parse(text));
    expect(parsed.success ? undefined : parsed.error.issues.slice(0, 3), told).toBeUndefined();
  });

  it.each(ALL)('%s is for nobody who has not signed in', async (_, one) => {
    expect((await ask(signed, one)).status).toBe(401);
  });

  it.each(ALL.filter(([, one]) => one.method !== 'get'))('%s is not for a key that only reads', async (_, one) => {
    expect([403, 404]).toContain((await ask(signed, one, as('reader'))).status);
  });

  it('is told by one document that holds together', () => {
    const document = openApi(everyEndpoint()) as { openapi: string; paths: Record<string, object> };
    expect(document.openapi).toBe('3.1.0');
    const ids = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map((one) => (one as { operationId: string }).operationId),
    );
    expect(new Set(ids).size).toBe(everyEndpoint().length);
    const text = JSON.stringify(document);
    for (const [, name] of text.matchAll(/#\/components\/schemas\/(\w+)/g)) expect(text).toContain(`"${name}":{`);
  });

  it('is on the page, which runs nothing inline', async () => {
    const markup = await (await local.get('/api/docs')).text();
    for (const one of everyEndpoint().filter(({ path }) => !path.endsWith('.json')))
      expect(markup).toContain(operationOf(one));
    expect(markup.match(/\sstyle\s*=|\son[a-z]+\s*=|<script(?! src)|javascript:/gi)).toBeNull();
  });
});

describe('what is whose', () => {
  it('shows a user their own alone', async () => {
    const read = async (path: string, name: string) =>
      (await (await signed.get(`/api/v1${path}`, as(name))).json()) as Record<string, { owner: string }[]>;
    expect((await read('/strategies', 'alice'))['strategies']!.map(({ owner }) => owner)).not.toContain('bob');
    expect((await read('/strategies', 'bob'))['strategies']!.length).toBeGreaterThan(0);
    expect((await read('/actors', 'bob'))['actors']!.map(({ owner }) => owner)).not.toContain('alice');
    expect((await read('/actors', 'ops'))['actors']!.some(({ owner }) => owner === 'alice')).toBe(true);
  });

  it.each([
    ['/strategies/alice-sma', 404],
    ['/strategies/alice-sma/performance', 404],
    ['/trades?actor=subscription.alice-sma', 404],
    ['/trades/subscription.alice-sma~1', 404],
    ['/strategies/alice-sma/history', 404],
    ['/follows/alice-fx', 404],
    ['/actors/subscription.alice-sma', 404],
    ['/nodes', 403],
    ['/ledger/check', 403],
  ])('does not show bob %s', async (path, status) => {
    expect((await signed.get(`/api/v1${path}`, as('bob'))).status).toBe(status);
  });

  it('takes no command for another’s, and none in another’s name', async () => {
    const send = (path: string, body: object, name: string) =>
      signed.send(`/api/v1${path}`, body, as(name)).then(({ status }) => status);
    expect(await send('/actors/subscription.alice-sma/commands', { command: 'pause' }, 'bob')).toBe(404);
    expect(await send('/strategies/alice-sma/execute', {}, 'bob')).toBe(404);
    expect((await signed.send('/api/v1/strategies/alice-sma/execute', '{"by":"bob"}', as('alice'))).status).toBe(422);
    expect((await signed.send('/api/v1/manual/alice-desk/order', '{"by":"bob"}', as('alice'))).status).toBe(422);
    const creation = { strategy: 'sma-cross', lane: 'bars.SPX.1d', account: 'alice-main', allocation: '1000' };
    expect(await send('/strategies', creation, 'bob')).toBe(404);
    expect(signed.troupe.seen('troupe.start-strategy')).toEqual([]);
    expect(await send('/manual/alice-desk/close', {}, 'bob')).toBe(404);
    expect(signed.troupe.seen('subscription.alice-sma.pause')).toEqual([]);
  });
});

describe('what is shown once', () => {
  it('is remembered nowhere: a key made under an idempotency key is made anew', async () => {
    const make = async (): Promise<{ key: string }> => {
      const headers = { ...(await atBrowser()), 'content-type': 'application/json', 'idempotency-key': 'one key' };
      const body = JSON.stringify({ name: 'a script', scopes: ['read'] });
      const response = await fetch(`${local.url}/api/v1/keys`, { method: 'POST', headers, body });
      expect([response.status, response.headers.get('cache-control')]).toEqual([201, 'no-store']);
      return (await response.json()) as { key: string };
    };
    expect((await make()).key).not.toBe((await make()).key);
  });
});

describe('what requests have in common', () => {
  const path = '/api/v1/strategies';
  const body = { strategy: 'sma-cross', lane: 'bars.SPX.1d', account: 'alice-main', allocation: '1000' };

  it('a key given again is answered the same, also at once, and with another body refused', async () => {
    const key = { 'idempotency-key': 'once' };
    const answers = await Promise.all([1, 2, 3].map(() => local.send(path, body, key)));
    const bodies = await Promise.all(answers.map((answer) => answer.text()));
    expect(new Set(bodies).size).toBe(1);
    expect(answers.map(({ status, headers }) => [status, headers.get('location')?.startsWith(path)])).toEqual(
      Array.from({ length: 3 }, () => [201, true]),
    );
    expect((await local.send(path, { ...body, allocation: '2000' }, key)).status).toBe(422);
    expect((await local.send(path, body)).status).toBe(201);
  });

  it('an answer that one has already is not sent again', async () => {
    const first = await local.get('/api/v1/fills?actor=subscription.alice-sma');
    const etag = first.headers.get('etag') ?? '';
    const again = await local.get('/api/v1/fills?actor=subscription.alice-sma', { 'if-none-match': etag });
    expect([etag.length > 20, again.status, await again.text()]).toEqual([true, 304, '']);
    expect((await local.get('/api/v1/fills?actor=subscription.alice-sma', { 'if-none-match': '"x"' })).status).toBe(
      200,
    );
  });

  it('budgets are told, and ended with 429 and when to come again', async () => {
    const poor = await openDashboard({ budgets: memoryBudgets({ address: 3 }) });
    expect((await poor.get('/api/v1/nodes')).headers.get('ratelimit-remaining')).toBe('2');
    await poor.get('/api/v1/nodes');
    await poor.get('/api/v1/nodes');
    const refused = await poor.get('/api/v1/nodes');
    expect([refused.status, await refused.json()]).toMatchObject([429, { code: 'RATE_LIMITED' }]);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    await poor.close();
  });

  it('pages of allowed origins may ask, and of no others', async () => {
    const preflight = (origin: string) =>
      fetch(`${local.url}${path}`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    const allowed = await preflight('https://ours.example');
    expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([204, 'https://ours.example']);
    expect(allowed.headers.get('access-control-allow-credentials')).toBeNull();
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
    expect((await local.send(path, body, { origin: 'https://ours.example' })).status).toBe(201);
    expect((await local.send(path, body, { origin: 'https://evil.example' })).status).toBe(403);
  });

  it('strategies come in pages that lose none', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${cursor}`;
      const page = (await (await local.get(`${path}?limit=2${query}`)).json()) as {
        strategies: { id: string }[];
        nextCursor: string | null;
      };
      seen.push(...page.strategies.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toContain('subscription.bob-sma');
    expect((await local.get(`${path}?cursor=!`)).status).toBe(400);
  });

  it.each([
    ['?metrics=sharpe,fun', 'metrics.1'],
    ['?from=yesterday', 'from'],
    ['?nothing=1', 'nothing'],
    ['?actor=a%00b', 'query'],
  ])('a query %s is refused naming the parameter', async (query, field) => {
    const response = await local.get(`/api/v1/strategies/alice-sma/performance${query}`);
    expect([response.status, await response.json()]).toMatchObject([422, { code: 'INVALID_INPUT', field }]);
  });
});
