// Who may publish and follow what, and under which config; no host: a registry in memory and a company that notes what it is asked.
import { beforeEach, describe, expect, test } from 'vitest';
import { ActorError } from '../../../runtime/errors.ts';
import type { ActorRecord } from '../../../runtime/ports/actor-registry.ts';
import { shardOf } from '../../../runtime/shard.ts';
import type { FollowRequest } from '../../../actors/copy-views.ts';
import { parseFollowerConfig } from '../../../actors/follower/follower-config.ts';
import { parseManualConfig } from '../../../actors/manual/manual-config.ts';
import { parseProviderConfig } from '../../../actors/provider/provider-config.ts';
import type { Caller } from '../../../actors/domain/people/caller.ts';
import type { AccountView, LaneView } from '../../../actors/start-views.ts';
import { copyCompany, type CopyCompany } from '../../../actors/troupe/copy-company.ts';
import { defaultTroupe } from '../../../actors/troupe/default-troupe.ts';
import { instrumentNamed } from '../../../actors/troupe/instruments.ts';
import type { ActorView } from '../../../actors/views.ts';
import { MemoryRegistry } from '../../support/memory-store.ts';
import { viewOf } from '../../troupe/views.ts';

const account = (name: string, more: Partial<AccountView> = {}): AccountView => ({
  ...{ account: name, owner: name, currency: 'USD', venue: 'paper', deposit: '100000', unallocated: '40000' },
  ...{ equity: '100000', ...more },
});
const lane = (symbolToken: string, timeframe: string, more: Partial<LaneView> = {}): LaneView => ({
  ...{ lane: `bars.${symbolToken}.${timeframe}`, instrument: symbolToken, symbolToken, timeframe, simulated: false },
  ...{ description: '', bars: 70, lastClose: 200, lastBarAt: '2024-02-01T00:00:00.000Z', lastHeardAt: null },
  ...{ status: 'running', ...more },
});
const row = (address: string, owner: string, config: object): ActorRecord => ({
  ...{ address, kind: address.slice(0, address.indexOf('.')), config, desired: 'running', ordinal: 0, owner },
  ...{ shard: shardOf(address), createdAt: 0 },
});
const trading = (name: string, more: object = {}): object => ({
  ...{ owner: name, account: name, lane: 'bars.ACME.1h', instrument: instrumentNamed('ACME'), allocation: '10000' },
  ...more,
});

let registry: MemoryRegistry;
let views: ActorView[];
let accounts: AccountView[];
let asked: { address: string; action: string; params: Record<string, unknown> }[];
let claims: unknown[];
let answers: Record<string, unknown>;
let copying: CopyCompany;

beforeEach(() => {
  registry = new MemoryRegistry();
  views = [];
  asked = [];
  claims = [];
  accounts = [account('ann'), account('bob'), account('cat'), account('dan'), account('eve', { currency: 'EUR' })];
  answers = {
    admit: { terms: { performance: '0.2', management: '0', perVolume: '0' } },
    leave: {},
    unfollow: { closes: '3' },
  };
  for (const { account: name } of accounts)
    registry.records.set(`subscription.${name}`, row(`subscription.${name}`, name, trading(name)));
  let ids = 0;
  copying = copyCompany({
    company: {
      act: async (address, action, params, _by, claim) => {
        asked.push({ address, action, params });
        claims.push(claim);
        const answer = answers[action];
        if (answer instanceof Error) throw answer;
        return answer;
      },
      spawn: (records) => registry.create(records),
    },
    registry,
    actors: () => views,
    stage: () => ({
      lanes: [lane('ACME', '1h'), lane('SP500', '1d'), lane('SIM-EURUSD', '1h'), lane('SIM-EURUSD', '1m')],
      accounts,
    }),
    heads: async (streams) => new Map(streams.map((stream) => [stream, 17])),
    newId: () => `n${(ids += 1)}`,
  });
});

const publish = (name: string, more: object = {}) =>
  copying.publish({ source: `subscription.${name}`, name: `${name}'s`, by: name, ...more });
