// The pages of copy trading, and their forms as a browser without script sends them.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fault } from '../support/fake-troupe.ts';
import { type CopyingTroupe, copyingTroupe, DESK, FOLLOWER, TREND, YOUNG } from './copying-troupe.ts';
import { type OpenDashboard, openDashboard } from './dashboard-fixture.ts';

let troupe: CopyingTroupe;
let dashboard: OpenDashboard;
beforeEach(async () => {
  troupe = copyingTroupe();
  dashboard = await openDashboard({ troupe });
});
afterEach(() => dashboard.close());

const read = async (path: string): Promise<string> => {
  const response = await dashboard.get(path);
  expect(response.status).toBe(200);
  return response.text();
};
const wordsOf = (markup: string): string => markup.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');

describe('the list of providers', () => {
  it('ranks those with a record and keeps the young apart, with what they lack', async () => {
    const markup = await read('/copy');
    const [ranked = '', young = ''] = markup.split('id="young-title"');
    expect(ranked).toContain('Index trend');
    expect(ranked).toMatch(/<strong>\d+<\/strong> <span class="of">of 100/);
    expect(ranked).not.toContain('>By hand<');
    expect(wordsOf(young)).toMatch(/By hand .* 8 of 30 days, 2 of 30 trades/);
  });

  it('shows the formula with every weight that the score is made of', async () => {
    const words = wordsOf(await read('/copy'));
    expect(words).toContain('score = Σ weight × points ÷ 100');
    expect(words).toContain('Depth of losses max drawdown 25 50.00 % 0.00 %');
  });

  it('offers to follow only those who take followers', async () => {
    const markup = await read('/copy');
    expect(markup).toContain(`/copy/providers/${TREND}/follow`);
    expect(markup).not.toContain('/copy/providers/provider.fx/follow');
    expect(wordsOf(await read('/copy?open=yes'))).not.toContain('Euro ranges');
  });

  it('names a provider whose record cannot be read and still shows the page', async () => {
    troupe.breakAction('records.source-record', fault('STORE_UNAVAILABLE', 'The database is away.'));
    expect(wordsOf(await read('/copy'))).toMatch(/records of .*Index trend.* cannot be read: The database is away/);
  });

  it('escapes what a provider wrote about itself', async () => {
    troupe.actor(TREND).state = { ...troupe.actor(TREND).state, name: '<img src=x onerror=alert(1)>' };
    for (const path of ['/copy', `/copy/providers/${TREND}`, '/copy/following', `/copy/broadcasting/${TREND}`])
      expect(await read(path)).not.toContain('<img src=x');
  });
});

describe('a provider’s profile', () => {
  it('tells every figure with its convention, the curves and the same as a table', async () => {
    const markup = await read(`/copy/providers/${TREND}`);
    for (const word of ['Sharpe', 'Sortino', 'Win rate', 'Profit factor', 'Divergence', 'Average slippage'])
      expect(markup).toContain(`<dt>${word}</dt>`);
    expect(markup).toContain('× √252');
    expect(markup).toMatch(/role="img" aria-label="Growth: \+\d/);
    expect(markup).toContain('Growth and drawdown as a table');
  });

  it('warns of a young record and of a chain of copies', async () => {
    const words = wordsOf(await read(`/copy/providers/${YOUNG}`));
    expect(words).toContain('too young to judge');
    expect(words).toContain('2 stand in the chain');
  });

  it('never names an owner or an address of a follower', async () => {
    for (const path of [`/copy/providers/${TREND}`, `/copy/broadcasting/${TREND}`])
      expect(await read(path)).not.toContain('follower.');
  });
});

const FOLLOW = {
  ...{ account: 'bob-main', allocation: '10,000', mode: 'percent_of_equity', 'size.percent_of_equity': '25' },
  ...{ maxSlippage: '0.5', maxSignalAge: '30', copyStopLoss: '60', afterOutage: 'wait', notWorseThan: '1' },
  ...{ deny: 'SIM/EUR, XAU', symbolMap: 'SPX = SP500', minLot: '', alias: 'Owl', copyOpen: 'true', key: 'form-1' },
};
const PATH = `/copy/providers/${TREND}/follow`;
const markIn = (markup: string): string => /name="previewed" value="([^"]+)"/.exec(markup)?.[1] ?? '';

