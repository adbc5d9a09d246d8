// The pages as a person meets them, in a real Chromium.
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FakeTroupe, fakeTroupe } from '../support/fake-troupe.ts';
import { checkPage, checkViews } from './check-page.ts';
import { type ChromiumPages, chromiumPages } from './chromium-pages.ts';
import { type OpenDashboard, openDashboard, until } from './dashboard-fixture.ts';

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

const open = (path: string, options: BrowserContextOptions = {}): Promise<Page> =>
  pages.open(`${dashboard.url}${path}`, options);
const look = (path: string): Promise<Page> => pages.look(`${dashboard.url}${path}`);
const live = (page: Page): Promise<unknown> => page.waitForSelector('#live-badge[data-state=live]');
const focused = (page: Page): Promise<unknown> => page.evaluate('document.activeElement?.id');

const PAGES = [
  ['overview', '/'],
  ['strategies', '/strategies'],
  ['no strategy matches', '/strategies?q=nothing'],
  ['new strategy', '/strategies/new'],
  ['strategy', '/strategies/subscription.alice-sma'],
  ['faulted strategy', '/strategies/subscription.bob-rsi'],
  ['actors', '/actors'],
  ['actor', '/actors/strategy.rsi-14'],
  ['topology', '/topology'],
  ['limit to choose', '/risk/limit'],
  ['not found', '/nowhere'],
] as const;

describe('in all views', () => {
  it.each(PAGES)('%s has no fault', async (name, path) => {
    const page = await look(path);
    if ((await page.$('#live-badge')) !== null) await live(page);
    if ((await page.$('[data-chart]')) !== null) await page.waitForSelector('[data-chart=equity] canvas');
    expect(await checkViews(page, name)).toEqual([]);
  });

  it('the refused form has no fault', async () => {
    const page = await look('/strategies/new');
    await page.fill('#field-allocation', 'lots');
    await page.click('#start-submit');
    await page.waitForSelector('[aria-invalid=true]');
    expect(await checkViews(page, 'new strategy refused')).toEqual([]);
  });
});

/** A cluster with everything that can be wrong with it. */
const troubled = (): FakeTroupe => {
  const troupe = fakeTroupe({ cluster: true });
  troupe.part('postgres', false, 'is away: nobody orders until it is back');
  troupe.part('nats', false, 'NATS is away: actors of other nodes cannot be reached');
  troupe.part('freshness', false, 'Redis is away: actor states may be up to 7 s old');
  troupe.part('packets', false, 'packets dropped: 12 unsigned, 3 replayed');
  troupe.cluster.nodes.get('worker-1')!.draining = true;
  troupe.cluster.nodes.get('worker-2')!.state = 'unreachable';
  troupe.cluster.lose('worker-3');
  return troupe;
};

describe('a cluster in all views', () => {
  it.each([
    ['well', () => fakeTroupe({ cluster: true })],
    ['in trouble', troubled],
  ])('%s, is shown without a fault', async (name, troupe) => {
    await dashboard.close();
    dashboard = await openDashboard({ troupe: troupe() });
    for (const path of ['/topology', '/actors/subscription.alice-sma']) {
      const page = await look(path);
      await live(page);
      if (path === '/topology') await page.click('#shard-details summary');
      expect(await checkViews(page, `cluster ${name} ${path}`)).toEqual([]);
    }
  });
});

