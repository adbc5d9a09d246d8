import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Role } from '../../actors/domain/people/role.ts';
import { copyingTroupe } from './copying-troupe.ts';
import { type OpenDashboard, openDashboard, until } from './dashboard-fixture.ts';

let dashboard: OpenDashboard;
beforeEach(async () => {
  dashboard = await openDashboard({ troupe: copyingTroupe() });
  for (const [name, role] of [
    ['alice', 'provider'],
    ['bob', 'user'],
    ['olga', 'ops'],
  ] as const)
    dashboard.people.add(name, role);
});
afterEach(() => dashboard.close());

const json = async (path: string, as: string): Promise<Record<string, unknown>> =>
  (await (await dashboard.get(path, {}, as)).json()) as Record<string, unknown>;
const page = async (path: string, as: string): Promise<string> => (await dashboard.get(path, {}, as)).text();

describe('what is listed', () => {
  it('is one’s own, with the feeds of all; all of it for those who see others', async () => {
    const owners = async (as: string): Promise<readonly string[]> => {
      const { actors } = (await json('/api/v1/actors', as)) as { actors: { owner: string; kind: string }[] };
      return [...new Set(actors.map(({ owner, kind }) => (kind === 'market-data' ? 'feed' : owner)))].sort();
    };
    expect(await owners('alice')).toEqual(['alice', 'feed']);
    expect(await owners('bob')).toEqual(['bob', 'feed']);
    expect(await owners('olga')).toEqual(expect.arrayContaining(['alice', 'bob', 'feed']));
  });

  it('of fills and orders is kept to one’s accounts, whatever the query names', async () => {
    await json('/api/v1/fills?actor=subscription.alice-sma', 'bob');
    await json('/api/v1/orders?account=alice-main', 'bob');
    await json('/api/v1/risk/breaches', 'bob');
    await json('/api/v1/fills', 'olga');
    const asked = dashboard.called.filter(({ action }) => /^records\.(fills|orders|breaches)$/.test(action));
    expect(asked.map(({ params, caller }) => [(params as { accounts?: unknown }).accounts, caller?.user])).toEqual([
      ...[
        [['bob-main'], 'bob'],
        [['bob-main'], 'bob'],
        [['bob-main'], 'bob'],
      ],
      [undefined, 'olga'],
    ]);
    expect(await json('/api/v1/fills?actor=subscription.alice-sma', 'bob')).toMatchObject({ fills: [] });
  });

  it('on the pages names nobody else', async () => {
    for (const path of ['/', '/strategies', '/actors', '/copy/following', '/copy/broadcasting', '/risk']) {
      const text = await page(path, 'bob');
      expect(text, path).not.toContain('alice-main');
      expect(text, path).not.toContain('subscription.alice');
    }
    expect(await page('/strategies/subscription.alice-sma', 'alice')).toContain('alice-main');
  });

  it('of providers are the faces of all that are public, without account and source', async () => {
    const face = (await json('/api/v1/providers/trend', 'bob')) as { profile: Record<string, unknown> };
    expect(face.profile).toMatchObject({ name: 'Index trend', followers: 12 });
    expect(Object.keys(face.profile)).not.toEqual(expect.arrayContaining(['account']));
    expect(JSON.stringify(face)).not.toContain('alice-main');
    expect(JSON.stringify(face)).not.toContain('subscription.alice-sma');
    expect(JSON.stringify(await json('/api/v1/providers/trend', 'alice'))).toContain('subscription.alice-sma');
    expect(await page('/copy/providers/provider.trend', 'bob')).not.toContain('>Console<');
  });

  it('of a private provider is there for its owner, its followers and its guests', async () => {
    const state = dashboard.troupe.actor('provider.trend').state;
    Object.assign(state, { visibility: 'private', invited: ['gus'] });
    for (const name of ['gus', 'nina']) dashboard.people.add(name, 'user');
    const status = async (as: string): Promise<number> =>
      (await dashboard.get('/api/v1/providers/trend', {}, as)).status;
    // Bob follows it.
    expect([await status('alice'), await status('bob'), await status('gus'), await status('nina')]).toEqual([
      200, 200, 200, 404,
    ]);
  });
});

