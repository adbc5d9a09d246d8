// Backtests as people meet them on pages and programs through the API, on a service in memory.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChartLines } from '../../dashboard/comparison.ts';
import { copyingTroupe } from './copying-troupe.ts';
import { type OpenDashboard, openDashboard } from './dashboard-fixture.ts';

let dashboard: OpenDashboard;
beforeAll(async () => {
  dashboard = await openDashboard({ troupe: copyingTroupe() });
  for (const name of ['alice', 'bob', 'wanda']) dashboard.people.add(name, 'user');
  dashboard.people.add('olga', 'ops');
});
afterAll(() => dashboard.close());

const page = async (path: string, as = 'alice'): Promise<string> => (await dashboard.get(path, {}, as)).text();
const STRATEGY = {
  ...{ strategy: 'sma-cross', 'params.fast': '10', 'params.slow': '30', lane: 'bars.SPX.1d', allocation: '10,000' },
  ...{ direction: 'long-only', 'sizing.kind': 'fraction', 'sizing.fraction': '95', stopLoss: '8' },
};
const TYPED = {
  ...STRATEGY,
  from: '2010-02-01',
  to: '2011-02-01',
  missing: 'refuse',
  commission: '0.1',
  slippageBps: '2',
};

describe('the list', () => {
  it('holds one’s own, their states and figures, and none of another’s', async () => {
    const hers = await page('/backtests');
    for (const words of ['Run done1', 'Queued', 'Failed', '40 %', '+12.34 %']) expect(hers).toContain(words);
    expect(hers).not.toContain('Run bobs');
    expect(await page('/backtests', 'bob')).toContain('Run bobs');
    expect(await page('/backtests', 'olga')).toContain('Run bobs');
    expect(await page('/backtests', 'wanda')).toContain('No backtest yet');
    expect(hers).toMatch(/<a href="\/backtests"[^>]*aria-current="page"/);
  });

  it('leaves out for those who only look what they may not do', async () => {
    const seen = await page('/backtests', 'olga');
    expect(seen).not.toContain('/backtests/new');
    expect(await page('/backtests/running1', 'olga')).not.toContain('backtest-cancel');
  });
});

describe('one backtest', () => {
  it('that is done shows figures with conventions, curves with a table, trades, missing ranges, files', async () => {
    const shown = await page('/backtests/done1');
    for (const words of [
      ...['Equity and drawdown as a table', 'Growth and drawdown as a table'].slice(1),
      ...['√252', 'Bars are missing in 2 ranges', '2010-01-04 00:00:00 UTC', '+88.80', '−91.20'],
      ...['/api/v1/backtests/done1/trades?format=csv', '/api/v1/backtests/done1/download', '1 denied'],
    ])
      expect(shown).toContain(words);
  });

  it('leads to a new strategy with the same settings filled in, and to the same form again', async () => {
    const shown = await page('/backtests/done1');
    const live = /href="(\/strategies\/new\?[^"]+)"/.exec(shown)![1]!.replaceAll('&amp;', '&');
    const form = await page(live);
    expect(form).toMatch(/name="params\.slow"\s+value="30"/);
    expect(form).toMatch(/name="sizing\.fraction"\s+value="95"/);
    expect(form).toMatch(/name="stopLoss"\s+value="8"/);
    expect(form).toMatch(/<option value="bars\.SPX\.1d"\s+selected/);
    const again = /href="(\/backtests\/new\?[^"]+)"/.exec(shown)![1]!.replaceAll('&amp;', '&');
    expect(await page(again)).toMatch(/name="from"\s+value="2010-01-04"/);
  });

  it('that goes on shows how far it is and when it will end; that failed, why', async () => {
    const shown = await page('/backtests/running1');
    expect(shown).toMatch(/40 %<\/strong>.*\d s left/);
    expect(shown).toContain('400,000 of 1,000,000 bars');
    expect(await page('/backtests/failed1')).toContain('there are no bars to trade on');
  });

  it('of another is not there', async () => {
    const compared = ['/backtests/compare?ids=done1,bobs', '/backtests/compare.json?ids=done1,bobs'];
    for (const path of ['/backtests/bobs', ...compared, '/backtests/none'])
      expect((await dashboard.get(path, {}, 'alice')).status).toBe(404);
    expect((await dashboard.submit('/backtests/bobs/cancel', {}, { as: 'alice' })).status).toBe(404);
  });

  it('is cancelled by a form without script', async () => {
    const { turn } = dashboard.troupe.backtests;
    const response = await dashboard.submit('/backtests/queued1/cancel', {}, { as: 'alice' });
    expect([response.status, response.headers.get('location')]).toEqual([303, '/backtests/queued1']);
    expect(await page('/backtests/queued1')).toContain('cancelled by alice');
    turn('queued1', { state: 'queued', finishedAt: null, error: null });
  });
});