const configOf = (address: string) => registry.records.get(address)!.config as Record<string, unknown>;
const following = (provider: string, name: string, more: Partial<FollowRequest> = {}): FollowRequest => ({
  ...{ provider, account: name, allocation: '5000', settings: { allocation: { kind: 'fixed_ratio', ratio: 1 } } },
  ...{ by: name, ...more },
});

describe('publishing', () => {
  test('puts a provider beside its source, from the last report and bar on', async () => {
    const { provider } = await publish('ann', { terms: { performance: '0.2' }, maxFollowers: 3 });
    expect(registry.records.get(provider)).toMatchObject({
      kind: 'provider',
      owner: 'ann',
      shard: shardOf('account.ann'),
    });
    expect(parseProviderConfig(configOf(provider))).toMatchObject({
      ...{ source: 'subscription.ann', account: 'ann', lane: 'bars.ACME.1h', currency: 'USD', chain: ['ann'] },
      ...{ after: 17, since: Date.UTC(2024, 1, 1), maxFollowers: 3, visibility: 'public' },
    });
  });

  test.each([
    ['by another than its owner', { by: 'bob' }, 'NOT_OWNER', 'source'],
    ['of what is not there', { source: 'subscription.nobody' }, 'INVALID_REQUEST', 'source'],
    ['of what trades nothing', { source: 'strategy.s' }, 'INVALID_REQUEST', 'source'],
    ['without a name', { name: ' ' }, 'INVALID_CONFIG', 'name'],
    ['for more than anybody may ask', { terms: { performance: '0.9' } }, 'INVALID_CONFIG', 'terms'],
    ['in public to those invited', { invited: ['bob'] }, 'INVALID_CONFIG', 'invited'],
  ])('is refused %s', async (_what, more, type, field) => {
    registry.records.set('strategy.s', row('strategy.s', 'ann', {}));
    await expect(publish('ann', more)).rejects.toMatchObject({ type, data: { field } });
    expect([...registry.records.keys()].filter((address) => address.startsWith('provider.'))).toEqual([]);
  });

  test('for another is for who may command what is others’, and it stays its owner’s', async () => {
    const request = { source: 'subscription.ann', name: 'hers', by: 'boss', commandId: 'c-1' };
    const boss: Caller = { user: 'boss', roles: ['admin'] };
    for (const caller of [
      { ...boss, roles: ['provider'] },
      { ...boss, roles: ['ops'] },
      { ...boss, scopes: ['trade'] },
    ])
      await expect(copying.publish(request, caller as Caller)).rejects.toMatchObject({ type: 'NOT_OWNER' });
    const { provider } = await copying.publish(request, boss);
    expect(registry.records.get(provider)).toMatchObject({ owner: 'ann', config: { owner: 'ann', chain: ['ann'] } });
    expect(await copying.publish(request, boss)).toEqual({ provider }); // asked again
    const own = { source: 'subscription.ann', name: 'mine', by: 'ann' };
    await expect(copying.publish(own, { user: 'ann', roles: ['user'] })).rejects.toMatchObject({ type: 'NOT_OWNER' });
    await expect(copying.publish(own, { user: 'ann', roles: ['provider'] })).resolves.toBeDefined();
  });

  test('of a follower stands on the chain of what that copies, as long as that is no loop and no longer than three', async () => {
    const chain: string[] = [];
    let provider = (await publish('ann')).provider;
    for (const name of ['bob', 'cat']) {
      const { follower } = await copying.follow(following(provider, name));
      provider = (await copying.publish({ source: follower, name, by: name })).provider;
      chain.push((configOf(provider)['chain'] as string[]).join());
    }
    expect(chain).toEqual(['bob,ann', 'cat,bob,ann']);
    const { follower } = await copying.follow(following(provider, 'dan'));
    await expect(copying.publish({ source: follower, name: 'dan', by: 'dan' })).rejects.toMatchObject({
      type: 'CHAIN_TOO_LONG',
    });
    registry.records.set('follower.ann', row('follower.ann', 'ann', trading('ann', { provider })));
    await expect(copying.publish({ source: 'follower.ann', name: 'round', by: 'ann' })).rejects.toMatchObject({
      type: 'FOLLOW_LOOP',
    });
  });
});

