import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PEOPLE_CHANGED } from '../../actors/protocol.ts';
import { LOCAL_TOKEN } from '../support/fake-people.ts';
import { type OpenDashboard, openDashboard, SESSION_COOKIE, until } from './dashboard-fixture.ts';

let dashboard: OpenDashboard;
beforeEach(async () => {
  dashboard = await openDashboard();
  dashboard.people.add('uma', 'user');
});
afterEach(() => dashboard.close());

const GOOD = { user: 'uma', password: 'uma password' };
const signIn = (fields: Record<string, string> = GOOD, headers: Record<string, string> = {}): Promise<Response> =>
  dashboard.submit('/sign-in', fields, { as: null, headers });
const cookieIn = (response: Response, name = SESSION_COOKIE): string | undefined =>
  response.headers.getSetCookie().find((one) => one.startsWith(`${name}=`));
const tokenIn = (response: Response): string => /=([^;]+)/.exec(cookieIn(response) ?? '')?.[1] ?? '';
const sessionCalls = (): number => dashboard.called.filter(({ action }) => action === 'people.session').length;

describe('signing in', () => {
  it('gives a cookie that no script reads and no other site’s form sends, and leads to where one wanted to go', async () => {
    const asked = await dashboard.get('/strategies?state=running', {}, null);
    expect([asked.status, asked.headers.get('location')]).toEqual([
      303,
      '/sign-in?return=%2Fstrategies%3Fstate%3Drunning',
    ]);
    const response = await signIn({ ...GOOD, return: '/strategies?state=running' });
    expect([response.status, response.headers.get('location')]).toEqual([303, '/strategies?state=running']);
    expect(cookieIn(response)).toMatch(/; path=\/; expires=[^;]+; samesite=lax; httponly$/i);
    const cookie = `${SESSION_COOKIE}=${tokenIn(response)}`;
    const page = await (await fetch(`${dashboard.url}/strategies`, { headers: { cookie } })).text();
    expect(page).toContain('You are uma: user');
  });

  it('is bound to the host and to https where a proxy says that it is https, and to nothing it says where there is none', async () => {
    const proxied = await openDashboard({ isBehindProxy: true, people: dashboard.people });
    const https = { 'x-forwarded-proto': 'https' };
    const opened = await fetch(`${proxied.url}/sign-in`, { headers: https });
    const form = cookieIn(opened, '__Host-troupe_form');
    expect(form).toMatch(/; path=\/; samesite=lax; secure; httponly$/i);
    const token = /name="csrf-token" content="([^"]+)"/.exec(await opened.text())?.[1] ?? '';
    const response = await fetch(`${proxied.url}/sign-in`, {
      ...{ method: 'POST', redirect: 'manual', body: new URLSearchParams({ ...GOOD, _csrf: token }) },
      headers: { ...https, cookie: form?.split(';')[0] ?? '', 'x-forwarded-for': '6.6.6.6, 203.0.113.9' },
    });
    expect(cookieIn(response, `__Host-${SESSION_COOKIE}`)).toMatch(/; secure; httponly$/i);
    // What the nearest proxy says, not what its client told it.
    expect(proxied.called.findLast(({ action }) => action === 'people.sign-in')?.params).toMatchObject({
      origin: { ip: '203.0.113.9' },
    });
    await proxied.close();
    const plain = await signIn(GOOD, { ...https, 'x-forwarded-for': '6.6.6.6' });
    expect(cookieIn(plain)).not.toMatch(/secure/i);
    expect(dashboard.called.findLast(({ action }) => action === 'people.sign-in')?.params).toMatchObject({
      origin: { ip: '127.0.0.1' },
    });
  });

  it('makes what the browser carried before worthless: a session cannot be planted', async () => {
    const planted = `${SESSION_COOKIE}=planted.by.somebody.else`;
    const form = await dashboard.formOf(planted);
    const response = await fetch(`${dashboard.url}/sign-in`, {
      ...{ method: 'POST', redirect: 'manual', headers: { cookie: form.cookie } },
      body: new URLSearchParams({ ...GOOD, _csrf: form.token }),
    });
    expect([response.status, tokenIn(response) === 'planted.by.somebody.else']).toEqual([303, false]);
    expect((await fetch(`${dashboard.url}/`, { headers: { cookie: planted }, redirect: 'manual' })).status).toBe(303);
    // Nor is the token of the form that was used before good for anything now.
    const cookie = `${SESSION_COOKIE}=${tokenIn(response)}; ${form.cookie.replace(planted, '')}`;
    const after = await fetch(`${dashboard.url}/sign-out`, {
      ...{ method: 'POST', redirect: 'manual', headers: { cookie }, body: new URLSearchParams({ _csrf: form.token }) },
    });
    expect(after.status).toBe(403);
  });

  it('as somebody else ends the session that the browser had', async () => {
    const before = dashboard.cookie('uma');
    expect((await dashboard.submit('/sign-in', GOOD, { as: 'uma' })).status).toBe(303);
    expect((await fetch(`${dashboard.url}/`, { headers: { cookie: before }, redirect: 'manual' })).status).toBe(303);
  });

  it('tells nobody which of name and password was wrong, and gives the password back to nobody', async () => {
    const texts = await Promise.all(
      [
        { ...GOOD, password: 'wrong secret' },
        { user: 'umb', password: 'wrong secret' },
      ].map(async (fields) => {
        const response = await signIn(fields);
        expect([response.status, cookieIn(response)]).toEqual([422, undefined]);
        return (await response.text()).replaceAll(/um[ab]|content="[^"]*"|value="[^"]*"/g, '');
      }),
    );
    expect(texts[0]).toContain('The name or the password is wrong.');
    expect(texts[0]).toBe(texts[1]);
    expect(texts[0]).not.toContain('wrong secret');
  });

  it('marks what is missing, and focuses it', async () => {
    const text = await (await signIn({ user: 'uma', password: '' })).text();
    expect(text).toMatch(/<input type="password" id="field-sign-in-password"[^>]*aria-invalid="true"[^>]*autofocus/);
    expect(text).toContain('href="#field-sign-in-password"');
    expect(text).toContain('value="uma"');
  });

  it('after too many attempts says when to try again', async () => {
    const response = await signIn({ user: 'locked', password: 'x' });
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '90']);
    expect(await response.text()).toContain('Try again in 90 seconds.');
  });

  it('with a second factor asks for its code alone, and remembers the password in nothing that can be read', async () => {
    Object.assign(dashboard.people.user('uma')!, { hasTotp: true });
    const form = await dashboard.formOf('');
    const post = (fields: Record<string, string>): Promise<Response> =>
      fetch(`${dashboard.url}/sign-in`, {
        ...{ method: 'POST', redirect: 'manual', headers: { cookie: form.cookie } },
        body: new URLSearchParams({ ...fields, _csrf: form.token }),
      });
    const asked = await (await post({ ...GOOD, return: '/risk' })).text();
    expect(asked).not.toContain('uma password');
    const sealed = /name="sealed" value="([^"]+)"/.exec(asked)?.[1] ?? '';
    expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('uma');
    const wrong = await post({ sealed, code: '000000', return: '/risk' });
    expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('That is not the code.')]);
    const right = await post({ sealed, code: dashboard.people.code, return: '/risk' });
    expect([right.status, right.headers.get('location')]).toEqual([303, '/risk']);
    // Another browser can make nothing of it.
    expect((await signIn({ sealed, code: dashboard.people.code })).status).toBe(422);
  });

  it('of a demonstration lists its users, each with a button', async () => {
    dashboard.people.facts = { signUp: 'off', canMail: false, demo: [{ ...GOOD, roles: ['user'] }] };
    const page = await (await dashboard.get('/sign-in', {}, null)).text();
    expect(page).toContain('name="demo" value="uma"');
    expect(page).not.toContain('uma password');
    expect((await signIn({ demo: 'uma' })).headers.get('location')).toBe('/');
    expect((await signIn({ demo: 'local' })).status).toBe(422);
  });

  it.each(['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '/a b'])(
    'never leads to %s',
    async (elsewhere) => {
      expect((await signIn({ ...GOOD, return: elsewhere })).headers.get('location')).toBe('/');
    },
  );

  it('sets every header that browsers obey', async () => {
    const { headers } = await dashboard.get('/sign-in', {}, null);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none';script-src 'self';style-src 'self';img-src 'self';connect-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('cache-control')).toBe('no-store');
  });
});

