import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PEOPLE_CHANGED } from '../../actors/protocol.ts';
import type { SocketLimits } from '../../dashboard/socket/socket-server.ts';
import { fakePeople } from '../support/fake-people.ts';
import { type OpenDashboard, openDashboard, SESSION_COOKIE, until } from './dashboard-fixture.ts';
import { type JournalingTroupe, journalingTroupe } from './journaling-troupe.ts';
import { openSocket, type SocketClient } from './socket-client.ts';

const [ALICE, BOB] = ['subscription.alice-sma', 'subscription.bob-sma'];
/** Keys by who asks with them. */
const keys = new Map<string, string>();

let troupe: JournalingTroupe;
let dashboard: OpenDashboard;
const sockets: SocketClient[] = [];
const open = async (...asked: Parameters<typeof openSocket> extends [string, ...infer Rest] ? Rest : never) => {
  const socket = await openSocket(dashboard.url, ...asked);
  sockets.push(socket);
  return socket;
};
const as = (who: string) => ({ headers: { authorization: `Bearer ${keys.get(who) ?? who}` } });
/** Id of the key that somebody was given first. */
const keyId = (user: string): string =>
  (dashboard.people.call('keys', { user }, { user, roles: ['user'] }) as { id: string }[])[0]!.id;
const start = async (socketLimits: Partial<SocketLimits> = {}): Promise<void> => {
  troupe = journalingTroupe();
  const people = fakePeople();
  for (const name of ['alice', 'bob']) people.add(name, 'user');
  people.add('root', 'admin');
  for (const [who, user] of Object.entries({ alice: 'alice', bob: 'bob', admin: 'root' }))
    keys.set(who, people.keyOf(user, 'read', 'trade', 'admin'));
  keys.set('trader', people.keyOf('alice', 'trade'));
  dashboard = await openDashboard({ troupe, people, socketLimits, origins: ['https://ours.example'] });
};

beforeEach(() => start());
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.socket.terminate();
  await dashboard.close();
});

const refusal = (opening: Promise<unknown>): Promise<unknown> =>
  opening.then(
    () => 'opened',
    (error: unknown) => (error as { status?: number }).status,
  );

