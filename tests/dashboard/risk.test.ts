// The Risk page as the server sends it, and its forms as a browser without script sends them.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeTroupe, fault } from '../support/fake-troupe.ts';
import { type OpenDashboard, openDashboard } from './dashboard-fixture.ts';

let dashboard: OpenDashboard;
beforeEach(async () => {
  dashboard = await openDashboard();
});
afterEach(() => dashboard.close());

const SUPERVISOR = 'risk-supervisor.platform';
const HALT = { action: 'halt', kind: 'platform', id: '', reason: 'the feed is wrong', key: 'form-1' };
const page = async (path: string): Promise<string> => textOf(await (await dashboard.get(path)).text());
/** Markup as a person reads it. */
const textOf = (markup: string): string =>
  markup
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/&#39;/g, "'")
    .replaceAll(/\s+/g, ' ');
const command = (name: string, params: Record<string, unknown>, by = 'ann'): unknown =>
  dashboard.troupe.supervisor.act(name, params, by);
const setLimit = (scope: string, limit: string, value: string | null): unknown => {
  const { scene } = dashboard.troupe.supervisor;
  const fromVersion = scene.version(scope, limit);
  return command('set-limit', { change: { scope, limit, value, fromVersion, reason: 'as agreed' } });
};

describe('the Risk page', () => {
  it('says in words that nothing is restricted and no limit set', async () => {
    const text = await page('/risk');
    expect(text).toContain('Nothing is restricted');
    expect(text).toContain('No limit of this layer is set');
    expect(text).toContain('Nothing has been asked of the accounts yet');
    expect(text).toContain('No limit has held an order back, and no rule has acted');
  });

  it('shows every restriction with its reason, by whom, since when, and a way to lift it', async () => {
    command('flatten', { scope: 'account:bob-main', reason: 'too deep' }, 'cleo');
    const markup = await (await dashboard.get('/risk')).text();
    const [latches = ''] = /<section id="risk-latches".*?<\/section>/s.exec(markup) ?? [];
    expect(textOf(latches)).toMatch(/Halted Flatten Account bob-main too deep by cleo, 20\d\d-.* UTC/);
    expect(latches).toContain('href="/risk/control?action=reset&amp;scope=account%3Abob-main"');
    expect(latches).toMatch(/<time datetime="[^"]+Z"/);
  });

  it('names who has not confirmed and who is not flat, until all have', async () => {
    command('flatten', { scope: 'platform', reason: 'stop' });
    dashboard.troupe.supervisor.confirm({ late: ['bob-main'] });
    expect(await page('/risk')).toMatch(/1 of 2 confirmed not yet: bob-main .*1 of 2 flat not yet: bob-main/);
    dashboard.troupe.supervisor.confirm();
    dashboard.troupe.changed(SUPERVISOR);
    expect(await page('/risk')).toMatch(/All confirmed in .* All flat in .* by ledger and venue/);
  });

  it('says that enforcement is unconfirmed while the supervisor is silent, with what it said last', async () => {
    command('halt', { scope: 'platform', reason: 'stop' });
    await page('/risk');
    dashboard.troupe.breakAction(`${SUPERVISOR}.inspect`, fault('ACTOR_NOT_HOSTED', 'nobody hosts it'));
    dashboard.troupe.changed(SUPERVISOR);
    const text = await page('/risk');
    expect(text).toContain('Enforcement is unconfirmed');
    expect(text).toContain('What follows was known');
    expect(text).toContain('Reset');
    expect((await dashboard.get('/risk/limit?limit=maxLeverage&scope=platform')).status).toBe(503);
  });

  it('tells of a supervisor that was never heard, and of records that cannot be read, each at its place', async () => {
    dashboard.troupe.breakAction(`${SUPERVISOR}.inspect`, fault('ACTOR_NOT_HOSTED', 'nobody hosts it'));
    dashboard.troupe.breakAction('records.breaches', fault('STORE_UNAVAILABLE', 'The database is away.'));
    const response = await dashboard.get('/risk');
    expect(response.status).toBe(200);
    const text = textOf(await response.text());
    expect(text).toContain('It has not been heard');
    expect(text).toContain('Nobody can say what is in force');
    expect(text).toContain('The database is away.');
  });

  it('marks the strictest of what is inherited as in force, and a share of 80 % and more in words', async () => {
    setLimit('platform', 'maxOrderNotional', '50000');
    setLimit('user:alice', 'maxOrderNotional', '30000');
    setLimit('account:alice-main', 'maxLeverage', '4');
    const monitor = dashboard.troupe.actor('risk-monitor.alice-main');
    monitor.state = {
      ...monitor.state,
      limitsInForce: [
        { limit: 'maxOrderNotional', value: '30000', scope: 'user:alice', used: '3000', share: 0.1 },
        { limit: 'maxLeverage', value: 4, scope: 'account:alice-main', used: 3.2, share: 0.8 },
      ],
    };
    const markup = await (await dashboard.get('/risk?account=alice-main')).text();
    const row = textOf(/<tr id="limit-maxOrderNotional".*?<\/tr>/s.exec(markup)?.[0] ?? '');
    expect(row).toMatch(/50,000 30,000 in force Set 30,000 User alice 10 % 3,000 of 30,000/);
    const leverage = textOf(/<tr id="limit-maxLeverage".*?<\/tr>/s.exec(markup)?.[0] ?? '');
    expect(leverage).toMatch(/4 × in force 4 × Account alice-main 80 % Near 3.2 × of 4 ×/);
    expect(await page('/risk')).toMatch(/Largest order .* 50,000 in force 30,000 User alice alice-main 10 %/);
  });

  it('shows breaches, rules that acted, and who changed what', async () => {
    dashboard.troupe.supervisor.breaches = [
      {
        ...{ kind: 'firing', time: '2009-03-30T00:00:00.000Z', account: 'alice-main', actor: null, code: 'heat' },
        ...{ reason: null, clientOrderId: null, instrument: null },
        ...{ action: { kind: 'throttle', sizeFactor: 0.5 }, inputs: { portfolioHeat: 0.16 } },
      },
    ];
    setLimit('platform', 'maxPortfolioHeat', '0.15');
    const text = await page('/risk');
    expect(text).toMatch(/Rule acted heat 2009-03-30 .* throttle · sizeFactor 0.5 portfolioHeat 0.16/);
    expect(text).toMatch(/Portfolio heat Platform, version 1 no limit 15 % as agreed ann/);
  });
});

