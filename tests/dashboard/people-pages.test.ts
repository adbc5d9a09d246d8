import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OpenDashboard, openDashboard, SESSION_COOKIE } from './dashboard-fixture.ts';

let dashboard: OpenDashboard;
beforeEach(async () => {
  dashboard = await openDashboard();
  dashboard.people.add('uma', 'user');
});
afterEach(() => dashboard.close());

const page = async (path: string, as = 'local'): Promise<string> => (await dashboard.get(path, {}, as)).text();
const submit = (path: string, fields: Record<string, string>, as = 'uma'): Promise<Response> =>
  dashboard.submit(path, fields, { as });

describe('security', () => {
  it('shows one’s sessions, this one among them, and ends one', async () => {
    const other = dashboard.people.tokenOf('uma');
    const text = await page('/security', 'uma');
    expect(text).toContain('You are uma: user.');
    expect(text.match(/>End</g)).toHaveLength(2);
    expect(text.match(/, this one/g)).toHaveLength(1);
    const id = [...text.matchAll(/security\/sessions\/(\w+)\/revoke/g)][0]?.[1] ?? '';
    expect((await submit(`/security/sessions/${id}/revoke`, {})).headers.get('location')).toBe('/security#sessions');
    const headers = { cookie: `${SESSION_COOKIE}=${other}` };
    expect((await fetch(`${dashboard.url}/security`, { headers, redirect: 'manual' })).status).toBe(303);
  });

  it('changes the password for who knows the present one, and gives a new session', async () => {
    const wrong = await submit('/security/password', { current: 'no', password: 'another password' });
    expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('aria-describedby')]);
    const response = await submit('/security/password', { current: 'uma password', password: 'another password' });
    expect(response.headers.get('location')).toBe('/security?changed=password#password');
    expect(response.headers.getSetCookie().join()).toContain(`${SESSION_COOKIE}=session.`);
  });

  it('sets a second factor up: a code for the camera, a first code, recovery codes once', async () => {
    const offered = await (await submit('/security/totp', { password: 'uma password' })).text();
    const { people } = dashboard;
    expect(offered).toMatch(/<svg class="qr"[^>]*role="img"[^>]*>/);
    expect(offered).not.toMatch(/ style=|<script(?! src)/);
    expect(offered).toContain('JBSWY3DPEHPK3PXP');
    const uri = /name="uri" value="([^"]+)"/.exec(offered)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const wrong = await submit('/security/totp/confirm', { uri, code: '000000' });
    const again = await wrong.text();
    expect([wrong.status, again.includes('class="qr"'), again.includes('That is not the code.')]).toEqual([
      422,
      true,
      true,
    ]);
    const right = await (await submit('/security/totp/confirm', { uri, code: people.code })).text();
    expect(right).toContain('aaaa-bbbb');
    expect(await page('/security', 'uma')).not.toContain('aaaa-bbbb');
    expect(people.user('uma')?.hasTotp).toBe(true);
    await submit('/security/totp/end', { password: 'uma password' });
    expect(people.user('uma')?.hasTotp).toBe(false);
  });

  it('makes a key that is shown once, and revokes it', async () => {
    const typed = { name: 'my bot', expires: '2030-01-31', ips: '10.0.0.0/8, 127.0.0.1', 'scope.read': 'true' };
    const response = await submit('/security/keys', typed);
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const made = await response.text();
    const key = /id="new-key">([^<]+)</.exec(made)?.[1] ?? '';
    expect(key).toMatch(/^trp_/);
    expect(dashboard.called.find(({ action }) => action === 'people.create-key')).toMatchObject({
      params: {
        ...{ user: 'uma', name: 'my bot', scopes: ['read'], ips: ['10.0.0.0/8', '127.0.0.1'] },
        expiresAt: '2030-01-31T23:59:59.999Z',
      },
      caller: { user: 'uma' },
    });
    const shown = await page('/security', 'uma');
    expect([shown.includes('my bot'), shown.includes(key)]).toEqual([true, false]);
    const id = /security\/keys\/(\w+)\/revoke/.exec(shown)?.[1] ?? '';
    const ask = (): Promise<Response> =>
      fetch(`${dashboard.url}/api/v1/me`, { headers: { authorization: `Bearer ${key}` } });
    expect(await (await ask()).json()).toMatchObject({ user: 'uma', roles: ['user'], scopes: ['read'] });
    await submit(`/security/keys/${id}/revoke`, {});
    expect((await ask()).status).toBe(401);
  });

  it('says what is wrong with a key at its fields', async () => {
    expect(await (await submit('/security/keys', { name: '' })).text()).toContain('Say what the key is for.');
    expect(await (await submit('/security/keys', { name: 'x' })).text()).toContain('Tick at least one thing');
    const odd = await submit('/security/keys', { name: 'x', 'scope.read': 'true', expires: 'soon' });
    expect([odd.status, await odd.text()]).toEqual([422, expect.stringContaining('Give a day like 2027-01-31.')]);
  });
});