describe('the form to follow', () => {
  it('shows the worst case first, and follows with exactly what was shown', async () => {
    const shown = await dashboard.submit(PATH, { ...FOLLOW, step: 'preview' });
    const markup = await shown.text();
    expect(shown.status).toBe(200);
    expect(wordsOf(markup)).toMatch(/Most that can be lost 4,000\.00 USD the copy stop-loss closes all at 6,000\.00/);
    expect(troupe.seen('troupe.follow')).toEqual([]);
    const followed = await dashboard.submit(PATH, { ...FOLLOW, step: 'follow', previewed: markIn(markup) });
    expect([followed.status, followed.headers.get('location')]).toEqual([303, '/copy/following']);
    expect(troupe.seen('troupe.follow')[0]?.params).toEqual({
      ...{
        provider: TREND,
        account: 'bob-main',
        allocation: '10000',
        alias: 'Owl',
        by: 'local',
        commandId: expect.any(String) as string,
      },
      settings: {
        ...{ allocation: { kind: 'percent_of_equity', percent: '25' }, reverse: false, afterOutage: 'wait' },
        ...{ maxSlippage: 0.005, copyStopLoss: 0.6, maxSignalAgeMs: 30_000, copyOpen: { notWorseThan: 0.01 } },
        ...{ deny: ['SIM/EUR', 'XAU'], symbolMap: { SPX: 'SP500' } },
      },
    });
  });

  it('asks again when something was changed after the worst case was shown', async () => {
    const markup = await (await dashboard.submit(PATH, { ...FOLLOW, step: 'preview' })).text();
    const changed = { ...FOLLOW, copyStopLoss: '5', step: 'follow', previewed: markIn(markup) };
    expect((await dashboard.submit(PATH, changed)).status).toBe(200);
    expect(troupe.seen('troupe.follow')).toEqual([]);
  });

  it('sent twice follows once', async () => {
    const previewed = markIn(await (await dashboard.submit(PATH, { ...FOLLOW, step: 'preview' })).text());
    await Promise.all([1, 2].map(() => dashboard.submit(PATH, { ...FOLLOW, step: 'follow', previewed })));
    expect(troupe.seen('troupe.follow')).toHaveLength(1);
  });

  it.each([
    ['account', ''],
    ['allocation', '0'],
    ['allocation', 'ten'],
    ['mode', 'all-in'],
    ['size.percent_of_equity', '-1'],
    ['maxSlippage', '101'],
    ['copyStopLoss', '4'],
    ['maxSignalAge', 'soon'],
    ['notWorseThan', 'x'],
    ['symbolMap', 'SPX SP500'],
    ['afterOutage', 'pray'],
  ])('comes back 422 with the fault at %s (%s) and what was typed kept', async (name, value) => {
    const response = await dashboard.submit(PATH, { ...FOLLOW, [name]: value, step: 'preview' });
    expect(response.status).toBe(422);
    const markup = await response.text();
    const id = `field-${name.replaceAll(/[^A-Za-z0-9]/g, '-')}`;
    const control = new RegExp(`<(?:input|select)[^>]*id="${id}"[^>]*>`).exec(markup)?.[0] ?? '';
    expect(control).toContain('aria-invalid="true"');
    expect(control).toContain('autofocus');
    expect(control).toMatch(new RegExp(`aria-describedby="[^"]*${id}-error`));
    if (control.startsWith('<input')) expect(control).toContain(`value="${value}"`);
    expect(markup).toContain('value="SIM/EUR, XAU"');
    expect(troupe.seen('troupe.follow-preview')).toEqual([]);
  });

  it('tells a provider’s refusal at its field', async () => {
    const typed = { ...FOLLOW, allocation: '25000' };
    const previewed = markIn(await (await dashboard.submit(PATH, { ...typed, step: 'preview' })).text());
    const response = await dashboard.submit(PATH, { ...typed, step: 'follow', previewed });
    expect(response.status).toBe(422);
    expect(await response.text()).toMatch(/id="field-allocation-error">Index trend takes 5000 USD more/);
  });

  it('is not shown for a provider that takes nobody', async () => {
    expect(await read('/copy/providers/provider.fx/follow')).not.toContain('id="follow-form"');
  });
});

