// Forms as a browser without script sends them.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fault } from '../support/fake-troupe.ts';
import { type OpenDashboard, openDashboard } from './dashboard-fixture.ts';

let dashboard: OpenDashboard;
beforeEach(async () => {
  dashboard = await openDashboard();
});
afterEach(() => dashboard.close());

const STOP = '/actors/subscription.alice-sma/commands';
const START = {
  strategy: 'sma-cross',
  'params.fast': '5',
  'params.slow': '20',
  lane: 'bars.SPX.1d',
  account: 'alice-main',
  direction: 'long-only',
  allocation: '10000',
  'sizing.kind': 'fraction',
  'sizing.fraction': '95',
  stopLoss: '2.5',
  takeProfit: '',
  trailingStop: '',
  key: 'form-1',
};

describe('command forms', () => {
  it('send the command and lead back to the page', async () => {
    const response = await dashboard.submit(STOP, { command: 'stop', return: '/strategies?state=running' });
    expect([response.status, response.headers.get('location')]).toEqual([303, '/strategies?state=running']);
    expect(dashboard.troupe.seen('subscription.alice-sma.stop')).toHaveLength(1);
  });

  it('never lead to another site', async () => {
    for (const path of ['https://evil.example', '//evil.example', '/\\evil.example']) {
      expect((await dashboard.submit(STOP, { command: 'pause', return: path })).headers.get('location')).toBe('/');
    }
  });

  it('sent twice in a moment give one command', async () => {
    await Promise.all([dashboard.submit(STOP, { command: 'stop' }), dashboard.submit(STOP, { command: 'stop' })]);
    expect(dashboard.troupe.seen('subscription.alice-sma.stop')).toHaveLength(1);
  });

  it.each([null, 'forged'])('without the session’s token (%s) are refused and send nothing', async (token) => {
    expect((await dashboard.submit(STOP, { command: 'stop' }, { token })).status).toBe(403);
    expect((await dashboard.submit('/strategies/new', START, { token })).status).toBe(403);
    expect(dashboard.troupe.seen('subscription.alice-sma.stop')).toEqual([]);
    expect(dashboard.troupe.seen('troupe.start-strategy')).toEqual([]);
  });

  it('ask first before a position is closed, where no script could', async () => {
    const asked = await dashboard.submit(STOP, { command: 'stop-and-flatten', return: '/strategies' });
    expect(await asked.text()).toContain('name="confirmed"');
    expect(dashboard.troupe.seen('troupe.stop-and-flatten')).toEqual([]);
    await dashboard.submit(STOP, { command: 'stop-and-flatten', confirmed: 'yes', return: '/strategies' });
    expect(dashboard.troupe.seen('troupe.stop-and-flatten')).toHaveLength(1);
  });

  it('for several rows send one command each, and none when one is unknown', async () => {
    await dashboard.submit('/strategies/commands', {
      command: 'pause',
      address: ['subscription.bob-sma', 'subscription.alice-sma'],
    });
    expect(dashboard.troupe.calls.filter((call) => call.action.endsWith('.pause'))).toHaveLength(2);
    const refused = await dashboard.submit('/strategies/commands', {
      command: 'stop',
      address: ['subscription.bob-sma', 'subscription.nobody'],
    });
    expect(refused.status).toBe(404);
    expect(dashboard.troupe.calls.filter((call) => call.action.endsWith('.stop'))).toEqual([]);
    expect((await dashboard.submit('/strategies/commands', { command: 'stop' })).status).toBe(422);
  });

  it('show the command under way on its row', async () => {
    dashboard.troupe.breakAction('subscription.alice-sma.stop', 'hang');
    await dashboard.submit(STOP, { command: 'stop' });
    const markup = (await (await dashboard.get('/strategies')).text()).replaceAll(/<[^>]+>/g, '');
    expect(markup).toMatch(/Stop requested\s+\d+ s ago\s+by you/);
  });
});