describe('opening a socket', () => {
  it('takes a key as a header or as a subprotocol, and a cookie from a page of ours alone', async () => {
    expect((await open('/ws', as('alice'))).messages).toBeDefined();
    const browser = await open('/ws', { protocols: ['troupe', `key.${keys.get('bob')}`] });
    expect(browser.socket.protocol).toBe('troupe');
    await until('welcome', () => browser.messages[0]?.['user'] === 'bob');
    const cookie = { cookie: dashboard.cookie('alice') };
    await open('/ws', { headers: { ...cookie, origin: dashboard.url } });
    await open('/ws', { headers: { ...cookie, origin: 'https://ours.example' } });
    expect(await refusal(open('/ws', { headers: { ...cookie, origin: 'https://evil.example' } }))).toBe(403);
    expect(await refusal(open('/ws', { headers: cookie }))).toBe(403);
    // What is no key lets no cookie in from elsewhere.
    const basic = { ...cookie, authorization: 'Basic eDp5', origin: 'https://evil.example' };
    expect(await refusal(open('/ws', { headers: basic }))).toBe(403);
  });

  it('takes no session that is over or never was, and no key that is revoked', async () => {
    const { people } = dashboard;
    const token = people.tokenOf('alice');
    const carrying = (cookie: string) => ({ headers: { cookie, origin: dashboard.url } });
    await open('/ws', carrying(`${SESSION_COOKIE}=${token}`));
    const over = people.tokenOf('alice');
    people.expire(over);
    expect(await refusal(open('/ws', carrying(`${SESSION_COOKIE}=${over}`)))).toBe(401);
    expect(await refusal(open('/ws', carrying(`${SESSION_COOKIE}=never.was.a.session`)))).toBe(401);
    people.call('revoke-key', { user: 'bob', id: keyId('bob') }, { user: 'bob', roles: ['user'] });
    expect(await refusal(open('/ws', as('bob')))).toBe(401);
  });

  it('refuses nobody’s request, another name, and a path that is none', async () => {
    expect(await refusal(open('/ws'))).toBe(401);
    expect(await refusal(open('/ws', as('stranger')))).toBe(401);
    expect(await refusal(open('/ws', { headers: { ...as('alice').headers, host: 'evil.example' } }))).toBe(421);
    expect(await refusal(open('/elsewhere', as('alice')))).toBe(404);
    expect(await refusal(open('/ws/dashboard/%E0%A4%A', as('alice')))).toBe(404);
  });

  it('survives clients that break off while they are asked about or refused', async () => {
    const uncaught: unknown[] = [];
    const note = (error: unknown): void => void uncaught.push(error);
    process.on('uncaughtException', note);
    const { hostname, port } = new URL(dashboard.url);
    for (let client = 0; client < 20; client += 1) {
      const socket = connect({ host: hostname, port: Number(port) });
      socket.on('error', () => {});
      await once(socket, 'connect');
      socket.write(`GET /ws HTTP/1.1\r\nHost: ${hostname}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
      // Not read: the answer meets a connection that has gone.
      await sleep(client % 5);
      socket.resetAndDestroy();
    }
    await open('/ws', as('alice'));
    process.off('uncaughtException', note);
    expect(uncaught).toEqual([]);
  });

  it('gives a user so many sockets and no more, and another user theirs', async () => {
    await dashboard.close();
    await start({ clientsOfUser: 2 });
    await open('/ws', as('alice'));
    await open('/ws', as('alice'));
    expect(await refusal(open('/ws', as('alice')))).toBe(429);
    await open('/ws', as('bob'));
  });
});

describe('what is heard', () => {
  it('of fills and orders only one’s own, and everything by who may see everything', async () => {
    const [alice, bob, admin] = [
      await open('/ws', as('alice')),
      await open('/ws', as('bob')),
      await open('/ws', as('admin')),
    ];
    for (const one of [alice, bob, admin])
      for (const topic of ['fills', 'orders', 'equity']) await one.subscribe(topic);
    troupe.fill(ALICE, 'alice-main');
    troupe.fill(BOB, 'bob-main');
    await until('all', () => admin.entries('fills').length === 2 && admin.entries('orders').length === 2);
    await until('both', () => alice.entries('orders').length === 1 && bob.entries('orders').length === 1);
    expect(alice.entries('fills').map(({ line, n }) => [line, n])).toEqual([['alice-main', 1]]);
    expect(bob.entries('fills')).toMatchObject([{ data: { account: 'bob-main', fillId: 'bob-main-f1' } }]);
    const rows = (one: SocketClient) =>
      one.messages.flatMap(({ op, id, rows: some }) =>
        op === 'snapshot' && id === 'equity' ? (some as { address: string }[]) : [],
      );
    expect(rows(alice).every(({ address }) => address.includes('alice'))).toBe(true);
    expect(rows(admin).length).toBeGreaterThan(rows(alice).length);
  });

  it('of actors one’s own changes', async () => {
    const [alice, bob] = [await open('/ws', as('alice')), await open('/ws', as('bob'))];
    await alice.subscribe('actors');
    await bob.subscribe('actors');
    troupe.actor(ALICE).tradingState = 'HALTED';
    troupe.changed(ALICE);
    await until('told', () => alice.entries('actors').length === 1);
    expect(alice.entries('actors')).toMatchObject([{ data: { address: ALICE, tradingState: 'HALTED' } }]);
    expect(bob.entries('actors')).toEqual([]);
  });

  it('of risk what is about oneself and about all', async () => {
    const [alice, bob] = [await open('/ws', as('alice')), await open('/ws', as('bob'))];
    await alice.subscribe('risk');
    await bob.subscribe('risk');
    for (const scope of ['user:alice', 'platform'])
      await troupe.call('risk-supervisor.platform.reduce', { scope, reason: 'a test', by: 'root', commandId: scope });
    const told = (one: SocketClient) =>
      one
        .entries('risk')
        .map(({ data }) => (data as { key: string }).key)
        .filter((key) => key.startsWith('latch'));
    await until('told', () => told(alice).length === 2 && told(bob).length === 1);
    expect(told(alice).sort()).toEqual(['latch:platform', 'latch:user:alice']);
    expect(told(bob)).toEqual(['latch:platform']);
  });

  it('of bars everything, numbered as the records are, and resumed by their number', async () => {
    troupe.bar('bars.SPX.1d');
    const bob = await open('/ws', as('bob'));
    expect(await bob.subscribe('bars:bars.SPX.1d')).toMatchObject({ stream: 'records', seq: 1, isResumed: false });
    for (let made = 0; made < 5; made++) troupe.bar('bars.SPX.1d');
    await until('bars', () => bob.entries('bars:bars.SPX.1d').length === 5);
    await bob.close();
    for (let made = 0; made < 30; made++) troupe.bar('bars.SPX.1d');
    const again = await open('/ws', as('bob'));
    expect(await again.subscribe('bars:bars.SPX.1d', { since: 6 })).toMatchObject({ isResumed: true });
    await until('the rest', () => again.entries('bars:bars.SPX.1d').length === 30);
    expect(again.entries('bars:bars.SPX.1d').map(({ seq }) => seq)).toEqual(
      Array.from({ length: 30 }, (_, at) => at + 7),
    );
  });

  it('refuses topics that there are not, that a key may not hear, and messages that are none', async () => {
    const [alice, trader] = [await open('/ws', as('alice')), await open('/ws', as('trader'))];
    for (const topic of ['weather', 'bars:nowhere', 'providers:nobody', '__proto__', 'bars:'])
      expect(await alice.subscribe(topic)).toMatchObject({ op: 'error', code: 'TOPIC_NOT_FOUND' });
    expect(await trader.subscribe('fills')).toMatchObject({ op: 'error', code: 'FORBIDDEN' });
    await alice.subscribe('fills');
    alice.say({ op: 'subscribe', id: 'fills', topic: 'fills' });
    alice.say({ op: 'subscribe', id: 'x', topic: 'fills', since: -1 });
    alice.say({ op: 'dance' });
    alice.say('{');
    alice.say(Buffer.from([1, 2]).toString('latin1'));
    await until('refusals', () => alice.messages.filter(({ op }) => op === 'error').length === 10);
    expect(
      alice.messages
        .filter(({ op }) => op === 'error')
        .map(({ code }) => code)
        .slice(5)
        .sort(),
    ).toEqual([...['INVALID_INPUT', 'INVALID_INPUT', 'MALFORMED_MESSAGE', 'MALFORMED_MESSAGE', 'SUBSCRIPTION_TAKEN']]);
    alice.say({ op: 'ping', at: 7 });
    await until('pong', () => alice.messages.some(({ op, at }) => op === 'pong' && at === 7));
    alice.say({ op: 'unsubscribe', id: 'fills' });
    await until('unsubscribed', () => alice.messages.some(({ op }) => op === 'unsubscribed'));
  });

  it('about one strategy is that strategy’s alone, and another user’s is not found', async () => {
    const alice = await open('/ws/dashboard/alice-sma', as('alice'));
    await until('all topics', () => alice.messages.filter(({ op }) => op === 'subscribed').length === 5);
    const about = (op: string, id: string) =>
      alice.messages
        .filter((one) => one.op === op && one.id === id)
        .flatMap(({ rows }) => (rows ?? []) as { address: string }[]);
    expect(about('snapshot', 'actors').map(({ address }) => address)).toEqual([ALICE]);
    troupe.fill('subscription.alice-rsi', 'alice-main');
    troupe.fill(ALICE, 'alice-main');
    await until('its fill', () => alice.entries('fills').length === 1);
    expect(alice.entries('fills')).toMatchObject([{ data: { actor: ALICE } }]);
    expect(await refusal(open('/ws/dashboard/alice-sma', as('bob')))).toBe(404);
  });
});

describe('coming back', () => {
  it('goes on after the last number, and from the journal when the server has forgotten', async () => {
    const first = await open('/ws', as('alice'));
    const { stream } = (await first.subscribe('fills')) as unknown as { stream: string };
    troupe.fills(3, ALICE, 'alice-main');
    await until('three', () => first.entries('fills').length === 3);
    const last = first.entries('fills').at(-1)!;
    await first.close();
    troupe.fills(700, ALICE, 'alice-main');

    const second = await open('/ws', as('alice'));
    expect(await second.subscribe('fills', { since: last.seq, stream })).toMatchObject({ isResumed: true });
    await until('the rest', () => second.entries('fills').length === 700);
    expect(second.entries('fills').map(({ n }) => n)).toEqual(Array.from({ length: 700 }, (_, at) => at + 4));

    const other = await open('/ws', as('alice'));
    await other.subscribe('fills', { since: last.seq, stream: 'of another server' });
    await until('snapshot', () => other.messages.some(({ op, why }) => op === 'snapshot' && why === 'OTHER_STREAM'));

    const third = await open('/ws', as('alice'));
    expect(await third.subscribe('fills', { since: { 'alice-main': 3, 'bob-main': 0 } })).toMatchObject({
      isResumed: true,
    });
    await until('from the journal', () => third.entries('fills').length === 700);
    expect(third.entries('fills').map(({ n }) => n)).toEqual(Array.from({ length: 700 }, (_, at) => at + 4));
  });

  it('reads each topic once, however many listen', async () => {
    const many = await Promise.all(Array.from({ length: 20 }, () => open('/ws', as('alice'))));
    await Promise.all(many.map((one) => one.subscribe('fills')));
    let asked = 0;
    const call = troupe.call;
    troupe.call = (action, params) => {
      if (action === 'records.account-news') asked += 1;
      return call(action, params);
    };
    troupe.fill(ALICE, 'alice-main');
    await until('told', () => many.every((one) => one.entries('fills').length === 1));
    expect(asked).toBeLessThan(5);
  });
});

describe('a client that is no good', () => {
  it('that never reads is closed with a reason and costs nobody an entry', async () => {
    await dashboard.close();
    await start({ outbox: { bytes: 64 * 1024, keys: 100_000, behindMs: 3_000, mostBytes: 64 * 1024 * 1024 } });
    const [slow, quick] = [await open('/ws', as('alice')), await open('/ws', as('alice'))];
    await slow.subscribe('fills');
    await quick.subscribe('fills');
    slow.socket.pause();
    const count = 15_000;
    for (let made = 0; made < count; made += 3_000) {
      troupe.fills(3_000, ALICE, 'alice-main');
      await until('it goes on', () => quick.entries('fills').length >= made + 500, 60_000);
    }
    await until('all of it', () => quick.entries('fills').length === count, 60_000);
    expect(quick.entries('fills').every(({ n }, at) => n === at + 1)).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    slow.socket.resume();
    await until('closed', () => slow.closed() !== undefined);
    // It was cut when it did not take the reason either.
    expect([4008, 1006]).toContain(slow.closed()![0]);
    expect(quick.closed()).toBeUndefined();
  });

  it('that answers no ping is cut after two', async () => {
    await dashboard.close();
    await start({ heartbeatMs: 100 });
    const [dead, live] = [await open('/ws', { ...as('alice'), autoPong: false }), await open('/ws', as('alice'))];
    await until('cut', () => dead.closed() !== undefined);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(live.closed()).toBeUndefined();
  });

  it('that says too much, or too many words at once, is closed', async () => {
    const [loud, long] = [await open('/ws', as('alice')), await open('/ws', as('alice'))];
    for (let said = 0; said < 300; said++) loud.say({ op: 'ping' });
    await until('closed', () => loud.closed()?.[0] === 4429);
    long.say({ op: 'subscribe', id: 'x', topic: 'y'.repeat(20_000) });
    await until('closed too', () => long.closed()?.[0] === 1009);
  });

  it('whose session ends, or who may do something else now, is closed with 4401 and the others stay', async () => {
    await dashboard.close();
    await start({ askAgainMs: 100 });
    const { people } = dashboard;
    const token = people.tokenOf('alice');
    const [alice, byKey, bob, admin] = [
      await open('/ws', { headers: { cookie: `${SESSION_COOKIE}=${token}`, origin: dashboard.url } }),
      await open('/ws', as('alice')),
      await open('/ws', as('bob')),
      await open('/ws', as('admin')),
    ];
    people.expire(token);
    people.call('revoke-key', { user: 'alice', id: keyId('alice') }, { user: 'alice', roles: ['user'] });
    people.user('root')!.roles = ['user'];
    dashboard.troupe.tell(PEOPLE_CHANGED, { users: ['alice', 'root'] });
    await until('they are out', () => [alice, byKey, admin].every((one) => one.closed()?.[0] === 4401));
    expect(bob.closed()).toBeUndefined();
  });
});

it('says that it is going away when the dashboard closes', async () => {
  const alice = await open('/ws', as('alice'));
  await alice.subscribe('fills');
  const before = Date.now();
  await dashboard.close();
  expect(Date.now() - before).toBeLessThan(3_000);
  await until('closed', () => alice.closed()?.[0] === 1001);
  await start();
});
