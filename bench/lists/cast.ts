// Who is on stage in the bench of lists: rows of the registry beside those that `fillUp` makes, and what each actor would say of itself.
// No actor runs: views are made here, as long as real ones are, and answered as a host of that many actors answers.
import type { TreeView } from '../../actors/cluster-views.ts';
import { LIMITS, LIMIT_NAMES } from '../../actors/domain/risk/limit-catalog.ts';
import type { NewActor } from '../../actors/troupe/account-casting.ts';
import type { ActorView } from '../../actors/views.ts';
import { RISK_SUPERVISOR } from '../../actors/protocol.ts';
import { shardOf } from '../../runtime/shard.ts';
import { followerState, monitorState, providerState, subscriptionState, supervisorState } from './states.ts';

export interface CastSize {
  /** As in `BigSize`: half of them strategies, half subscriptions. */
  readonly actors: number;
  readonly providers: number;
  readonly lanes: number;
}

/** Each provider's, as `fillUp` has them. */
const FOLLOWERS = 10;
/** The user of a few accounts, and the first of them. */
export const HOLDER = { account: 1, accounts: 3 } as const;
const NODE = 'bench';

const padded = (number: number): string => String(number).padStart(6, '0');
export const accountName = (account: number): string => `acc-${padded(account)}`;
const isHolders = (account: number): boolean => account >= HOLDER.account && account < HOLDER.account + HOLDER.accounts;
/** Whose an account is: one a user, but for the holder's. */
export const userName = (account: number): string => `user-${padded(isHolders(account) ? HOLDER.account : account)}`;

/** All actors of a troupe of this size, those of `fillUp` among them. */
export function castOf({ actors, providers, lanes }: CastSize): readonly NewActor[] {
  const traders = actors / 2;
  const accounts = Math.max(1, actors / 4);
  const row = (address: string, owner: string, more: Partial<NewActor> = {}): NewActor => ({
    ...{ address, kind: address.slice(0, address.indexOf('.')), config: {}, desired: 'running', ordinal: 0, owner },
    ...{ shard: shardOf(address), ...more },
  });
  const numbers = (length: number): number[] => Array.from({ length }, (_, index) => index);
  const on = (account: number): Partial<NewActor> => ({
    ...{ parent: `account.${accountName(account)}`, config: { account: accountName(account) } },
  });
  return [
    row(RISK_SUPERVISOR, 'platform'),
    ...numbers(lanes).map((lane) => row(`market-data.L${lane + 1}`, 'troupe')),
    ...numbers(traders).flatMap((n) => {
      const account = Math.floor(n / 2);
      const owner = userName(account);
      return [row(`strategy.s${padded(n)}`, owner), row(`subscription.s${padded(n)}`, owner, on(account))];
    }),
    ...numbers(accounts).map((n) => row(`risk-monitor.${accountName(n)}`, userName(n), on(n))),
    row('manual.m1', userName(HOLDER.account), on(HOLDER.account)),
    ...numbers(providers).map((p) => {
      const account = Math.floor(sourceOf(p, traders) / 2);
      return row(`provider.p${p}`, userName(account), on(account));
    }),
    ...numbers(providers * FOLLOWERS).map((n) => {
      const account = n % accounts;
      const [provider, place] = [Math.floor(n / FOLLOWERS), (n % FOLLOWERS) + 1];
      return row(`follower.f${provider}-${place}`, userName(account), on(account));
    }),
  ];
}

/** Number of the subscription that a provider publishes. */
const sourceOf = (provider: number, traders: number): number => (provider * 37 + 3) % traders;

