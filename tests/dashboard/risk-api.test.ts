import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OpenDashboard, openDashboard } from './dashboard-fixture.ts';
import { type SupervisedTroupe, supervisedTroupe } from './supervised-troupe.ts';

let troupe: SupervisedTroupe;
let dashboard: OpenDashboard;

const open = async (config: { approveLoosening?: boolean } = {}): Promise<void> => {
  troupe = supervisedTroupe(config);
  dashboard = await openDashboard({ troupe });
};
beforeEach(() => open());
afterEach(() => dashboard.close());

type Json = Record<string, unknown>;
const RISK = '/api/v1/risk';
const jsonOf = async (response: Response): Promise<Json> => (await response.json()) as Json;
const read = async (path: string): Promise<Json> => jsonOf(await dashboard.get(`${RISK}${path}`));
const put = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  dashboard.send(`${RISK}${path}`, body, headers, 'PUT');
const command = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  dashboard.send(`${RISK}/commands`, body, headers);
const HALT = { command: 'halt', scope: 'platform', reason: 'a drill' };
const LIMIT = { scope: 'account:alice-main', limit: 'maxOrderNotional', value: '1000', fromVersion: 0, reason: 'less' };

const problem = async (response: Response, status: number): Promise<Json> => {
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  const body = await jsonOf(response);
  expect([response.status, body['code']]).toEqual([status, body['code']]);
  return body;
};

