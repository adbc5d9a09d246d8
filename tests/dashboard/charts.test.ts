import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { heatMap } from '../../dashboard/parts/heat-map.ts';
import { fault } from '../support/fake-troupe.ts';
import { type OpenDashboard, openDashboard } from './dashboard-fixture.ts';

let dashboard: OpenDashboard;
beforeEach(async () => {
  dashboard = await openDashboard();
});
afterEach(() => dashboard.close());

const [SMA, LONDON, BOBS] = ['subscription.alice-sma', 'subscription.alice-london', 'subscription.bob-sma'];
interface Drawn {
  readonly candles: readonly { readonly time: number; readonly close: number }[];
  readonly marks: readonly unknown[];
  readonly indicators: readonly { readonly label: string; readonly pane: string; readonly values: Values }[];
  readonly times: readonly number[];
  readonly equity: readonly number[];
  readonly drawdown: readonly number[];
  readonly isElapsed: boolean;
  readonly lines: readonly { readonly label: string; readonly values: Values }[];
}
type Values = readonly (number | null)[];
const json = async (path: string, as?: string): Promise<Drawn> =>
  (await dashboard.get(path, { accept: 'application/json' }, as)).json() as Promise<Drawn>;
const status = async (path: string, as?: string): Promise<number> => (await dashboard.get(path, {}, as)).status;
const text = async (path: string, as?: string): Promise<string> => (await dashboard.get(path, {}, as)).text();

describe('what charts draw', () => {
  it('is candles with volume, the marks of fills, and the strategy’s own lines over the same bars', async () => {
    const { candles, marks, indicators } = await json(`/strategies/${SMA}/candles.json`);
    expect(candles).toHaveLength(400);
    expect(Object.keys(candles[0]!)).toEqual(['time', 'open', 'high', 'low', 'close', 'volume']);
    expect(marks).toHaveLength(37);
    const lines = indicators;
    expect(lines.map(({ label, pane }) => [label, pane])).toEqual([
      ['SMA(10)', 'price'],
      ['SMA(30)', 'price'],
    ]);
    for (const { values } of lines) expect(values).toHaveLength(400);
    const closes = candles.slice(-10).map(({ close }) => close);
    expect(lines[0]!.values.at(-1)).toBeCloseTo(closes.reduce((sum, close) => sum + close, 0) / 10, 9);
  });

  it('begins with the first bar that the strategy has taken', async () => {
    const strategy = dashboard.troupe.actor('strategy.sma-10-30');
    strategy.state = { ...strategy.state, position: 399, barsSeen: 50, warmUp: 30 };
    const { indicators } = await json(`/strategies/${SMA}/candles.json`);
    const [fast] = indicators;
    expect(fast!.values).toHaveLength(400);
    expect(fast!.values.findIndex((value) => value !== null)).toBe(400 - 50 + 9);
  });

  it('is equity with how far it is below its highest', async () => {
    const { times, equity, drawdown } = await json(`/strategies/${SMA}/equity.json`);
    expect(drawdown).toHaveLength(equity.length);
    expect(times.length).toBe(equity.length);
    expect(Math.max(...drawdown)).toBe(0);
    expect(Math.min(...drawdown)).toBeLessThan(0);
  });

  it('is of one’s own alone: another’s chart is not there, alone or among one’s own', async () => {
    dashboard.people.add('alice', 'user');
    for (const path of [`/strategies/${BOBS}/candles.json`, `/strategies/${BOBS}/equity.json`])
      expect(await status(path, 'alice'), path).toBe(404);
    for (const end of ['', '.json']) {
      expect(await status(`/strategies/compare${end}?addresses=${SMA},${LONDON}`, 'alice')).toBe(200);
      expect(await status(`/strategies/compare${end}?addresses=${SMA},${BOBS}`, 'alice')).toBe(404);
      expect(await status(`/strategies/compare${end}?addresses=subscription.none`, 'alice')).toBe(404);
    }
    expect(await text('/strategies/compare', 'alice')).not.toContain('bob');
    expect(await status(`/strategies/compare?addresses=${SMA},${BOBS}`)).toBe(200);
  });
});

