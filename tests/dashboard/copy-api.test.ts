import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ActorView } from '../../actors/views.ts';
import { type FakeTroupe, fakeTroupe, fault, type SeenCall } from '../support/fake-troupe.ts';
import { viewOf } from '../troupe/views.ts';
import { type OpenDashboard, openDashboard } from './dashboard-fixture.ts';

type Json = Record<string, unknown>;

const PROVIDER = 'provider.trend';
const FOLLOWER = 'follower.bob-trend';
const DESK = 'manual.bob';
const CURVE = [100, 101, 103, 102, 106].map((equity, day) => ({
  time: Date.UTC(2024, 0, 2 + day),
  equity: String(equity * 100),
}));
const fill = (id: string, side: string, price: string, day: number): object => ({
  ...{
    fillId: id,
    clientOrderId: id,
    actor: 'subscription.alice-sma',
    account: 'alice-main',
    instrument: 'ACME',
    side,
  },
  ...{
    price,
    quantity: '10',
    commission: '0',
    time: Date.UTC(2024, 0, 2 + day, 12),
    lane: 'bars.ACME.1d',
    position: day,
  },
});
const copy = (seq: number, more: object = {}): object => ({
  ...{ seq, outcome: 'copied', reason: null, denied: null, latencyMs: 40, ordered: '5', filledQuantity: '5' },
  ...{ providerPrice: '100', fillPrice: '101', ...more },
});
const DAY = {
  ...{
    day: '2024-01-02',
    openingEquity: '0',
    deposits: '5000',
    copiedTrades: 1,
    realizedPnl: '0',
    unrealizedPnl: '12.5',
  },
  ...{
    commissions: '0.5',
    managementFee: '0.1',
    volumeFee: '0',
    performanceFee: '0',
    closingEquity: '5011.9',
    mark: '5000',
  },
};

const providerView = (address: string, owner: string, state: object = {}): ActorView =>
  viewOf(address, {
    owner,
    state: {
      ...{ owner, name: address, source: 'subscription.alice-sma', account: 'alice-main', instrument: 'ACME' },
      ...{ basis: '24/7', currency: 'USD', visibility: 'public', entries: 2, followers: 1, aliases: ['bobby'] },
      ...{ broadcasting: 'ON', time: '2024-01-06T00:00:00.000Z', ...state },
    },
  });

/** What copying answers; everything else is the fake's. */
const copyingTroupe = () => {
  const fake = fakeTroupe();
  for (const view of [
    providerView(PROVIDER, 'alice'),
    providerView('provider.secret', 'alice', { visibility: 'private' }),
    viewOf(FOLLOWER, {
      owner: 'bob',
      state: { provider: PROVIDER, account: 'bob-main', quantity: '5', target: '10', entry: 1 },
    }),
    viewOf(DESK, { owner: 'bob', state: { account: 'bob-main' } }),
  ])
    fake.addActor(view);
  const asked: SeenCall[] = [];
  const answers: Record<string, unknown> = {
    'records.source-record': {
      ...{ equity: CURVE, flows: [], fills: [fill('F-1', 'BUY', '100', 0), fill('F-2', 'SELL', '106', 4)] },
    },
    'records.judged-copies': [{ providerPrice: '100', price: '101', side: 'BUY', wanted: '10', ordered: '5' }],
    'records.provider-followers': { count: 1, allocated: { USD: '5000' } },
    'records.copy-delivery': [
      copy(1),
      copy(1, { outcome: 'skipped', reason: 'PAUSED', ordered: '0', filledQuantity: '0', fillPrice: null }),
    ],
    'records.provider-entries': { rows: [{ provider: PROVIDER, seq: 2 }], nextCursor: 'c2' },
    'records.copies': { rows: [{ follower: FOLLOWER, seq: 1 }] },
    'records.copy-statement': [DAY],
    'records.follows': { rows: [{ follower: FOLLOWER, provider: PROVIDER, isFollowing: true }] },
    'troupe.publish': { provider: 'provider.new' },
    'troupe.follow': { follower: 'follower.new' },
    'troupe.follow-preview': { now: { quantity: '3' } },
    'troupe.unfollow': { closes: '5' },
    'troupe.open-manual-desk': { desk: 'manual.new' },
    'troupe.ban': { banned: 1 },
    [`${PROVIDER}.pause`]: { broadcasting: 'PAUSED' },
    [`${PROVIDER}.note`]: { entries: 3 },
    [`${FOLLOWER}.set-settings`]: { settings: {} },
    [`${FOLLOWER}.close-only`]: { mode: 'close_only' },
    [`${DESK}.order`]: { clientOrderIds: ['T-1'] },
    [`${DESK}.cancel`]: fault('ORDER_NOT_FOUND', 'T-9 is no open order'),
  };
  const call: FakeTroupe['call'] = async (action, given = {}) => {
    const answer = answers[action];
    if (answer === undefined) return fake.call(action, given);
    asked.push({ action, params: given as Json });
    if (answer instanceof Error) throw answer;
    return typeof answer === 'function' ? (answer as (params: Json) => unknown)(given as Json) : answer;
  };
  return { ...fake, call, asked, answers };
};