describe('a cluster', () => {
  beforeEach(async () => {
    await dashboard.close();
    dashboard = await openDashboard({ troupe: fakeTroupe({ cluster: true }) });
  });

  it('drains a node after a question, once however often it is clicked, shows how far it is, and puts it back', async () => {
    const page = await open('/topology');
    await live(page);
    await page.evaluate('window.marker = 1');
    await page.click('#command-drain-worker-2');
    await page.waitForSelector('#confirm[open]');
    expect(await focused(page)).toBe('confirm-no');
    expect(await page.textContent('#confirm-text')).toContain('Drain worker-2');
    expect(await page.textContent('#confirm-yes')).toBe('Drain');
    await page.keyboard.press('Escape');
    await page.waitForSelector('#confirm:not([open])', { state: 'attached' });
    expect(dashboard.troupe.seen('troupe.drain')).toHaveLength(0);
    await page.click('#command-drain-worker-2');
    await page.dblclick('#confirm-yes');
    await page.waitForSelector('#node-worker-2:has-text("Drained")');
    expect(await page.textContent('#node-worker-2 .tile-value')).toBe('0');
    expect(await page.locator('.shard-map .owner-1').count()).toBe(0);
    expect(dashboard.troupe.seen('troupe.drain')).toHaveLength(1);
    expect(await page.evaluate('window.marker')).toBe(1);
    await page.click('#command-drain-worker-2:has-text("Put back")');
    await page.waitForSelector('#node-worker-2 .chip:has-text("Up")');
    expect(dashboard.troupe.seen('troupe.undrain')).toHaveLength(1);
  });

  it('tells of each shard by keyboard, with one stop for the tab key', async () => {
    const page = await open('/topology');
    await live(page);
    expect(await page.locator('.shard-map [tabindex="0"]').count()).toBe(1);
    await page.focus('#shard-0');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    expect(await focused(page)).toBe('shard-33');
    expect(await page.textContent('#shard-note')).toMatch(/^Shard 33: worker-\d, epoch \d$/);
    await page.keyboard.press('End');
    expect(await focused(page)).toBe('shard-255');
  });

  it.each(['/', '/strategies/new', '/topology'])(
    'says on %s, live, that a part is away and that it is back',
    async (path) => {
      const page = await open(path);
      await live(page);
      dashboard.troupe.part('postgres', false, 'is away: nobody orders until it is back');
      await page.waitForSelector('#trouble-postgres:has-text("Nobody orders until it is back")');
      dashboard.troupe.part('postgres', true, 'answers');
      await page.waitForSelector('#trouble-postgres', { state: 'detached' });
    },
  );
});

describe('live rows', () => {
  it('change without a reload and without moving the focus', async () => {
    const page = await open('/strategies');
    await live(page);
    await page.evaluate('window.marker = 1');
    await page.focus('#command-trade-subscription-bob-sma');
    const actor = dashboard.troupe.actor('subscription.bob-sma');
    actor.state = { ...actor.state, equity: '15555.55' };
    dashboard.troupe.changed(actor.address);
    await page.waitForSelector('#run-subscription-bob-sma:has-text("15,555.55")');
    expect(await page.evaluate('window.marker')).toBe(1);
    expect(await focused(page)).toBe('command-trade-subscription-bob-sma');
  });

  it('keep a ticked box and an opened table while they change', async () => {
    const page = await open('/strategies');
    await live(page);
    await page.check('#pick-subscription-bob-sma');
    const actor = dashboard.troupe.actor('subscription.bob-sma');
    actor.state = { ...actor.state, equity: '15555.55' };
    dashboard.troupe.changed(actor.address);
    await page.waitForSelector('#run-subscription-bob-sma:has-text("15,555.55")');
    expect(await page.isChecked('#pick-subscription-bob-sma')).toBe(true);
  });

  it('come when an actor is new, and keep the marker', async () => {
    const page = await open('/actors');
    await live(page);
    await page.evaluate('window.marker = 1');
    dashboard.troupe.addActor({ ...dashboard.troupe.actor('strategy.rsi-14'), address: 'strategy.late' });
    dashboard.troupe.changed('strategy.late');
    await page.waitForSelector('#actor-strategy-late');
    expect(await page.evaluate('window.marker')).toBe(1);
  });

  it('stand still while paused and catch up on resume', async () => {
    const page = await open('/strategies');
    await live(page);
    await page.click('#live-pause');
    await page.waitForSelector('#live-badge[data-state=paused]');
    const actor = dashboard.troupe.actor('subscription.bob-sma');
    actor.state = { ...actor.state, equity: '15555.55' };
    dashboard.troupe.changed(actor.address);
    await page.waitForTimeout(700);
    expect(await page.textContent('#run-subscription-bob-sma')).not.toContain('15,555.55');
    await page.click('#live-pause');
    await page.waitForSelector('#run-subscription-bob-sma:has-text("15,555.55")');
    await live(page);
  });

  it('say within two seconds that the stream broke, and miss nothing when it is back', async () => {
    const page = await open('/strategies');
    await live(page);
    const port = Number(new URL(dashboard.url).port);
    await dashboard.close();
    await page.waitForSelector('#live-badge[data-state=reconnecting]', { timeout: 2_000 });
    const troupe = fakeTroupe();
    const actor = troupe.actor('subscription.bob-sma');
    actor.state = { ...actor.state, equity: '16666.66' };
    dashboard = await openDashboard({ port, troupe });
    await page.waitForSelector('#run-subscription-bob-sma:has-text("16,666.66")', { timeout: 8_000 });
    await live(page);
  });
});

