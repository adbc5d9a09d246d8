import { Client } from 'pg';
import { ServiceBroker } from 'moleculer';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Caller } from '../../actors/domain/people/caller.ts';
import type { PeopleActions } from '../../actors/people-views.ts';
import { INVITATION_MS } from '../../actors/people/administration.ts';
import { peopleService } from '../../actors/people/people.service.ts';
import { RESET_MS } from '../../actors/people/passwords.ts';
import { hashOf } from '../../actors/people/tokens.ts';
import type { Mailer } from '../../actors/ports/mailer.ts';
import { from, PASSWORD, peopleScene, type PeopleScene, refusedAs } from './people-scene.ts';

const boss: Caller = { user: 'boss', roles: ['admin'] };
const letters: { readonly to: string; readonly user?: string; readonly token: string }[] = [];
const mailer: Mailer = {
  invitation: async (letter) => void letters.push(letter),
  reset: async (letter) => void letters.push(letter),
};
let scene: PeopleScene;
beforeAll(async () => {
  scene = await peopleScene({ mailer });
  await scene.add('boss', ['admin']);
});
afterAll(() => scene.close());
beforeEach(() => {
  letters.length = 0;
});

const statuses = (settled: readonly PromiseSettledResult<unknown>[]): string[] =>
  settled.map(({ status }) => status).sort();

describe('invitations and resets', () => {
  const join = (user: string, invite: string) =>
    scene.call('sign-up', { user, password: PASSWORD, email: `${user}@example.org`, invite, origin: from() });

  test('sign-up takes an invitation, and gives the roles and the address that it names', async () => {
    await expect(scene.call('sign-up', { user: 'gate', password: PASSWORD, origin: from() })).rejects.toThrow(
      refusedAs('SIGN_UP_CLOSED'),
    );
    await expect(join('gate', 'x'.repeat(43))).rejects.toThrow(refusedAs('TOKEN_INVALID', { field: 'invite' }));
    const invited = await scene.call('invite', { email: 'New@Example.org', roles: ['provider'] }, boss);
    expect(invited.isMailed).toBe(true);
    expect(letters).toMatchObject([{ to: 'new@example.org', token: invited.token }]);
    expect((await join('newcomer', invited.token)).session.caller.roles).toEqual(['provider']);
    expect((await scene.deps.store.account('newcomer'))!.email).toBe('new@example.org');
    await expect(join('second', invited.token)).rejects.toThrow(refusedAs('TOKEN_INVALID'));
  });

  test('an invitation is for one, also of two at the same time, and a refused sign-up does not use it', async () => {
    const { token } = await scene.call('invite', { roles: ['user'] }, boss);
    await expect(join('boss', token)).rejects.toThrow(refusedAs('NAME_TAKEN'));
    expect(statuses(await Promise.allSettled([join('twin1', token), join('twin2', token)]))).toEqual([
      'fulfilled',
      'rejected',
    ]);
  });

  test('control: read first and used afterwards, an invitation would let both in', async () => {
    const { token } = await scene.call('invite', { roles: ['user'] }, boss);
    const lookedUp = await Promise.all([0, 1].map(() => scene.deps.store.token(hashOf(token), scene.clock)));
    expect(lookedUp.map((found) => found?.purpose)).toEqual(['invite', 'invite']);
  });

  test('an invitation is over after a day, a reset after an hour', async () => {
    const { token } = await scene.call('invite', { roles: ['user'] }, boss);
    scene.clock += INVITATION_MS;
    await expect(join('late', token)).rejects.toThrow(refusedAs('TOKEN_INVALID'));
    const reset = await scene.call('hand-reset', { user: 'newcomer' }, boss);
    scene.clock += RESET_MS;
    await expect(
      scene.call('reset-password', { token: reset.token, password: PASSWORD, origin: from() }),
    ).rejects.toThrow(refusedAs('TOKEN_INVALID'));
  });

  test('a reset is good once, ends what was there, and a weak password does not use it', async () => {
    const reset = (token: string, password: string) =>
      scene.call('reset-password', { token, password, origin: from() });
    const before = await scene.signIn('newcomer');
    const { token, isMailed } = await scene.call('hand-reset', { user: 'newcomer' }, boss);
    const other = await scene.call('hand-reset', { user: 'newcomer' }, boss);
    expect(isMailed).toBe(true);
    await expect(reset(token, 'newcomernewcomer')).rejects.toThrow(refusedAs('PASSWORD_WEAK'));
    const both = await Promise.allSettled([reset(token, `${PASSWORD} 1`), reset(token, `${PASSWORD} 2`)]);
    expect(statuses(both)).toEqual(['fulfilled', 'rejected']);
    await expect(reset(other.token, PASSWORD)).rejects.toThrow(refusedAs('TOKEN_INVALID'));
    expect(await scene.call('session', { token: before.token })).toBeNull();
    await expect(scene.signIn('newcomer')).rejects.toThrow(refusedAs('SIGN_IN_FAILED'));
  });

  test('a forgotten password is answered the same for everybody, and mailed to who has an address', async () => {
    const asked = [];
    for (const user of ['newcomer', 'twin-nobody', '??'])
      asked.push(await scene.call('forgot-password', { user, origin: from() }));
    expect(asked).toEqual([{}, {}, {}]);
    await expect.poll(() => letters).toMatchObject([{ to: 'new@example.org', user: 'newcomer' }]);
  });

  test('no token is in the database or the audit as it is', async () => {
    const { token } = await scene.call('invite', { roles: ['user'] }, boss);
    const tokens = JSON.stringify(await scene.source.query('SELECT * FROM one_time_tokens'));
    expect(tokens + (await scene.auditText())).not.toContain(token);
  });
});