describe('the kill switch', () => {
  const submit = (fields: Record<string, string>, options = {}): Promise<Response> =>
    dashboard.submit('/risk/control', fields, options);
  const sent = (name: string): readonly unknown[] => dashboard.troupe.seen(`${SUPERVISOR}.${name}`);

  it('tells whom it is about and asks for its phrase before anything is sent', async () => {
    const asked = await submit(HALT);
    expect(asked.status).toBe(200);
    const text = textOf(await asked.text());
    expect(text).toMatch(/Accounts now 2: alice-main, bob-main Trading actors now 5/);
    expect(text).toContain('Type HALT PLATFORM');
    expect(sent('halt')).toHaveLength(0);
  });

  it.each(['', 'HALT', 'halt platform', 'FLATTEN PLATFORM'])('sends nothing for the phrase %j', async (phrase) => {
    const refused = await submit({ ...HALT, phrase });
    expect(refused.status).toBe(422);
    const markup = await refused.text();
    expect(markup).toMatch(/id="field-phrase"[^>]*aria-describedby="[^"]*field-phrase-error"[^>]*aria-invalid="true"/);
    expect(sent('halt')).toHaveLength(0);
  });

  it('halts once however often its form is sent, under the visitor’s name and with the reason', async () => {
    const answers = await Promise.all([1, 2].map(() => submit({ ...HALT, phrase: 'HALT PLATFORM' })));
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect(answers[0]?.headers.get('location')).toBe('/risk#risk-controls');
    expect(sent('halt')).toHaveLength(1);
    expect(sent('halt')[0]).toMatchObject({ params: { scope: 'platform', reason: 'the feed is wrong', by: 'local' } });
    expect(dashboard.troupe.seen('records.audit-command').at(-1)?.params).toMatchObject({
      ...{ address: SUPERVISOR, command: 'halt', outcome: 'acknowledged' },
    });
    expect(await page('/risk')).toContain('Platform the feed is wrong by local');
  });

  it.each([null, 'forged'])('without the session’s token (%s) is refused', async (token) => {
    expect((await submit({ ...HALT, phrase: 'HALT PLATFORM' }, { token })).status).toBe(403);
    expect((await dashboard.submit('/risk/limit', { step: 'apply' }, { token })).status).toBe(403);
    expect((await dashboard.submit('/risk/proposals/x', { command: 'approve' }, { token })).status).toBe(403);
    expect(sent('halt')).toHaveLength(0);
  });

  it.each([
    ['action', { action: 'explode' }],
    ['kind', { kind: 'galaxy' }],
    ['id', { kind: 'account', id: '' }],
    ['id', { kind: 'strategy', id: 'sma' }],
    ['id', { kind: 'node', id: 'node-9' }],
    ['reason', { reason: '  ' }],
    ['reason', { reason: 'x'.repeat(301) }],
  ])('comes back 422 with the fault at %s and what was typed kept', async (name, change) => {
    const response = await submit({ ...HALT, ...change, phrase: 'HALT PLATFORM' });
    expect(response.status).toBe(422);
    const markup = await response.text();
    const control = new RegExp(`<(?:input|select)[^>]*id="field-${name}"[^>]*>`).exec(markup)?.[0] ?? '';
    expect(control).toContain('aria-invalid="true"');
    expect(control).toContain('autofocus');
    expect(markup).toContain(`id="field-${name}-error"`);
    expect(markup).toContain(`value="${{ ...HALT, ...change }.reason}"`);
    expect(sent('halt')).toHaveLength(0);
  });

  it('names the accounts of a node with its halt, since they may be elsewhere by then', async () => {
    await dashboard.close();
    dashboard = await openDashboard({ troupe: fakeTroupe({ cluster: true }) });
    const { node } = dashboard.troupe.actor('risk-monitor.bob-main');
    const form = { ...HALT, kind: 'node', id: node };
    expect(textOf(await (await submit(form)).text())).toContain(`Type HALT node:${node}`);
    expect((await submit({ ...form, phrase: `HALT node:${node}` })).status).toBe(303);
    const [halt] = dashboard.troupe.seen(`${SUPERVISOR}.halt`);
    expect(halt?.params['accounts']).toContain('bob-main');
    // A second halt of the node forgets none of those that were on it.
    dashboard.troupe.actor('risk-monitor.bob-main').node = 'worker-3';
    await submit({ ...form, action: 'flatten', key: 'form-2', phrase: `FLATTEN node:${node}` });
    expect(dashboard.troupe.seen(`${SUPERVISOR}.flatten`)[0]?.params['accounts']).toContain('bob-main');
  });

  it('lifts a restriction for a reason, without a phrase', async () => {
    command('halt', { scope: 'user:bob', reason: 'stop' });
    const form = { action: 'reset', kind: 'user', id: 'bob', reason: '' };
    expect((await submit(form)).status).toBe(422);
    expect((await submit({ ...form, reason: 'all is well' })).status).toBe(303);
    expect(await page('/risk')).toContain('Nothing is restricted');
  });

  it('says what the supervisor refused, with the form as it was', async () => {
    command('halt', { scope: 'platform', reason: 'stop' });
    const reduce = await submit({ ...HALT, action: 'reduce', phrase: 'REDUCE PLATFORM' });
    expect(reduce.status).toBe(409);
    expect(await reduce.text()).toContain('only reset ends that');
    const reset = await submit({ ...HALT, action: 'reset', kind: 'user', id: 'bob' });
    expect(reset.status).toBe(409);
    expect(await reset.text()).toContain('nothing to reset');
    dashboard.troupe.breakAction(`${SUPERVISOR}.halt`, fault('ACTOR_MOVING', 'it is moving'));
    expect((await submit({ ...HALT, key: 'form-3', phrase: 'HALT PLATFORM' })).status).toBe(503);
    dashboard.troupe.breakAction(`${SUPERVISOR}.halt`, undefined);
    expect((await submit({ ...HALT, key: 'form-3', phrase: 'HALT PLATFORM' })).status).toBe(303);
  });
});