describe('commands', () => {
  it('stop and start a strategy by keyboard alone', async () => {
    const page = await open('/strategies');
    await live(page);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.className')).toBe('skip');
    await page.keyboard.press('Enter');
    for (let presses = 0; (await focused(page)) !== 'command-run-subscription-alice-sma'; presses++) {
      if (presses > 80) throw new Error('the button cannot be reached');
      await page.keyboard.press('Tab');
    }
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#run-subscription-alice-sma:has-text("Stopped")');
    expect(await focused(page)).toBe('command-run-subscription-alice-sma');
    await page.waitForTimeout(100);
    await page.keyboard.press('Enter');
    await page.waitForSelector('#run-subscription-alice-sma:has-text("Running")');
    expect(dashboard.troupe.seen('troupe.start')).toHaveLength(1);
  });

  it('are sent once however fast the button is clicked', async () => {
    const page = await open('/strategies');
    await live(page);
    await page.dblclick('#command-run-subscription-alice-sma');
    await page.waitForSelector('#run-subscription-alice-sma:has-text("Stopped")');
    await page.waitForTimeout(300);
    expect(dashboard.troupe.seen('subscription.alice-sma.stop')).toHaveLength(1);
    expect(dashboard.troupe.seen('troupe.start')).toHaveLength(0);
  });

  it('show on their row that they are under way, and why they failed', async () => {
    dashboard.troupe.breakAction('subscription.alice-sma.stop', 'hang');
    dashboard.troupe.breakAction(
      'subscription.bob-sma.pause',
      Object.assign(new Error('The database is away.'), { type: 'STORE_UNAVAILABLE' }),
    );
    const page = await open('/strategies');
    await live(page);
    await page.click('#command-run-subscription-alice-sma');
    await page.waitForSelector('#run-subscription-alice-sma .note:has-text("Stop requested")');
    await page.click('#command-trade-subscription-bob-sma');
    await page.waitForSelector('#run-subscription-bob-sma .note:has-text("Pause failed: The database is away.")');
  });

  it('that close a position ask first, with the safe answer focused, and Escape sends nothing', async () => {
    const page = await open('/strategies');
    await live(page);
    await page.focus('#command-flatten-subscription-alice-sma');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#confirm[open]');
    expect(await focused(page)).toBe('confirm-no');
    await page.keyboard.press('Escape');
    await page.waitForSelector('#confirm:not([open])', { state: 'attached' });
    expect(await focused(page)).toBe('command-flatten-subscription-alice-sma');
    expect(dashboard.troupe.seen('troupe.stop-and-flatten')).toHaveLength(0);
    await page.waitForTimeout(100);
    await page.keyboard.press('Enter');
    await page.waitForSelector('#confirm[open]');
    expect(await checkPage(page)).toEqual([]);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await until('flattened', () => dashboard.troupe.seen('troupe.stop-and-flatten').length === 1);
    await page.waitForSelector('#run-subscription-alice-sma:has-text("Stopped")');
  });

  it('go to all ticked rows at once', async () => {
    const page = await open('/strategies');
    await live(page);
    await page.check('#pick-subscription-bob-sma');
    await page.check('#pick-subscription-alice-sma');
    await page.waitForSelector('#bulk-count:has-text("2 selected")');
    await page.click('#bulk button[value=pause]');
    await page.waitForSelector('#run-subscription-bob-sma:has-text("Reducing")');
    await page.waitForSelector('#run-subscription-alice-sma:has-text("Reducing")');
  });

  it('refused for their token are told, and nothing is sent', async () => {
    const page = await open('/strategies');
    await live(page);
    await page.evaluate(
      `document.querySelector('meta[name=csrf-token]').content = 'stale'; for (const field of document.querySelectorAll('[name=_csrf]')) field.value = 'stale'`,
    );
    await page.click('#command-run-subscription-alice-sma');
    await page.waitForSelector('.toast:has-text("Reload")');
    expect(dashboard.troupe.seen('subscription.alice-sma.stop')).toHaveLength(0);
  });
});

