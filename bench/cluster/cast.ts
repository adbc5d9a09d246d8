// A company for a whole cluster: one market, accounts with a risk monitor and subscriptions, a strategy for each subscription.
// C1. Names are chosen so that every worker is home to as many accounts and as many strategies as the others.
// C2. One strategy in five, unless told, signals now and then from the first bars on; the others warm their long means meanwhile.
// C3. Accounts belong to ten users in turn, unless told; the risk supervisor is there as in every cluster.
import type { NewActor } from '../../actors/troupe/account-casting.ts';
import { instrumentNamed } from '../../actors/troupe/instruments.ts';
import { barsStream } from '../../actors/protocol.ts';
import { SUPERVISOR } from '../../actors/troupe/first-start.ts';
import { rendezvous } from '../../runtime/cluster/rendezvous.ts';
import { seededRandom, type Random } from '../../runtime/random.ts';
import { shardOf } from '../../runtime/shard.ts';

export interface CastPlan {
  readonly accounts: number;
  /** On each account; there are as many strategies. */
  readonly subscriptions: number;
  readonly barsPerSecond: number;
  readonly workers: readonly string[];
  /** One strategy in so many signals from the first bars on. */
  readonly signalling?: number;
  /** Who the accounts belong to, in turn; ten unless told. */
  readonly users?: number;
  /** Opening of the first bar, epoch milliseconds UTC. */
  readonly startTime: number;
}

const TOKEN = 'SIM-EURUSD';
const TIMEFRAME = '1m';
const MINUTE_MS = 60_000;
const LANE = barsStream(TOKEN, TIMEFRAME);
const OWNER = 'bench';
const USERS = 10;
export const LIMITS = { maxOrderNotional: '250000', maxOpenOrders: 500, maxOrdersPerMinute: 1_000, priceCollar: 0.5 };
const SIGNALLING = 5;

/** The only market-data actor of the cast. */
export const MARKET = `market-data.${TOKEN}`;

/** The worker that a shard belongs on while all of them are up. */
export function homeOf(shard: number, workers: readonly string[]): string {
  return rendezvous(
    shard,
    workers.map((id) => ({ id, weight: 1 })),
  )!;
}

/** Supervisors are rows of the registry too, but nobody can look at them. */
export const isActor = ({ kind }: Pick<NewActor, 'kind'>): boolean => kind !== 'account' && kind !== 'desk';

export function castOf(plan: CastPlan): NewActor[] {
  const { accounts, subscriptions, workers, signalling = SIGNALLING, users = USERS } = plan;
  const strategies = balanced('strategy.s', accounts * subscriptions, workers);
  const random = seededRandom('cast');
  return [
    { ...SUPERVISOR, config: { owner: 'platform' } },
    marketOf(plan),
    ...strategies.map((address, index) =>
      strategyOf(address, index, signalling, userOf(Math.floor(index / subscriptions), users), random),
    ),
    ...balanced('account.a', accounts, workers).flatMap((account, index) =>
      accountOf(account, userOf(index, users), strategies.slice(index * subscriptions, (index + 1) * subscriptions)),
    ),
  ];
}

/** C3: whose the account of this place is. */
export const userOf = (index: number, users = USERS): string => `${OWNER}-${1 + (index % users)}`;

/** Addresses that begin so; C1. */
export function balanced(prefix: string, count: number, workers: readonly string[]): string[] {
  const room = new Map(workers.map((worker) => [worker, Math.ceil(count / workers.length)]));
  const names: string[] = [];
  for (let number = 1; names.length < count; number += 1) {
    const home = homeOf(shardOf(`${prefix}${number}`), workers);
    if (room.get(home) === 0) continue;
    room.set(home, room.get(home)! - 1);
    names.push(`${prefix}${number}`);
  }
  return names;
}

export const row = (address: string, config: object, more: Partial<NewActor> = {}): NewActor => ({
  address,
  kind: address.slice(0, address.indexOf('.')),
  config,
  desired: 'running',
  ordinal: 0,
  owner: OWNER,
  shard: shardOf(address),
  ...more,
});

function marketOf({ barsPerSecond, startTime }: CastPlan): NewActor {
  return row(MARKET, {
    symbolToken: TOKEN,
    timeframe: TIMEFRAME,
    simulated: true,
    description: 'SIMULATED: made-up minute bars for a benchmark',
    feed: {
      kind: 'simulated',
      seed: 1,
      startTime: startTime - (startTime % MINUTE_MS),
      startPrice: 1.1,
      tick: 0.00001,
      volatility: 0.12,
      barsPerSecond,
    },
  });
}

/** C2. */
function strategyOf(address: string, index: number, signalling: number, owner: string, random: Random): NewActor {
  const between = (least: number, most: number): number => least + Math.floor(random.next() * (most - least + 1));
  const slow = index % signalling === 0 ? between(8, 30) : between(80, 300);
  const [strategy, params] = [
    ['sma-cross', { fast: Math.ceil(slow / 4), slow }],
    ['ema-cross', { fast: Math.ceil(slow / 3), slow }],
    ['donchian-breakout', { entry: slow, exit: Math.ceil(slow / 2) }],
  ][Math.floor(index / signalling) % 3] as [string, object];
  return row(address, { strategy, params, lane: LANE, owner, published: false, after: 0 }, { owner });
}

function accountOf(account: string, owner: string, strategies: readonly string[]): NewActor[] {
  const id = account.slice('account.'.length);
  const at = { shard: shardOf(account), owner };
  const config = {
    owner,
    venue: 'paper',
    simulatedVenue: true,
    currency: 'USD',
    deposit: '200000',
    commissionRate: 0.0005,
    limits: LIMITS,
    equityEveryMs: 3_600_000,
  };
  return [
    row(account, {}, at),
    row(`risk-monitor.${id}`, config, { ...at, parent: account }),
    row(`desk.${id}`, {}, { ...at, parent: account, ordinal: 1 }),
    ...strategies.map((strategy, index) =>
      row(`subscription.${id}-${index + 1}`, subscriptionOf(id, owner, strategy, index), {
        ...at,
        parent: `desk.${id}`,
        ordinal: index,
      }),
    ),
  ];
}

const subscriptionOf = (account: string, owner: string, strategy: string, index: number): object => ({
  owner,
  account,
  strategy,
  lane: LANE,
  instrument: instrumentNamed(TOKEN),
  allocation: '2000',
  sizing: { kind: 'fraction', fraction: 0.95 },
  direction: index % 2 === 0 ? 'long-short' : 'long-only',
  ...(index % 10 === 0 && { stopLoss: 0.01 }),
  after: 0,
});
