// The pages of backtests in a real Chromium.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkViews } from './check-page.ts';
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
});
afterEach(async () => {
  await pages.leave();
  await dashboard.close();
});

const PATHS = [
  '/backtests',
  '/backtests/new',
  '/backtests/running1',
  '/backtests/done1',
  '/backtests/compare?ids=done1,done2,bobs',
];

describe('in all views', () => {
  it('every page has no fault', async () => {
    for (const path of PATHS) {
      const page = await pages.look(`${dashboard.url}${path}`);
      if (path.includes('compare')) await page.waitForSelector('[data-chart=lines] canvas');
      for (const summary of await page.$$('main details summary')) await summary.click();
      expect([path, await checkViews(page, path)]).toEqual([path, []]);
    }
  });

  it('a form that is wrong has no fault of its own, and its first bad field the focus', async () => {
    const page = await pages.look(`${dashboard.url}/backtests/new`);
    await page.fill('#field-params-fast', '40');
    await page.click('#backtest-submit');
    await page.waitForSelector('[aria-invalid=true]');
    expect(await page.evaluate('document.activeElement?.id')).toBe('field-params-fast');
    expect(await page.inputValue('#field-params-fast')).toBe('40');
    expect(await checkViews(page, 'backtest refused')).toEqual([]);
  });
});

describe('a person', () => {
  it('tries a new strategy first, watches it run and end without loading anew, and starts it live', async () => {
    const page = await pages.open(`${dashboard.url}/strategies/new`);
    await page.fill('#field-params-fast', '7');
    await page.click('button[value=backtest]');
    await page.waitForURL('**/backtests/new?*');
    expect(await page.inputValue('#field-params-fast')).toBe('7');
    await page.click('#backtest-submit');
    await page.waitForURL(/\/backtests\/new\d+$/);
    const id = new URL(page.url()).pathname.split('/').at(-1)!;
    await page.waitForSelector('#live-badge[data-state=live]');
    await page.evaluate('window.marker = 1');
    const { turn, rows } = dashboard.troupe.backtests;
    const startedAt = new Date(Date.now() - 1_000).toISOString();
    turn(id, { state: 'running', attempt: 1, startedAt, barsDone: 30, barsTotal: 100 });
    await page.waitForSelector('.run-progress:has-text("30 %")');
    turn(id, { state: 'done', finishedAt: startedAt, summary: rows.get('done1')!.summary });
    await page.waitForSelector('#trade-rows');
    expect(await page.evaluate('window.marker')).toBe(1);
    await page.click('text=Start live from it');
    await page.waitForURL('**/strategies/new?*');
    expect(await page.inputValue('#field-params-fast')).toBe('7');
  });

  it('compares what they have ticked', async () => {
    const page = await pages.open(`${dashboard.url}/backtests`);
    await page.check('#pick-done1');
    await page.check('#pick-done2');
    await page.click('#compare button');
    await page.waitForSelector('[data-chart=lines] canvas');
    expect(await page.locator('.chart.lines + .chart-legend line').count()).toBe(2);
  });

  it.each([true, false])('cancels a run, with script: %s', async (javaScriptEnabled) => {
    const page = await pages.open(`${dashboard.url}/backtests/running1`, { javaScriptEnabled });
    await page.click('#backtest-cancel');
    await page.waitForSelector('.chip:has-text("Cancelled")');
    expect(dashboard.troupe.backtests.rows.get('running1')!.state).toBe('cancelled');
  });
});
