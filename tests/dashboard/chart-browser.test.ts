// Charts, comparisons, heat maps and first steps in a real Chromium.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkPage, checkViews } from './check-page.ts';
import { type ChromiumPages, chromiumPages } from './chromium-pages.ts';
import { type OpenDashboard, openDashboard } from './dashboard-fixture.ts';

let pages: ChromiumPages;
let dashboard: OpenDashboard;
beforeAll(async () => {
  pages = await chromiumPages();
});
afterAll(() => pages.close());
beforeEach(async () => {
  dashboard = await openDashboard();
  const monitor = dashboard.troupe.actor('risk-monitor.alice-main');
  const symbols = ['AAA', 'BBB', 'CCC', 'DDD'];
  const rows = [[], [0.92], [-0.88, 0.15], [0.45, -0.41, null]];
  const correlations = { periodMs: 86_400_000, least: 20, symbols, periods: [90, 90, 90, 12], rows };
  monitor.state = { ...monitor.state, correlations };
});
afterEach(async () => {
  await pages.leave();
  await dashboard.close();
});

const COMPARED = '/strategies/compare?addresses=subscription.alice-sma,subscription.bob-sma,subscription.alice-rsi';
describe('in all views', () => {
  it.each([
    ['comparison', COMPARED],
    ['first steps', '/?steps=shown'],
    ['heat map', '/risk?account=alice-main'],
    ['node map', '/topology'],
  ])('%s has no fault', async (name, path) => {
    const page = await pages.look(`${dashboard.url}${path}`);
    if (path === COMPARED) await page.waitForSelector('[data-chart=lines] canvas');
    await page.evaluate("document.querySelectorAll('main details').forEach((one) => (one.open = true))");
    expect(await checkViews(page, name)).toEqual([]);
  });
});

describe('a chart', () => {
  it('names its lines and their values beside it, in each pane', async () => {
    const page = await pages.open(`${dashboard.url}/strategies/subscription.bob-rsi`);
    const legend = page.locator('.chart.candles + .chart-legend');
    await legend.locator('span').first().waitFor();
    expect(await legend.textContent()).toMatch(/RSI\(14\) \d+.*Oversold 30.*Exit 50/);
    await page.locator('.chart.equity + .chart-legend b').nth(1).waitFor();
    expect(await page.locator('.chart.equity + .chart-legend').textContent()).toMatch(
      /Equity [\d,.]+.*deepest −[\d.]+ %/,
    );
    expect(await checkPage(page)).toEqual([]);
  });

  it('gives each of several lines a colour and a dash of its own', async () => {
    const page = await pages.open(`${dashboard.url}${COMPARED}`);
    const strokes = page.locator('.chart.lines + .chart-legend line');
    await strokes.nth(2).waitFor({ state: 'attached' });
    const looks = await page.evaluate<[string, string][]>(
      `[...document.querySelectorAll('.chart.lines + .chart-legend line')].map((line) => [line.getAttribute('stroke'), String(line.getAttribute('stroke-dasharray'))])`,
    );
    for (const of of [0, 1] as const) expect(new Set(looks.map((look) => look[of])).size).toBe(3);
  });
});

it('compares the rows that are ticked, by keyboard', async () => {
  const page = await pages.open(`${dashboard.url}/strategies`);
  for (const name of ['alice-sma', 'bob-sma']) {
    await page.focus(`#pick-subscription-${name}`);
    await page.keyboard.press('Space');
  }
  await page.focus('[data-compare] button');
  await page.keyboard.press('Enter');
  await page.waitForURL(/compare\?addresses=/);
  expect(await page.locator('.compared-list li').count()).toBe(2);
});

it('takes a newcomer from nothing to a strategy in three clicks', async () => {
  dashboard.people.add('zoe', 'user');
  const page = await pages.open(`${dashboard.url}/`);
  await page.context().clearCookies();
  const [name, value] = dashboard.cookie('zoe').split('=') as [string, string];
  await page.context().addCookies([{ name, value, domain: '127.0.0.1', path: '/' }]);
  await page.goto(`${dashboard.url}/`);
  await page.click('#overview-steps button:has-text("Open a paper account")');
  await page.click('#steps-start');
  await page.waitForURL(/strategies\/new/);
  await page.click('#start-submit');
  await page.waitForURL(/strategies\/subscription/);
  expect(await page.textContent('#strategy-head')).toContain('Running');
  expect(await checkPage(page)).toEqual([]);
});

it('prints what it shows, without what cannot be pressed on paper', async () => {
  const page = await pages.open(`${dashboard.url}/strategies/subscription.alice-sma`);
  await page.emulateMedia({ media: 'print' });
  expect(await page.isVisible('.menu')).toBe(false);
  expect(await page.isVisible('.top')).toBe(false);
  expect(await page.isVisible('#strategy-fills table')).toBe(true);
  expect(await page.locator('main .button:visible').count()).toBe(0);
});