describe('a session', () => {
  it('is asked for once for all requests of a page', async () => {
    await Promise.all(Array.from({ length: 20 }, () => dashboard.get('/api/v1/actors')));
    expect(sessionCalls()).toBe(1);
  });

  it('that is revoked elsewhere is out as soon as that is told, and its open pages are told', async () => {
    const token = dashboard.people.tokenOf('uma');
    const headers = { cookie: `${SESSION_COOKIE}=${token}` };
    const stream = await fetch(`${dashboard.url}/events?topics=strategies`, { headers });
    const reader = stream.body!.getReader();
    let heard = '';
    const listen = async (): Promise<void> => {
      for (;;) {
        const { done, value } = (await reader.read()) as { done: boolean; value?: Uint8Array };
        if (done) return;
        heard += Buffer.from(value ?? []).toString();
      }
    };
    const listening = listen();
    await until('a first message', () => heard.includes('id: 1'));
    dashboard.people.expire(token);
    dashboard.troupe.tell(PEOPLE_CHANGED, { users: ['uma'] });
    const { status } = await fetch(`${dashboard.url}/strategies`, { headers, redirect: 'manual' });
    expect(status).toBe(303);
    await listening;
    expect(heard).toContain('event: troupe:signed-out');
  });

  it('that is over sends a script’s request to where one signs in, with the page to come back to', async () => {
    const response = await dashboard.get(
      '/strategies',
      { 'hx-request': 'true', 'hx-current-url': `${dashboard.url}/risk?account=a` },
      null,
    );
    expect([response.status, response.headers.get('hx-redirect')]).toEqual([
      401,
      '/sign-in?return=%2Frisk%3Faccount%3Da',
    ]);
    const odd = await dashboard.get(
      '/strategies',
      { 'hx-request': 'true', 'hx-current-url': 'https://evil.example//x' },
      null,
    );
    expect(odd.headers.get('hx-redirect')).toBe('/sign-in?return=%2F');
  });

  it('ends by signing out, there and in the cookie', async () => {
    const cookie = dashboard.cookie('uma');
    const response = await dashboard.submit('/sign-out', {}, { as: 'uma' });
    expect([response.status, response.headers.get('location')]).toEqual([303, '/sign-in']);
    expect(cookieIn(response)).toContain(`${SESSION_COOKIE}=; path=/; expires=Thu, 01 Jan 1970`);
    expect((await fetch(`${dashboard.url}/`, { headers: { cookie }, redirect: 'manual' })).status).toBe(303);
  });

  it('that nobody can ask about lets nobody in, but machines hear how it is', async () => {
    const broken = await openDashboard({
      people: {
        ...dashboard.people,
        call: () => {
          throw Object.assign(new Error('away'), { type: 'STORE_UNAVAILABLE' });
        },
      },
    });
    broken.troupe.part('postgres', false, 'is away: nobody orders until it is back');
    const page = await broken.get('/strategies');
    expect([page.status, await page.text()]).toEqual([503, expect.stringContaining('PostgreSQL is away')]);
    expect((await broken.get('/readyz')).status).toBe(200);
    await broken.close();
  });
});