describe('a comparison', () => {
  it('lays equities over each other from a hundred, by date or from their start, however the addresses are given', async () => {
    const byDate = await json(`/strategies/compare.json?addresses=${SMA}&addresses=${BOBS}`);
    expect(byDate).toEqual(await json(`/strategies/compare.json?addresses=${SMA},${BOBS}`));
    const { lines } = byDate;
    expect(lines.map(({ values }) => values[0])).toEqual([100, 100]);
    expect(lines[0]!.label).toBe('SMA cross, SPX');
    expect(byDate.isElapsed).toBe(false);
    const fromStart = await json(`/strategies/compare.json?addresses=${SMA},${BOBS}&align=start`);
    expect([fromStart.isElapsed, fromStart.times[0]]).toEqual([true, 0]);
  });

  it('has its figures side by side with where they come from, and adds nothing up', async () => {
    dashboard.troupe.breakAction('records.source-record', fault('STORE_UNAVAILABLE', 'The database is away.'));
    const page = await text(`/strategies/compare?addresses=${SMA},${BOBS}`);
    expect(page).toContain('alice-main');
    expect(page).toContain('bob-main');
    expect(page.match(/>PAPER</g)!.length).toBeGreaterThanOrEqual(3);
    expect(page).not.toMatch(/\b(Sum|Total|Together)<\/th>/);
    expect(page).toContain('How alike they move');
    // What cannot be read is told by name, and the rest of the page stands.
    expect(page).toContain(`${SMA}: The database is away.`);
  });

  it('asks which when too few are named, and says so when they are too many', async () => {
    expect(await text('/strategies/compare')).toContain('Choose two to 8 strategies below');
    const nine = Array.from({ length: 9 }, (_, index) => `subscription.s${index}`).join(',');
    expect(await status(`/strategies/compare?addresses=${nine}`)).toBe(422);
  });

  it('escapes what an address says', async () => {
    const page = await dashboard.get(`/strategies/compare?addresses=${encodeURIComponent('"><script>x</script>')}`);
    expect(page.status).toBe(404);
    expect(await page.text()).not.toContain('<script>x');
  });
});

describe('a heat map', () => {
  const shown = String(
    heatMap({
      id: 'h',
      caption: 'Alike',
      labels: ['A', 'B', 'C'],
      rows: [[], [0.824], [-0.5, null]],
      missing: 'too few.',
    }),
  );

  it('prints every value with its sign, on both sides, and what is missing as that', () => {
    expect(shown.match(/\+0\.82/g)).toHaveLength(2);
    expect(shown.match(/−0\.50/g)).toHaveLength(2);
    expect(shown.match(/\+1\.00/g)).toHaveLength(3);
    expect(shown.match(/>—</g)).toHaveLength(2);
    expect(shown).toContain('too few.');
  });

  it('has heads for its rows and columns, and colours that grow with the value', () => {
    expect(shown.match(/scope="row"/g)).toHaveLength(3);
    expect(shown.match(/scope="col"/g)).toHaveLength(3);
    expect(shown).toContain('heat-alike-4">+0.82');
    expect(shown).toMatch(/heat-against-[23]">−0\.50/);
  });

  it('stands on the Risk page for the account that is looked at, as its monitor says', async () => {
    const monitor = dashboard.troupe.actor('risk-monitor.alice-main');
    const correlations = {
      ...{ periodMs: 86_400_000, least: 20, symbols: ['AAA', 'BBB'], periods: [40, 41], rows: [[], [-0.31]] },
    };
    monitor.state = { ...monitor.state, correlations };
    expect(await text('/risk')).toContain('−0.31');
    expect(await text('/risk?account=bob-main')).not.toContain('−0.31');
    dashboard.people.add('bob', 'user');
    expect(await text('/risk', 'bob')).not.toContain('−0.31');
  });
});

it('shows which actors are on which node, drawn and as a table', async () => {
  const page = await text('/topology');
  expect(page).toContain('id="node-map-rows"');
  expect(page).toContain('aria-label="6 subscription on node-1"'.replace('6', '5'));
  expect(page).toContain('/actors?node=node-1&amp;kind=subscription');
  expect(page).toContain('<title>subscription.bob-rsi: faulted</title>');
});
