import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeTroupe, fault } from '../support/fake-troupe.ts';
import { type OpenDashboard, openDashboard, until } from './dashboard-fixture.ts';

let dashboard: OpenDashboard;
beforeEach(async () => {
  dashboard = await openDashboard();
});
afterEach(() => dashboard.close());

const PAGES = [
  '/',
  '/strategies',
  '/strategies/new',
  '/strategies/subscription.alice-sma',
  '/actors',
  '/actors/strategy.rsi-14',
  '/topology',
];
const CSP =
  "default-src 'none';script-src 'self';style-src 'self';img-src 'self';connect-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none'";

/** A request under another name, which `fetch` does not send. */
const askAs = (url: string, path: string, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    request(`${url}${path}`, { headers: { host } }, (response) => resolve(response.resume().statusCode ?? 0))
      .on('error', reject)
      .end();
  });

describe('every page', () => {
  it.each(PAGES)('%s is whole, titled, and runs nothing inline', async (path) => {
    const response = await dashboard.get(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')?.replaceAll(/;\s*/g, ';')).toBe(CSP);
    expect(response.headers.get('vary')).toContain('HX-Request');
    const markup = await response.text();
    expect(markup.match(/\sstyle\s*=|\son[a-z]+\s*=|<script(?! src)|javascript:/gi)).toBeNull();
    expect(markup.match(/<h1/g)).toHaveLength(1);
    expect(markup.match(/NaN|undefined|\[object|[-−]0\.00\b/g)).toBeNull();
    const ids = [...markup.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
    expect(markup.includes('PAPER')).toBe(true);
  });

  it('has a title of its own', async () => {
    const titles = await Promise.all(
      PAGES.map(async (path) => /<title>([^<]+)/.exec(await (await dashboard.get(path)).text())?.[1]),
    );
    expect(new Set(titles).size).toBe(PAGES.length);
  });

  it('says "simulated" wherever simulated prices reach', async () => {
    for (const path of [
      '/',
      '/strategies',
      '/strategies/subscription.alice-london',
      '/actors/market-data.SIM-EUR',
      '/actors/subscription.alice-london',
      '/actors/strategy.london-sim',
      '/actors/risk-monitor.alice-main',
      '/strategies/new',
      '/actors',
    ]) {
      expect(await (await dashboard.get(path)).text(), path).toContain('simulated');
    }
  });

  it('leads a first-timer when nothing trades yet', async () => {
    const empty = await openDashboard({ troupe: fakeTroupe({ empty: true }) });
    expect(await (await empty.get('/strategies')).text()).toContain('Create your first');
    expect((await empty.get('/')).status).toBe(200);
    expect((await empty.get('/topology')).status).toBe(200);
    await empty.close();
  });

  it('escapes what actors say', async () => {
    dashboard.troupe.actor('strategy.rsi-14').lastCause = '<img src=x onerror=alert(1)>';
    expect(await (await dashboard.get('/actors/strategy.rsi-14')).text()).not.toContain('<img');
  });

  it('shows the page about a subscription, its records refused, when the store is away', async () => {
    dashboard.troupe.breakAction('records.fills', fault('STORE_UNAVAILABLE', 'The database is away.'));
    const response = await dashboard.get('/strategies/subscription.alice-sma');
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('The database is away.');
  });

  it('answers a person with a page and a program with a problem for what is not there', async () => {
    const page = await dashboard.get('/nowhere', { accept: 'text/html' });
    expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    const missing = await dashboard.get('/actors/strategy.nobody', { accept: 'text/html' });
    expect(missing.status).toBe(404);
    const program = await dashboard.get('/api/v1/nothing');
    expect([program.status, program.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ]);
  });
});

describe('the server', () => {
  it('says which port is taken and how to choose another', async () => {
    const port = Number(new URL(dashboard.url).port);
    await expect(openDashboard({ port })).rejects.toMatchObject({
      type: 'PORT_IN_USE',
      message: expect.stringContaining(`PORT=${port + 1} npm start`) as string,
    });
  });

  it('does not answer under a stranger’s name, but tells machines how it is', async () => {
    expect(await askAs(dashboard.url, '/', 'evil.example')).toBe(421);
    expect(await askAs(dashboard.url, '/healthz', 'dashboard:3000')).toBe(200);
    expect(await askAs(dashboard.url, '/sign-in', 'localhost:3000')).toBe(200);
    const named = await openDashboard({ hosts: ['troupe.example'] });
    expect(await askAs(named.url, '/sign-in', 'troupe.example')).toBe(200);
    await named.close();
  });

  it('serves its script and style once and for ever', async () => {
    const markup = await (await dashboard.get('/')).text();
    for (const path of [
      /src="(\/assets\/[^"]+\.js)"/,
      /href="(\/assets\/[^"]+\.css)"/,
      /href="(\/assets\/[^"]+\.svg)"/,
    ]) {
      const asset = await dashboard.get(path.exec(markup)?.[1] ?? '');
      expect(asset.status).toBe(200);
      expect(asset.headers.get('cache-control')).toContain('immutable');
    }
  });

  it('ends its streams and stops listening to the troupe when it closes', async () => {
    const own = await openDashboard();
    const stream = await own.get('/events?topics=strategies');
    const body = stream.body!.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
    for (let text = ''; !text.includes('hx-partial');) text += (await body.next()).value ?? '';
    await own.close();
    while ((await body.next()).done !== true);
    expect(own.troupe.listeners()).toBe(0);
  });
});