describe('a limit', () => {
  const CHANGE = {
    ...{ limit: 'maxOrderNotional', kind: 'account', id: 'alice-main', value: '40,000', reason: 'more room' },
    ...{ fromVersion: '0', key: 'form-1' },
  };
  const submit = (fields: Record<string, string>): Promise<Response> => dashboard.submit('/risk/limit', fields);
  const changes = (): readonly unknown[] =>
    dashboard.troupe.seen(`${SUPERVISOR}.set-limit`).map(({ params }) => params['change']);

  it('shows what a change does and whom it is about before it is applied', async () => {
    setLimit('account:alice-main', 'maxOrderNotional', '25000');
    setLimit('platform', 'maxOrderNotional', '30000');
    const looked = await submit({ ...CHANGE, fromVersion: '1' });
    expect(looked.status).toBe(200);
    const text = textOf(await looked.text());
    expect(text).toMatch(/Before 25,000 version 1, .* by ann: as agreed After 40,000 What it does Loosens/);
    expect(text).toContain('Platform is stricter and stays in force: 30,000');
    expect(text).toMatch(/Accounts now 1: alice-main Trading actors now 3/);
    expect(changes()).toHaveLength(0);
    const applied = await submit({ ...CHANGE, fromVersion: '1', step: 'apply' });
    expect([applied.status, applied.headers.get('location')]).toEqual([303, '/risk#risk-limits']);
    expect(changes()).toEqual([
      {
        ...{ scope: 'account:alice-main', limit: 'maxOrderNotional', value: '40000', fromVersion: 1 },
        reason: 'more room',
      },
    ]);
  });

  it('takes percentages as they are typed, to the last digit', async () => {
    await submit({ ...CHANGE, limit: 'maxPortfolioHeat', kind: 'platform', value: '12.3 %', step: 'apply' });
    expect(changes()).toMatchObject([{ scope: 'platform', value: '0.123' }]);
    expect(await (await dashboard.get('/risk/limit?limit=maxPortfolioHeat&scope=platform')).text()).toContain(
      'value="12.3"',
    );
  });

  it('may be taken away', async () => {
    setLimit('account:alice-main', 'maxOrderNotional', '25000');
    const form = { ...CHANGE, fromVersion: '1', value: '', remove: 'true' };
    expect(textOf(await (await submit(form)).text())).toMatch(/After no limit What it does Loosens/);
    await submit({ ...form, step: 'apply' });
    expect(changes()).toMatchObject([{ value: null }]);
  });

  it.each([
    ['value', { value: '' }],
    ['value', { value: 'lots' }],
    ['value', { value: '2500,50' }],
    ['value', { value: '-1' }],
    ['value', { limit: 'maxPortfolioHeat', kind: 'platform', value: '101' }],
    ['value', { limit: 'maxOpenOrders', value: '2.5' }],
    ['reason', { reason: '' }],
    ['kind', { limit: 'maxPortfolioHeat', kind: 'strategy', id: 'strategy.rsi-14' }],
    ['limit', { limit: 'maxFun' }],
    ['id', { id: '' }],
  ])('comes back 422 with the fault at %s', async (name, change) => {
    const response = await submit({ ...CHANGE, ...change, step: 'apply' });
    expect(response.status).toBe(422);
    const markup = await response.text();
    expect(markup).toMatch(new RegExp(`<(input|select)[^>]*id="field-${name}"[^>]*aria-invalid="true"`));
    expect(markup).toContain(`id="field-${name}-error"`);
    expect(changes()).toHaveLength(0);
  });

  it('that somebody changed meanwhile is a conflict that shows both, and is applied from there', async () => {
    setLimit('account:alice-main', 'maxOrderNotional', '25000');
    setLimit('account:alice-main', 'maxOrderNotional', '20000');
    const conflict = await submit({ ...CHANGE, fromVersion: '1', step: 'apply' });
    expect(conflict.status).toBe(409);
    const markup = await conflict.text();
    expect(textOf(markup)).toMatch(/You changed version 1 to 40,000. It is now 20,000 version 2, .* by ann: as agreed/);
    const fromVersion = /name="fromVersion" value="(\d+)"/.exec(markup)?.[1] ?? '';
    expect(fromVersion).toBe('2');
    expect((await submit({ ...CHANGE, fromVersion, step: 'apply' })).status).toBe(303);
  });

  it('sent twice is changed once', async () => {
    const answers = await Promise.all([1, 2].map(() => submit({ ...CHANGE, step: 'apply' })));
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect(changes()).toHaveLength(1);
  });

  it('waits, loosened, for a second person: who asked may only withdraw it', async () => {
    await dashboard.close();
    dashboard = await openDashboard({ troupe: fakeTroupe({ approveLoosening: true }) });
    setLimit('account:alice-main', 'maxOrderNotional', '25000');
    const form = { ...CHANGE, fromVersion: '1' };
    expect(await (await submit(form)).text()).toContain('waits until another person approves it');
    expect((await submit({ ...form, step: 'apply' })).headers.get('location')).toBe('/risk#risk-proposals');
    const markup = await (await dashboard.get('/risk')).text();
    expect(textOf(markup)).toContain('Largest order of account alice-main: 25,000 → 40,000');
    const [id] = [...dashboard.troupe.supervisor.scene.state.proposals.keys()];
    expect(markup).not.toContain('value="approve"');
    const forbidden = await dashboard.submit(`/risk/proposals/${id}`, { command: 'approve' });
    expect(forbidden.status).toBe(403);
    expect((await dashboard.submit(`/risk/proposals/${id}`, { command: 'withdraw' })).status).toBe(303);
    expect(await page('/risk')).not.toContain('25,000 → 40,000');
  });

  it('that another person asked for is approved here', async () => {
    await dashboard.close();
    dashboard = await openDashboard({ troupe: fakeTroupe({ approveLoosening: true }) });
    setLimit('platform', 'maxLeverage', '2');
    setLimit('platform', 'maxLeverage', '3');
    const [id] = [...dashboard.troupe.supervisor.scene.state.proposals.keys()];
    expect(await (await dashboard.get('/risk')).text()).toContain('value="approve"');
    expect((await dashboard.submit(`/risk/proposals/${id}`, { command: 'approve' })).status).toBe(303);
    expect(await page('/risk')).toMatch(/Leverage Most .* 3 × in force/);
    expect(dashboard.troupe.supervisor.scene.version('platform', 'maxLeverage')).toBe(2);
    expect((await dashboard.submit(`/risk/proposals/${id}`, { command: 'explode' })).status).toBe(422);
  });
});

