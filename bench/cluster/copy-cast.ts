// A company that copies: providers, each with a manual desk as its source, and followers, each alone on an account of its own.
// F1. Every worker is home to as many accounts as the others, of providers as of followers.
// F2. Providers trade on a lane of their own, in the same instrument: a provider's fill comes between two bars of its followers, as
//     it does at a venue with a market of its own.
import type { NewActor } from '../../actors/troupe/account-casting.ts';
import { barsStream } from '../../actors/protocol.ts';
import { SUPERVISOR } from '../../actors/troupe/first-start.ts';
import { instrumentNamed } from '../../actors/troupe/instruments.ts';
import { shardOf } from '../../runtime/shard.ts';
import { balanced, LIMITS, row, userOf } from './cast.ts';

export interface CopyPlan {
  readonly providers: number;
  /** Of each provider. */
  readonly followers: number;
  readonly workers: readonly string[];
  /** Opening of the first bar, epoch milliseconds UTC. */
  readonly startTime: number;
}

const PROVIDERS_TOKEN = 'SIM-SOURCE';
const FOLLOWERS_TOKEN = 'SIM-EURUSD';
const TIMEFRAME = '1m';
const MINUTE_MS = 60_000;
const INSTRUMENT = instrumentNamed(FOLLOWERS_TOKEN);
const SYMBOL = (INSTRUMENT as { readonly symbol: string }).symbol;
const PROVIDER_OWNER = 'provider';
/** So slow that after a bar there is time to tell the market to stand still. */
const BARS_PER_SECOND = 0.5;

export const PROVIDERS_MARKET = `market-data.${PROVIDERS_TOKEN}`;
export const FOLLOWERS_MARKET = `market-data.${FOLLOWERS_TOKEN}`;

/** The desk that a provider's orders are sent to. */
export const deskOf = (provider: string): string => `manual.${nameOf(provider)}`;

const nameOf = (address: string): string => address.slice(address.indexOf('.') + 1);

/** The markets, and all that providers need. */
export const providersCast = (plan: CopyPlan): NewActor[] => [
  { ...SUPERVISOR, config: { owner: 'platform' } },
  marketOf(PROVIDERS_TOKEN, plan.startTime),
  marketOf(FOLLOWERS_TOKEN, plan.startTime),
  ...sourcesOf(plan).flatMap(providerOf),
];

/** Followers with their accounts, one after the other. */
export function followersCast(plan: CopyPlan): NewActor[][] {
  const sources = sourcesOf(plan);
  return balanced('account.a', plan.providers * plan.followers, plan.workers).map((account, index) =>
    followerOf(nameOf(account), userOf(index), `provider.${sources[index % sources.length]}`),
  );
}

const sourcesOf = ({ providers, workers }: CopyPlan): string[] => balanced('account.p', providers, workers).map(nameOf);

const marketOf = (token: string, startTime: number): NewActor =>
  row(`market-data.${token}`, {
    ...{ symbolToken: token, timeframe: TIMEFRAME, simulated: true },
    description: 'SIMULATED: made-up minute bars for a benchmark',
    feed: {
      ...{ kind: 'simulated', seed: 1, startPrice: 1.1, tick: 0.00001, volatility: 0.12 },
      ...{ startTime: startTime - (startTime % MINUTE_MS), barsPerSecond: BARS_PER_SECOND },
    },
  });

function providerOf(name: string): NewActor[] {
  const lane = barsStream(PROVIDERS_TOKEN, TIMEFRAME);
  const trades = { account: name, lane, instrument: INSTRUMENT, allocation: '100000' };
  const config = {
    ...{ ...trades, owner: PROVIDER_OWNER, name, source: `manual.${name}`, currency: 'USD' },
    ...{ visibility: 'public', terms: {}, chain: [PROVIDER_OWNER] },
  };
  return [
    ...accountOf(name, PROVIDER_OWNER, `manual.${name}`, { ...trades, owner: PROVIDER_OWNER, after: 0 }),
    row(`provider.${name}`, config, { owner: PROVIDER_OWNER, shard: shardOf(`account.${name}`) }),
  ];
}

const followerOf = (account: string, owner: string, provider: string): NewActor[] =>
  accountOf(account, owner, `follower.${account}`, {
    ...{ owner, account, provider, alias: account, after: 0, terms: {} },
    ...{ lane: barsStream(FOLLOWERS_TOKEN, TIMEFRAME), instrument: INSTRUMENT, sourceInstrument: SYMBOL },
    ...{ allocation: '10000', settings: { allocation: { kind: 'fixed_ratio', ratio: '1' } } },
  });

function accountOf(name: string, owner: string, trading: string, config: object): NewActor[] {
  const account = `account.${name}`;
  const at = { shard: shardOf(account), owner };
  const monitor = {
    ...{ owner, venue: 'paper', simulatedVenue: true, currency: 'USD', deposit: '100000' },
    ...{ commissionRate: 0.0005, limits: LIMITS, equityEveryMs: 3_600_000 },
  };
  return [
    row(account, {}, at),
    row(`risk-monitor.${name}`, monitor, { ...at, parent: account }),
    row(`desk.${name}`, {}, { ...at, parent: account, ordinal: 1 }),
    row(trading, config, { ...at, parent: `desk.${name}` }),
  ];
}
