import type { Timeframe } from '../domain/bar.ts';
import { barsStream } from '../protocol.ts';
import { shardOf } from '../../runtime/shard.ts';
import { instrumentNamed } from './instruments.ts';
import { parseInstrument } from '../domain/instrument.ts';
import { castAccount, type NewActor } from './account-casting.ts';

/** What a first start is made of. */
export interface DefaultTroupe {
  /** Daily bars of the S&P 500, 2000 to 2020. */
  readonly sp500Path: string;
  /** Pace of the replays; 0 is full speed. */
  readonly barsPerSecond: number;
  /** Seed of the simulated intraday prices. */
  readonly seed: number;
  /** Epoch milliseconds UTC at which the simulated prices begin. */
  readonly startTime: number;
}

const SP500 = instrumentNamed('SP500');
const SIMFX = instrumentNamed('SIM-EURUSD');

const SP500_LANE = barsStream('SP500', '1d');
const SIM_LANE = barsStream('SIM-EURUSD', '1m');

/**
 * Two users, three strategies, five subscriptions: real daily bars replayed, simulated intraday ones labelled so; one of ben's is
 * published, and ada follows it.
 */
export function defaultTroupe({ sp500Path, barsPerSecond, seed, startTime }: DefaultTroupe): NewActor[] {
  const pace = barsPerSecond === 0 ? { speed: 0 } : { barsPerSecond };
  return [
    ...castAccount('ada', 'ada', '200000', [
      subscription('ada-sp500-trend', 'ada', 'ada', 'sp500-trend', SP500_LANE, SP500, '60000', { stopLoss: 0.08 }),
      subscription('ada-sp500-dips', 'ada', 'ada', 'sp500-dips', SP500_LANE, SP500, '60000'),
      subscription('ada-simfx-breakout', 'ada', 'ada', 'simfx-breakout', SIM_LANE, SIMFX, '40000', {
        direction: 'long-short',
        trailingStop: 0.01,
      }),
      follower(),
    ]),
    ...castAccount('ben', 'ben', '100000', [
      subscription('ben-sp500-trend', 'ben', 'ben', 'sp500-trend', SP500_LANE, SP500, '50000', {
        sizing: { kind: 'volatility-target', annualVol: 0.1, lookback: 20, periodsPerYear: 252, maxLeverage: 1 },
      }),
      subscription('ben-simfx-breakout', 'ben', 'ben', 'simfx-breakout', SIM_LANE, SIMFX, '25000', {
        sizing: { kind: 'fixed-notional', notional: 10_000 },
      }),
    ]),
    provider(startTime),
    strategy('sp500-trend', 'ada', 'sma-cross', { fast: 10, slow: 30 }, SP500_LANE, true),
    strategy('sp500-dips', 'ada', 'rsi-reversion', { period: 14, oversold: 30, exit: 50 }, SP500_LANE, false),
    strategy('simfx-breakout', 'ben', 'donchian-breakout', {}, SIM_LANE, true),
    marketData(
      'SP500',
      '1d',
      { kind: 'csv', path: sp500Path, ...pace },
      false,
      'S&P 500, daily, 2000-2020 (Yahoo Finance by vega-datasets), replayed',
    ),
    marketData(
      'SIM-EURUSD',
      '1m',
      { kind: 'simulated', seed, startTime, startPrice: 1.1, tick: 0.00001, volatility: 0.12, barsPerSecond: 2 },
      true,
      'SIMULATED: made-up minute bars, one each half second',
      ['5m', '15m', '1h'],
    ),
  ];
}

const PROVIDER = 'provider.ben-breakout';
const FOLLOWER = 'follower.ada-copies-ben';
/** ada's account has 40,000 that nobody else was given. */
const COPIED_WITH = '20000';
const TERMS = { performance: '0.1', management: '0.01', perVolume: '0' };

/** ben's breakout on the simulated prices, told to whoever follows. */
const provider = (since: number): NewActor => ({
  ...{
    address: PROVIDER,
    kind: 'provider',
    desired: 'running',
    ordinal: 0,
    owner: 'ben',
    shard: shardOf('account.ben'),
  },
  config: {
    ...{ owner: 'ben', name: 'Breakout (demo)', source: 'subscription.ben-simfx-breakout', account: 'ben' },
    description: 'A demonstration: Donchian breakouts on SIMULATED prices, which nobody can trade.',
    ...{ lane: SIM_LANE, instrument: SIMFX, allocation: '25000', currency: 'USD', visibility: 'public', terms: TERMS },
    ...{ maxFollowers: 1_000, chain: ['ben'], after: 0, since },
    founders: [{ follower: FOLLOWER, owner: 'ada', alias: 'ada (demo)', capital: COPIED_WITH }],
  },
});