describe('why an actor may not trade freely', () => {
  it('is told on its page: whose restriction, its reason, by whom, and the way to the Risk page', async () => {
    command('halt', { scope: 'instrument:SPX', reason: 'the feed is wrong' }, 'cleo');
    command('reduce', { scope: 'user:alice', reason: 'a review' }, 'ann');
    command('halt', { scope: 'user:bob', reason: 'not hers' }, 'ann');
    const actor = dashboard.troupe.actor('subscription.alice-sma');
    Object.assign(actor, { tradingState: 'HALTED', tradingStateReason: 'the feed is wrong' });
    for (const path of ['/strategies/subscription.alice-sma', '/actors/subscription.alice-sma']) {
      const text = await page(path);
      expect(text).toMatch(/Halted Instrument SPX : the feed is wrong by cleo \d+ s ago · See and reset it on Risk/);
      expect(text).toMatch(/Reducing User alice : a review by ann/);
      expect(text).not.toContain('not hers');
    }
  });

  it('offers no reset where that would change nothing, and says who holds it; and one where it was halted itself too', async () => {
    command('halt', { scope: 'instrument:SPX', reason: 'the feed is wrong' }, 'cleo');
    const actor = dashboard.troupe.actor('subscription.alice-sma');
    Object.assign(actor, { tradingState: 'HALTED', tradingStateReason: 'the feed is wrong' });
    const monitor = dashboard.troupe.actor('risk-monitor.alice-main');
    const own = (ownState?: string): void =>
      void Object.assign(monitor.state, { actors: [{ address: actor.address, ownState }] });
    const markup = async (): Promise<string> => (await dashboard.get('/strategies/subscription.alice-sma')).text();
    for (const ownState of ['ACTIVE', undefined]) {
      own(ownState);
      expect(await markup()).not.toContain('value="reset"');
      expect(textOf(await markup())).toContain('Held by Instrument SPX: a reset of it alone changes nothing.');
    }
    own('HALTED');
    expect(await markup()).toContain('value="reset"');
    expect(textOf(await markup())).not.toContain('Held by');
  });

  it('offers none either where a rule about a part of the account holds it', async () => {
    const actor = dashboard.troupe.actor('subscription.alice-sma');
    Object.assign(actor, { tradingState: 'HALTED', tradingStateReason: 'a rule' });
    const monitor = dashboard.troupe.actor('risk-monitor.alice-main');
    const own = (ownState: string, latches: readonly object[]): void =>
      void Object.assign(monitor.state, { watch: { latches }, actors: [{ address: actor.address, ownState }] });
    const markup = async (): Promise<string> => (await dashboard.get('/strategies/subscription.alice-sma')).text();
    const latch = { scope: 'strategy:strategy.sma', state: 'HALTED', flatten: false, reason: 'a rule', by: 'rule:it' };
    Object.assign(actor.state, { strategy: 'strategy.sma' });
    own('ACTIVE', [{ ...latch, since: new Date().toISOString() }]);
    expect(await markup()).not.toContain('value="reset"');
    expect(textOf(await markup())).toContain('Held by strategy.sma: a reset of it alone changes nothing.');
    own('ACTIVE', [{ ...latch, scope: 'strategy:strategy.other', since: new Date().toISOString() }]);
    expect(await markup(), 'nobody else holds it').toContain('value="reset"');
  });

  it('is its own where no wider restriction says so', async () => {
    expect(await page('/strategies/subscription.alice-london')).toContain('Said to it alone : paused by alice');
    expect(await page('/strategies/subscription.alice-sma')).not.toContain('Said to');
  });
});