describe('following', () => {
  let provider: string;
  beforeEach(async () => {
    provider = (await publish('ann')).provider;
  });

  test('and leaving again go to the actors under the seal of who asks, and a ban’s too', async () => {
    const claim = { sealed: 'for bob' };
    const { follower } = await copying.follow(following(provider, 'bob'), claim);
    await copying.unfollow({ follower, keep: true, by: 'bob' }, claim);
    answers['ban'] = { banned: [follower] };
    await copying.ban({ provider, follower, by: 'ann' }, claim);
    expect(asked.map(({ action }) => action)).toEqual(['admit', 'unfollow', 'leave', 'ban', 'unfollow', 'leave']);
    expect(claims).toEqual(asked.map(() => claim));
  });

  test('asks the provider first, and trades under the terms that it answers with', async () => {
    const { follower } = await copying.follow(following(provider, 'bob', { alias: 'bobby' }));
    expect(asked).toMatchObject([
      { address: provider, action: 'admit', params: { follower, owner: 'bob', alias: 'bobby', capital: '5000' } },
    ]);
    expect(registry.records.get(follower)).toMatchObject({
      parent: 'desk.bob',
      owner: 'bob',
      shard: shardOf('account.bob'),
    });
    const config = parseFollowerConfig(configOf(follower));
    expect(config).toMatchObject({
      provider,
      lane: 'bars.ACME.1h',
      sourceInstrument: 'ACME',
      alias: 'bobby',
      after: 70,
    });
    expect(String(config.terms.performance)).toBe('0.2');
  });

  test('belongs to the owner of the account, whoever asks: a loop cannot hide behind another name', async () => {
    await copying.follow(following(provider, 'bob', { by: 'mallory' }));
    expect(asked[0]!.params['owner']).toBe('bob');
  });

  test('trades the symbol that the provider’s is mapped to, of the same timeframe if there is such', async () => {
    const settings = { allocation: { kind: 'fixed_ratio', ratio: 1 }, symbolMap: { ACME: 'SIM.EURUSD' } };
    const { follower } = await copying.follow(following(provider, 'bob', { settings }));
    expect(configOf(follower)).toMatchObject({ lane: 'bars.SIM-EURUSD.1h', sourceInstrument: 'ACME' });
    const nowhere = { ...settings, symbolMap: { ACME: 'XYZ' } };
    await expect(copying.follow(following(provider, 'cat', { settings: nowhere }))).rejects.toMatchObject({
      data: { field: 'settings.symbolMap' },
    });
  });

  test.each<[string, string, Partial<FollowRequest>, string, string]>([
    ['a provider that is not there', 'bob', { provider: 'provider.nobody' }, 'INVALID_REQUEST', 'provider'],
    ['an account that is not there', 'bob', { account: 'zoe' }, 'INVALID_REQUEST', 'account'],
    ['an account in another currency', 'eve', {}, 'INVALID_REQUEST', 'account'],
    ['more than is free', 'bob', { allocation: '40000.01' }, 'INVALID_REQUEST', 'allocation'],
    ['no money', 'bob', { allocation: '0' }, 'INVALID_REQUEST', 'allocation'],
    ['settings that are none', 'bob', { settings: 'much' }, 'COPY_SETTINGS_INVALID', 'settings'],
    [
      'a setting out of bounds',
      'bob',
      { settings: { allocation: { kind: 'fixed_ratio', ratio: 1 }, copyStopLoss: 0.99 } },
      'COPY_SETTINGS_INVALID',
      'settings.copyStopLoss',
    ],
  ])('is refused with %s before the provider is asked', async (_what, name, more, type, field) => {
    await expect(copying.follow(following(provider, name, more))).rejects.toMatchObject({ type, data: { field } });
    expect(asked).toEqual([]);
  });

  test.each([
    ['PROVIDER_FULL', 'provider'],
    ['FOLLOW_LOOP', 'provider'],
    ['CAPITAL_EXCEEDED', 'allocation'],
  ])('hands on the provider’s refusal %s, and makes nothing', async (type, field) => {
    answers['admit'] = new ActorError(type, 'no');
    await expect(copying.follow(following(provider, 'bob'))).rejects.toMatchObject({ type, data: { field } });
    expect([...registry.records.keys()].filter((address) => address.startsWith('follower.'))).toEqual([]);
  });

  test('leaves again what it cannot make, but not when it may have been made', async () => {
    registry.create = () => Promise.reject(new Error('full'));
    await expect(copying.follow(following(provider, 'bob'))).rejects.toThrow('full');
    expect(asked.map(({ action }) => action)).toEqual(['admit', 'leave']);
    asked = [];
    registry.find = ((find) => async (address: string) => {
      if (asked.length > 0) throw new Error('away');
      return find(address);
    })(registry.find.bind(registry));
    await expect(copying.follow(following(provider, 'cat'))).rejects.toThrow('away');
    expect(asked.map(({ action }) => action)).toEqual(['admit']);
  });

  test('the same command twice at once makes one follower', async () => {
    const request = following(provider, 'bob', { commandId: 'c1' });
    const [first, second] = await Promise.all([copying.follow(request), copying.follow(request)]);
    expect(second).toEqual(first);
    expect([...registry.records.keys()].filter((address) => address.startsWith('follower.'))).toHaveLength(1);
    expect(asked.map(({ action }) => action)).not.toContain('leave');
  });

  test('a second time on the same account is refused while the first goes on', async () => {
    const { follower } = await copying.follow(following(provider, 'bob'));
    views = [viewOf(follower, { state: { provider, account: 'bob' } })];
    await expect(copying.follow(following(provider, 'bob'))).rejects.toMatchObject({ type: 'ALREADY_FOLLOWING' });
    views = [viewOf(follower, { state: { provider, account: 'bob' }, lifecycle: 'stopped' })];
    await copying.follow(following(provider, 'bob'));
  });
});