/** What each of them says. */
export function viewsOf(cast: readonly NewActor[], { actors, lanes }: CastSize, now: number): readonly ActorView[] {
  const iso = (agoMs: number): string => new Date(now - agoMs).toISOString();
  const accounts = cast.flatMap(({ kind, config }) =>
    kind === 'risk-monitor' ? [(config as { readonly account: string }).account] : [],
  );
  return cast.map(({ address, kind, owner, parent, shard, config }, place) => {
    const { account = '' } = config as { readonly account?: string };
    const [, provider = 0, n = 0] = (/(\d+)(?:-(\d+))?$/.exec(address) ?? []).map(Number);
    const lane = `bars.L${(provider % lanes) + 1}.1m`;
    const source = `subscription.s${padded(sourceOf(provider, actors / 2))}`;
    const state = stateOf(kind, { address, account, number: provider, place: n, lane, source, accounts, iso });
    const trades = kind !== 'market-data' && kind !== 'provider';
    return {
      ...{ address, kind, owner, parent: parent ?? null, node: NODE, shard },
      // A few of so many are always down.
      ...{ lifecycle: place % 997 === 500 ? 'faulted' : place % 499 === 250 ? 'restarting' : 'running' },
      ...{ since: iso(5_000_000 + place), restarts: place % 7 === 0 ? 1 : 0 },
      lastCause: place % 499 === 250 || place % 997 === 500 ? 'the turn of bar 2 511 threw: no value' : null,
      ...{ tradingState: trades ? (place % 613 === 300 ? 'HALTED' : 'ACTIVE') : null },
      tradingStateReason: trades && place % 613 === 300 ? 'RISK: drawdown 0.21 of 0.2' : null,
      mailbox: { depth: place % 3, oldestAgeMs: place % 3 === 0 ? 0 : 12, dropped: 0 },
      ...{ turns: 2_516 + place, lastTurnAt: iso(place % 2_000), state },
    } satisfies ActorView;
  });
}

interface Part {
  readonly address: string;
  readonly account: string;
  readonly number: number;
  readonly place: number;
  readonly lane: string;
  readonly source: string;
  readonly accounts: readonly string[];
  readonly iso: (agoMs: number) => string;
}

function stateOf(kind: string, part: Part): Record<string, unknown> {
  switch (kind) {
    case 'market-data':
      return feedState(part);
    case 'strategy':
      return {
        ...{ strategy: 'sma-cross', title: 'SMA cross', params: { fast: 10, slow: 30 }, lane: part.lane },
        ...{ published: false, barsSeen: 2_516, warm: true, signalsSent: 37 },
        indicators: { fast: 1_178.2, slow: 1_154.9 },
      };
    case 'risk-monitor':
      return monitorState(part.account, part.number, LIMIT_NAMES);
    case 'subscription':
      return subscriptionState({ ...part, strategy: part.address.replace('subscription.', 'strategy.') });
    case 'manual':
      return { ...subscriptionState({ ...part, strategy: '' }), orders: [] };
    case 'provider':
      return providerState(part);
    case 'follower':
      return followerState({ ...part, provider: `provider.p${part.number}` });
    default:
      return supervisorState(part.accounts, Object.keys(LIMITS), part.iso);
  }
}

const feedState = ({ address, iso }: Part): Record<string, unknown> => {
  const symbolToken = address.slice('market-data.'.length);
  const stream = `bars.${symbolToken}.1m`;
  return {
    ...{ state: 'replaying', symbolToken, timeframe: '1m', simulated: false, description: 'Bars of the bench' },
    streams: [{ stream, timeframe: '1m', bars: 500_000, lastClose: iso(2_000) }],
    ...{ lastBar: { close: 100 }, flagged: { GAP: 3 }, instrument: symbolToken },
  };
};

/** The supervision tree of one node that hosts them all. */
export function treeOf(views: readonly ActorView[]): TreeView {
  const node = (id: string, strategy: TreeView['strategy'], children: readonly TreeView[]): TreeView => ({
    ...{ id, strategy, lifecycle: 'running', restarts: 0, lastCause: null, children },
  });
  const leaf = ({ address, lifecycle, restarts, lastCause }: ActorView): TreeView => ({
    ...{ id: address, strategy: null, lifecycle, restarts, lastCause, children: [] },
  });
  const under = Map.groupBy(views, ({ parent }) => parent);
  const supervised = [...under].flatMap(([parent, some]) =>
    parent === null ? [] : [node(parent, 'rest_for_one', some.map(leaf))],
  );
  return node(`node.${NODE}`, 'one_for_one', [...(under.get(null) ?? []).map(leaf), ...supervised]);
}
