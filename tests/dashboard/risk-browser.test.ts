// The Risk page as a person meets it, in a real Chromium.
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FakeTroupe, fakeTroupe, fault } from '../support/fake-troupe.ts';
import { checkViews } from './check-page.ts';
import { type ChromiumPages, chromiumPages } from './chromium-pages.ts';
import { type OpenDashboard, openDashboard } from './dashboard-fixture.ts';

const SUPERVISOR = 'risk-supervisor.platform';

/** A platform with everything on its Risk page: restrictions, limits of each scope, their use, breaches, a proposal. */
const restrained = (): FakeTroupe => {
  const troupe = fakeTroupe({ approveLoosening: true });
  const { supervisor } = troupe;
  const set = (scope: string, limit: string, value: string): unknown =>
    supervisor.act('set-limit', { change: { scope, limit, value, fromVersion: 0, reason: 'as agreed' } }, 'ann');
  set('platform', 'maxOrderNotional', '50000');
  set('user:alice', 'maxOrderNotional', '30000');
  set('account:alice-main', 'maxLeverage', '4');
  set('platform', 'maxPortfolioHeat', '0.15');
  set('strategy:strategy.sma-10-30', 'maxSlippageBps', '12.5');
  supervisor.confirm();
  supervisor.act('reduce', { scope: 'account:bob-main', reason: 'its drawdown is being looked at' }, 'cleo');
  supervisor.act('flatten', { scope: 'instrument:SPX', reason: 'the feed disagrees with the exchange' }, 'ann');
  supervisor.confirm({ late: ['bob-main'] });
  const change = { scope: 'platform', limit: 'maxPortfolioHeat', value: '0.2', fromVersion: 1, reason: 'quiet' };
  supervisor.act('set-limit', { change }, 'ann');
  supervisor.breaches = [
    {
      ...{ kind: 'denial', time: '2009-03-31T00:00:00.000Z', account: 'alice-main', actor: 'subscription.alice-sma' },
      ...{ code: 'NOTIONAL_EXCEEDS_MAX_PER_ORDER', reason: 'notional=51200 max=50000', clientOrderId: 'c1' },
      ...{ instrument: 'SPX', action: null, inputs: null },
    },
    {
      ...{ kind: 'firing', time: '2009-03-30T00:00:00.000Z', account: 'alice-main', actor: null, code: 'heat' },
      ...{ reason: null, clientOrderId: null, instrument: null },
      ...{ action: { kind: 'throttle', sizeFactor: 0.5 }, inputs: { portfolioHeat: 0.16 } },
    },
  ];
  const monitor = troupe.actor('risk-monitor.alice-main');
  monitor.state = {
    ...monitor.state,
    limitsInForce: [
      { limit: 'maxOrderNotional', value: '30000', scope: 'user:alice', used: '15500', share: 0.516 },
      { limit: 'maxLeverage', value: 4, scope: 'account:alice-main', used: 3.4, share: 0.85 },
      { limit: 'maxPortfolioHeat', value: 0.15, scope: 'platform', used: 0.163, share: 1.087 },
    ],
  };
  Object.assign(troupe.actor('subscription.alice-sma'), { tradingState: 'HALTED', tradingStateReason: 'the feed' });
  return troupe;
};

let pages: ChromiumPages;
let dashboard: OpenDashboard;
beforeAll(async () => {
  pages = await chromiumPages();
});
afterAll(() => pages.close());
beforeEach(async () => {
  dashboard = await openDashboard({ troupe: restrained() });
});
afterEach(async () => {
  await pages.leave();
  await dashboard.close();
});

const live = async (page: Page): Promise<Page> => {
  await page.waitForSelector('#live-badge[data-state=live]');
  return page;
};
const open = async (path: string, options: BrowserContextOptions = {}): Promise<Page> => {
  const page = await pages.open(`${dashboard.url}${path}`, options);
  return options.javaScriptEnabled === false ? page : live(page);
};
const look = async (path: string): Promise<Page> => live(await pages.look(`${dashboard.url}${path}`));
const focused = (page: Page): Promise<unknown> => page.evaluate('document.activeElement?.id');
const halted = (): number => dashboard.troupe.seen(`${SUPERVISOR}.halt`).length;

describe('in all views', () => {
  it.each([
    '/risk',
    '/risk?account=alice-main&actor=subscription.alice-sma&show=every',
    '/risk/control?action=reset&scope=instrument:SPX',
    '/strategies/subscription.alice-sma',
  ])('%s has no fault', async (path) => {
    const page = await look(path);
    expect(await checkViews(page, path)).toEqual([]);
  });

  it('has none with a silent supervisor', async () => {
    dashboard.troupe.breakAction(`${SUPERVISOR}.inspect`, fault('ACTOR_NOT_HOSTED', 'nobody hosts it'));
    const page = await look('/risk');
    expect(await checkViews(page, 'supervisor silent')).toEqual([]);
  });

  it('has none in the steps of the kill switch and of a limit', async () => {
    const page = await look('/risk');
    await page.fill('#field-reason', 'the market is closed');
    await page.click('#control-submit');
    await page.fill('#field-phrase', 'halt');
    expect(await checkViews(page, 'kill switch phrase')).toEqual([]);
    await page.click('#control-submit');
    await page.waitForSelector('#field-phrase[aria-invalid=true]');
    expect(await checkViews(page, 'kill switch refused')).toEqual([]);
    await page.goto(`${dashboard.url}/risk/limit?limit=maxOrderNotional&scope=user:alice`);
    await page.fill('#field-value', 'lots');
    await page.click('#limit-submit');
    await page.waitForSelector('#field-value[aria-invalid=true]');
    expect(await checkViews(page, 'limit refused')).toEqual([]);
    await page.fill('#field-value', '45,000');
    await page.fill('#field-reason', 'more room');
    await page.click('#limit-submit');
    await page.waitForSelector('button[value=apply]');
    expect(await checkViews(page, 'limit reviewed')).toEqual([]);
  });
});

