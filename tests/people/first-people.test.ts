import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEMO_PEOPLE, firstAdmin, operatorKey, seedDemo } from '../../actors/people/first-people.ts';
import { defaultTroupe } from '../../actors/troupe/default-troupe.ts';
import { peopleScene, type PeopleScene, refusedAs } from './people-scene.ts';

let scene: PeopleScene;
beforeEach(async () => {
  scene = await peopleScene({ isDemo: true });
});
afterEach(() => scene.close());

test('of nodes that start at the same time one makes the first admin, and tells a password that signs in', async () => {
  const made = await Promise.all([1, 2, 3].map(() => firstAdmin(scene.deps)));
  const [admin, ...more] = made.filter((one) => one !== null);
  expect(more).toEqual([]);
  const { session } = await scene.signIn(admin!.user, admin);
  expect(session.caller).toEqual({ user: 'admin', roles: ['admin'] });
  expect(await firstAdmin(scene.deps)).toBeNull();
  expect(await scene.auditText()).not.toContain(admin!.password);
});

describe('the people of a demonstration', () => {
  test('own what the first troupe is made of, and are made where nobody is yet', async () => {
    const troupe = defaultTroupe({ sp500Path: '', barsPerSecond: 1, seed: 1, startTime: 0 });
    const owners = new Set(troupe.map(({ owner }) => owner).filter((owner) => owner !== 'platform'));
    expect(DEMO_PEOPLE.map(({ user }) => user)).toEqual(expect.arrayContaining([...owners]));
    expect(await Promise.all([seedDemo(scene.deps), seedDemo(scene.deps)])).toContain(true);
    expect(await seedDemo(scene.deps)).toBe(false);
    expect(await firstAdmin(scene.deps)).toBeNull();
    const { demo } = await scene.call('facts', {});
    expect(demo).toEqual(DEMO_PEOPLE);
    for (const { user, password, roles } of demo)
      expect((await scene.signIn(user, { password })).session.caller).toEqual({ user, roles });
  });

  test('are shown until they have a password of their own, and let in by no node that is no demonstration', async () => {
    await seedDemo(scene.deps);
    const [{ user, password }] = DEMO_PEOPLE as [(typeof DEMO_PEOPLE)[number]];
    const { token } = await scene.signIn(user, { password });
    const earnest = await peopleScene({ store: scene.deps.store, sessions: scene.deps.sessions });
    try {
      await expect(earnest.signIn(user, { password })).rejects.toThrow(refusedAs('SIGN_IN_FAILED'));
      expect(await earnest.call('session', { token })).toBeNull();
      expect((await earnest.call('facts', {})).demo).toEqual([]);
      const own = 'nobody knows this one';
      await scene.call('change-password', { token, current: password, password: own }, { user, roles: ['user'] });
      expect((await scene.call('facts', {})).demo.map((shown) => shown.user)).not.toContain(user);
      await earnest.signIn(user, { password: own });
    } finally {
      await earnest.close();
    }
  });
});

test('the operator has keys of an admin from this machine, and cannot sign in', async () => {
  const key = await operatorKey(scene.deps, ['127.0.0.0/8']);
  await operatorKey(scene.deps, ['127.0.0.0/8']);
  expect(await scene.call('key', { key, ip: '127.0.0.1' })).toEqual({
    user: 'operator',
    roles: ['admin'],
    scopes: ['read', 'trade', 'admin'],
  });
  expect(await scene.call('key', { key, ip: '192.0.2.1' })).toBeNull();
  await expect(scene.signIn('operator')).rejects.toThrow(refusedAs('SIGN_IN_FAILED'));
  expect(await firstAdmin(scene.deps)).not.toBeNull();
});
