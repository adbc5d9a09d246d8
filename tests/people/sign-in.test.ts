import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Caller } from '../../actors/domain/people/caller.ts';
import { IDLE_MS, LONGEST_MS } from '../../actors/people/sessions.ts';
import { argon2Hasher } from '../../adapters/passwords/argon2-hasher.ts';
import { from, PASSWORD, peopleScene, type PeopleScene, QUICK, refusedAs } from './people-scene.ts';

let scene: PeopleScene;
beforeAll(async () => {
  scene = await peopleScene({ signUp: 'on' });
});
afterAll(() => scene.close());

const WRONG = 'not the password at all';

describe('sign-up', () => {
  test('makes a user of the name as everybody writes it, signs them in, and nobody else gets the name', async () => {
    const { session } = await scene.call('sign-up', {
      user: ' Zoë2'.replace('ë', 'e'),
      password: PASSWORD,
      origin: from(),
    });
    expect(session.caller).toEqual({ user: 'zoe2', roles: ['user'] });
    await expect(scene.call('sign-up', { user: 'ZOE2', password: PASSWORD, origin: from() })).rejects.toThrow(
      refusedAs('NAME_TAKEN', { field: 'user' }),
    );
  });

  test.each([
    ['platform', PASSWORD, 'NAME_INVALID', 'user'],
    ['a', PASSWORD, 'NAME_INVALID', 'user'],
    ['../../etc', PASSWORD, 'NAME_INVALID', 'user'],
    ['weak', 'short', 'PASSWORD_WEAK', 'password'],
    ['weak', 'passwordpassword', 'PASSWORD_WEAK', 'password'],
    ['weakling', 'weaklingweakling', 'PASSWORD_WEAK', 'password'],
  ])('refuses %s with %s as %s at the field', async (user, password, type, field) => {
    await expect(scene.call('sign-up', { user, password, origin: from() })).rejects.toThrow(refusedAs(type, { field }));
  });

  test('gives nobody what was not asked for', async () => {
    const greedy = { user: 'greedy', password: PASSWORD, roles: ['admin'], origin: from() };
    await expect(scene.call('sign-up', greedy)).rejects.toThrow(refusedAs('INVALID_PARAMS', { field: 'roles' }));
    expect(await scene.deps.store.account('greedy')).toBeNull();
  });

  test('takes an e-mail address once, however it is written', async () => {
    await scene.call('sign-up', { user: 'mail1', password: PASSWORD, email: 'One@Example.org', origin: from() });
    await expect(
      scene.call('sign-up', { user: 'mail2', password: PASSWORD, email: 'one@example.ORG', origin: from() }),
    ).rejects.toThrow(refusedAs('NAME_TAKEN', { field: 'email' }));
  });
});

describe('sign-in', () => {
  test('says the same whatever is wrong, and compares a password also where there is no user', async () => {
    await scene.add('eve');
    await scene.add('shut');
    await scene.add('boss', ['admin']);
    await scene.call('disable', { user: 'shut', reason: 'a test' }, { user: 'boss', roles: ['admin'] });
    const before = scene.verified.count;
    const words: unknown[] = [];
    for (const [user, password] of [
      ['eve', WRONG],
      ['nobody-here', PASSWORD],
      ['!!', PASSWORD],
      ['shut', PASSWORD],
    ] as const) {
      const error = await scene.signIn(user, { password, ip: '198.51.100.1' }).catch((thrown: unknown) => thrown);
      const { type, message, data } = error as { type: string; message: string; data: object };
      words.push({ type, message, data });
    }
    expect(new Set(words.map((word) => JSON.stringify(word))).size).toBe(1);
    expect(words[0]).toMatchObject({ type: 'SIGN_IN_FAILED' });
    expect(scene.verified.count - before).toBe(4);
  });

  test('makes a new token each time, and the old sessions go on until they end', async () => {
    await scene.add('multi');
    const [one, two] = [await scene.signIn('multi'), await scene.signIn('multi')];
    expect(one.token).not.toBe(two.token);
    expect(one.token).toMatch(/^[\w-]{43}$/);
    const caller: Caller = { user: 'multi', roles: ['user'] };
    expect(await scene.call('sessions', { user: 'multi' }, caller)).toHaveLength(2);
    await scene.call('revoke-session', { user: 'multi', id: one.session.id }, caller);
    expect(await scene.call('session', { token: one.token })).toBeNull();
    expect(await scene.call('session', { token: two.token })).toMatchObject({ caller: { user: 'multi' } });
    await scene.call('sign-out', { token: two.token }, caller);
    expect(await scene.call('session', { token: two.token })).toBeNull();
  });

  test('no token, password or code is in the database or the audit as it is', async () => {
    await scene.add('secret');
    const { token } = await scene.signIn('secret');
    const rows = JSON.stringify([
      await scene.source.query('SELECT * FROM sessions'),
      await scene.source.query('SELECT * FROM users'),
      await scene.auditText(),
    ]);
    expect(rows).not.toContain(token);
    expect(rows).not.toContain(PASSWORD);
  });

  test('a hash of other parameters is made anew with the next right password', async () => {
    await scene.add('old');
    const old = await argon2Hasher({ memoryCost: 32, timeCost: 1 }).hash(PASSWORD);
    await scene.source.query(`UPDATE users SET password_hash = $1 WHERE name = 'old'`, [old]);
    await scene.signIn('old');
    expect((await scene.deps.store.account('old'))!.passwordHash).toContain(`m=${QUICK.memoryCost}`);
    await scene.signIn('old');
  });
});

