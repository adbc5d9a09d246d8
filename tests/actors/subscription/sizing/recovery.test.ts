import { beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../../../runtime/random.ts';
import { faultsOf, outcomeOf } from '../../../support/invariants.ts';
import { TIRELESS, TroupeInMemory, type Cast } from '../../../support/troupe-in-memory.ts';
import { madeUp } from '../../../troupe/casts.ts';
import { expectSame, killed, undisturbed } from '../../../troupe/undisturbed.ts';

const KELLY = { kind: 'kelly', window: 12, minTrades: 4, fallback: 0.6, cap: 0.8 };
let cast: Cast;
let calm: Record<string, unknown>;

beforeAll(async () => {
  const usual = { strategy: 'cross', direction: 'long-short' } as const;
  cast = {
    markets: { AAA: { bars: await madeUp(200, 8), timeframe: '1h' } },
    strategies: { cross: { strategy: 'sma-cross', params: { fast: 2, slow: 5 }, market: 'AAA' } },
    accounts: {
      one: {
        subscriptions: {
          kelly: { ...usual, sizing: KELLY },
          scaled: { ...usual, sizing: { kind: 'drawdown-scaled', maxDrawdown: 0.5, of: KELLY } },
          risked: { ...usual, stopLoss: 0.01, sizing: { kind: 'risk-fraction', risk: 0.005 } },
          parity: { ...usual, sizing: { kind: 'risk-parity', peers: [0.5], lookback: 10, periodsPerYear: 8760 } },
        },
      },
    },
    model: { commissionRate: 0.0001 },
  };
  calm = await undisturbed(cast);
});

test('each of them trades often, or the rest says nothing', () => {
  const { fills } = calm['one'] as { fills: Record<string, string[]> };
  for (const name of ['kelly', 'scaled', 'risked', 'parity']) {
    const lines = fills[`subscription.${name}`] ?? [];
    expect(lines.length, name).toBeGreaterThan(20);
  }
});

describe('a size that looks back is the same after a crash as without it', () => {
  test.each([3, 17, 1_000])('of actors, with a snapshot every %d turns', async (snapshotEvery) => {
    const random = seededRandom(snapshotEvery);
    let crashes = 0;
    const beforeTurn = (address: string): void => {
      // Without snapshots every crash is a replay from the first bar, in which it may crash again: some day it must come through.
      if (crashes === 20 || !address.startsWith('subscription.') || random.next() > 0.02) return;
      crashes += 1;
      throw new Error('provoked');
    };
    const troupe = await new TroupeInMemory(cast, { intensity: TIRELESS, snapshotEvery, beforeTurn }).open();
    expect(await troupe.run()).toBe(true);
    expect(crashes).toBe(20);
    expect(faultsOf(troupe)).toEqual([]);
    expect(outcomeOf(troupe)).toEqual(calm);
    await troupe.close();
  });

  test('of the process', async () => {
    const random = seededRandom(9);
    const run = await killed(cast, 25, () => Math.floor(random.next() * 200), { snapshotEvery: 15 });
    expect(run.kills).toBe(25);
    expectSame(run, calm);
  });
});