describe('comparing', () => {
  it('lays curves over each other with a table, and marks the best in words', async () => {
    const shown = await page('/backtests/compare?ids=done1&ids=done2');
    expect(shown).toContain('data-chart="lines" data-source="/backtests/compare.json?ids=done1%2Cdone2"');
    expect(shown).toContain('Equity as a table');
    expect(shown).toContain('<a href="/backtests/done2">');
    expect(shown).toMatch(/Total return.*\+12\.34 %.*★<span class="quiet"> best/);
    expect(shown).not.toMatch(/−5\.00 %<\/span>\s*<span class="best"/);
  });

  it('draws each from its cash as a hundred, with its last point, which the table ends with', async () => {
    const { times, lines } = JSON.parse(await page('/backtests/compare.json?ids=done1,done2')) as ChartLines;
    expect(lines.map(({ label }) => label)).toEqual(['Run done1', 'Run done2']);
    expect([times.length, new Set(times).size, times[0]]).toEqual([251, 251, Date.UTC(2010, 0, 4) / 1000]);
    expect(lines.map(({ values }) => values[0])).toEqual([100, 100]);
    const ends = lines.map(({ values }) => values.at(-1)!);
    for (const [index, totalReturn] of [0.1234, -0.05].entries())
      expect(ends[index]).toBeCloseTo(100 * (1 + totalReturn) + 3 * Math.sin(499 / 20), 9);
    const rows = /id="equity-rows".*?<\/table>/s.exec(await page('/backtests/compare?ids=done1,done2'))![0];
    for (const end of ends) expect(rows.split('<tr').at(-1)).toContain(end.toFixed(2));
  });

  it('of less than two, or more than six, says what to do', async () => {
    expect(await page('/backtests/compare')).toContain('Tick two to six');
    for (const end of ['', '.json'])
      expect((await dashboard.get(`/backtests/compare${end}?ids=1,2,3,4,5,6,7`, {}, 'alice')).status).toBe(422);
  });
});

describe('the form', () => {
  const asked = () => dashboard.troupe.seen('backtests.start').at(-1)?.params['backtest'];

  it('asks for what was typed, and leads to the run', async () => {
    const response = await dashboard.submit('/backtests/new', TYPED, { as: 'wanda' });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toMatch(/^\/backtests\/new\d+$/);
    expect(asked()).toEqual({
      ...{
        strategy: 'sma-cross',
        params: { fast: 10, slow: 30 },
        cash: '10000',
        direction: 'long-only',
        stopLoss: 0.08,
      },
      sizing: { kind: 'fraction', fraction: 0.95 },
      bars: {
        ...{ kind: 'stored', instrument: 'SPX', timeframe: '1d' },
        ...{ from: '2010-02-01T00:00:00.000Z', to: '2011-02-02T00:00:00.000Z' },
      },
      ...{ commission: 0.001, slippageBps: 2, latencyMs: 0, missing: 'refuse' },
    });
  });

  it.each([
    [{ from: 'soon' }, 'Give a day'],
    [{ from: '2012-01-01', to: '2011-01-01' }, 'not before the first'],
    [{ allocation: 'much' }, 'Give an amount above 0'],
    [{ 'params.fast': 'x' }, 'Give a whole number'],
    [{ lane: 'bars.none.1d' }, 'Choose the bars'],
    [{ commission: '-1' }, 'Give a number'],
    [{ 'params.fast': '40' }, 'Must be less than slow'],
    [{ from: '2099-01-01', to: '' }, 'there are no bars in this range'],
  ])('gives %j back as it was typed, 422, with the fault at its field', async (wrong, words) => {
    const response = await dashboard.submit('/backtests/new', { ...TYPED, ...wrong }, { as: 'wanda' });
    expect(response.status).toBe(422);
    const shown = await response.text();
    expect(shown).toContain(words);
    expect(shown).toContain('aria-invalid="true"');
    const [[name, value] = ['', '']] = Object.entries(wrong);
    if (name !== 'lane') expect(shown).toContain(`name="${name}"`);
    if (name !== 'lane') expect(shown).toContain(`value="${value}"`);
  });

  it('says that there are too many, and what to do', async () => {
    for (const key of ['1', '2']) await dashboard.submit('/backtests/new', { ...TYPED, key }, { as: 'wanda' });
    const response = await dashboard.submit('/backtests/new', { ...TYPED, key: '3' }, { as: 'wanda' });
    expect(response.status).toBe(422);
    expect(await response.text()).toContain('3 of your backtests are queued or running');
  });

  it('is filled in from a new strategy that is to be tried first', async () => {
    const first = await dashboard.submit(
      '/strategies/new',
      { ...STRATEGY, 'params.fast': '7', then: 'backtest' },
      { as: 'alice' },
    );
    expect(first.status).toBe(303);
    const path = first.headers.get('location')!;
    expect(path).toMatch(/^\/backtests\/new\?/);
    expect(path).not.toContain('_csrf');
    const form = await page(path);
    expect(form).toMatch(/name="params\.fast"\s+value="7"/);
    expect(form).toMatch(/name="allocation"\s+value="10,000"/);
    expect(await page('/strategies/new')).toContain('Backtest first');
  });

  it('carries nothing that runs from its address', async () => {
    const form = await page(
      `/backtests/new?${String(new URLSearchParams({ 'params.fast': '"><script>alert(1)</script>' }))}`,
    );
    expect(form).not.toContain('<script>alert');
    expect(form).toContain('&lt;script&gt;');
  });
});