describe('a key', () => {
  const ask = (path: string, key: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${dashboard.url}${path}`, {
      ...init,
      redirect: 'manual',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    });

  it('lets a program in without a form’s token, as far as its scopes go', async () => {
    const key = dashboard.people.keyOf('local', 'read');
    expect((await ask('/api/v1/actors', key)).status).toBe(200);
    const refused = await ask('/api/v1/risk/commands', key, { method: 'POST', body: '{}' });
    expect([refused.status, await refused.json()]).toEqual([403, expect.objectContaining({ code: 'FORBIDDEN' })]);
    expect((await ask('/api/v1/keys', dashboard.people.keyOf('local', 'admin'))).status).toBe(403);
    expect(dashboard.called.find(({ action }) => action === 'people.key')?.params).toEqual({ key, ip: '127.0.0.1' });
  });

  it('that is none is answered 401, even beside a session that is good', async () => {
    const headers = { authorization: 'Bearer trp_0000000000000000', cookie: `${SESSION_COOKIE}=${LOCAL_TOKEN}` };
    const response = await fetch(`${dashboard.url}/api/v1/actors`, { headers });
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="troupe"']);
  });

  it('opens no page', async () => {
    expect((await ask('/strategies', dashboard.people.keyOf('local', 'read'))).status).toBe(303);
  });

  it('is not needed with a session, whose changes need its token in the header', async () => {
    const { cookie, token } = await dashboard.formOf(dashboard.cookie(), '/security');
    const post = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${dashboard.url}/api/v1/actors/subscription.alice-sma/commands`, {
        ...{ method: 'POST', body: JSON.stringify({ command: 'pause' }) },
        headers: { cookie, 'content-type': 'application/json', ...headers },
      });
    expect((await post({})).status).toBe(403);
    expect((await post({ 'x-csrf-token': token })).status).toBe(202);
  });
});

