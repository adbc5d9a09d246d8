// From the first sign-in to a strategy that trades, as the facts say; without script throughout.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { firstSteps, quickStart } from '../../dashboard/first-steps.ts';
import type { AccountView, LaneView } from '../../actors/start-views.ts';
import type { Run } from '../../dashboard/troupe-facts.ts';
import { fault } from '../support/fake-troupe.ts';
import { type OpenDashboard, openDashboard } from './dashboard-fixture.ts';

let dashboard: OpenDashboard;
beforeEach(async () => {
  dashboard = await openDashboard();
  dashboard.people.add('zoe', 'user');
});
afterEach(() => dashboard.close());

const overview = async (as = 'zoe', path = '/', cookie = ''): Promise<string> =>
  (await dashboard.get(path, cookie === '' ? {} : { cookie }, as)).text();
const stepsIn = (page: string): string =>
  /<div id="overview-steps" hidden>|<section id="overview-steps".*?<\/section>/s.exec(page)?.[0] ?? '';

describe('the first steps', () => {
  const account = { owner: 'zoe', account: 'zoe-paper' } as AccountView;
  const run = (state: object, owner = 'zoe') => ({ view: { owner }, state }) as Run;
  const told = (accounts: readonly AccountView[], runs: readonly Run[]): string =>
    firstSteps({ user: 'zoe', accounts, runs })
      .map(({ name, isDone, isNext }) => `${name}${isDone ? ' done' : isNext ? ' next' : ''}`)
      .join(', ');

  it.each([
    ['nothing', [], [], 'account next, strategy, bar, order'],
    ['an account', [account], [], 'account done, strategy next, bar, order'],
    ['another’s strategy', [account], [run({ fills: 3 }, 'bob')], 'account done, strategy next, bar, order'],
    ['a strategy', [account], [run({ lastBarAt: null })], 'account done, strategy done, bar next, order'],
    ['a bar', [account], [run({ lastBarAt: '2026-01-01' })], 'account done, strategy done, bar done, order next'],
    ['an order', [account], [run({ lastBarAt: 'x', fills: 1 })], 'account done, strategy done, bar done, order done'],
  ] as const)('of somebody with %s', (_name, accounts, runs, expected) => {
    expect(told(accounts, runs)).toBe(expected);
  });

  it('lead to the quickest bars there are, simulated ones first, and nowhere while there are none', () => {
    const lane = (name: string, timeframe: string, more: object = {}) =>
      ({ lane: name, timeframe, status: 'running', bars: 10, simulated: true, ...more }) as LaneView;
    const lanes = [lane('bars.A.1h', '1h'), lane('bars.A.1m', '1m'), lane('bars.S.1s', '1s', { simulated: false })];
    const query = new URL(quickStart(lanes, 'zoe-paper')!, 'http://x').searchParams;
    expect([query.get('lane'), query.get('account')]).toEqual(['bars.A.1m', 'zoe-paper']);
    expect(quickStart([lane('bars.A.1m', '1m', { bars: 0 })], undefined)).toBeUndefined();
  });
});

describe('somebody who has just signed up', () => {
  it('opens an account, starts a strategy from a form that is filled in, and the steps follow, without script', async () => {
    expect(stepsIn(await overview())).toContain('Open a paper account');
    const opened = await dashboard.submit('/accounts', { return: '/' }, { as: 'zoe' });
    expect([opened.status, opened.headers.get('location')]).toEqual([303, '/']);
    expect(dashboard.called.findLast(({ action }) => action === 'troupe.open-account')?.caller?.user).toBe('zoe');

    expect(stepsIn(await overview())).toContain('1 of 4');
    const href = /id="steps-start" href="([^"]+)"/.exec(await overview())![1]!.replaceAll('&amp;', '&');
    const form = await overview('zoe', href);
    expect(form).toMatch(/name="allocation"[^>]*value="10000"|value="10000"[^>]*name="allocation"/);
    expect(form).toMatch(/<option value="zoe-paper" ?selected|<option value="zoe-paper"[^>]*selected/);
    expect(form).toMatch(/<option value="bars.SIM-EUR.1m"[^>]*selected/);
  });

  it('is told on the form of a new strategy that an account comes first, and opens it there', async () => {
    const page = await overview('zoe', '/strategies/new');
    expect(page).toContain('First an account');
    expect(page).toContain('action="/accounts"');
  });

  it('puts the steps away for themselves alone, and finds them again by the help', async () => {
    const away = await dashboard.submit('/preferences', { steps: 'hidden', return: '/' }, { as: 'zoe' });
    const cookie = away.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    expect(cookie).toContain('troupe_steps=zoe');
    expect(stepsIn(await overview('zoe', '/', cookie))).toContain('hidden');
    expect(stepsIn(await overview('zoe', '/?steps=shown', cookie))).toContain('Open a paper account');
    dashboard.people.add('yara', 'user');
    expect(stepsIn(await overview('yara', '/', cookie))).toContain('Open a paper account');
    expect(await overview('yara')).toContain('/?steps=shown');
  });

  it('is not sent to open a second account while nobody can say whether there is one', async () => {
    dashboard.troupe.breakAction('troupe.accounts', fault('STORE_UNAVAILABLE', 'The database is away.'));
    const page = await overview();
    expect(page).toContain('The accounts cannot be read just now.');
    expect(page).not.toContain('action="/accounts"');
  });
});

it('leaves them out for who has done them, and for who may not trade', async () => {
  dashboard.people.add('alice', 'user');
  dashboard.people.add('olga', 'ops');
  expect(stepsIn(await overview('alice'))).toContain('hidden');
  expect(stepsIn(await overview('olga'))).toContain('hidden');
});
