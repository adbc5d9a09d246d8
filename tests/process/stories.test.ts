// What people come for, each role its own way through the pages of a real cluster, side by side in one Chromium.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkPage, checkViews, watchPage } from '../dashboard/check-page.ts';
import { launchChromium } from '../support/chromium.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';
import { startTroupe, type TroupeProcess } from '../support/troupe-process.ts';

const WAIT_MS = 30_000;

let troupe: TroupeProcess;
let browser: Browser;
let dataDir: string;

beforeAll(async () => {
  dataDir = tempFolder('troupe-stories');
  [troupe, browser] = await Promise.all([
    startTroupe({
      dataDir,
      args: ['cluster', '--workers', '2'],
      env: { TROUPE_BARS_PER_SECOND: '5', TROUPE_SIGN_UP: 'on' },
    }),
    launchChromium(),
  ]);
});
afterAll(async () => {
  await browser.close();
  await troupe.stop();
  removeFolder(dataDir);
});

/** A window of somebody who has come to the sign-in page. */
const visitor = async (): Promise<Page> => {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  page.setDefaultTimeout(WAIT_MS);
  await watchPage(page);
  await page.goto(new URL('/sign-in', troupe.url).href);
  return page;
};

/** A window of one of the demonstration’s people. */
const entered = async (user: string): Promise<Page> => {
  const page = await visitor();
  await page.click(`button[name=demo][value=${user}]`);
  await page.waitForSelector('#user-menu');
  return page;
};

const go = (page: Page, path: string): Promise<unknown> => page.goto(new URL(path, troupe.url).href);
/** Anything that a reload would take away, so that what changes is seen to change by itself. */
const mark = (page: Page): Promise<unknown> => page.evaluate('window.untouched = true');
const isUntouched = (page: Page): Promise<unknown> => page.evaluate('window.untouched === true');
const answerYes = async (page: Page): Promise<void> => {
  await page.waitForSelector('#confirm[open]');
  await page.click('#confirm-yes');
};

describe('every role', () => {
  test.each([
    ['ada', ['Overview', 'Strategies', 'Copy', 'Risk'], ['Users', 'Audit', 'Topology']],
    ['ben', ['Overview', 'Strategies', 'Copy', 'Risk'], ['Users', 'Audit', 'Topology']],
    ['olga', ['Overview', 'Topology', 'Actors'], ['Users', 'New strategy']],
    ['admin', ['Overview', 'Topology', 'Risk', 'Users', 'Audit'], []],
  ])(
    '%s finds what is theirs in the menu, nothing else, and each page of it without a fault',
    async (user, has, hasNot) => {
      const page = await entered(user);
      const links = await page.evaluate<[string, string][]>(
        `[...document.querySelectorAll('nav a')].map((one) => [one.textContent.trim(), one.getAttribute('href')])`,
      );
      const names = links.map(([name]) => name);
      for (const name of has) expect(names).toContain(name);
      for (const name of hasNot) expect(names).not.toContain(name);
      for (const path of new Set(links.map(([, path]) => path))) {
        await go(page, path);
        expect([path, await checkPage(page)]).toEqual([path, []]);
      }
      await page.context().close();
    },
  );
});

test('a newcomer signs up and has a running paper strategy with an order filled in under two minutes, led by the first steps', async () => {
  const startedMs = performance.now();
  const nell = await visitor();
  await nell.click('a[href^="/sign-up"]');
  await nell.fill('#field-sign-up-user', 'nell');
  await nell.fill('#field-sign-up-password', 'nell trades on paper');
  await nell.click('#sign-up-form button');
  const steps = nell.locator('#overview-steps');
  await expect.poll(() => steps.innerText(), { timeout: WAIT_MS }).toContain('0 of 4');
  expect(await checkViews(nell, 'story first steps')).toEqual([]);
  await steps.locator('form[action="/accounts"] button').click();
  await nell.click('#steps-start');
  await nell.click('#start-submit');
  await nell.waitForURL('**/strategies/subscription.*');
  await nell.waitForSelector('.chip:has-text("Running")');
  await expect.poll(() => nell.innerText('main'), { timeout: 60_000 }).toMatch(/\b(BUY|SELL)\b[^]*FILLED/);
  expect(performance.now() - startedMs).toBeLessThan(120_000);
  expect(await checkViews(nell, 'story first strategy')).toEqual([]);
  await nell.context().close();
});