describe('the form of a new strategy', () => {
  it('is made from the chosen strategy’s own parameters', async () => {
    const markup = await (await dashboard.get('/strategies/new?strategy=session-range-breakout')).text();
    expect(markup).toContain('name="params.rangeMinutes"');
    expect(markup).toMatch(/<option value="new-york"/);
    expect(markup).not.toContain('params.fast');
  });

  it('starts what was asked for, with numbers as numbers and percentages as fractions', async () => {
    const response = await dashboard.submit('/strategies/new', START);
    expect([response.status, response.headers.get('location')]).toEqual([303, '/strategies/subscription.new-12']);
    expect(dashboard.troupe.seen('troupe.start-strategy')[0]?.params).toEqual({
      strategy: 'sma-cross',
      params: { fast: 5, slow: 20 },
      lane: 'bars.SPX.1d',
      account: 'alice-main',
      allocation: '10000',
      sizing: { kind: 'fraction', fraction: 0.95 },
      direction: 'long-only',
      stopLoss: 0.025,
      by: 'local',
    });
  });

  it('sent twice starts one strategy', async () => {
    const [first, second] = await Promise.all([
      dashboard.submit('/strategies/new', START),
      dashboard.submit('/strategies/new', START),
    ]);
    expect(first.headers.get('location')).toBe(second.headers.get('location'));
    expect(dashboard.troupe.seen('troupe.start-strategy')).toHaveLength(1);
  });

  it.each([
    ['params.fast', 'ten'],
    ['params.fast', '40'],
    ['allocation', '0'],
    ['allocation', '99999'],
    ['lane', 'bars.NONE.1d'],
    ['account', ''],
    ['sizing.fraction', ''],
    ['sizing.kind', 'all-in'],
    ['stopLoss', '-1'],
    ['trailingStop', '100'],
    ['direction', 'sideways'],
  ])('comes back 422 with the fault at %s and what was typed kept', async (name, value) => {
    const response = await dashboard.submit('/strategies/new', { ...START, [name]: value });
    expect(response.status).toBe(422);
    const markup = await response.text();
    const id = `field-${name.replaceAll('.', '-')}`;
    const control = new RegExp(`<(?:input|select)[^>]*id="${id}"[^>]*>`).exec(markup)?.[0] ?? '';
    expect(control).toContain('aria-invalid="true"');
    expect(control).toContain('autofocus');
    expect(control).toMatch(new RegExp(`aria-describedby="[^"]*${id}-error`));
    expect(markup).toContain(`id="${id}-error"`);
    if (control.startsWith('<input')) expect(control).toContain(`value="${value}"`);
    expect(markup.includes('value="20"')).toBe(true);
    if (value !== '99999' && value !== '40') expect(dashboard.troupe.seen('troupe.start-strategy')).toEqual([]);
  });

  it('says 503 when the store is away, and may then be sent again', async () => {
    dashboard.troupe.breakAction('troupe.start-strategy', fault('STORE_UNAVAILABLE', 'The database is away.'));
    expect((await dashboard.submit('/strategies/new', START)).status).toBe(503);
    dashboard.troupe.breakAction('troupe.start-strategy', undefined);
    expect((await dashboard.submit('/strategies/new', START)).status).toBe(303);
  });
});

describe('preferences', () => {
  it('change the zone of every time, and an unknown zone changes nothing', async () => {
    const response = await dashboard.submit('/preferences', {
      zone: 'Asia/Tokyo',
      localZone: 'Asia/Tokyo',
      return: '/',
    });
    const cookie = response.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    expect(await (await dashboard.get('/strategies/subscription.alice-sma', { cookie })).text()).toMatch(
      /2009-03-31 09:00:00 (GMT|UTC)\+9/,
    );
    const odd = await dashboard.submit('/preferences', { zone: 'Mars/Olympus' });
    const oddCookie = odd.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    expect(await (await dashboard.get('/strategies/subscription.alice-sma', { cookie: oddCookie })).text()).toContain(
      '00:00:00 UTC',
    );
  });
});