describe('signing up', () => {
  const typed = { user: 'newcomer', password: 'a long password' };
  const signUp = (fields: Record<string, string> = {}): Promise<Response> =>
    dashboard.submit('/sign-up', { ...typed, ...fields }, { as: null });

  it('makes a user of whom it says nothing else, whatever else is sent', async () => {
    const response = await signUp({ roles: 'admin', 'role.admin': 'true', isDisabled: 'false', scopes: 'admin' });
    expect([response.status, response.headers.get('location')]).toEqual([303, '/']);
    expect(dashboard.people.user('newcomer')?.roles).toEqual(['user']);
    const { params } = dashboard.called.find(({ action }) => action === 'people.sign-up')!;
    expect(Object.keys(params as object).sort()).toEqual(['origin', 'password', 'user']);
  });

  it('says at the field what is wrong', async () => {
    for (const [fields, words] of [
      [{ user: 'uma' }, 'uma is taken.'],
      [{ password: 'short' }, 'Take at least 8 characters.'],
      [{ user: '' }, 'Give a name.'],
    ] as const) {
      const response = await signUp(fields);
      expect([response.status, await response.text()]).toEqual([422, expect.stringContaining(words)]);
    }
  });

  it('by invitation takes its token from the address, and gives its roles', async () => {
    dashboard.people.facts = { ...dashboard.people.facts, signUp: 'invite' };
    expect(await (await dashboard.get('/sign-up', {}, null)).text()).toContain('by invitation');
    const made = await dashboard.submit('/users/invite', { 'role.ops': 'true' });
    const link = /id="handed-link">([^<]+)</.exec(await made.text())?.[1] ?? '';
    expect(link).toMatch(/^\/sign-up\?invite=handed\./);
    const invite = new URLSearchParams(link.split('?')[1]).get('invite') ?? '';
    expect(await (await dashboard.get(link, {}, null)).text()).toContain(`name="invite" value="${invite}"`);
    expect((await signUp({ invite })).status).toBe(303);
    expect(dashboard.people.user('newcomer')?.roles).toEqual(['ops']);
    expect((await signUp({ user: 'second', invite })).status).toBe(422);
  });

  it('is not possible where it is off', async () => {
    dashboard.people.facts = { ...dashboard.people.facts, signUp: 'off' };
    expect(await (await dashboard.get('/sign-up', {}, null)).text()).toContain('Nobody can sign up here.');
    expect((await signUp()).status).toBe(403);
  });
});

describe('a forgotten password', () => {
  it('is answered the same whoever it is', async () => {
    dashboard.people.facts = { ...dashboard.people.facts, canMail: true };
    const texts = await Promise.all(
      ['uma', 'nobody'].map(async (user) => (await dashboard.submit('/forgot', { user }, { as: null })).text()),
    );
    expect(texts[0]).toContain('a link is on its way');
    expect(texts[0]?.replaceAll(/content="[^"]*"|value="[^"]*"/g, '')).toBe(
      texts[1]?.replaceAll(/content="[^"]*"|value="[^"]*"/g, ''),
    );
  });

  it('is taken anew by a link, once, which ends all sessions', async () => {
    const before = dashboard.cookie('uma');
    const made = await (await dashboard.submit('/users/uma/reset', {})).text();
    const token = /reset\?token=([^<]+)</.exec(made)?.[1] ?? '';
    const reset = (): Promise<Response> =>
      dashboard.submit('/reset', { token, password: 'another password' }, { as: null });
    const done = await reset();
    expect([done.status, tokenIn(done) !== '']).toEqual([303, true]);
    expect((await reset()).status).toBe(422);
    expect((await fetch(`${dashboard.url}/`, { headers: { cookie: before }, redirect: 'manual' })).status).toBe(303);
    expect((await signIn({ user: 'uma', password: 'another password' })).status).toBe(303);
  });
});

describe('a request that is odd', () => {
  it('with a cookie that is no token asks nobody', async () => {
    const before = sessionCalls();
    const status = await new Promise<number>((resolve, reject) => {
      const asked = request(
        `${dashboard.url}/strategies`,
        { headers: { cookie: `${SESSION_COOKIE}=a; ${SESSION_COOKIE}="<x>"` } },
        ({ statusCode }) => resolve(statusCode ?? 0),
      );
      asked.on('error', reject).end();
    });
    expect([status, sessionCalls() - before]).toEqual([303, 0]);
  });
});