describe('the form of a new strategy', () => {
  it('swaps the parameters of the chosen strategy and keeps what was typed', async () => {
    const page = await open('/strategies/new');
    await page.evaluate('window.marker = 1');
    await page.fill('#field-allocation', '12345');
    await page.selectOption('#field-strategy', 'rsi-reversion');
    await page.waitForSelector('#field-params-oversold');
    expect(await page.inputValue('#field-allocation')).toBe('12345');
    await page.selectOption('#field-sizing-kind', 'volatility-target');
    expect(await page.isVisible('#field-sizing-annualVol')).toBe(true);
    expect(await page.isVisible('#field-sizing-fraction')).toBe(false);
    expect(await page.evaluate('window.marker')).toBe(1);
  });

  it('focuses the first bad field, says what is wrong, keeps the rest; then starts', async () => {
    const page = await open('/strategies/new');
    await page.fill('#field-params-fast', '50');
    await page.fill('#field-stopLoss', '2.5');
    await page.click('#start-submit');
    await page.waitForSelector('#field-params-fast[aria-invalid=true]');
    expect(await focused(page)).toBe('field-params-fast');
    expect(await page.textContent('#field-params-fast-error')).toContain('less than slow');
    expect(await page.inputValue('#field-params-fast')).toBe('50');
    expect(await page.inputValue('#field-stopLoss')).toBe('2.5');
    await page.fill('#field-params-fast', '5');
    await page.click('#start-submit');
    await page.waitForURL('**/strategies/subscription.new-12');
    expect(dashboard.troupe.seen('troupe.start-strategy').at(-1)?.params).toMatchObject({
      params: { fast: 5, slow: 30 },
      stopLoss: 0.025,
    });
  });
});

describe('the page around', () => {
  it('focuses the search on / and opens the help on ?', async () => {
    const page = await open('/');
    await page.keyboard.press('?');
    await page.waitForSelector('#help[open]');
    expect(await checkPage(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    expect(await focused(page)).toBe('search');
    await page.keyboard.type('rsi');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/actors?q=rsi');
  });

  it('shows times in the browser’s own zone when asked', async () => {
    const page = await open('/strategies/subscription.alice-sma', { timezoneId: 'Asia/Tokyo' });
    await page.click('[data-zone-form] button');
    await page.waitForSelector('[data-zone-form] button:has-text("Local")');
    expect(await page.textContent('#strategy-facts')).toMatch(/2009-03-31 09:00:00 (GMT|UTC)\+9/);
    await live(page);
  });

  it('works without script', async () => {
    const page = await open('/strategies', { javaScriptEnabled: false });
    await page.click('#command-run-subscription-alice-sma');
    await page.waitForURL('**/strategies');
    expect(await page.textContent('#run-subscription-alice-sma')).toContain('Stopped');
    await page.click('#command-flatten-subscription-bob-sma');
    await page.click('button:has-text("Stop and flatten")');
    await page.waitForURL('**/strategies');
    expect(await page.textContent('#run-subscription-bob-sma')).toContain('Stopped');
    await page.goto(`${dashboard.url}/strategies/new`);
    await page.selectOption('#field-strategy', 'rsi-reversion');
    await page.click('button:has-text("Show its parameters")');
    await page.fill('#field-params-period', 'x');
    await page.click('#start-submit');
    expect(await page.getAttribute('#field-params-period', 'aria-invalid')).toBe('true');
    await page.fill('#field-params-period', '10');
    await page.click('#start-submit');
    await page.waitForURL('**/strategies/subscription.new-12');
  });

  it('respects a wish for less motion and forced colours', async () => {
    const page = await open('/strategies', { reducedMotion: 'reduce', forcedColors: 'active' });
    await live(page);
    expect(await checkPage(page)).toEqual([]);
  });
});