const follower = (): NewActor => ({
  ...{ address: FOLLOWER, kind: 'follower', parent: 'desk.ada', desired: 'running', ordinal: 0, owner: 'ada' },
  config: {
    ...{ owner: 'ada', account: 'ada', provider: PROVIDER, alias: 'ada (demo)', allocation: COPIED_WITH, terms: TERMS },
    ...{ lane: SIM_LANE, instrument: SIMFX, sourceInstrument: instrumentOf(SIMFX), after: 0 },
    settings: { allocation: { kind: 'equity_ratio', multiplier: '1' }, copyStopLoss: 0.5 },
  },
  shard: shardOf('account.ada'),
});

const instrumentOf = (json: object): string => parseInstrument(json).symbol;

/** A first start on the bars of one CSV file. */
export interface BarsTroupe {
  readonly path: string;
  readonly symbolToken: string;
  readonly timeframe: Timeframe;
  readonly barsPerSecond: number;
}

/** Two users, three strategies and five subscriptions on the bars of one file. */
export function barsTroupe({ path, symbolToken, timeframe, barsPerSecond }: BarsTroupe): NewActor[] {
  const lane = barsStream(symbolToken, timeframe);
  const instrument = instrumentNamed(symbolToken);
  const pace = barsPerSecond === 0 ? { speed: 0 } : { barsPerSecond };
  return [
    ...castAccount('ada', 'ada', '200000', [
      subscription('ada-trend', 'ada', 'ada', 'trend', lane, instrument, '60000', { stopLoss: 0.05, takeProfit: 0.2 }),
      subscription('ada-dips', 'ada', 'ada', 'dips', lane, instrument, '60000'),
      subscription('ada-breakout', 'ada', 'ada', 'breakout', lane, instrument, '40000', {
        direction: 'long-short',
        trailingStop: 0.03,
      }),
    ]),
    ...castAccount('ben', 'ben', '100000', [
      subscription('ben-trend', 'ben', 'ben', 'trend', lane, instrument, '50000', { direction: 'long-short' }),
      subscription('ben-breakout', 'ben', 'ben', 'breakout', lane, instrument, '25000', {
        sizing: { kind: 'fixed-notional', notional: 10_000 },
      }),
    ]),
    strategy('trend', 'ada', 'sma-cross', { fast: 10, slow: 30 }, lane, true),
    strategy('dips', 'ada', 'rsi-reversion', { period: 14, oversold: 30, exit: 50 }, lane, false),
    strategy('breakout', 'ben', 'donchian-breakout', {}, lane, true),
    marketData(symbolToken, timeframe, { kind: 'csv', path, ...pace }, false, `${path}, replayed`),
  ];
}

function subscription(
  id: string,
  owner: string,
  accountId: string,
  strategyId: string,
  lane: string,
  instrument: object,
  allocation: string,
  options: { direction?: string; stopLoss?: number; takeProfit?: number; trailingStop?: number; sizing?: object } = {},
): NewActor {
  const { direction = 'long-only', sizing = { kind: 'fraction', fraction: 0.95 }, ...protection } = options;
  return {
    address: `subscription.${id}`,
    kind: 'subscription',
    parent: `desk.${accountId}`,
    config: {
      owner,
      account: accountId,
      strategy: `strategy.${strategyId}`,
      lane,
      instrument,
      allocation,
      sizing,
      direction,
      ...protection,
      after: 0,
    },
    desired: 'running',
    ordinal: 0,
    owner,
    shard: shardOf(`account.${accountId}`),
  };
}

function strategy(id: string, owner: string, name: string, params: object, lane: string, published: boolean): NewActor {
  const address = `strategy.${id}`;
  return {
    address,
    kind: 'strategy',
    config: { strategy: name, params, lane, owner, published, after: 0 },
    desired: 'running',
    ordinal: 0,
    owner,
    shard: shardOf(address),
  };
}

function marketData(
  symbolToken: string,
  timeframe: string,
  feed: object,
  simulated: boolean,
  description: string,
  aggregate: readonly string[] = [],
): NewActor {
  const address = `market-data.${symbolToken}`;
  return {
    address,
    kind: 'market-data',
    config: { symbolToken, timeframe, feed, simulated, description, aggregate },
    desired: 'running',
    ordinal: 0,
    owner: 'platform',
    shard: shardOf(address),
  };
}
