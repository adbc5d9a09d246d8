// The company of a chaos run: four lanes, strategies that change their minds all the time, small accounts.
// C1. Names are chosen so that each worker is home to lanes, strategies and accounts.
// C2. Limits shared by an account are set on accounts of one lane alone: across lanes they are checked in the order in which the
//     lanes happen to advance (docs/0003-lanes.md), which no two runs share. Limits of one order are set everywhere.
// C3. Limits are small: now and then an order is denied.
// C4. Wards, which people restrict while the run lasts, are accounts of their own (wards.ts), and so are those that copy (copiers.ts).
import type { NewActor } from '../../actors/troupe/account-casting.ts';
import { instrumentNamed } from '../../actors/troupe/instruments.ts';
import { barsStream } from '../../actors/protocol.ts';
import { rendezvous } from '../../runtime/cluster/rendezvous.ts';
import { shardOf } from '../../runtime/shard.ts';
import { SUPERVISOR } from '../../actors/troupe/first-start.ts';
import type { Lane } from './market.ts';
import { type Copier, copiersOf, type Published } from './copiers.ts';
import { type Wards, wardsOf } from './wards.ts';

const TIMEFRAME = '1m';
const LANES = 4;
const ACCOUNTS_ON_A_LANE = 2;
const ACCOUNTS_ACROSS = 2;
const SUBSCRIPTIONS = 3;
/** Cash of a subscription. */
const ALLOCATION = '10000';
const OWNER = 'chaos';
export const MAX_ORDER_NOTIONAL = '9300';
/** Entries; what protects is not counted. */
const MAX_OPEN_ORDERS = 2;

/** Quick ones, so that a short run has many decisions. */
const STRATEGIES: readonly (readonly [name: string, params: object])[] = [
  ['sma-cross', { fast: 2, slow: 5 }],
  ['rsi-reversion', { period: 3, oversold: 40, exit: 55 }],
  ['donchian-breakout', { entry: 4, exit: 2 }],
  ['bollinger-reversion', { period: 5, deviations: 1 }],
];

export interface ChaosCast {
  readonly actors: readonly NewActor[];
  /** Accounts whose open orders are limited together. */
  readonly limited: ReadonlySet<string>;
  /** Accounts that people restrict. */
  readonly wards: Pick<Wards, 'accounts' | 'strategies'>;
  /** What copies. */
  readonly copiers: readonly Copier[];
}

const workersOf = (count: number): string[] => Array.from({ length: count }, (_, index) => `worker-${index + 1}`);

/** Names of the lanes' instruments. */
export const symbolsOf = (workers: number): string[] => spread('market-data.CH', LANES, workers).map(idOf);

/** Everybody, at a pace of so many bars a second on each lane; 0 is full speed. */
export function castOf(lanes: readonly Lane[], workers: number, barsPerSecond: number): ChaosCast {
  const streams = lanes.map(({ symbol }) => barsStream(symbol, TIMEFRAME));
  const strategies = spread('strategy.s', LANES * STRATEGIES.length, workers);
  const accounts = spread('account.a', LANES * ACCOUNTS_ON_A_LANE + ACCOUNTS_ACROSS, workers);
  const limited = new Set<string>();
  const trading = accounts.flatMap((account, index) => {
    const home = index % LANES;
    const isAcross = index >= LANES * ACCOUNTS_ON_A_LANE;
    const on = isAcross ? [home, home, (home + 1) % LANES] : [home, home, home];
    if (!isAcross) limited.add(idOf(account));
    const runs = on.map((lane, place) => ({
      lane: streams[lane]!,
      symbol: lanes[lane]!.symbol,
      strategy: strategies[lane * STRATEGIES.length + ((index + place) % STRATEGIES.length)]!,
    }));
    return accountOf(account, runs, !isAcross);
  });
  const wards = wardsOf({
    ...{ row, shardOf, spread: (prefix, count) => spread(prefix, count, workers) },
    lanes: lanes.map(({ symbol }, index) => ({ symbol, stream: streams[index]! })),
  });
  const copying = copiersOf({
    ...{ row, shardOf, spread: (prefix, count) => spread(prefix, count, workers) },
    published: [publishedOf(accounts[0]!, 0, 2), publishedOf(accounts[1]!, 1, SUBSCRIPTIONS)],
  });
  return {
    ...{ limited, wards, copiers: copying.copiers },
    actors: [
      { ...SUPERVISOR, config: { owner: 'platform' } },
      ...lanes.map((lane) => marketOf(lane, barsPerSecond)),
      ...strategies.map((address, index) =>
        strategyOf(address, streams[Math.floor(index / STRATEGIES.length)]!, index),
      ),
      ...trading,
      ...wards.actors,
      ...copying.actors,
    ],
  };

  function publishedOf(account: string, lane: number, place: number): Published {
    const id = idOf(account);
    const what = { source: `subscription.${id}-${place}`, account: id, owner: OWNER, allocation: ALLOCATION };
    return { ...what, symbol: lanes[lane]!.symbol, lane: streams[lane]! };
  }
}