describe('a command', () => {
  it('carries who asks for it, in its words and beside them', async () => {
    const response = await dashboard.submit(
      '/actors/subscription.bob-sma/commands',
      { command: 'pause' },
      { as: 'bob' },
    );
    expect(response.status).toBe(303);
    await until('it was sent', () => dashboard.called.some(({ action }) => action === 'subscription.bob-sma.pause'));
    const sent = dashboard.called.find(({ action }) => action === 'subscription.bob-sma.pause');
    expect(sent).toMatchObject({ params: { by: 'bob' }, caller: { user: 'bob', roles: ['user'] } });
    expect(dashboard.called.find(({ action }) => action === 'records.audit-command')).toMatchObject({
      caller: { user: 'bob' },
    });
  });

  it('for many, one of which is another’s, is given to none', async () => {
    const address = ['subscription.bob-sma', 'subscription.alice-sma'];
    const response = await dashboard.submit('/strategies/commands', { command: 'stop', address }, { as: 'bob' });
    expect(response.status).toBe(404);
    expect(dashboard.called.filter(({ action }) => action.endsWith('.stop'))).toEqual([]);
  });

  it('for a feed, which all see, is not everybody’s', async () => {
    const { actors } = (await json('/api/v1/actors?kind=market-data', 'bob')) as { actors: { address: string }[] };
    const path = `/api/v1/actors/${actors[0]?.address}/commands`;
    const { cookie, token } = await dashboard.formOf(dashboard.cookie('bob'), '/security');
    const response = await fetch(`${dashboard.url}${path}`, {
      ...{ method: 'POST', body: '{"command":"stop"}' },
      headers: { cookie, 'x-csrf-token': token, 'content-type': 'application/json' },
    });
    expect(response.status).toBe(403);
  });

  it('on another’s account is not possible: not to follow, not to trade by hand, not to start', async () => {
    const { cookie, token } = await dashboard.formOf(dashboard.cookie('bob'), '/security');
    const post = (path: string, body: object): Promise<Response> =>
      fetch(`${dashboard.url}${path}`, {
        ...{ method: 'POST', body: JSON.stringify(body) },
        headers: { cookie, 'x-csrf-token': token, 'content-type': 'application/json' },
      });
    const follow = { provider: 'provider.trend', account: 'alice-main', allocation: '1', settings: {} };
    expect((await post('/api/v1/follows', follow)).status).toBe(404);
    expect((await post('/api/v1/follows/preview', follow)).status).toBe(404);
    expect((await post('/api/v1/manual', { account: 'alice-main', lane: 'bars.SPX.1d', allocation: '1' })).status).toBe(
      404,
    );
    const draft = { strategy: 'sma-cross', lane: 'bars.SPX.1d', account: 'alice-main', allocation: '1' };
    expect((await dashboard.submit('/strategies/new', draft, { as: 'bob' })).status).toBe(422);
    expect(dashboard.called.filter(({ action }) => /follow|manual|start-strategy/.test(action))).toEqual([]);
  });

  it('and what became of it is told to whom it is about, not to others', async () => {
    const { commandId } = (await (
      await dashboard.send('/api/v1/actors/subscription.bob-sma/commands', { command: 'pause' })
    ).json()) as { commandId: string };
    expect((await dashboard.get(`/api/v1/commands/${commandId}`, {}, 'bob')).status).toBe(200);
    expect((await dashboard.get(`/api/v1/commands/${commandId}`, {}, 'alice')).status).toBe(404);
  });
});

describe('what is not permitted', () => {
  const MENU: Readonly<Record<string, readonly [Role, readonly string[], readonly string[]]>> = {
    bob: ['user', ['/strategies/new', '/risk'], ['/topology', '/users', '/audit']],
    olga: ['ops', ['/topology', '/audit'], ['/strategies/new', '/users']],
    local: ['admin', ['/strategies/new', '/topology', '/users', '/audit'], []],
  };

  it.each(Object.entries(MENU))('is not in the menu of %s', async (name, [, there, absent]) => {
    const menu = /<nav class="menu".*?<\/nav>/s.exec(await page('/', name))?.[0] ?? '';
    for (const path of there) expect(menu).toContain(`href="${path}"`);
    for (const path of absent) expect(menu).not.toContain(`href="${path}"`);
  });

  it('has no buttons: risk is shown without its controls, actors without commands', async () => {
    const risk = await page('/risk', 'bob');
    expect(risk).toContain('In force');
    for (const absent of ['Kill switch', '/risk/limit?', 'Change a limit']) expect(risk).not.toContain(absent);
    expect(await page('/risk', 'local')).toContain('Kill switch');
    const actor = await page('/actors/subscription.bob-sma', 'olga');
    expect(actor).toContain('subscription.bob-sma');
    expect(actor).not.toContain('/commands"');
    expect(await page('/actors/subscription.bob-sma', 'bob')).toContain('/commands"');
  });

  it('of risk is what is about others: its words reach nobody else', async () => {
    const { supervisor } = dashboard.troupe;
    for (const scope of ['account:alice-main', 'account:bob-main', 'user:alice', 'instrument:SPX'])
      supervisor.act('halt', { scope, reason: `about ${scope}` }, 'local');
    supervisor.act(
      'set-limit',
      {
        change: { scope: 'account:alice-main', limit: 'maxOrderNotional', value: '5', fromVersion: 0, reason: 'hers' },
      },
      'local',
    );
    const risk = JSON.stringify(await json('/api/v1/risk', 'bob'));
    expect(risk).toContain('about account:bob-main');
    expect(risk).toContain('about instrument:SPX');
    expect(risk).not.toContain('alice');
    expect(await page('/risk', 'bob')).not.toContain('about user:alice');
    expect(JSON.stringify(await json('/api/v1/risk', 'olga'))).toContain('about account:alice-main');
  });

  it('is no stream either', async () => {
    expect((await dashboard.get('/events?topics=topology', {}, 'bob')).status).toBe(403);
    const stop = new AbortController();
    const headers = { cookie: dashboard.cookie('bob') };
    const response = await fetch(`${dashboard.url}/events?topics=strategy:subscription.alice-sma`, {
      headers,
      signal: stop.signal,
    });
    const reader = response.body!.getReader();
    let heard = '';
    while (!heard.includes('troupe:unreadable')) heard += Buffer.from((await reader.read()).value ?? []).toString();
    expect(heard).toContain('ACTOR_NOT_FOUND');
    expect(heard).not.toContain('alice-main');
    stop.abort();
  });
});