describe('what is followed', () => {
  it('tells target and holding, both prices, slippage and why a signal was skipped', async () => {
    const words = wordsOf(await read('/copy/following'));
    expect(words).toMatch(/Index trend SPX · bob-main/);
    expect(words).toContain('1,142.33 · 1,142.9');
    expect(words).toContain('+0.05 % worse');
    expect(words).toMatch(/The price had run further than you allow COPY_SLIPPAGE_EXCEEDED slippage=0.004 limit=0.001/);
    expect(words).toContain('out of memory');
  });

  it('keeps what is over, and its records, after its actor is gone', async () => {
    expect(wordsOf(await read('/copy/following'))).toContain('Over: 1');
    expect(wordsOf(await read('/copy/following/follower.bob-old'))).toContain('is over; its records stay');
  });

  it('shows each signal with what the account said of it, and the statement to take away', async () => {
    const markup = await read(`/copy/following/${FOLLOWER}`);
    expect(wordsOf(markup)).toContain('Denied by risk: max leverage exceeded');
    expect(markup).toContain(`/api/v1/follows/${FOLLOWER}/statement?format=csv`);
  });

  const COMMANDS = `/copy/following/${FOLLOWER}/commands`;
  it.each([
    ['pause', `${FOLLOWER}.pause`, {}],
    ['close-only', `${FOLLOWER}.close-only`, {}],
    ['close', `${FOLLOWER}.close`, {}],
    ['unfollow-keep', 'troupe.unfollow', { follower: FOLLOWER, keep: true }],
    ['unfollow-close', 'troupe.unfollow', { follower: FOLLOWER, keep: false }],
  ])('takes %s once it is confirmed where it must be', async (command, action, params) => {
    const asked = await dashboard.submit(COMMANDS, { command, return: '/copy/following' });
    if (!['pause', 'close-only'].includes(command)) {
      expect(await asked.text()).toContain('name="confirmed"');
      expect(troupe.seen(action)).toEqual([]);
      await dashboard.submit(COMMANDS, { command, confirmed: 'yes', return: '/copy/following' });
    } else expect(asked.headers.get('location')).toBe('/copy/following');
    expect(troupe.seen(action)).toHaveLength(1);
    expect(troupe.seen(action)[0]?.params).toMatchObject({ ...params, by: 'local' });
  });

  it('refuses a command that there is not, an unknown follow, and a form without its token', async () => {
    expect((await dashboard.submit(COMMANDS, { command: 'rob' })).status).toBe(422);
    expect((await dashboard.submit('/copy/following/follower.none/commands', { command: 'pause' })).status).toBe(404);
    expect((await dashboard.submit(COMMANDS, { command: 'pause' }, { token: null })).status).toBe(403);
    expect(troupe.seen(`${FOLLOWER}.pause`)).toEqual([]);
  });
});

