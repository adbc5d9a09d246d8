// Who may ask what of an actor, written down once more: every action of every kind, by each role, of one's own and of another's.
import { describe, expect, test } from 'vitest';
import { lets, rightsTo, type Whose } from '../../../../actors/domain/people/actor-rights.ts';
import type { Caller } from '../../../../actors/domain/people/caller.ts';
import { ROLES, type Role } from '../../../../actors/domain/people/role.ts';
import { ACTOR_ACTIONS } from '../../../../runtime/host/hidden-service.ts';

const ada = (...roles: Role[]): Caller => ({ user: 'ada', roles });

const may = (
  caller: Caller,
  [kind, action]: readonly [kind: string, action: string],
  owner: string | undefined,
  { params = {}, of = {} }: { params?: object; of?: Partial<Record<Whose, string | undefined>> } = {},
): boolean =>
  rightsTo({ kind, action, params: params as Record<string, unknown> }).some((right) =>
    lets(caller, right, right.whose in of ? of[right.whose] : owner),
  );

const OWNERS = 'user provider admin';
const TRADES = [
  'start',
  'stop',
  'pause',
  'resume',
  'halt',
  'flatten',
  'reset',
  'close',
  'order',
  'cancel',
  'unheard-of',
];

/** Kind, actions, who may where it is their own, who may where it is another's. */
const TABLE: readonly [kind: string, actions: readonly string[], own: string, others: string][] = [
  ...['strategy', 'subscription', 'manual', 'risk-monitor'].flatMap(
    (kind): [string, readonly string[], string, string][] => [
      [kind, ['inspect'], 'user provider ops admin', 'ops admin'],
      [kind, TRADES, OWNERS, 'admin'],
    ],
  ),
  ['follower', ['inspect'], 'user provider ops admin', 'ops admin'],
  ['follower', [...TRADES, 'close-only', 'set-settings', 'unfollow'], OWNERS, 'admin'],
  ['provider', ['inspect'], 'user provider ops admin', 'ops admin'],
  ['provider', ['start', 'stop', 'halt', 'flatten', 'reset', 'admit'], OWNERS, 'admin'],
  ['provider', ['pause', 'resume', 'note', 'withdraw', 'ban', 'unheard-of'], 'provider admin', 'admin'],
  ['provider', ['leave'], OWNERS, 'admin'],
  ['risk-supervisor', ['inspect'], 'user provider ops admin', 'user provider ops admin'],
  [
    'risk-supervisor',
    [
      'reduce',
      'halt',
      'flatten',
      'reset',
      'set-limit',
      'approve',
      'withdraw',
      'set-rules',
      'set-calendar',
      'start',
      'stop',
    ],
    'admin',
    'admin',
  ],
  ['risk-supervisor', ['confirm'], '', ''],
  ['market-data', ['inspect'], 'user provider ops admin', 'user provider ops admin'],
  ['market-data', ['start', 'stop', 'pause', 'resume', 'reset', 'halt', 'flatten'], 'ops admin', 'ops admin'],
  ['something-new', ['inspect'], 'ops admin', 'ops admin'],
  // Whoever runs the machines does to all kinds alike, whosever it is, and to no more than that.
  ...[
    'strategy',
    'subscription',
    'manual',
    'risk-monitor',
    'follower',
    'provider',
    'risk-supervisor',
    'market-data',
    'new',
  ].map((kind): [string, readonly string[], string, string] => [
    kind,
    ['restart', 'trace', 'dump'],
    'ops admin',
    'ops admin',
  ]),
  ['something-new', ['halt', 'start'], 'admin', 'admin'],
];

const CASES = TABLE.flatMap(([kind, actions, own, others]) =>
  actions.flatMap((action) =>
    ROLES.flatMap((role) => [
      { kind, action, role, whose: 'their own', owner: 'ada', allowed: own.split(' ').includes(role) },
      { kind, action, role, whose: 'another’s', owner: 'ben', allowed: others.split(' ').includes(role) },
    ]),
  ),
);

describe('an actor', () => {
  test.each(CASES)('$kind: $action of $whose by $role', ({ kind, action, role, owner, allowed }) => {
    expect(may(ada(role), [kind, action], owner)).toBe(allowed);
  });

  test('has no action that the table does not speak of', () => {
    const spoken = new Set(TABLE.flatMap(([, actions]) => actions));
    expect(ACTOR_ACTIONS.filter((action) => !spoken.has(action))).toEqual([]);
  });

  test('is not opened by the name of something that every object has', () => {
    for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty'])
      for (const kind of [name, 'provider']) expect(may(ada('user'), [kind, name], 'ben')).toBe(false);
  });
});

describe('a key', () => {
  test('that only reads commands nothing, and one that trades neither limits nor others’', () => {
    const reads: Caller = { user: 'ada', roles: ['admin'], scopes: ['read'] };
    const trades: Caller = { user: 'ada', roles: ['admin'], scopes: ['trade'] };
    expect(may(reads, ['subscription', 'inspect'], 'ben')).toBe(true);
    for (const [kind] of TABLE) expect(may(reads, [kind, 'halt'], 'ada')).toBe(false);
    expect(may(trades, ['subscription', 'halt'], 'ada')).toBe(true);
    expect(may(trades, ['subscription', 'halt'], 'ben')).toBe(false);
    expect(may(trades, ['risk-supervisor', 'halt'], 'ada')).toBe(false);
  });
});

describe('what is between a provider and its followers', () => {
  const leave = ['provider', 'leave'] as const;
  const unfollow = ['follower', 'unfollow'] as const;

  test('somebody is put on the roll only in their own name, whoever the provider is', () => {
    expect(may(ada('user'), ['provider', 'admit'], 'ben', { of: { named: 'ada' } })).toBe(true);
    expect(may(ada('provider'), ['provider', 'admit'], 'ada', { of: { named: 'ben' } })).toBe(false);
  });

  test('a place on the roll is given back by the follower’s owner, or taken by the provider’s', () => {
    expect(may(ada('user'), leave, 'ben', { of: { follower: 'ada' } })).toBe(true);
    expect(may(ada('user'), leave, 'ben', { of: { follower: 'cat' } })).toBe(false);
    expect(may(ada('provider'), leave, 'ada', { of: { follower: 'cat' } })).toBe(true);
    expect(may(ada('user'), leave, 'ben', { of: { follower: undefined } })).toBe(true); // it was never made
  });

  test('a provider’s owner may have a follower stop and close, and decides nothing else of it', () => {
    const of = { provider: 'ada' };
    expect(may(ada('provider'), unfollow, 'ben', { params: { keep: false }, of })).toBe(true);
    expect(may(ada('provider'), unfollow, 'ben', { params: { keep: true }, of })).toBe(false);
    expect(may(ada('user'), unfollow, 'ben', { params: { keep: false }, of })).toBe(false);
    expect(may(ada('provider'), unfollow, 'ben', { params: { keep: false }, of: { provider: 'cat' } })).toBe(false);
    expect(may(ada('provider'), ['follower', 'halt'], 'ben', { params: { keep: false }, of })).toBe(false);
  });
});