describe('admins', () => {
  test('of two who take the role from each other at the same moment one stays, and so of two who shut each other out', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { source } = scene;
      await source.query(`UPDATE users SET roles = '{user}', is_disabled = false`);
      await source.query(`UPDATE users SET roles = '{admin}' WHERE name IN ('boss', 'newcomer')`);
      const strip = (user: string) => scene.call('set-roles', { user, roles: ['user'] }, boss);
      const shut = (user: string) => scene.call('disable', { user, reason: 'a test' }, boss);
      const act = round % 2 === 0 ? strip : shut;
      const both = await Promise.allSettled([act('boss'), act('newcomer')]);
      expect(statuses(both)).toEqual(['fulfilled', 'rejected']);
      expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { type: 'LAST_ADMIN' } });
    }
    await scene.source.query(`UPDATE users SET is_disabled = false`);
    await scene.source.query(`UPDATE users SET roles = '{admin}' WHERE name = 'boss'`);
    await scene.source.query(`UPDATE users SET roles = '{user}' WHERE name = 'newcomer'`);
    await expect(scene.call('set-roles', { user: 'boss', roles: ['ops'] }, boss)).rejects.toThrow(
      refusedAs('LAST_ADMIN', { field: 'user' }),
    );
  });

  test('control: without the lock two that count before they take remove both', async () => {
    const { source } = scene;
    await source.query(`UPDATE users SET roles = '{admin}' WHERE name = 'newcomer'`);
    const url = (source.options as { url: string }).url;
    const clients = [0, 1].map(() => new Client({ connectionString: url }));
    for (const client of clients) await client.connect();
    const counts: number[] = [];
    for (const client of clients) {
      await client.query('BEGIN');
      const { rows } = await client.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM users WHERE 'admin' = ANY (roles) AND NOT is_disabled`,
      );
      counts.push(rows[0]!.count);
    }
    await Promise.all(
      clients.map((client, index) =>
        client.query(`UPDATE users SET roles = '{user}' WHERE name = $1`, [['boss', 'newcomer'][index]]),
      ),
    );
    for (const client of clients) await client.query('COMMIT');
    for (const client of clients) await client.end();
    expect(counts).toEqual([2, 2]);
    const left = await source.query<unknown[]>(`SELECT 1 FROM users WHERE 'admin' = ANY (roles)`);
    expect(left).toEqual([]);
    await source.query(`UPDATE users SET roles = '{admin}' WHERE name = 'boss'`);
  });

  test('the operator of the command line does not count as one who could sign in', async () => {
    await scene.source.query(
      `INSERT INTO users (name, roles, created_at) VALUES ('operator', '{admin}', now()) ON CONFLICT DO NOTHING`,
    );
    await expect(scene.call('disable', { user: 'boss', reason: 'a test' }, boss)).rejects.toThrow(
      refusedAs('LAST_ADMIN'),
    );
    await expect(scene.call('hand-reset', { user: 'operator' }, boss)).rejects.toThrow(refusedAs('USER_NOT_FOUND'));
  });

  test('find users by a part of their name, page by page, with nothing that guards them', async () => {
    for (const user of ['page_1', 'page_2', 'page_3', 'pagex1']) await scene.add(user);
    const first = await scene.call('users', { q: 'page_', limit: 2 }, boss);
    expect(first.users.map(({ user }) => user)).toEqual(['page_1', 'page_2']);
    const second = await scene.call('users', { q: 'page_', limit: 2, after: first.next! }, boss);
    expect(second).toMatchObject({ users: [{ user: 'page_3' }], next: null });
    expect(JSON.stringify(first)).not.toMatch(/argon2|totp"|hash/);
  });
});

describe('keys', () => {
  let ada: Caller;
  beforeAll(async () => {
    ada = await scene.add('ada');
  });
  const use = (key: string, ip = '192.0.2.9') => scene.call('key', { key, ip });

  test('stand for their owner with their scopes, from where they may be used, until they expire or are revoked', async () => {
    const expiresAt = new Date(scene.clock + 3_600_000).toISOString();
    const { key, view } = await scene.call(
      'create-key',
      { user: 'ada', name: 'bot', scopes: ['trade', 'read'], ips: ['192.0.2.0/24', '2001:db8::/32'], expiresAt },
      ada,
    );
    expect(key).toMatch(/^trp_[0-9a-f]{12}_[\w-]{43}$/);
    expect(key.startsWith(`${view.prefix}_`)).toBe(true);
    expect(await use(key)).toEqual({ user: 'ada', roles: ['user'], scopes: ['read', 'trade'] });
    expect(await use(key, '::ffff:192.0.2.77')).not.toBeNull();
    expect(await use(key, '2001:db8::1')).not.toBeNull();
    for (const ip of ['192.0.3.1', '2001:db9::1', '', 'nonsense']) expect(await use(key, ip)).toBeNull();
    expect(await use(`${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`)).toBeNull();
    expect(
      JSON.stringify(await scene.source.query('SELECT * FROM api_keys')) + (await scene.auditText()),
    ).not.toContain(key);
    scene.clock += 3_600_000;
    expect(await use(key)).toBeNull();

    const other = await scene.call('create-key', { user: 'ada', name: 'two', scopes: ['read'] }, ada);
    await scene.call('revoke-key', { user: 'ada', id: other.view.id }, ada);
    expect(await use(other.key)).toBeNull();
    await expect(scene.call('revoke-key', { user: 'ada', id: other.view.id }, ada)).rejects.toThrow(
      refusedAs('KEY_NOT_FOUND'),
    );
  });

  test('never do more than their owner may at that time', async () => {
    await expect(scene.call('create-key', { user: 'ada', name: 'root', scopes: ['admin'] }, ada)).rejects.toThrow(
      refusedAs('SCOPE_NOT_YOURS', { field: 'scopes' }),
    );
    await scene.call('set-roles', { user: 'ada', roles: ['admin'] }, boss);
    const { key } = await scene.call(
      'create-key',
      { user: 'ada', name: 'root', scopes: ['read', 'admin'] },
      { user: 'ada', roles: ['admin'] },
    );
    expect((await use(key))?.scopes).toEqual(['read', 'admin']);
    await scene.call('set-roles', { user: 'ada', roles: ['user'] }, boss);
    expect(await use(key)).toEqual({ user: 'ada', roles: ['user'], scopes: ['read'] });
    await scene.call('disable', { user: 'ada', reason: 'a test' }, boss);
    expect(await use(key)).toBeNull();
    await scene.call('enable', { user: 'ada' }, boss);
    expect(await use(key)).toBeNull();
  });

  test('say when they were used last, to the minute', async () => {
    const { key, view } = await scene.call('create-key', { user: 'ada', name: 'seen', scopes: ['read'] }, ada);
    const seen = async () =>
      (await scene.call('keys', { user: 'ada' }, ada)).find(({ id }) => id === view.id)!.lastUsedAt;
    expect(await seen()).toBeNull();
    await use(key);
    const first = await seen();
    scene.clock += 30_000;
    await use(key);
    expect(await seen()).toBe(first);
    scene.clock += 30_000;
    await use(key);
    expect(await seen()).toBe(new Date(scene.clock).toISOString());
  });

  test.each([
    [{ ips: ['10.0.0.0/33'] }, 'ADDRESS_INVALID', 'ips'],
    [{ ips: ['fe80::1%eth0'] }, 'ADDRESS_INVALID', 'ips'],
    [{ expiresAt: '2020-01-01T00:00:00Z' }, 'EXPIRY_INVALID', 'expiresAt'],
    [{ scopes: [] }, 'INVALID_PARAMS', 'scopes'],
  ])('with %o are refused', async (part, type, field) => {
    const request = { user: 'ada', name: 'bad', scopes: ['read'] as const, ...part };
    await expect(scene.call('create-key', request, ada)).rejects.toThrow(refusedAs(type, { field }));
  });
});

describe('who may ask', () => {
  const requests = (user: string): { [Name in keyof PeopleActions]?: Parameters<PeopleActions[Name]>[0] } => ({
    sessions: { user },
    'revoke-session': { user, id: 'none' },
    keys: { user },
    'create-key': { user, name: 'key', scopes: ['read'] },
    'revoke-key': { user, id: 'none' },
    users: {},
    invite: { roles: ['admin'] },
    'set-roles': { user, roles: ['admin'] },
    disable: { user, reason: 'a test' },
    enable: { user },
    'hand-reset': { user },
    audit: {},
  });
  const outcome = async (name: keyof PeopleActions, params: unknown, caller?: Caller): Promise<string> => {
    const call = scene.broker.call(`people.${name}`, params, caller === undefined ? {} : { meta: { caller } });
    return call.then(
      () => 'ANSWERED',
      (error: unknown) => (error as { type: string }).type,
    );
  };

  test('nobody without a caller, nobody but admins for others, and a key for no security at all', async () => {
    await scene.add('someone');
    for (const [name, params] of Object.entries(requests('someone')) as [keyof PeopleActions, unknown][]) {
      expect(await outcome(name, params), name).toBe('FORBIDDEN');
      expect(await outcome(name, params, { user: 'other', roles: ['user', 'provider'] }), name).toBe('FORBIDDEN');
      if (name !== 'audit')
        expect(await outcome(name, params, { user: 'other', roles: ['ops'] }), name).toBe('FORBIDDEN');
      const keyed: Caller = { user: 'someone', roles: ['user'], scopes: ['read', 'trade', 'admin'] };
      expect(await outcome(name, params, keyed), name).toBe('FORBIDDEN');
    }
    for (const name of ['offer-totp', 'end-totp'] as const)
      expect(await outcome(name, { password: PASSWORD }, { user: 'boss', roles: ['admin'], scopes: ['admin'] })).toBe(
        'FORBIDDEN',
      );
    expect(await outcome('audit', {}, { user: 'other', roles: ['ops'] })).toBe('ANSWERED');
    expect(await outcome('create-key', { user: 'someone', name: 'k', scopes: ['read'] }, boss)).toBe('FORBIDDEN');
    expect((await scene.deps.store.account('someone'))!.roles).toEqual(['user']);
  });

  test('not another node, whatever it says of the caller', async () => {
    const brokerOf = (nodeID: string) =>
      new ServiceBroker({ nodeID, logger: false, skipProcessEventRegistration: true, transporter: 'Fake' });
    const [gateway, worker] = [brokerOf('gateway-9'), brokerOf('worker-9')];
    gateway.createService(peopleService(scene.deps));
    gateway.createService({ name: 'open', actions: { ask: () => 'heard' } });
    await Promise.all([gateway.start(), worker.start()]);
    try {
      await worker.waitForServices('open');
      const asked = (action: string): Promise<unknown> => {
        const ctx = worker.ContextFactory.create(worker, undefined as never, {}, { meta: { caller: boss } });
        Object.assign(ctx, { action: { name: action }, nodeID: 'gateway-9' });
        return (worker as unknown as { transit: { request(ctx: unknown): Promise<unknown> } }).transit.request(ctx);
      };
      expect(await asked('open.ask')).toBe('heard'); // Control: the wire carries it.
      await expect(worker.call('people.users', {}, { meta: { caller: boss } })).rejects.toThrow(/not found/);
      await expect(asked('people.users')).rejects.toMatchObject({ type: 'FORBIDDEN' });
      expect(await gateway.call('people.users', {}, { meta: { caller: boss } })).toHaveProperty('users');
    } finally {
      await Promise.all([gateway.stop(), worker.stop()]);
    }
  });
});

describe('the audit', () => {
  test('has who did what to whom with before and after, by filter and page', async () => {
    await scene.add('watched');
    await scene.call('set-roles', { user: 'watched', roles: ['ops'] }, boss);
    await scene.call('disable', { user: 'watched', reason: 'left' }, boss);
    const all = await scene.call('audit', { address: 'user.watched', limit: 1 }, boss);
    expect(all.entries).toMatchObject([
      {
        by: 'boss',
        command: 'people.disable',
        outcome: 'done',
        asked: {
          before: { roles: ['ops'], isDisabled: false },
          after: { roles: ['ops'], isDisabled: true, asked: { reason: 'left' } },
        },
      },
    ]);
    const next = await scene.call('audit', { address: 'user.watched', limit: 1, after: all.next! }, boss);
    expect(next.entries).toMatchObject([{ command: 'people.set-roles' }]);
    expect(next.next).toBeNull();
    const at = all.entries[0]!.at;
    const until = await scene.call('audit', { address: 'user.watched', to: at }, boss);
    expect(until.entries.map(({ command }) => command)).toEqual(['people.set-roles']);
    await expect(scene.call('audit', { after: 'nonsense' }, boss)).rejects.toThrow(refusedAs('BAD_CURSOR'));
  });

  test('a change whose audit cannot be written is not made', async () => {
    await scene.add('atomic');
    await scene.source.query(`ALTER TABLE audit ADD CONSTRAINT broken CHECK (what <> 'people.set-roles') NOT VALID`);
    try {
      await expect(scene.call('set-roles', { user: 'atomic', roles: ['ops'] }, boss)).rejects.toThrow(/broken/);
    } finally {
      await scene.source.query('ALTER TABLE audit DROP CONSTRAINT broken');
    }
    expect((await scene.deps.store.account('atomic'))!.roles).toEqual(['user']);
  });
});