let troupe: ReturnType<typeof copyingTroupe>;
let dashboard: OpenDashboard;
beforeEach(async () => {
  troupe = copyingTroupe();
  dashboard = await openDashboard({ troupe });
});
afterEach(() => dashboard.close());

const API = '/api/v1';
const read = async (path: string): Promise<Json> => {
  const response = await dashboard.get(`${API}${path}`);
  expect(response.status, await response.clone().text()).toBe(200);
  return (await response.json()) as Json;
};
const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  dashboard.send(`${API}${path}`, body, headers);
const commandsOf = (action: string): SeenCall[] => troupe.asked.filter((one) => one.action === action);
const problem = async (response: Response, status: number): Promise<Json> => {
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  const body = (await response.json()) as Json;
  expect([response.status, body['status']]).toEqual([status, status]);
  return body;
};

describe('providers', () => {
  it('are listed with their figures; the private ones for their owner alone', async () => {
    const { ranked, tooYoung } = (await read('/providers')) as { ranked: unknown[]; tooYoung: Json[] };
    expect(ranked).toEqual([]);
    expect(tooYoung.map(({ provider }) => provider)).toEqual([PROVIDER]);
    expect(tooYoung[0]).toMatchObject({
      owner: 'alice',
      reputation: {
        totalReturn: expect.closeTo(0.06) as number,
        trades: 1,
        followers: 1,
        assets: '5000',
        averageSlippage: 0.01,
        copiedShare: 0.5,
        divergence: 0.5,
      },
    });
    expect(tooYoung[0]!['reputation']).not.toHaveProperty('curve');
    const own = (await read('/providers?owner=alice')) as { tooYoung: Json[] };
    expect(own.tooYoung.map(({ provider }) => provider)).toEqual(['provider.secret', PROVIDER]);
  });

  it('show their curve, their verdict and how they are heard, and nobody’s address or name', async () => {
    const profile = await read('/providers/trend');
    expect(profile).toMatchObject({
      ...{ provider: PROVIDER, profile: { name: PROVIDER, aliases: ['bobby'] } },
      reputation: { verdict: { kind: 'too-young' } },
      delivery: { reached: 2, filled: 1, skipped: 1, skippedBy: { PAUSED: 1 }, latencyMs: { p50: 40 }, isCut: false },
    });
    expect((profile['reputation'] as Json)['curve']).toHaveLength(5);
    expect(JSON.stringify(profile)).not.toContain('bob-');
  });

  it('that have paused show nobody what they hold', async () => {
    troupe.addActor(providerView(PROVIDER, 'alice', { book: { quantity: '7' }, broadcasting: 'PAUSED' }));
    expect(JSON.stringify(await read('/providers/trend'))).not.toContain('"book"');
    troupe.addActor(providerView('provider.open', 'alice', { book: { quantity: '7' } }));
    dashboard.troupe.changed('provider.open');
    expect(await read('/providers/open')).toMatchObject({ profile: { book: { quantity: '7' } } });
  });

  it('tell what they said in pages, and how one word of it arrived', async () => {
    expect(await read(`/providers/${PROVIDER}/entries?limit=1&cursor=c1`)).toEqual({
      entries: [{ provider: PROVIDER, seq: 2 }],
      nextCursor: 'c2',
    });
    expect(commandsOf('records.provider-entries')).toMatchObject([
      { params: { provider: PROVIDER, limit: 1, cursor: 'c1' } },
    ]);
    expect(await read('/providers/trend/entries/2')).toMatchObject({ seq: 2, delivery: { addressed: 3, reached: 2 } });
    expect(await problem(await dashboard.get(`${API}/providers/trend/entries/3`), 404)).toMatchObject({
      code: 'ENTRY_NOT_FOUND',
    });
    expect(await problem(await dashboard.get(`${API}/providers/trend/entries/x`), 422)).toMatchObject({ field: 'seq' });
  });

  it('are published at an address of their own, in the name of who asks', async () => {
    const body = { source: 'subscription.alice-sma', name: 'Trend', terms: { performance: '0.2' }, by: 'alice' };
    const response = await post('/providers', body);
    expect([response.status, response.headers.get('location')]).toEqual([201, `${API}/providers/provider.new`]);
    expect(commandsOf('troupe.publish')).toMatchObject([
      { params: { ...body, commandId: expect.any(String) as string } },
    ]);
    expect(troupe.seen('records.audit-command').map(({ params }) => params['outcome'])).toEqual([
      'requested',
      'acknowledged',
    ]);
  });

  it.each([
    ['pause', { reason: 'lunch', by: 'alice' }],
    ['note', { text: 'Quiet week', by: 'alice' }],
  ])('take %s', async (command, body) => {
    expect((await post(`/providers/trend/${command}`, body)).status).toBe(200);
    expect(commandsOf(`${PROVIDER}.${command}`)).toMatchObject([{ params: body }]);
  });

  it.each([
    ['another field', '/providers', { source: 's', name: 'n', chain: [] }, 422, 'chain'],
    ['a note without text', '/providers/trend/note', {}, 422, 'text'],
    ['a provider that is not there', '/providers/nobody/pause', {}, 404, 'address'],
  ])('refuse %s and send nothing', async (_what, path, body, status, field) => {
    expect(await problem(await post(path, body), status)).toMatchObject({ field });
    expect(troupe.asked).toEqual([]);
  });

  it('hand on who may not', async () => {
    troupe.answers['troupe.publish'] = fault('NOT_OWNER', 'not yours', { field: 'source' });
    expect(await problem(await post('/providers', { source: 'subscription.alice-sma', name: 'n' }), 403)).toMatchObject(
      {
        code: 'NOT_OWNER',
        field: 'source',
      },
    );
  });
});

