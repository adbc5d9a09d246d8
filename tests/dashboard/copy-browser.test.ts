// The pages of copy trading as a person meets them, in a real Chromium.
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkViews } from './check-page.ts';
import { type ChromiumPages, chromiumPages } from './chromium-pages.ts';
import { type CopyingTroupe, copyingTroupe, DESK, FOLLOWER, TREND, YOUNG } from './copying-troupe.ts';
import { type OpenDashboard, openDashboard } from './dashboard-fixture.ts';

let pages: ChromiumPages;
let troupe: CopyingTroupe;
let dashboard: OpenDashboard;
beforeAll(async () => {
  pages = await chromiumPages();
});
afterAll(() => pages.close());
beforeEach(async () => {
  troupe = copyingTroupe();
  dashboard = await openDashboard({ troupe });
});
afterEach(async () => {
  await pages.leave();
  await dashboard.close();
});

const live = async (page: Page): Promise<Page> => {
  await page.waitForSelector('#live-badge[data-state=live]');
  return page;
};
const open = async (path: string): Promise<Page> => live(await pages.open(`${dashboard.url}${path}`));
const look = async (path: string): Promise<Page> => live(await pages.look(`${dashboard.url}${path}`));

describe('in all views', () => {
  it.each([
    '/copy',
    `/copy/providers/${TREND}`,
    `/copy/providers/${YOUNG}`,
    `/copy/providers/${TREND}/follow`,
    '/copy/following',
    `/copy/following/${FOLLOWER}`,
    '/copy/broadcasting',
    `/copy/broadcasting/${TREND}?window=all`,
    '/copy/publish',
    '/copy/open-desk',
    `/copy/desks/${DESK}`,
  ])('%s has no fault', async (path) => {
    const page = await look(path);
    for (const details of await page.locator('main summary').all()) await details.click();
    expect(await checkViews(page, path)).toEqual([]);
  });

  it('the form to follow has none with its faults and with its worst case', async () => {
    const page = await look(`/copy/providers/${TREND}/follow`);
    await page.fill('#field-allocation', 'ten');
    await page.click('#follow-preview-button');
    await page.waitForSelector('#field-allocation[aria-invalid=true]');
    expect(await page.evaluate('document.activeElement.id')).toBe('field-allocation');
    expect(await checkViews(page, 'follow refused')).toEqual([]);
    await page.fill('#field-allocation', '10000');
    await page.click('#follow-preview-button');
    await page.waitForSelector('#follow-preview');
    expect(await checkViews(page, 'follow previewed')).toEqual([]);
  });
});

it('each mode shows its own amount', async () => {
  const page = await open(`/copy/providers/${TREND}/follow`);
  await page.selectOption('#field-mode', 'fixed_notional');
  expect(await page.isVisible('#field-size-fixed-notional')).toBe(true);
  expect(await page.isVisible('#field-size-equity-ratio')).toBe(false);
});

it('a follow is closed by the keyboard alone, and Escape closes nothing', async () => {
  const page = await open('/copy/following');
  const button = '#command-close-follower-bob-trend';
  await page.focus(button);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#confirm[open]');
  expect(await page.evaluate('document.activeElement.id')).toBe('confirm-no');
  await page.keyboard.press('Escape');
  await page.waitForSelector('#confirm:not([open])', { state: 'attached' });
  expect(troupe.seen(`${FOLLOWER}.close`)).toEqual([]);
  await page.focus(button);
  await page.keyboard.press('Enter');
  await page.waitForSelector('#confirm[open]');
  await page.focus('#confirm-yes');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#toasts:has-text("Closing the position")');
  expect(troupe.seen(`${FOLLOWER}.close`)).toHaveLength(1);
});

it('a row changes without a reload and keeps the focus', async () => {
  const page = await open('/copy/following');
  await page.evaluate('window.untouched = true');
  await page.focus('#command-copy-follower-bob-trend');
  const actor = troupe.actor(FOLLOWER);
  actor.state = { ...actor.state, mode: 'paused', modeReason: 'pause by bob', quantity: '7' };
  troupe.changed(FOLLOWER);
  await page.waitForSelector('#follow-follower-bob-trend:has-text("pause by bob")');
  expect(await page.evaluate('window.untouched && document.activeElement.id')).toBe('command-copy-follower-bob-trend');
});

it('an order is sent from the ticket without leaving the page', async () => {
  const page = await open(`/copy/desks/${DESK}`);
  await page.evaluate('window.untouched = true');
  await page.fill('#field-quantity', '3');
  await page.click('#ticket-submit');
  await page.waitForSelector('#toasts:has-text("The order was sent")');
  expect(await page.inputValue('#field-quantity')).toBe('');
  expect(await page.evaluate('window.untouched')).toBe(true);
  expect(troupe.seen(`${DESK}.order`)[0]?.params).toMatchObject({ side: 'BUY', type: 'MARKET', quantity: '3' });
});