/** C1. */
function spread(prefix: string, count: number, workers: number): string[] {
  const nodes = workersOf(workers).map((id) => ({ id, weight: 1 }));
  const room = new Map(nodes.map(({ id }) => [id, Math.ceil(count / workers)]));
  const names: string[] = [];
  for (let number = 1; names.length < count; number += 1) {
    const home = rendezvous(shardOf(`${prefix}${number}`), nodes)!;
    if (room.get(home) === 0) continue;
    room.set(home, room.get(home)! - 1);
    names.push(`${prefix}${number}`);
  }
  return names;
}

const idOf = (address: string): string => address.slice(address.indexOf('.') + 1);

const row = (address: string, config: object, more: Partial<NewActor> = {}): NewActor => ({
  ...{ address, kind: address.slice(0, address.indexOf('.')), config },
  ...{ desired: 'running', ordinal: 0, owner: OWNER, shard: shardOf(address) },
  ...more,
});

const marketOf = ({ symbol, path }: Lane, barsPerSecond: number): NewActor =>
  row(`market-data.${symbol}`, {
    symbolToken: symbol,
    timeframe: TIMEFRAME,
    simulated: true,
    description: 'SIMULATED: made-up minute bars of a chaos run',
    feed: { kind: 'csv', path, ...(barsPerSecond === 0 ? { speed: 0 } : { barsPerSecond }) },
  });

function strategyOf(address: string, lane: string, index: number): NewActor {
  const [strategy, params] = STRATEGIES[index % STRATEGIES.length]!;
  return row(address, { strategy, params, lane, owner: OWNER, published: true, after: 0 });
}

interface Run {
  readonly lane: string;
  readonly symbol: string;
  readonly strategy: string;
}

function accountOf(account: string, runs: readonly Run[], isLimited: boolean): NewActor[] {
  const id = idOf(account);
  const at = { shard: shardOf(account) };
  const config = {
    ...{ owner: OWNER, venue: 'chaos', simulatedVenue: true, currency: 'USD', deposit: '100000' },
    commissionRate: 0.0005,
    limits: {
      maxOrderNotional: MAX_ORDER_NOTIONAL,
      priceCollar: 0.5,
      ...(isLimited && { maxOpenOrders: MAX_OPEN_ORDERS }), // C2
    },
    equityEveryMs: 1_800_000,
  };
  return [
    row(account, {}, at),
    row(`risk-monitor.${id}`, config, { ...at, parent: account }),
    row(`desk.${id}`, {}, { ...at, parent: account, ordinal: 1 }),
    ...runs.slice(0, SUBSCRIPTIONS).map((run, place) =>
      row(`subscription.${id}-${place + 1}`, subscriptionOf(id, run, place), {
        ...at,
        parent: `desk.${id}`,
        ordinal: place,
      }),
    ),
  ];
}

/** C3: one of three asks for as much as an order may cost, and for more once it has gained. */
const subscriptionOf = (account: string, { lane, symbol, strategy }: Run, place: number): object => ({
  ...{ owner: OWNER, account, strategy, lane, instrument: instrumentNamed(symbol), after: 0 },
  allocation: ALLOCATION,
  sizing: { kind: 'fraction', fraction: place === 0 ? 0.929 : 0.8 },
  direction: place === 1 ? 'long-only' : 'long-short',
  ...(place !== 2 && { stopLoss: 0.008, takeProfit: 0.012 }),
  ...(place === 2 && { trailingStop: 0.01 }),
});