describe('a session', () => {
  test('ends when it is unused, and at the latest after thirty days', async () => {
    await scene.add('idle');
    const { token } = await scene.signIn('idle');
    const begun = scene.clock;
    for (let at = begun; at < begun + LONGEST_MS - IDLE_MS; at += IDLE_MS - 60_000) {
      scene.clock = at;
      expect(await scene.call('session', { token })).not.toBeNull();
    }
    scene.clock = begun + LONGEST_MS;
    expect(await scene.call('session', { token })).toBeNull();
    const second = await scene.signIn('idle');
    scene.clock += IDLE_MS;
    expect(await scene.call('session', { token: second.token })).toBeNull();
  });

  test('ends with other roles, with being shut out, and with a new password, but for the one that changed it', async () => {
    const boss: Caller = { user: 'boss', roles: ['admin'] };
    const caller = await scene.add('moved');
    let { token } = await scene.signIn('moved');
    await scene.call('set-roles', { user: 'moved', roles: ['provider'] }, boss);
    expect(await scene.call('session', { token })).toBeNull();
    ({ token } = await scene.signIn('moved'));
    const other = await scene.signIn('moved');
    const changed = await scene.call('change-password', { token, current: PASSWORD, password: `${PASSWORD}!` }, caller);
    expect(changed.session.caller.roles).toEqual(['provider']);
    for (const gone of [token, other.token]) expect(await scene.call('session', { token: gone })).toBeNull();
    expect(await scene.call('session', { token: changed.token })).not.toBeNull();
    await scene.call('disable', { user: 'moved', reason: 'a test' }, boss);
    expect(await scene.call('session', { token: changed.token })).toBeNull();
    await scene.call('enable', { user: 'moved' }, boss);
    expect(await scene.call('session', { token: changed.token })).toBeNull();
  });

  test('of somebody else ends nothing and changes no password', async () => {
    const mallory = await scene.add('mallory');
    await scene.add('victim');
    const { token } = await scene.signIn('victim');
    await expect(scene.call('sign-out', { token }, mallory)).rejects.toThrow(refusedAs('TOKEN_INVALID'));
    await expect(
      scene.call('change-password', { token, current: PASSWORD, password: `${PASSWORD}!` }, mallory),
    ).rejects.toThrow(refusedAs('TOKEN_INVALID'));
    expect(await scene.call('session', { token })).not.toBeNull();
  });
});

describe('lock-out', () => {
  test('holds up one who guesses, with the right password too, and not the owner who has been here before', async () => {
    await scene.add('target');
    await scene.signIn('target', { ip: '203.0.113.7' });
    for (let tried = 0; tried < 5; tried += 1)
      await expect(scene.signIn('target', { password: WRONG, ip: '203.0.113.9' })).rejects.toThrow(
        refusedAs('SIGN_IN_FAILED'),
      );
    const refused = await scene.signIn('target', { ip: '203.0.113.9' }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ type: 'LOCKED_OUT', data: { retryAfterMs: expect.any(Number) as number } });
    expect((refused as { data: { retryAfterMs: number } }).data.retryAfterMs).toBeGreaterThan(20_000);
    await scene.signIn('target', { ip: '203.0.113.7' });
  });

  test('a hundred guesses at once are not one', async () => {
    await scene.add('burst');
    const before = scene.verified.count;
    const guesses = await Promise.allSettled(
      Array.from({ length: 100 }, () => scene.signIn('burst', { password: WRONG, ip: '203.0.113.10' })),
    );
    expect(scene.verified.count - before).toBeLessThanOrEqual(5);
    expect(guesses.filter(({ status }) => status === 'fulfilled')).toHaveLength(0);
  });

  test('does the same for a name that nobody has', async () => {
    const types = new Set<string>();
    for (let tried = 0; tried < 7; tried += 1)
      await scene.signIn('never-was', { ip: '203.0.113.11' }).catch((error: unknown) => {
        types.add((error as { type: string }).type);
      });
    expect(types).toEqual(new Set(['SIGN_IN_FAILED', 'LOCKED_OUT']));
  });
});