describe('live stream', () => {
  const listen = async (
    path: string,
    headers: Record<string, string> = {},
  ): Promise<{ text: () => string; close: () => Promise<void> }> => {
    const response = await dashboard.get(path, headers);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const reader = response.body!.getReader();
    let text = '';
    const done = (async () => {
      const decoder = new TextDecoder();
      for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read())
        text += decoder.decode(chunk.value as Uint8Array);
    })();
    return {
      text: () => text,
      close: async () => {
        await reader.cancel();
        await done.catch(() => {});
      },
    };
  };

  it('begins with everything, then sends only what changed, numbered', async () => {
    const stream = await listen('/events?topics=strategies', { 'last-event-id': '41' });
    await until('first message', () => stream.text().includes('id: 42'));
    expect(stream.text().match(/<tr /g)).toHaveLength(5);
    const before = stream.text().length;
    const actor = dashboard.troupe.actor('subscription.bob-sma');
    actor.state = { ...actor.state, equity: '15555.55' };
    dashboard.troupe.changed(actor.address);
    await until('second message', () => stream.text().includes('id: 43'));
    const news = stream.text().slice(before);
    expect(news).toContain('15,555.55');
    expect(news.match(/<tr /g)).toHaveLength(1);
    await stream.close();
  });

  it('adds a new row and drops a filtered one', async () => {
    const stream = await listen('/events?topics=strategies&state=running');
    await until('first message', () => stream.text().includes('id: 1'));
    expect(stream.text()).not.toContain('run-subscription-bob-rsi');
    dashboard.troupe.actor('subscription.alice-london').tradingState = 'ACTIVE';
    dashboard.troupe.changed('subscription.alice-london');
    await until('row came', () => stream.text().includes('run-subscription-alice-london'));
    await stream.close();
  });

  it('sends at most four messages a second', async () => {
    const stream = await listen('/events?topics=strategies');
    await until('first message', () => stream.text().includes('id: 1'));
    const actor = dashboard.troupe.actor('subscription.bob-sma');
    for (let tick = 0; tick < 50; tick++) {
      actor.state = { ...actor.state, equity: String(15_000 + tick) };
      dashboard.troupe.changed(actor.address);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await until('the last came', () => stream.text().includes('15,049.00'));
    expect(stream.text().match(/^id: /gm)!.length).toBeLessThanOrEqual(7);
    await stream.close();
  });

  it('tells of a troupe that cannot be read, and goes on when it can', async () => {
    const stream = await listen('/events?topics=strategies');
    await until('first message', () => stream.text().includes('id: 1'));
    dashboard.troupe.breakAction('troupe.actors', fault('STORE_UNAVAILABLE', 'The database is away.'));
    await until('told', () => stream.text().includes('troupe:unreadable'));
    dashboard.troupe.breakAction('troupe.actors', undefined);
    await until('readable', () => stream.text().includes('troupe:readable'));
    await stream.close();
  });

  it('is left without a word in the error log', async () => {
    const stream = await listen('/events?topics=strategies');
    await until('first message', () => stream.text().includes('id: 1'));
    await stream.close();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(dashboard.logged.filter((line) => line.startsWith('error'))).toEqual([]);
  });

  it('refuses a topic that there is not', async () => {
    expect((await dashboard.get('/events?topics=weather')).status).toBe(422);
  });
});