test('a provider opens a desk and publishes it, another user follows, the provider trades, and the follower’s row is there', async () => {
  const [ben, ada] = await Promise.all([entered('ben'), entered('ada')]);

  await go(ben, '/copy/open-desk');
  const lane = await ben.getAttribute('#field-lane option:has-text("EURUSD")', 'value');
  await ben.selectOption('#field-lane', lane);
  await ben.click('form.panel button.solid');
  await ben.waitForURL('**/copy/desks/**');
  const desk = ben.url();
  await ben.click('text=publish it');
  await ben.fill('#field-name', 'Ben by hand');
  await ben.click('#publish-form button.solid');
  await ben.waitForURL('**/copy/broadcasting/**');
  const broadcast = ben.url();

  await go(ada, '/copy');
  await ada.click('text=Ben by hand');
  await ada.click('a:has-text("Follow")');
  await ada.fill('#field-allocation', '5000');
  await ada.click('#follow-preview-button');
  await ada.click('#follow-submit');
  const row = ada.locator('tr:has-text("Ben by hand")');
  await expect.poll(() => row.innerText(), { timeout: WAIT_MS }).toContain('they are flat');
  await mark(ada);

  await ben.goto(desk);
  await ben.fill('#field-quantity', '1000');
  await ben.click('#ticket-submit');
  await ben.waitForSelector('#desk-orders tr:has-text("FILLED")');
  await expect.poll(() => row.innerText(), { timeout: WAIT_MS }).toMatch(/\b([1-9]\d*) · \1\b/); // what it should hold, held
  expect(await row.innerText()).toContain('Copied');
  expect(await isUntouched(ada)).toBe(true);
  expect(await checkViews(ada, 'story followed')).toEqual([]);

  await ben.goto(broadcast);
  expect(await ben.innerText('main')).toMatch(/Followers\s+1\b/);
  expect(await ben.innerText('main')).not.toContain('ada');
  await Promise.all([ben.context().close(), ada.context().close()]);
});

test('ops drains a node, watches its actors move, and puts it back', async () => {
  const olga = await entered('olga');
  await go(olga, '/topology');
  const hosted = async (): Promise<Record<string, number>> => {
    const { actors } = await troupe.get<{ actors: { node: string | null }[] }>('/api/v1/actors?limit=500');
    const counts: Record<string, number> = {};
    for (const { node } of actors) counts[node ?? 'nowhere'] = (counts[node ?? 'nowhere'] ?? 0) + 1;
    return counts;
  };
  const before = await hosted();
  expect(before['worker-1']).toBeGreaterThan(0);
  await mark(olga);
  await olga.click('#command-drain-worker-1');
  await answerYes(olga);
  const card = olga.locator('article:has(h3:has-text("worker-1")), article:has-text("worker-1")').first();
  await expect.poll(() => card.innerText(), { timeout: WAIT_MS }).toMatch(/Drained[^]*0 of 256 shards/);
  await expect
    .poll(hosted, { timeout: WAIT_MS })
    .toMatchObject({ 'worker-2': (before['worker-1'] ?? 0) + (before['worker-2'] ?? 0) });
  expect(await isUntouched(olga)).toBe(true);
  expect(await checkViews(olga, 'story drained')).toEqual([]);
  await olga.click('#command-drain-worker-1');
  await expect.poll(() => card.innerText(), { timeout: WAIT_MS }).not.toContain('0 of 256 shards');
  await olga.context().close();
});

test('an admin tightens a limit, sees whom it affects and that it is confirmed, throws the kill switch, and resets it', async () => {
  const [admin, ada] = await Promise.all([entered('admin'), entered('ada')]);
  await go(ada, '/strategies');
  await mark(ada);

  await go(admin, '/risk/limit?limit=maxOrderNotional&scope=platform');
  await admin.fill('#field-value', '2000');
  await admin.fill('#field-reason', 'a quiet week');
  await admin.click('#limit-submit');
  await admin.waitForSelector('.chip:has-text("Tightens")');
  expect(await admin.innerText('main')).toMatch(/\d: .*\bada, ben\b/);
  await admin.click('button[value=apply]');
  await admin.waitForSelector('#controls tr:has-text("Largest order"):has-text("All confirmed")');

  await admin.fill('#field-reason', 'a rehearsal');
  await admin.click('#control-submit');
  await admin.fill('#field-phrase', 'HALT PLATFORM');
  await admin.click('#control-submit');
  await admin.waitForSelector('#risk-head .tile:has-text("Halted")');
  await admin.waitForSelector('#controls tr:has-text("a rehearsal"):has-text("All confirmed")');
  await ada.waitForSelector('tbody tr:has-text("Halted")');
  expect(await isUntouched(ada)).toBe(true);
  expect(await checkViews(admin, 'story halted')).toEqual([]);
  expect(await checkViews(ada, 'story halted for a user')).toEqual([]);

  await admin.click('#reset-platform');
  await admin.fill('#field-reason', 'the rehearsal is over');
  await admin.click('#control-submit');
  await admin.waitForSelector('#risk-head .tile:has-text("Active")');
  await ada.waitForSelector('tbody tr:has-text("Halted")', { state: 'detached' });
  await Promise.all([admin.context().close(), ada.context().close()]);
});
