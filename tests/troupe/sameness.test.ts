import { describe, expect, test } from 'vitest';
import { Simulation } from '../../actors/backtest/simulation.ts';
import type { Bar, Timeframe } from '../../actors/domain/bar.ts';
import { fillModel, type FillModelSettings } from '../../actors/domain/fill-model.ts';
import { parseInstrument } from '../../actors/domain/instrument.ts';
import type { Fill } from '../../actors/domain/order.ts';
import { STRATEGIES } from '../../actors/strategy/catalog.ts';
import { faultsOf, fillsOf } from '../support/invariants.ts';
import {
  accountConfig,
  instrumentConfig,
  laneOfMarket,
  subscriptionConfig,
  TroupeInMemory,
  type Cast,
  type CastSubscription,
} from '../support/troupe-in-memory.ts';
import { madeUp, sp500 } from './casts.ts';

interface Scene {
  readonly bars: readonly Bar[];
  readonly timeframe: Timeframe;
  readonly strategy: string;
  readonly params?: object;
  readonly model?: FillModelSettings;
  readonly lot?: string;
  readonly subscription?: Omit<CastSubscription, 'strategy'>;
}

const castOf = ({ bars, timeframe, strategy, params = {}, model, lot, subscription }: Scene): Cast => ({
  markets: { MKT: { bars, timeframe } },
  strategies: { it: { strategy, params, market: 'MKT' } },
  accounts: { a: { deposit: '100000', subscriptions: { it: { strategy: 'it', ...subscription } } } },
  ...(model !== undefined && { model }),
  ...(lot !== undefined && { lot }),
});

const lines = (fills: readonly Fill[]): string[] =>
  fills.map(
    ({ time, side, price, quantity, commission }) =>
      `${new Date(time).toISOString()} ${side} ${quantity} @ ${price} commission ${commission}`,
  );

async function live(cast: Cast): Promise<string[]> {
  const troupe = await new TroupeInMemory(cast, { seed: 3 }).open();
  expect(await troupe.run()).toBe(true);
  expect(faultsOf(troupe)).toEqual([]);
  const fills = fillsOf(troupe.store, 'risk-monitor.a');
  await troupe.close();
  return lines(fills);
}

function backtest(cast: Cast): string[] {
  const { strategy, params = {} } = cast.strategies['it']!;
  const account = cast.accounts['a']!;
  const lane = laneOfMarket(cast, 'MKT');
  const simulation = new Simulation({
    instrument: parseInstrument(instrumentConfig('MKT', cast.lot)),
    lane,
    model: fillModel(cast.model),
    strategy: { strategy, params, lane, owner: 'ann' },
    subscription: subscriptionConfig(cast, 'backtest', account.subscriptions['it']!),
    account: accountConfig(cast, account),
  });
  for (const bar of cast.markets['MKT']!.bars) simulation.bar(bar);
  return lines(simulation.fills);
}

async function expectSameness(scene: Scene, atLeast: number): Promise<void> {
  const cast = castOf(scene);
  const tested = backtest(cast);
  expect(tested.length).toBeGreaterThanOrEqual(atLeast);
  expect(await live(cast)).toEqual(tested);
}

describe('a backtest promises nothing that the live troupe does not keep, to the last digit', () => {
  test.each(STRATEGIES.map(({ name }) => name))('%s', async (strategy) => {
    const isIntraday = strategy === 'session-range-breakout';
    const scene = isIntraday
      ? { bars: await madeUp(3_000, 11, '5m'), timeframe: '5m' as const }
      : { bars: await sp500(1_500), timeframe: '1d' as const };
    await expectSameness({ ...scene, strategy, model: { commissionRate: 0.001 } }, 2);
  });

  test.each<[string, Partial<Scene>]>([
    ['long and short', { subscription: { direction: 'long-short' } }],
    ['a stop-loss', { subscription: { direction: 'long-short', stopLoss: 0.01 } }],
    ['a take-profit', { subscription: { takeProfit: 0.015 } }],
    ['a trailing stop', { subscription: { direction: 'long-short', trailingStop: 0.02 } }],
    ['all protections at once', { subscription: { stopLoss: 0.02, takeProfit: 0.02, trailingStop: 0.03 } }],
    ['slippage', { model: { commissionRate: 0.0005, slippageBps: 7 } }],
    [
      'a share of the volume',
      { model: { volumeShare: 0.1 }, subscription: { direction: 'long-short', stopLoss: 0.01 } },
    ],
    ['latency', { model: { latencyMs: 60_000 } }],
    ['whole lots', { lot: '1' }],
    [
      'a volatility target',
      { subscription: { sizing: { kind: 'volatility-target', lookback: 10, periodsPerYear: 8760 } } },
    ],
    [
      'the risk to the stop',
      { lot: '1', subscription: { sizing: { kind: 'risk-fraction', risk: 0.01 }, stopLoss: 0.02 } },
    ],
    [
      'Kelly of its own trades',
      {
        subscription: { direction: 'long-short', sizing: { kind: 'kelly', window: 30, minTrades: 10, fallback: 0.5 } },
      },
    ],
    [
      'risk parity',
      {
        subscription: {
          sizing: {
            kind: 'risk-parity',
            peers: [0.2, 0.9],
            correlations: [
              [1, 0.5, -0.2],
              [0.5, 1, 0.1],
              [-0.2, 0.1, 1],
            ],
            lookback: 10,
            periodsPerYear: 8760,
          },
        },
      },
    ],
    [
      'a size that drawdown scales',
      { subscription: { sizing: { kind: 'drawdown-scaled', maxDrawdown: 0.5, of: { kind: 'fraction' } } } },
    ],
  ])('with %s', async (_name, scene) => {
    const bars = await madeUp(800, 5);
    await expectSameness({ bars, timeframe: '1h', strategy: 'sma-cross', params: { fast: 3, slow: 8 }, ...scene }, 20);
  });
});