describe('a ban', () => {
  const key = { 'idempotency-key': 'ban-1' };

  it('is given once a key, by alias, and tells how many it ended, never who', async () => {
    for (let n = 0; n < 2; n += 1) {
      const response = await post('/providers/trend/ban', { alias: 'bobby', by: 'alice' }, key);
      expect([response.status, await response.json()]).toEqual([200, { banned: 1 }]);
    }
    expect(commandsOf('troupe.ban')).toMatchObject([{ params: { provider: PROVIDER, alias: 'bobby', by: 'alice' } }]);
    const other = await post('/providers/trend/ban', { alias: 'cat', by: 'alice' }, key);
    expect(await problem(other, 422)).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('of nobody is refused with the field, and of one that does not follow as not found', async () => {
    expect(await problem(await post('/providers/trend/ban', {}), 422)).toMatchObject({ field: 'alias' });
    troupe.answers['troupe.ban'] = fault('FOLLOWER_UNKNOWN', 'no follower x');
    expect(await problem(await post('/providers/trend/ban', { alias: 'x' }), 404)).toMatchObject({
      code: 'FOLLOWER_UNKNOWN',
    });
    await problem(await post('/providers/nobody/ban', { alias: 'x' }), 404);
  });
});

describe('an idempotency key', () => {
  const body = { provider: PROVIDER, account: 'bob-main', allocation: '5000', settings: {}, by: 'bob' };
  const key = { 'idempotency-key': 'k1' };

  it('follows once, and names nothing else', async () => {
    expect((await post('/follows', body, key)).status).toBe(201);
    expect(await (await post('/follows', body, key)).json()).toEqual({ follower: 'follower.new' });
    expect(commandsOf('troupe.follow')).toHaveLength(1);
    const other = await post('/follows', { ...body, allocation: '1' }, key);
    expect(await problem(other, 422)).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('gives a command that failed the same id again, so that nobody carries it out twice', async () => {
    troupe.answers['troupe.follow'] = fault('NODE_UNREACHABLE', 'the line broke');
    expect((await post('/follows', body, key)).status).toBe(503);
    troupe.answers['troupe.follow'] = { follower: 'follower.new' };
    expect((await post('/follows', body, key)).status).toBe(201);
    const ids = commandsOf('troupe.follow').map(({ params }) => params['commandId']);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });
});

describe('follows', () => {
  it('of a user are listed with what they are now', async () => {
    expect(await read('/follows?owner=bob')).toMatchObject({
      follows: [{ follower: FOLLOWER, now: { quantity: '5' } }],
    });
    expect(commandsOf('records.follows')).toMatchObject([{ params: { owner: 'bob' } }]);
  });

  it('of everybody are listed where no user is named, a page by one read', async () => {
    const rows = [
      { follower: FOLLOWER, since: '2026-01-02' },
      { follower: 'follower.x', since: '2026-01-01' },
    ];
    troupe.answers['records.follows'] = { rows, nextCursor: 'more' };
    const page = (await read('/follows?limit=2')) as { follows: { follower: string }[] };
    expect(page).toMatchObject({ follows: [{ follower: FOLLOWER, now: { quantity: '5' } }, { now: null }] });
    expect(page).toMatchObject({ nextCursor: 'more' });
    expect(commandsOf('records.follows')).toMatchObject([{ params: { limit: 2 } }]);
    expect(commandsOf('records.follows')[0]!.params).not.toHaveProperty('owner');
  });

  it('show themselves and their copies', async () => {
    expect(await read('/follows/bob-trend')).toMatchObject({ address: FOLLOWER, state: { target: '10' } });
    expect(await read('/follows/bob-trend/copies')).toEqual({
      copies: [{ follower: FOLLOWER, seq: 1 }],
      nextCursor: null,
    });
    await problem(await dashboard.get(`${API}/follows/nobody/copies`), 404);
  });

  it('give their statement as JSON and as CSV', async () => {
    expect(await read('/follows/bob-trend/statement')).toEqual({
      follower: FOLLOWER,
      provider: PROVIDER,
      currency: 'USD',
      days: [DAY],
    });
    for (const [path, headers] of [
      ['?format=csv', {}],
      ['', { accept: 'text/csv' }],
    ] as const) {
      const response = await dashboard.get(`${API}/follows/bob-trend/statement${path}`, headers);
      expect(response.headers.get('content-type')).toContain('text/csv');
      expect(response.headers.get('content-disposition')).toContain('statement-follower.bob-trend.csv');
      const [head, line] = (await response.text()).split('\r\n');
      expect(head).toContain('day,follower,provider,currency,opening_equity');
      expect(line).toBe(`2024-01-02,${FOLLOWER},${PROVIDER},USD,0,5000,1,0,12.5,0.5,0.1,0,0,5011.9,5000`);
    }
    expect(await problem(await dashboard.get(`${API}/follows/bob-trend/statement?format=pdf`), 422)).toMatchObject({
      field: 'format',
    });
  });

  it('are previewed without a command', async () => {
    const body = { provider: PROVIDER, account: 'bob-main', allocation: '5000', settings: { allocation: {} } };
    const response = await post('/follows/preview', body);
    expect(await response.json()).toEqual({ now: { quantity: '3' } });
    expect(commandsOf('troupe.follow-preview')).toMatchObject([{ params: body }]);
    expect(troupe.seen('records.audit-command')).toEqual([]);
  });

  it.each([
    ['close-only', { by: 'bob' }, `${FOLLOWER}.close-only`, {}],
    ['settings', { settings: { reverse: true } }, `${FOLLOWER}.set-settings`, { settings: { reverse: true } }],
    ['unfollow', { keep: true }, 'troupe.unfollow', { keep: true, follower: FOLLOWER }],
  ])('take %s', async (command, body, action, params) => {
    expect((await post(`/follows/bob-trend/${command}`, body)).status).toBe(200);
    expect(commandsOf(action)).toMatchObject([{ params }]);
  });

  it('want to be told whether what is held is kept', async () => {
    expect(await problem(await post('/follows/bob-trend/unfollow', {}), 422)).toMatchObject({ field: 'keep' });
    expect(troupe.asked).toEqual([]);
  });

  it.each([
    ['PROVIDER_FULL', 409],
    ['FOLLOW_LOOP', 409],
    ['NOT_INVITED', 403],
    ['COPY_SETTINGS_INVALID', 422],
  ])('hand on %s as %i', async (type, status) => {
    troupe.answers['troupe.follow'] = fault(type, 'no', { field: 'provider' });
    const body = { provider: PROVIDER, account: 'bob-main', allocation: '5000', settings: {} };
    expect(await problem(await post('/follows', body), status)).toMatchObject({ code: type, field: 'provider' });
  });
});

describe('a manual desk', () => {
  it('is opened, and takes orders as they are written', async () => {
    const opened = await post('/manual', { account: 'bob-main', lane: 'bars.ACME.1m', allocation: '1000', by: 'bob' });
    expect([opened.status, opened.headers.get('location')]).toEqual([201, `${API}/actors/manual.new`]);
    const ticket = { side: 'BUY', type: 'LIMIT', quantity: '2', limitPrice: '99.5' };
    const response = await post('/manual/bob/order', { ...ticket, by: 'bob' });
    expect([response.status, await response.json()]).toEqual([202, { clientOrderIds: ['T-1'] }]);
    expect(commandsOf(`${DESK}.order`)).toMatchObject([{ params: ticket }]);
  });

  it('tells what it does not know', async () => {
    expect(await problem(await post('/manual/bob/cancel', { clientOrderId: 'T-9' }), 404)).toMatchObject({
      code: 'ORDER_NOT_FOUND',
    });
    expect(await problem(await post('/manual/nobody/close', {}), 404)).toMatchObject({ code: 'ACTOR_NOT_FOUND' });
    expect(await problem(await post('/manual/bob/order', { commandId: 'x' }), 422)).toMatchObject({
      field: 'commandId',
    });
  });
});