describe('the second factor', () => {
  const codeOf = (secret: string): string => generateSync({ secret, epoch: Math.floor(scene.clock / 1_000) });
  async function enrolled(user: string): Promise<{ secret: string; recoveryCodes: readonly string[]; caller: Caller }> {
    const caller = await scene.add(user);
    const { secret, uri } = await scene.call('offer-totp', { password: PASSWORD }, caller);
    expect(uri).toContain(`secret=${secret}`);
    const { recoveryCodes } = await scene.call('confirm-totp', { code: codeOf(secret) }, caller);
    scene.clock += 60_000;
    return { secret, recoveryCodes, caller };
  }

  test('is asked for after the right password alone, and a wrong code is a wrong sign-in', async () => {
    const { secret } = await enrolled('two');
    await expect(scene.signIn('two', { password: WRONG })).rejects.toThrow(refusedAs('SIGN_IN_FAILED'));
    await expect(scene.signIn('two')).rejects.toThrow(refusedAs('CODE_REQUIRED', { field: 'code' }));
    await expect(scene.signIn('two', { code: '000000' })).rejects.toThrow(refusedAs('SIGN_IN_FAILED'));
    expect((await scene.signIn('two', { code: codeOf(secret) })).session.caller.user).toBe('two');
  });

  test('a code is good once, also for two who send it at the same time, and no earlier one after it', async () => {
    const { secret } = await enrolled('replay');
    const earlier = codeOf(secret);
    scene.clock += 30_000;
    const code = codeOf(secret);
    const both = await Promise.allSettled([scene.signIn('replay', { code }), scene.signIn('replay', { code })]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(scene.signIn('replay', { code: earlier })).rejects.toThrow(refusedAs('SIGN_IN_FAILED'));
    scene.clock += 30_000;
    await scene.signIn('replay', { code: codeOf(secret) });
  });

  test('the code that confirmed it does not sign anybody in', async () => {
    const caller = await scene.add('confirmer');
    const { secret } = await scene.call('offer-totp', { password: PASSWORD }, caller);
    const code = codeOf(secret);
    await scene.call('confirm-totp', { code }, caller);
    await expect(scene.signIn('confirmer', { code })).rejects.toThrow(refusedAs('SIGN_IN_FAILED'));
  });

  test('each of ten recovery codes is good once, however it is typed', async () => {
    const { recoveryCodes } = await enrolled('recover');
    expect(new Set(recoveryCodes).size).toBe(10);
    const [first, second] = recoveryCodes;
    const both = await Promise.allSettled([
      scene.signIn('recover', { code: first! }),
      scene.signIn('recover', { code: first!.toUpperCase() }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await scene.signIn('recover', { code: second!.replaceAll('-', ' ') });
    expect(await scene.auditText()).not.toContain(first);
  });

  test('is neither offered nor ended without the password, and a reset does not go round it', async () => {
    const { caller, secret } = await enrolled('kept');
    await expect(scene.call('offer-totp', { password: WRONG }, caller)).rejects.toThrow(refusedAs('SIGN_IN_FAILED'));
    await expect(scene.call('end-totp', { password: WRONG }, caller)).rejects.toThrow(refusedAs('SIGN_IN_FAILED'));
    const { token } = await scene.call('hand-reset', { user: 'kept' }, { user: 'boss', roles: ['admin'] });
    await expect(scene.call('reset-password', { token, password: `${PASSWORD}?`, origin: from() })).rejects.toThrow(
      refusedAs('CODE_REQUIRED'),
    );
    await scene.signIn('kept', { password: `${PASSWORD}?`, code: codeOf(secret) });
    await scene.call('end-totp', { password: `${PASSWORD}?` }, caller);
    await scene.signIn('kept', { password: `${PASSWORD}?` });
  });
});
