// The pages of those who run the machines, and the report that is printed, in a real Chromium.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkPage, checkViews } from './check-page.ts';
import { type ChromiumPages, chromiumPages } from './chromium-pages.ts';
import { copyingTroupe } from './copying-troupe.ts';
import { type OpenDashboard, openDashboard } from './dashboard-fixture.ts';

const REPORT = '/strategies/subscription.alice-sma/report';
const PAGES = [
  ['messaging', '/messaging?stream=bars.SPX.1d&letters=all'],
  ['actor of an operator', '/actors/strategy.rsi-14'],
  ['performance report', REPORT],
] as const;

let pages: ChromiumPages;
let dashboard: OpenDashboard;
beforeAll(async () => {
  pages = await chromiumPages();
});
afterAll(() => pages.close());
beforeEach(async () => {
  dashboard = await openDashboard({ troupe: copyingTroupe() });
});
afterEach(async () => {
  await pages.leave();
  await dashboard.close();
});

describe('in all views', () => {
  it.each(PAGES)('%s has no fault', async (name, path) => {
    const page = await pages.look(`${dashboard.url}${path}`);
    if (path !== REPORT) await page.waitForSelector('#live-badge[data-state=live]');
    expect(await checkViews(page, name)).toEqual([]);
  });
});

describe('messaging', () => {
  it('shows live that a letter has come and that it was requeued, and asks for a reason', async () => {
    const page = await pages.open(`${dashboard.url}/messaging`);
    await page.waitForSelector('#live-badge[data-state=live]');
    await page.evaluate('window.marker = 1');
    const { letters } = dashboard.troupe.messaging;
    letters.push({ ...letters[0]!, id: '3', actor: 'strategy.sma-10-30' });
    dashboard.troupe.changed('strategy.sma-10-30');
    await page.waitForSelector('#letter-3:has-text("strategy.sma-10-30")');
    expect(await page.evaluate('window.marker')).toBe(1);
    await page.click('#letter-2 summary:has-text("Requeue")');
    await page.click('#requeue-2-form button');
    await page.waitForSelector('#letter-2 [aria-invalid=true]');
    expect(await checkPage(page)).toEqual([]);
    await page.fill('#letter-2 [name=reason]', 'mended');
    await page.click('#requeue-2-form button');
    await page.waitForURL('**/messaging');
    expect(await page.$('#letter-2')).toBeNull();
  });
});

describe('the report', () => {
  it('prints on A4 without menus, forms and files, and no wider than the sheet', async () => {
    const page = await pages.open(`${dashboard.url}${REPORT}`, {
      javaScriptEnabled: false,
      viewport: { width: 688, height: 971 },
    });
    await page.emulateMedia({ media: 'print' });
    for (const gone of ['header.top', 'nav.menu', '.filters', '.files', '.crumbs'])
      expect(await page.locator(gone).first().isVisible(), gone).toBe(false);
    for (const kept of ['h1', '.report-note', '#months', '#metrics', '#trades', '.curve svg'])
      expect(await page.locator(kept).first().isVisible(), kept).toBe(true);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.toString('latin1')).toMatch(/MediaBox \[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]/);
  });
});
