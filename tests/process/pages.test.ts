// The pages on the real troupe, from the process that a user starts to what Chromium shows.
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { checkPage } from '../dashboard/check-page.ts';
import { type ChromiumPages, chromiumPages } from '../dashboard/chromium-pages.ts';
import { SESSION_COOKIE } from '../dashboard/dashboard-fixture.ts';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';
import { startTroupe, type TroupeProcess } from '../support/troupe-process.ts';

const SUBSCRIPTION = 'subscription.ada-sp500-trend';
/** Those that no menu leads to; the others are looked at by every role in stories.test.ts. */
const PAGES = [
  ['strategy', `/strategies/${SUBSCRIPTION}`],
  ['actor', `/actors/risk-monitor.ada`],
  ['risk', '/risk?account=ada&show=every'],
  ['risk-limit', '/risk/limit?limit=maxPortfolioHeat&scope=account:ada'],
  ['provider', '/copy/providers/provider.ben-breakout'],
  ['follow', '/copy/providers/provider.ben-breakout/follow'],
  ['following', '/copy/following'],
  ['followed', '/copy/following/follower.ada-copies-ben'],
  ['broadcast', '/copy/broadcasting/provider.ben-breakout'],
] as const;

describe('the pages of a running troupe', () => {
  let troupe: TroupeProcess;
  let pages: ChromiumPages;
  let dataDir: string;
  const closings: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    dataDir = tempFolder('troupe-pages');
    troupe = await startTroupe({ dataDir, env: { TROUPE_BARS_PER_SECOND: '40' } });
    closings.push(() => troupe.stop());
    pages = await chromiumPages(null);
    closings.push(() => pages.close());
    pages.carry(await entered());
    await pages.leave();
    for (
      const deadline = Date.now() + 60_000;
      Date.now() < deadline;
      await new Promise((resolve) => setTimeout(resolve, 200))
    ) {
      const actor = await troupe.get<{ state: { fills: number } }>(`/api/v1/actors/${SUBSCRIPTION}`);
      if (actor.state.fills >= 6) break;
    }
  });

  afterAll(async () => {
    for (const close of closings.reverse()) await close();
    removeFolder(dataDir);
  });

  afterEach(() => pages.leave());

  /** The session of the demonstration's admin, who comes in through the page. */
  const entered = async (): Promise<string> => {
    const page = await pages.open(troupe.url);
    await page.click('button[name=demo][value=admin]');
    await page.waitForURL(troupe.url);
    const session = (await page.context().cookies()).find(({ name }) => name === SESSION_COOKIE);
    return session!.value;
  };
  /** A form does not change under one's hands, so it has no stream. */
  const live = async (page: Page): Promise<Page> => {
    if ((await page.$('#live-badge')) !== null) await page.waitForSelector('#live-badge[data-state=live]');
    return page;
  };
  const open = async (path: string): Promise<Page> => live(await pages.open(new URL(path, troupe.url).href));
  const look = async (path: string): Promise<Page> => live(await pages.look(new URL(path, troupe.url).href));

  test.each(PAGES)('%s has no fault in accessibility, policy, markup or layout', async (_name, path) => {
    const page = await look(path);
    if ((await page.$('[data-chart]')) !== null) await page.waitForSelector('[data-chart=equity] canvas');
    expect(await checkPage(page)).toEqual([]);
  });

  test('a row changes without a reload', async () => {
    const page = await open('/strategies');
    await page.evaluate('window.untouched = true');
    const row = page.locator('#run-subscription-ada-simfx-breakout');
    const before = await row.innerText();
    await expect.poll(() => row.innerText(), { timeout: 15_000 }).not.toBe(before);
    expect(await page.evaluate('window.untouched')).toBe(true);
  });

  test('a strategy is stopped and started by the keyboard alone, and the actor really stops and starts', async () => {
    const page = await open('/strategies');
    const lifecycle = async (): Promise<string> =>
      (await troupe.get<{ lifecycle: string }>('/api/v1/actors/subscription.ben-simfx-breakout')).lifecycle;
    const press = async (): Promise<void> => {
      await page.focus('#command-run-subscription-ben-simfx-breakout');
      await page.keyboard.press('Enter');
    };
    await press();
    await expect.poll(lifecycle, { timeout: 15_000 }).toBe('stopped');
    await page.waitForSelector('#run-subscription-ben-simfx-breakout:has-text("Stopped")');
    await press();
    await expect.poll(lifecycle, { timeout: 15_000 }).toBe('running');
  });

  test('a strategy made from the form trades with the next bars', async () => {
    const page = await open('/strategies/new');
    await page.selectOption('select[name=lane]', {
      label: await page.locator('select[name=lane] option', { hasText: 'SIM-EURUSD' }).first().innerText(),
    });
    await page.fill('#field-allocation', '5000');
    await page.click('#start-submit');
    await page.waitForURL(/\/strategies\/subscription\./);
    const address = decodeURIComponent(page.url().split('/').at(-1)!.split('?')[0]!);
    await expect
      .poll(async () => (await troupe.get<{ lifecycle: string }>(`/api/v1/actors/${address}`)).lifecycle, {
        timeout: 15_000,
      })
      .toBe('running');
    const position = async (): Promise<number> =>
      (await troupe.get<{ state: { position: number } }>(`/api/v1/actors/${address}`)).state.position;
    const before = await position();
    await expect.poll(position, { timeout: 15_000 }).toBeGreaterThan(before);
  });
});
