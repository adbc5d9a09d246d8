// The pages of people as they meet them, in a real Chromium.
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PEOPLE_CHANGED } from '../../actors/protocol.ts';
import { LOCAL_TOKEN } from '../support/fake-people.ts';
import { checkViews } from './check-page.ts';
import { type ChromiumPages, chromiumPages } from './chromium-pages.ts';
import { type OpenDashboard, openDashboard, SESSION_COOKIE } from './dashboard-fixture.ts';

let pages: ChromiumPages;
let strangers: ChromiumPages;
let dashboard: OpenDashboard;
beforeAll(async () => {
  [pages, strangers] = await Promise.all([chromiumPages(), chromiumPages(null)]);
});
afterAll(() => Promise.all([pages.close(), strangers.close()]));
beforeEach(async () => {
  dashboard = await openDashboard();
  dashboard.people.add('uma', 'user');
  dashboard.people.facts = {
    ...{ signUp: 'on', canMail: true },
    demo: [{ user: 'uma', password: 'uma password', roles: ['user'] }],
  };
  for (const command of ['halt', 'reset'])
    dashboard.people.audit.push({
      ...{ id: command, at: '2026-03-01T12:00:00.000Z', by: 'ann', address: 'risk-supervisor.platform', command },
      ...{
        outcome: 'acknowledged',
        asked: { scope: 'platform', before: { state: 'ACTIVE' }, after: { state: 'HALTED' } },
      },
    });
});
afterEach(async () => {
  await Promise.all([pages.leave(), strangers.leave()]);
  await dashboard.close();
});

const OURS = ['/security', '/users', '/audit', '/audit?command=none'];
const OPEN = ['/sign-in', '/sign-up', '/forgot', '/reset?token=t'];

describe('in all views', () => {
  it('the pages of one who has signed in have no fault, nor has the menu', async () => {
    for (const path of OURS) {
      const page = await pages.look(`${dashboard.url}${path}`);
      await page.click('#user-menu summary');
      expect([path, await checkViews(page, path)]).toEqual([path, []]);
    }
  });

  it('those before signing in have no fault', async () => {
    for (const path of OPEN) {
      const page = await strangers.look(`${dashboard.url}${path}`);
      expect([path, await checkViews(page, path)]).toEqual([path, []]);
    }
    const page = await strangers.look(`${dashboard.url}/sign-in`);
    await page.click('#sign-in-form button');
    await page.waitForSelector('[aria-invalid=true]');
    expect(await checkViews(page, 'sign-in refused')).toEqual([]);
    expect(await page.evaluate('document.activeElement?.id')).toBe('field-sign-in-user');
  });

  it('what is shown once, and what is refused, has no fault', async () => {
    const page = await pages.look(`${dashboard.url}/security`);
    await page.fill('#field-totp-password', 'local password');
    await page.click('#totp-form button');
    await page.waitForSelector('svg.qr');
    expect(await checkViews(page, 'authenticator offered')).toEqual([]);
    await page.goto(`${dashboard.url}/security`);
    await page.fill('#field-key-name', 'bot');
    await page.check('#field-key-scope-read');
    await page.click('#key-form button');
    await page.waitForSelector('#new-key');
    expect(await checkViews(page, 'key shown')).toEqual([]);
    await page.goto(`${dashboard.url}/users`);
    await page.click('#user-local summary');
    await page.uncheck('#field-roles-local-role-admin');
    await page.check('#field-roles-local-role-user');
    await page.click('#roles-local-form button');
    await page.waitForSelector('.summary');
    expect(await page.textContent('.summary')).toContain('local is the last admin.');
    expect(await checkViews(page, 'last admin refused')).toEqual([]);
  });
});

describe('a person', () => {
  it.each([true, false])('signs in as a demo user and out again, with script: %s', async (javaScriptEnabled) => {
    const page = await strangers.open(`${dashboard.url}/strategies`, { javaScriptEnabled });
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    await page.click('button[name=demo]');
    await page.waitForURL('**/strategies');
    await page.click('#user-menu summary');
    await page.click('#user-menu button');
    await page.waitForURL('**/sign-in');
    await page.goto(`${dashboard.url}/strategies`);
    expect(new URL(page.url()).pathname).toBe('/sign-in');
  });

  it('whose session ends is led to where one signs in, from an open page, and comes back to it', async () => {
    const page: Page = await pages.open(`${dashboard.url}/strategies?state=running`);
    await page.waitForSelector('#live-badge[data-state=live]');
    dashboard.people.expire(LOCAL_TOKEN);
    dashboard.troupe.tell(PEOPLE_CHANGED, { users: ['local'] });
    await page.waitForURL('**/sign-in?return=*');
    await page.fill('#field-sign-in-user', 'local');
    await page.fill('#field-sign-in-password', 'local password');
    await page.click('#sign-in-form button');
    await page.waitForURL('**/strategies?state=running');
    const cookies = await page.context().cookies();
    expect(cookies.find(({ name }) => name === SESSION_COOKIE)).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
  });
});