describe('the broadcast console', () => {
  it('counts every copy once, by what became of it, with latency and slippage', async () => {
    const words = wordsOf(await read(`/copy/broadcasting/${TREND}?window=all`));
    expect(words).toMatch(/Addressed 12 .*Reached 12 .*Filled 8 .*Reduced 1 .*Skipped 2 .*Noted 1 /);
    expect(words).toContain('Denied by risk: max leverage exceeded');
    expect(words).toMatch(/Latency p50 80 ms .*Latency p99 1\.9 s/);
  });

  it('counts those that have not come to a signal yet as addressed', async () => {
    troupe.actor(FOLLOWER).state = { ...troupe.actor(FOLLOWER).state, entry: 2 };
    expect(wordsOf(await read(`/copy/broadcasting/${TREND}?window=all`))).toMatch(/Addressed 13 .*Reached 12 /);
  });

  it('says that nobody follows rather than showing an empty funnel', async () => {
    expect(wordsOf(await read(`/copy/broadcasting/${YOUNG}`))).toContain('No followers yet');
  });

  it('sends a note once, and gives an empty one back', async () => {
    const path = `/copy/broadcasting/${TREND}/note`;
    expect((await dashboard.submit(path, { text: ' ', key: 'n' })).status).toBe(422);
    const sent = await Promise.all([1, 2].map(() => dashboard.submit(path, { text: 'Holidays', key: 'n' })));
    expect(sent.map(({ status }) => status)).toEqual([303, 303]);
    expect(troupe.seen(`${TREND}.note`).map(({ params }) => params['text'])).toEqual(['Holidays']);
  });

  it('withdraws only after a question', async () => {
    const path = `/copy/broadcasting/${TREND}/commands`;
    expect(await (await dashboard.submit(path, { command: 'withdraw' })).text()).toContain('It cannot be undone');
    expect(troupe.seen(`${TREND}.withdraw`)).toEqual([]);
    await dashboard.submit(path, { command: 'withdraw', confirmed: 'yes' });
    expect(troupe.seen(`${TREND}.withdraw`)).toHaveLength(1);
  });
});

describe('publishing and trading by hand', () => {
  it('publishes in the name of who asks, fees as fractions', async () => {
    const typed = { source: 'subscription.bob-sma', name: 'Bob', visibility: 'public', performance: '20', key: 'p' };
    const response = await dashboard.submit('/copy/publish', typed, { as: 'bob' });
    expect(response.headers.get('location')).toBe(`/copy/broadcasting/${TREND}`);
    expect(troupe.seen('troupe.publish')[0]?.params).toMatchObject({
      ...{ by: 'bob', terms: { performance: '0.2', management: '0', perVolume: '0' }, maxFollowers: null },
    });
    expect((await dashboard.submit('/copy/publish', { ...typed, performance: '60' })).status).toBe(422);
    expect((await dashboard.submit('/copy/publish', { ...typed, name: '' })).status).toBe(422);
  });

  it('opens a desk and sends its order; a fault of the desk stands at its field', async () => {
    const opened = await dashboard.submit('/copy/open-desk', {
      lane: 'bars.SPX.1d',
      account: 'bob-main',
      allocation: '500',
    });
    expect(opened.headers.get('location')).toBe(`/copy/desks/${DESK}`);
    const orders = `/copy/desks/${DESK}/orders`;
    const order = {
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTD',
      quantity: '5',
      limitPrice: '1,100',
      expireTime: '2026-03-01 14:30',
      key: 'o',
    };
    expect((await dashboard.submit(orders, order)).status).toBe(303);
    expect(troupe.seen(`${DESK}.order`)[0]?.params).toEqual({
      ...{ side: 'BUY', type: 'LIMIT', timeInForce: 'GTD', quantity: '5', limitPrice: '1100' },
      ...{ expireTime: '2026-03-01T14:30:00.000Z', by: 'local', commandId: expect.any(String) as string },
    });
    const refused = await dashboard.submit(orders, { ...order, limitPrice: '0.001', key: 'q' });
    expect(refused.status).toBe(422);
    expect(await refused.text()).toMatch(/id="field-limitPrice-error">0.001 is no multiple/);
  });

  it('cancels what rests', async () => {
    expect(await read(`/copy/desks/${DESK}`)).toContain(`/copy/desks/${DESK}/cancel/T2`);
    await dashboard.submit(`/copy/desks/${DESK}/cancel/T2`, { command: 'cancel' });
    expect(troupe.seen(`${DESK}.cancel`)[0]?.params).toMatchObject({ clientOrderId: 'T2' });
  });
});

describe('with nobody there', () => {
  it('every page says what to do first', async () => {
    await dashboard.close();
    dashboard = await openDashboard({ troupe: copyingTroupe({ empty: true }) });
    expect(wordsOf(await read('/copy'))).toContain('Nobody publishes yet');
    expect(wordsOf(await read('/copy/following'))).toContain('You follow nobody yet');
    expect(wordsOf(await read('/copy/broadcasting'))).toContain('Nothing is published');
  });
});
