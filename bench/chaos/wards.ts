// Accounts of a chaos run that people restrict while it runs: halts, flattens, resets and new limits are about them and nobody else.
// W1. When a restriction comes depends on the machine, so what a ward trades is held against no other run: it is judged by its own
//     journal, by the venue and by the ledger.
// W2. All subscriptions of a ward trade one strategy: they want to enter at once, and together they would pass its limit.
import type { NewActor } from '../../actors/troupe/account-casting.ts';
import { instrumentNamed } from '../../actors/troupe/instruments.ts';

export const WARD_OWNER = 'ward';
const COUNT = 3;
const SUBSCRIPTIONS = 3;
/** Of equity: two entries of `FRACTION` fit beneath it, three do not. */
const MAX_GROSS_EXPOSURE = 0.6;
/** All of it is allocated. */
const DEPOSIT = '30000';
const ALLOCATION = '10000';
const FRACTION = 0.8;

const STRATEGIES: readonly (readonly [name: string, params: object])[] = [
  ['rsi-reversion', { period: 3, oversold: 45, exit: 55 }],
  ['sma-cross', { fast: 2, slow: 5 }],
  ['bollinger-reversion', { period: 4, deviations: 0.8 }],
];

export interface Wards {
  readonly actors: readonly NewActor[];
  /** Names of the accounts. */
  readonly accounts: readonly string[];
  /** Addresses of the strategies that only they trade. */
  readonly strategies: readonly string[];
}

interface WardPlan {
  readonly lanes: readonly { readonly symbol: string; readonly stream: string }[];
  /** Addresses that begin so, spread over the workers. */
  readonly spread: (prefix: string, count: number) => string[];
  readonly row: (address: string, config: object, more?: Partial<NewActor>) => NewActor;
  readonly shardOf: (address: string) => number;
}

export function wardsOf({ lanes, spread, row, shardOf }: WardPlan): Wards {
  const strategies = spread('strategy.w', COUNT);
  const accounts = spread('account.w', COUNT);
  const actors = accounts.flatMap((account, index) => {
    const lane = lanes[index % lanes.length]!;
    const [strategy, params] = STRATEGIES[index % STRATEGIES.length]!;
    const config = { strategy, params, lane: lane.stream, owner: WARD_OWNER, published: true, after: 0 };
    return [row(strategies[index]!, config), ...wardOf(account, strategies[index]!, lane)];
  });
  return { actors, accounts: accounts.map(idOf), strategies };

  function wardOf(account: string, strategy: string, lane: WardPlan['lanes'][number]): NewActor[] {
    const id = idOf(account);
    const at = { shard: shardOf(account), owner: WARD_OWNER };
    const config = {
      ...{ owner: WARD_OWNER, venue: 'chaos', simulatedVenue: true, currency: 'USD', deposit: DEPOSIT },
      ...{ commissionRate: 0.0005, limits: { maxGrossExposure: MAX_GROSS_EXPOSURE, priceCollar: 0.5 } },
      equityEveryMs: 1_800_000,
    };
    return [
      row(account, {}, at),
      row(`risk-monitor.${id}`, config, { ...at, parent: account }),
      row(`desk.${id}`, {}, { ...at, parent: account, ordinal: 1 }),
      ...Array.from({ length: SUBSCRIPTIONS }, (_, place) => {
        const trades = {
          ...{ owner: WARD_OWNER, account: id, strategy, lane: lane.stream, after: 0 },
          ...{ instrument: instrumentNamed(lane.symbol), allocation: ALLOCATION, direction: 'long-only' },
          ...{ sizing: { kind: 'fraction', fraction: FRACTION }, stopLoss: 0.008, takeProfit: 0.012 },
        };
        return row(`subscription.${id}-${place + 1}`, trades, { ...at, parent: `desk.${id}`, ordinal: place });
      }),
    ];
  }
}

/** Whether an actor belongs to a ward. */
export const isWards = (actor: string): boolean => /^(subscription|risk-monitor)\.w\d/.test(actor);

const idOf = (address: string): string => address.slice(address.indexOf('.') + 1);