describe('restrictions', () => {
  it('are answered with the number of the control, where it is to be seen who has taken it', async () => {
    const response = await command(HALT);
    expect(response.status).toBe(202);
    expect(response.headers.get('location')).toBe(`${RISK}/controls/1`);
    expect(await jsonOf(response)).toEqual({ status: 'issued', control: 1 });
    expect(await read('/controls/1')).toMatchObject({
      ...{ seq: 1, scope: 'platform', state: 'HALTED', affected: 2, accounts: ['alice-main', 'bob-main'] },
      ...{ unconfirmed: [], unconfirmedCount: 0 },
    });
    expect(await read('')).toMatchObject({ latches: [{ scope: 'platform', state: 'HALTED', reason: 'a drill' }] });
  });

  it('name who has not confirmed, until they have', async () => {
    troupe.confirming = ['bob-main'];
    await command({ ...HALT, command: 'flatten' });
    expect(await read('/controls/1')).toMatchObject({
      ...{ confirmedAt: null, unconfirmed: ['alice-main'], unconfirmedCount: 1, open: ['alice-main'], openCount: 1 },
    });
    expect((await read('/controls'))['controls']).toMatchObject([{ seq: 1, confirmedAt: null }]);
  });

  it('are audited before and after, with the scope and the reason', async () => {
    await command({ ...HALT, by: 'ann' });
    expect(troupe.seen('records.audit-command').map(({ params }) => params)).toMatchObject([
      { command: 'halt', by: 'ann', outcome: 'requested', asked: { scope: 'platform', reason: 'a drill' } },
      { command: 'halt', by: 'ann', outcome: 'acknowledged', asked: { scope: 'platform', reason: 'a drill' } },
    ]);
    const ids = troupe.seen('records.audit-command').map(({ params }) => params['commandId']);
    expect(new Set([...ids, troupe.commands[0]?.params['commandId']]).size).toBe(1);
  });

  it.each([
    ['an unknown command', { ...HALT, command: 'explode' }, 'command'],
    ['no reason', { ...HALT, reason: '  ' }, 'reason'],
    ['no scope', { command: 'halt', reason: 'x' }, 'scope'],
    ['another field', { ...HALT, force: true }, 'force'],
    ['text that no row can hold', { ...HALT, reason: 'a\u0000b' }, 'body'],
    ['half a character', { ...HALT, scope: 'user:\ud800' }, 'body'],
  ])('are refused with %s, and nothing is sent', async (_what, body, field) => {
    expect(await problem(await command(body), 422)).toMatchObject({ field });
    expect(troupe.commands).toEqual([]);
  });

  it.each([
    ['a scope that is none', { ...HALT, scope: 'planet:earth' }, 422, 'SCOPE_INVALID'],
    ['nothing to reset', { ...HALT, command: 'reset' }, 409, 'NOT_RESTRICTED'],
    ['a node that there is not', { ...HALT, scope: 'node:worker-9' }, 404, 'NODE_NOT_FOUND'],
  ])('are refused for %s', async (_what, body, status, code) => {
    expect(await problem(await command(body), status)).toMatchObject({ code });
  });

  it('take no form and no other site', async () => {
    const form = await dashboard.send(`${RISK}/commands`, 'command=halt', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(form.status).toBe(415);
    expect((await command(HALT, { origin: 'http://elsewhere.example' })).status).toBe(403);
    expect((await put('/limits', LIMIT, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect(troupe.commands).toEqual([]);
  });

  it('say that the supervisor cannot be reached, and may be asked again under the same key', async () => {
    troupe.isSilent = true;
    const key = { 'idempotency-key': 'k' };
    expect(await problem(await command(HALT, key), 503)).toMatchObject({ code: 'NODE_UNREACHABLE' });
    troupe.isSilent = false;
    expect((await command(HALT, key)).status).toBe(202);
  });

  it('are one under one key, and another command under it is refused', async () => {
    const key = { 'idempotency-key': 'k' };
    const [first, second] = [await command(HALT, key), await command(HALT, key)];
    expect(await jsonOf(second)).toEqual(await jsonOf(first));
    expect(troupe.commands).toHaveLength(1);
    expect(await problem(await command({ ...HALT, scope: 'user:alice' }, key), 422)).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
    await command(HALT);
    expect(troupe.commands).toHaveLength(2);
  });
});

describe('a node', () => {
  const NODE = { command: 'halt', scope: 'node:worker-1', reason: 'a drill' };
  const askedAccounts = (): unknown => troupe.commands.at(-1)?.params['accounts'];

  it('is restricted as the accounts that are on it now', async () => {
    troupe.onNode.set('worker-1', ['bob-main', 'alice-main']);
    expect((await command(NODE)).status).toBe(202);
    expect(askedAccounts()).toEqual(['alice-main', 'bob-main']);
  });

  it('keeps those that have moved away restricted when it is flattened after that, and lets all go at a reset', async () => {
    troupe.onNode.set('worker-1', ['alice-main']);
    await command(NODE);
    troupe.onNode.set('worker-1', ['bob-main']);
    await command({ ...NODE, command: 'flatten' });
    expect(askedAccounts()).toEqual(['alice-main', 'bob-main']);
    await command({ ...NODE, command: 'reset' });
    expect(await read('')).toMatchObject({ latches: [] });
  });

  it('without accounts restricts nobody, and says so', async () => {
    troupe.onNode.set('worker-1', []);
    expect(await problem(await command(NODE), 409)).toMatchObject({ code: 'HOSTS_NOTHING' });
    expect(troupe.commands).toEqual([]);
  });
});

describe('limits', () => {
  it('are set from the version they were read at', async () => {
    const response = await put('/limits', LIMIT);
    expect(response.status).toBe(202);
    expect(await jsonOf(response)).toEqual({ status: 'issued', control: 1, version: 1 });
    expect(await read('/limits?scope=account:alice-main&name=maxOrderNotional')).toMatchObject({
      limits: [{ limit: 'maxOrderNotional', value: '1000', version: 1, reason: 'less', by: 'local' }],
      catalog: { maxOrderNotional: { unit: 'money', stricter: 'lower' } },
    });
    expect((await read('/limits?scope=platform'))['limits']).toEqual([]);
  });

  it('that somebody else changed meanwhile are not overwritten: what is in force comes back beside what was asked', async () => {
    await put('/limits', { ...LIMIT, by: 'ben', value: '700' });
    const body = await problem(await put('/limits', LIMIT), 409);
    expect(body).toMatchObject({
      code: 'CONFLICT',
      conflict: { scope: LIMIT.scope, limit: LIMIT.limit, madeFrom: 0, asked: '1000' },
    });
    expect(body['conflict']).toMatchObject({ inForce: { value: '700', version: 1, by: 'ben', reason: 'less' } });
  });

  it('wait for a second person where that is asked for', async () => {
    await dashboard.close();
    await open({ approveLoosening: true });
    await put('/limits', LIMIT);
    const response = await put('/limits', { ...LIMIT, value: '9000', fromVersion: 1, by: 'ann' });
    expect(response.status).toBe(202);
    const { status, proposal } = await jsonOf(response);
    expect(status).toBe('awaits-approval');
    const settle = (how: string, by: string): Promise<Response> =>
      dashboard.send(`${RISK}/proposals/${String(proposal)}/${how}`, { by });
    expect(await problem(await settle('approve', 'ann'), 403)).toMatchObject({ code: 'APPROVER_IS_PROPOSER' });
    expect(await jsonOf(await settle('approve', 'ben'))).toEqual({ status: 'issued', control: 2, version: 2 });
    expect(await problem(await settle('withdraw', 'ben'), 404)).toMatchObject({ code: 'PROPOSAL_UNKNOWN' });
    expect((await read('/limits'))['limits']).toMatchObject([{ value: '9000', approvedBy: 'ben' }]);
  });

  it('may be withdrawn before they are approved', async () => {
    await dashboard.close();
    await open({ approveLoosening: true });
    await put('/limits', LIMIT);
    const { proposal } = await jsonOf(await put('/limits', { ...LIMIT, value: null, fromVersion: 1 }));
    const response = await dashboard.send(`${RISK}/proposals/${String(proposal)}/withdraw`, {});
    expect([response.status, await jsonOf(response)]).toEqual([200, { status: 'withdrawn' }]);
    expect((await read(''))['proposals']).toEqual([]);
  });

  it.each([
    ['a limit that there is not', { ...LIMIT, limit: 'maxFun' }, 'LIMIT_CHANGE_INVALID'],
    ['money as a number', { ...LIMIT, value: 12.5 }, 'LIMIT_CHANGE_INVALID'],
    ['no version', { ...LIMIT, fromVersion: undefined }, 'INVALID_INPUT'],
  ])('are refused: %s', async (_what, body, code) => {
    expect(await problem(await put('/limits', body), 422)).toMatchObject({ code });
  });

  it('have a history in pages', async () => {
    expect(await read('/limits/history?scope=platform&name=maxLeverage&current=true&limit=7&cursor=c')).toEqual({
      versions: [{ scope: 'platform', name: 'maxLeverage', current: true, limit: 7, cursor: 'c' }],
      nextCursor: 'next',
    });
    expect(await problem(await dashboard.get(`${RISK}/limits/history?current=yes`), 422)).toMatchObject({
      field: 'current',
    });
  });
});

describe('rules and the calendar', () => {
  const event = { id: 'e1', time: Date.UTC(2026, 0, 9, 13, 30), currency: 'USD', impact: 'high', title: 'NFP' };

  it('take the place of those before', async () => {
    expect(await jsonOf(await put('/rules', { rules: [] }))).toMatchObject({ status: 'issued', control: 1 });
    expect(await jsonOf(await put('/calendar', { events: [event] }))).toMatchObject({ status: 'issued', control: 2 });
    expect(await read('')).toMatchObject({ rules: [], events: 1 });
    expect(troupe.seen('records.audit-command').at(-1)?.params).toMatchObject({ asked: { events: 1 } });
  });

  it.each([
    ['/rules', { rules: [{ id: 'x' }] }, 'RULE_INVALID'],
    ['/calendar', { events: [{ ...event, impact: 'huge' }] }, 'ECONOMIC_EVENTS_INVALID'],
  ])('%s that is not sound is refused whole, with the place', async (path, body, code) => {
    expect(await problem(await put(path, body), 422)).toMatchObject({ code });
    expect((await read(''))['controls']).toEqual([]);
  });

  it('a calendar may be long, anything else may not', async () => {
    const events = Array.from({ length: 2_000 }, (_, index) => ({ ...event, id: `event number ${index}` }));
    expect((await put('/calendar', { events })).status).toBe(202);
    expect((await put('/rules', { rules: events })).status).toBe(413);
    expect((await put('/calendar', { events: Array.from({ length: 5 }, () => events).flat() })).status).toBe(413);
  });
});

describe('reads', () => {
  it('of breaches are paged and filtered', async () => {
    expect(await read('/breaches?account=alice-main&actor=subscription.alice-sma&limit=5')).toMatchObject({
      breaches: [{ account: 'alice-main', actor: 'subscription.alice-sma', limit: 5 }],
      nextCursor: null,
    });
    expect(await problem(await dashboard.get(`${RISK}/breaches?user=x`), 422)).toMatchObject({ field: 'user' });
  });

  it('of a control that was never issued find nothing', async () => {
    expect(await problem(await dashboard.get(`${RISK}/controls/99`), 404)).toMatchObject({ code: 'CONTROL_NOT_FOUND' });
    expect(await problem(await dashboard.get(`${RISK}/controls/-1`), 422)).toMatchObject({ field: 'seq' });
  });
});