describe('unfollowing', () => {
  let follower: string;
  let provider: string;
  beforeEach(async () => {
    provider = (await publish('ann')).provider;
    follower = (await copying.follow(following(provider, 'bob'))).follower;
    asked = [];
  });

  test('stops copying first and leaves the roll then', async () => {
    expect(await copying.unfollow({ follower, keep: false, by: 'bob' })).toEqual({ closes: '3' });
    expect(asked.map(({ address, action }) => [address, action])).toEqual([
      [follower, 'unfollow'],
      [provider, 'leave'],
    ]);
  });

  test('asked again when it is done leaves the roll, should that be missing', async () => {
    answers['unfollow'] = new ActorError('ACTOR_NOT_RUNNING', 'stopped');
    answers['inspect'] = viewOf(follower, { state: { mode: 'stopped', modeReason: 'unfollow' } });
    await copying.unfollow({ follower, keep: false, by: 'bob' });
    expect(asked.at(-1)).toMatchObject({ address: provider, action: 'leave' });
  });

  test('a follower that was only stopped stays on the roll', async () => {
    answers['unfollow'] = new ActorError('ACTOR_NOT_RUNNING', 'stopped');
    answers['inspect'] = viewOf(follower, { state: { mode: 'copying', modeReason: '' } });
    await expect(copying.unfollow({ follower, keep: false, by: 'bob' })).rejects.toMatchObject({
      type: 'ACTOR_NOT_RUNNING',
    });
    expect(asked.map(({ action }) => action)).not.toContain('leave');
  });
});

test('a manual desk belongs to the owner of its account', async () => {
  const request = { account: 'bob', lane: 'bars.ACME.1h', allocation: '100', by: 'local', commandId: 'd' };
  const { desk } = await copying.openManualDesk(request);
  expect(await copying.openManualDesk(request)).toEqual({ desk });
  expect(registry.records.get(desk)).toMatchObject({ kind: 'manual', owner: 'bob', parent: 'desk.bob' });
  expect(parseManualConfig(configOf(desk))).toMatchObject({ after: 70, account: 'bob' });
  await expect(copying.openManualDesk({ ...request, commandId: 'e', account: 'eve' })).rejects.toMatchObject({
    data: { field: 'lane' },
  });
});