describe('the API', () => {
  const as = (name: string) => ({ authorization: `Bearer ${dashboard.people.keyOf(name, 'read', 'trade')}` });
  const read = async (path: string, name = 'alice', headers = {}) => {
    const response = await fetch(`${dashboard.url}/api/v1${path}`, { headers: { ...as(name), ...headers } });
    return { response, text: await response.text() };
  };

  it('pages through the list, and tells progress', async () => {
    const first = JSON.parse((await read('/backtests?limit=2')).text) as {
      backtests: { id: string }[];
      nextCursor: string;
    };
    expect(first.backtests.map(({ id }) => id)).toEqual(['running1', 'queued1']);
    const next = JSON.parse((await read(`/backtests?limit=2&cursor=${first.nextCursor}`)).text) as typeof first;
    expect(next.backtests.map(({ id }) => id)).toEqual(['failed1', 'done2']);
    expect(JSON.parse((await read('/backtests/running1')).text)).toMatchObject({ progress: 0.4, state: 'running' });
  });

  it('gives trades and fills as CSV by query or by Accept, without formulas', async () => {
    const trades = await read('/backtests/done1/trades?format=csv');
    expect(trades.response.headers.get('content-type')).toContain('text/csv');
    expect(trades.response.headers.get('content-disposition')).toContain('trades-done1.csv');
    const lines = trades.text.trim().split('\r\n');
    expect(lines[0]).toBe('side,entryTime,exitTime,quantity,entryPrice,exitPrice,pnl,commission,mae,mfe,barsHeld');
    expect(lines[2]).toBe('SHORT,2010-01-05T00:00:00.000Z,2010-01-14T00:00:00.000Z,8,1140.25,1151.5,-91.2,1.2,0.01,,9');
    expect((await read('/backtests/done1/fills', 'alice', { accept: 'text/csv' })).text).toMatch(/^time,side,price/);
    const whole = await read('/backtests/done1/download');
    expect(whole.response.headers.get('content-disposition')).toContain('backtest-done1.json');
    expect(JSON.parse(whole.text)).toMatchObject({
      backtest: { id: 'done1' },
      trades: { length: 3 },
      fills: { length: 6 },
    });
  });

  it('has no result of what is not done, and cancels nothing that is over', async () => {
    expect((await read('/backtests/running1/result')).response.status).toBe(409);
    const ended = await dashboard.send('/api/v1/backtests/done1/cancel', { by: 'alice' });
    expect([ended.status, await ended.json()]).toMatchObject([409, { code: 'BACKTEST_FINISHED' }]);
    expect((await read('/backtests/done1', 'bob')).response.status).toBe(404);
    expect((await read('/backtests/done1', 'olga')).response.status).toBe(200);
    const byOps = await dashboard.send('/api/v1/backtests/running1/cancel', { by: 'olga' });
    expect(byOps.status).toBe(403);
  });

  it('answers the same request under one key once, and refuses a fourth that waits with 429', async () => {
    dashboard.people.add('nina', 'user');
    const body = { by: 'nina', strategy: 'sma-cross', bars: { kind: 'demo' } };
    const send = (key: string) => dashboard.send('/api/v1/backtests', body, { 'idempotency-key': key });
    const [one, two] = [await send('a'), await send('a')];
    expect([one.status, two.status]).toEqual([201, 201]);
    const { id } = (await one.json()) as { id: string };
    expect(await two.json()).toMatchObject({ id });
    expect(one.headers.get('location')).toBe(`/api/v1/backtests/${id}`);
    for (const key of ['b', 'c']) expect((await send(key)).status).toBe(201);
    const fourth = await send('d');
    expect([fourth.status, await fourth.json()]).toMatchObject([429, { code: 'BACKTESTS_FULL' }]);
  });
});