describe('users', () => {
  it('are found by name, given roles, disabled with a reason and enabled again', async () => {
    expect(await page('/users?q=um')).toMatch(/id="user-uma"/);
    expect(await page('/users?q=um')).not.toContain('id="user-local"');
    const done = await submit('/users/uma/roles', { 'role.user': 'true', 'role.provider': 'true' }, 'local');
    expect([done.status, done.headers.get('location')]).toEqual([303, '/users#user-uma']);
    expect(dashboard.people.user('uma')?.roles).toEqual(['user', 'provider']);
    const before = dashboard.cookie('uma');
    expect((await submit('/users/uma/disable', { reason: '' }, 'local')).status).toBe(422);
    expect((await submit('/users/uma/disable', { reason: 'left' }, 'local')).status).toBe(303);
    expect((await fetch(`${dashboard.url}/`, { headers: { cookie: before }, redirect: 'manual' })).status).toBe(303);
    await submit('/users/uma/enable', {}, 'local');
    expect(dashboard.people.user('uma')?.isDisabled).toBe(false);
  });

  it('keep their last admin: it is said where it was asked', async () => {
    const response = await submit('/users/local/roles', { 'role.user': 'true' }, 'local');
    const text = await response.text();
    expect([response.status, text.includes('local is the last admin.')]).toEqual([422, true]);
    expect(text).toMatch(/<details open/);
    expect(dashboard.people.user('local')?.roles).toEqual(['admin']);
  });
});

describe('the audit', () => {
  beforeEach(() => {
    for (let n = 0; n < 60; n += 1)
      dashboard.people.audit.push({
        ...{ id: `x${n}`, at: '2026-03-01T12:00:00.000Z', by: n === 7 ? '=HYPERLINK("http://evil")' : 'ann' },
        ...{
          address: 'risk-supervisor.platform',
          command: n % 2 === 0 ? 'halt' : 'set-limit',
          outcome: 'acknowledged',
        },
        asked: { scope: 'platform', before: '1', after: String(n) },
      });
  });

  it('is filtered in the address, and read on page by page', async () => {
    const first = await page('/audit?command=halt');
    expect(first).toContain('value="halt"');
    expect(first).not.toContain('<td role="cell" class=" " data-label="Command"> set-limit');
    const whole = await page('/audit');
    const next = /href="(\/audit\?after=[^"]+)">Next/.exec(whole)?.[1] ?? '';
    expect(next).not.toBe('');
    expect(await page(next)).toContain('>First<');
    expect(whole).toMatch(/data-label="After" *>\s*<span class="reason mono" title="5"/);
    expect((await dashboard.get('/audit?from=whenever')).status).toBe(422);
  });

  it('goes out as a file without formulas', async () => {
    const response = await dashboard.get('/audit.csv');
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const lines = (await response.text()).split('\r\n');
    expect(lines[0]).toBe('at,by,address,command,outcome,asked,before,after');
    expect(lines).toHaveLength(62);
    expect(lines.join('\n')).toContain(`"'=HYPERLINK(""http://evil"")"`);
    expect(lines[3]).toBe(
      '2026-03-01T12:00:00.000Z,ann,risk-supervisor.platform,halt,acknowledged,"{""scope"":""platform""}",1,2',
    );
  });
});

describe('people for programs', () => {
  const json = async (response: Response): Promise<unknown> => response.json();

  it('lists, invites, changes and disables for admins', async () => {
    const users = (await json(await dashboard.get('/api/v1/users'))) as { users: { user: string }[] };
    expect(users.users.map(({ user }) => user)).toEqual(expect.arrayContaining(['local', 'uma']));
    const invited = await dashboard.send('/api/v1/users/invitations', { roles: ['ops'] });
    expect([invited.status, await json(invited)]).toEqual([201, expect.objectContaining({ isMailed: false })]);
    const changed = await dashboard.send('/api/v1/users/uma/roles', { roles: ['provider'] }, {}, 'PUT');
    expect(await json(changed)).toMatchObject({ user: 'uma', roles: ['provider'] });
    expect((await dashboard.send('/api/v1/users/uma/disable', {})).status).toBe(422);
    expect((await dashboard.send('/api/v1/users/nobody/enable', {})).status).toBe(404);
    const last = await dashboard.send('/api/v1/users/local/roles', { roles: ['user'] }, {}, 'PUT');
    expect([last.status, await json(last)]).toEqual([409, expect.objectContaining({ code: 'LAST_ADMIN' })]);
    expect(
      (await dashboard.send('/api/v1/users/uma/roles', { roles: ['admin'], password: 'x' }, {}, 'PUT')).status,
    ).toBe(422);
  });

  it('tells who one is, one’s sessions and keys; another’s are for admins', async () => {
    expect(await json(await dashboard.get('/api/v1/me', {}, 'uma'))).toMatchObject({ user: 'uma', scopes: null });
    expect(await json(await dashboard.get('/api/v1/sessions', {}, 'uma'))).toMatchObject({
      sessions: [{ caller: { user: 'uma' } }],
    });
    expect((await dashboard.get('/api/v1/users/uma/sessions', {}, 'uma')).status).toBe(403);
    expect(await json(await dashboard.get('/api/v1/users/uma/keys'))).toEqual({ keys: [] });
    const { cookie, token } = await dashboard.formOf(dashboard.cookie('uma'), '/security');
    const made = await fetch(`${dashboard.url}/api/v1/keys`, {
      ...{ method: 'POST', body: JSON.stringify({ name: 'bot', scopes: ['read'], user: 'local' }) },
      headers: { cookie, 'x-csrf-token': token, 'content-type': 'application/json' },
    });
    expect(made.status).toBe(422); // no key is made for somebody else
    const gone = await fetch(`${dashboard.url}/api/v1/sessions/none`, {
      method: 'DELETE',
      headers: { cookie, 'x-csrf-token': token },
    });
    expect(gone.status).toBe(200);
  });

  it('reads the audit by its filters', async () => {
    await submit('/users/uma/roles', { 'role.provider': 'true' }, 'local');
    const { entries } = (await json(await dashboard.get('/api/v1/audit?by=local&limit=1'))) as { entries: object[] };
    expect(entries).toMatchObject([
      { by: 'local', command: 'set-roles', asked: { before: ['user'], after: ['provider'] } },
    ]);
    expect((await dashboard.get('/api/v1/audit?who=local')).status).toBe(422);
  });
});