describe('a preview', () => {
  const shown = (book: object) =>
    viewOf('provider.x', {
      state: {
        book: { round: 3, quantity: '-40', averagePrice: '210', price: '205', equity: '20000', ...book },
        ...{ broadcasting: 'ON', terms: { performance: '0.2', management: '0.0365', perVolume: '0.001' } },
      },
    });
  const settings = {
    allocation: { kind: 'equity_ratio', multiplier: 1 },
    copyStopLoss: 0.4,
    copyOpen: { notWorseThan: 0.1 },
  };
  const previewed = async (book: object, more: object = {}) => {
    answers['inspect'] = shown(book);
    const { provider } = await publish('ann');
    return copying.preview(following(provider, 'bob', { settings: { ...settings, ...more } }));
  };

  test('says what would be held now, the loss at the stop and the fees of a year, by hand', async () => {
    // 5,000 of 20,000 is a quarter: −10 of −40, worth 2,000 at 200. The stop is at 0.4 × 5,000.
    // A year: 5,500 × 3.65 % = 0.55 a day; 12 round trips of 2,000 are 48,000 of volume: 48; 5,500 − 200.75 − 48 − 5,000 = 251.25 of gain: 50.25.
    expect(await previewed({})).toEqual({
      ...{ currency: 'USD', instrument: 'ACME', lane: 'bars.ACME.1h', price: '200' },
      now: { quantity: '-10', notional: '2000', reason: null, facts: null },
      round: { scale: '0.25', quantity: '-10', notional: '2000', reason: null },
      loss: { amount: '3000', level: '2000', stop: 'copy-stop-loss' },
      fees: { management: '200.75', performance: '50.25', volume: '48', total: '299', gain: '0.1', roundTrips: 12 },
    });
    expect(asked.map(({ action }) => action)).toEqual(['inspect']);
  });

  test('says why nothing would be ordered now, and the whole allocation without a stop', async () => {
    expect(await previewed({}, { copyOpen: false, copyStopLoss: undefined, maxDrawdown: 0.3 })).toMatchObject({
      now: { quantity: '0', reason: 'NOT_JOINED' },
      round: { quantity: '-10' },
      loss: { amount: '1500', level: '3500', stop: 'max-drawdown' },
    });
  });

  test('guesses no size that nobody knows yet', async () => {
    const flat = { quantity: '0', averagePrice: null };
    expect(
      await previewed(flat, { allocation: { kind: 'fixed_notional', notional: '1000' }, copyStopLoss: undefined }),
    ).toMatchObject({
      ...{ now: { quantity: '0' }, round: null, loss: { amount: '5000', level: '0', stop: null } },
      fees: { volume: '0' },
    });
  });
});

describe('the default troupe', () => {
  test('has a provider and a follower that fit each other and what is free', () => {
    const troupe = defaultTroupe({ sp500Path: 'x', barsPerSecond: 1, seed: 1, startTime: Date.UTC(2024, 0, 1) });
    const of = (address: string) => troupe.find((one) => one.address === address)!;
    const provider = of('provider.ben-breakout');
    const follower = of('follower.ada-copies-ben');
    const { founders, source, ...config } = parseProviderConfig(provider.config);
    const copy = parseFollowerConfig(follower.config);
    expect(founders).toEqual([
      expect.objectContaining({ follower: follower.address, capital: String(copy.allocation) }),
    ]);
    expect(copy).toMatchObject({ provider: provider.address, terms: config.terms, lane: config.lane });
    expect(provider.shard).toBe(of(source).shard);
    expect(follower.shard).toBe(of('desk.ada').shard);
    expect(of(source).config).toMatchObject({ allocation: String(config.allocation), lane: config.lane });
    const allocated = troupe
      .filter(({ parent }) => parent === 'desk.ada')
      .reduce((sum, one) => sum + Number((one.config as { allocation: string }).allocation), 0);
    expect(allocated).toBeLessThanOrEqual(Number((of('risk-monitor.ada').config as { deposit: string }).deposit));
  });
});