describe('the Risk page', () => {
  it('tells live who confirms, without moving the focus or what is being typed', async () => {
    const page = await open('/risk');
    await page.evaluate('window.marker = 1');
    await page.fill('#field-reason', 'half a reas');
    await page.focus('#reset-account-bob-main');
    await page.waitForSelector('#controls tr:has-text("not yet: bob-main")');
    dashboard.troupe.supervisor.confirm();
    dashboard.troupe.changed(SUPERVISOR);
    await page.waitForSelector('#controls tr:has-text("All flat")');
    expect(await page.evaluate('window.marker')).toBe(1);
    expect(await focused(page)).toBe('reset-account-bob-main');
    expect(await page.inputValue('#field-reason')).toBe('half a reas');
  });

  it('says live that the supervisor is silent, and that it is back', async () => {
    const page = await open('/risk');
    dashboard.troupe.breakAction(`${SUPERVISOR}.inspect`, fault('ACTOR_NOT_HOSTED', 'nobody hosts it'));
    await page.waitForSelector('#risk-head .trouble:has-text("Enforcement is unconfirmed")');
    expect(await page.locator('#risk-latches li').count()).toBe(2);
    dashboard.troupe.breakAction(`${SUPERVISOR}.inspect`, undefined);
    await page.waitForSelector('#risk-head .trouble', { state: 'detached' });
  });

  it('halts the platform by keyboard alone, and only with its phrase', async () => {
    const page = await open('/risk');
    await page.focus('#field-reason');
    await page.keyboard.type('the market is closed');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#field-phrase');
    expect(await focused(page)).toBe('field-phrase');
    await page.keyboard.type('HALT');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#field-phrase[aria-invalid=true]');
    expect(halted()).toBe(0);
    await page.keyboard.press('End');
    await page.keyboard.type(' PLATFORM');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/risk#risk-controls');
    await page.waitForSelector('#risk-head .tile:has-text("Halted")');
    expect(halted()).toBe(1);
    await page.click('#reset-platform');
    expect(await focused(page)).toBe('field-reason');
  });

  it('takes a refused change with it, and settles a proposal with one click', async () => {
    const page = await open('/risk/limit?limit=maxLeverage&scope=account:alice-main');
    expect(await page.inputValue('#field-value')).toBe('4');
    await page.fill('#field-value', '3');
    await page.fill('#field-reason', 'calmer');
    await page.click('#limit-submit');
    await page.click('button[value=edit]');
    expect(await page.inputValue('#field-reason')).toBe('calmer');
    await page.click('#limit-submit');
    await page.waitForSelector('.chip:has-text("Tightens")');
    await page.click('button[value=apply]');
    await page.waitForURL('**/risk#risk-limits');
    await page.waitForSelector('#limit-maxLeverage:has-text("3 ×")');
    await page.click('#risk-proposals button[value=approve]');
    await page.waitForSelector('#confirm[open]');
    expect(await focused(page)).toBe('confirm-no');
    await page.click('#confirm-yes');
    await page.waitForSelector('#risk-proposals li', { state: 'detached' });
  });

  it('works without script', async () => {
    const page = await open('/risk', { javaScriptEnabled: false });
    await page.selectOption('#field-kind', 'account');
    await page.fill('#field-id', 'alice-main');
    await page.fill('#field-reason', 'a review');
    await page.click('#control-submit');
    await page.fill('#field-phrase', 'HALT account:alice-main');
    await page.click('#control-submit');
    await page.waitForURL('**/risk#risk-controls');
    expect(await page.textContent('#risk-latches')).toContain('a review');
    await page.selectOption('#limits-account', 'alice-main');
    await page.click('[aria-label="Whose limits"] button');
    await page.click('#set-maxLeverage-account-alice-main');
    await page.fill('#field-value', '2');
    await page.fill('#field-reason', 'calmer');
    await page.click('#limit-submit');
    await page.click('button[value=apply]');
    await page.waitForURL('**/risk#risk-limits');
    await page.click('#risk-proposals button[value=withdraw]');
    await page.waitForURL('**/risk#risk-proposals');
    expect(await page.locator('#risk-proposals li').count()).toBe(0);
  });
});

describe('the form of a new strategy', () => {
  it.each([
    ['risk-fraction', 2],
    ['kelly', 5],
    ['risk-parity', 4],
  ])('shows the fields of %s alone', async (kind, fields) => {
    const page = await open('/strategies/new');
    await page.selectOption('#field-sizing-kind', kind);
    expect(await page.locator('.sizing-fields:visible').count()).toBe(1);
    expect(await page.locator('.sizing-fields:visible input').count()).toBe(fields);
  });
});
