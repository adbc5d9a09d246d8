import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../runtime/clock.ts';
import type { Caller } from '../../actors/domain/people/caller.ts';
import { KEEP_MS, keptAnswers, type KeptAnswers } from '../../dashboard/http/kept-answers.ts';
import { type FakePeople, fakePeople } from '../support/fake-people.ts';
import { type OpenDashboard, openDashboard, SESSION_COOKIE } from './dashboard-fixture.ts';

const UMA: Caller = { user: 'uma', roles: ['user'] };

describe('what is remembered of tokens', () => {
  let now = 0;
  let asked: string[] = [];
  let kept: KeptAnswers<Caller>;
  beforeEach(() => {
    [now, asked] = [1_000_000, []];
    kept = keptAnswers({ now: () => now, setTimer: () => () => {} }, (caller) => caller, 3);
  });
  const read = (token: string, answer: Caller | null = UMA): Promise<Caller | null> =>
    kept.read(token, async () => {
      asked.push(token);
      return answer;
    });

  it('is asked once in half a minute a token, also while an answer is under way', async () => {
    const both = await Promise.all([read('a'), read('a')]);
    now += KEEP_MS - 1;
    expect([both, await read('a'), asked]).toEqual([[UMA, UMA], UMA, ['a']]);
    now += 1;
    expect([await read('a', null), asked]).toEqual([null, ['a', 'a']]);
  });

  it('is asked for anew by who changes something, once for those of the same moment', async () => {
    await read('a');
    now += 1_000;
    const change = (): Promise<Caller | null> =>
      kept.read(
        'a',
        async () => {
          asked.push('a, to change');
          return null;
        },
        true,
      );
    expect([await Promise.all([change(), change()]), await read('a')]).toEqual([[null, null], null]);
    expect(asked).toEqual(['a', 'a, to change']);
  });

  it('is no older for a clock that was set back', async () => {
    await read('a');
    now -= 3_600_000;
    expect([await read('a', null), asked]).toEqual([null, ['a', 'a']]);
  });

  it('is forgotten of whom it is about and of nobody else, an answer under way with it', async () => {
    await Promise.all([read('a'), read('b', { user: 'ben', roles: [] })]);
    const slow = Promise.withResolvers<Caller | null>();
    const before = kept.read('c', () => slow.promise);
    kept.forget(new Set(['uma']));
    slow.resolve(UMA);
    expect(await before).toEqual(UMA); // who had asked before is told what was so before
    expect([await read('a', null), await read('b'), await read('c', null)]).toEqual([
      null,
      { user: 'ben', roles: [] },
      null,
    ]);
    expect(asked).toEqual(['a', 'b', 'a', 'c']);
  });

  it('is no failure, and no more than there is room for, the oldest first out', async () => {
    await expect(kept.read('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    for (const token of ['a', 'b', 'c', 'd', 'd', 'c', 'b', 'a']) await read(token);
    expect(asked).toEqual(['a', 'b', 'c', 'd', 'a']);
  });
});

describe('what is changed at a gateway', () => {
  let people: FakePeople;
  let here: OpenDashboard;
  beforeEach(async () => {
    people = fakePeople();
    people.add('ann', 'admin');
    people.add('uma', 'user');
    here = await openDashboard({ people });
  });
  afterEach(() => here.close());

  const statusAt = async (url: string, headers: Record<string, string>): Promise<number> =>
    (await fetch(`${url}/api/v1/me`, { headers, redirect: 'manual' })).status;
  const admin = async (path: string, body: object, method = 'POST'): Promise<number> =>
    (await here.send(path, { ...body, by: 'ann' }, {}, method)).status;

  it.each([
    ['being shut out', () => admin('/api/v1/users/uma/disable', { reason: 'has left' }), 401],
    ['signing out', () => here.submit('/sign-out', {}, { as: 'uma' }).then(({ status }) => status), 401],
  ] as const)('counts from the next request on: %s', async (_, change, status) => {
    const headers = { cookie: here.cookie('uma') };
    expect(await statusAt(here.url, headers)).toBe(200);
    expect(await change()).toBeLessThan(400);
    expect(await statusAt(here.url, headers)).toBe(status);
  });

  it('gives what new roles allow, and no more what they do not, from the next request on', async () => {
    const headers = { cookie: here.cookie('uma') };
    const users = async (): Promise<number> => (await fetch(`${here.url}/api/v1/users`, { headers })).status;
    const seen = [await users()];
    for (const roles of [['admin'], ['user']]) {
      await admin('/api/v1/users/uma/roles', { roles }, 'PUT');
      seen.push(await users());
    }
    expect(seen).toEqual([403, 200, 403]);
  });

  it('ends a key that is revoked from the next request on', async () => {
    const headers = { authorization: `Bearer ${people.keyOf('uma', 'read')}` };
    expect(await statusAt(here.url, headers)).toBe(200);
    const { keys } = (await (await here.get('/api/v1/users/uma/keys', {}, 'ann')).json()) as { keys: { id: string }[] };
    expect(await admin(`/api/v1/users/uma/keys/${keys[0]!.id}`, {}, 'DELETE')).toBe(200);
    expect(await statusAt(here.url, headers)).toBe(401);
  });

  it('is known at another gateway as soon as it is told', async () => {
    const there = await openDashboard({ people, troupe: here.troupe });
    const headers = { cookie: `${SESSION_COOKIE}=${people.tokenOf('uma')}` };
    expect(await statusAt(there.url, headers)).toBe(200);
    await admin('/api/v1/users/uma/disable', { reason: 'has left' });
    expect(await statusAt(there.url, headers)).toBe(401);
    await there.close();
  });

  it('is known at a gateway that is not told with the next change, and to looks within half a minute, not before (control: it does remember)', async () => {
    const real = systemClock();
    let ahead = 0;
    const clock = { now: () => real.now() + ahead, setTimer: real.setTimer.bind(real) };
    const [there, elsewhere] = [await openDashboard({ people, clock }), await openDashboard({ people, clock })];
    const headers = { cookie: `${SESSION_COOKIE}=${people.tokenOf('uma')}` };
    expect([await statusAt(there.url, headers), await statusAt(elsewhere.url, headers)]).toEqual([200, 200]);
    await admin('/api/v1/users/uma/disable', { reason: 'has left' });
    expect([await statusAt(there.url, headers), await statusAt(elsewhere.url, headers)]).toEqual([200, 200]);
    ahead = 1_000;
    const change = await fetch(`${elsewhere.url}/api/v1/strategies`, {
      ...{ method: 'POST', body: '{}', headers: { ...headers, 'content-type': 'application/json' } },
    });
    expect([change.status, await statusAt(elsewhere.url, headers)]).toEqual([401, 401]);
    ahead = KEEP_MS;
    expect(await statusAt(there.url, headers)).toBe(401);
    await Promise.all([there.close(), elsewhere.close()]);
  });
});
