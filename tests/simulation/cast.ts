// What plays in the worlds: small casts of every kind of actor, and what each comes to when nothing goes wrong.
import type { Bar } from '../../actors/domain/bar.ts';
import { faultsOf, outcomeOf } from '../support/invariants.ts';
import { type Cast, TroupeInMemory } from '../support/troupe-in-memory.ts';
import { madeUp } from '../troupe/casts.ts';

/** A cast, and what an undisturbed, sequential run of it comes to. */
export interface Rehearsed {
  readonly cast: Cast;
  readonly outcome: Record<string, unknown>;
}

const CASTS = 3;
const BARS = 40;
const rehearsed = new Map<number, Promise<Rehearsed>>();

/** The cast that a seed plays with, rehearsed once a process. */
export function castFor(seed: number): Promise<Rehearsed> {
  const number = seed % CASTS;
  let known = rehearsed.get(number);
  if (known === undefined) rehearsed.set(number, (known = rehearse(number)));
  return known;
}

async function rehearse(number: number): Promise<Rehearsed> {
  const cast = castOf(number, await madeUp(BARS, 10 * number + 7), await madeUp(BARS, 10 * number + 8));
  const troupe = await new TroupeInMemory(cast).open();
  const finished = await troupe.run();
  const faults = faultsOf(troupe);
  if (!finished || faults.length > 0) throw new Error(`cast ${number} does not play: ${faults.join('; ')}`);
  const outcome = outcomeOf(troupe);
  await troupe.close();
  return { cast, outcome };
}

/** Two accounts on one market or two, a strategy that both trade on, protections, and a limit that denies something. */
function castOf(number: number, first: Bar[], second: Bar[]): Cast {
  const limits = { maxOrderNotional: '200000', maxOpenOrders: 12 };
  return {
    markets: { AAA: { bars: first, timeframe: '1h' }, BBB: { bars: second, timeframe: '1h' } },
    strategies: {
      cross: { strategy: 'sma-cross', params: { fast: 2, slow: 5 }, market: 'AAA' },
      dips: { strategy: 'rsi-reversion', params: { period: 3, oversold: 40, exit: 55 }, market: 'BBB' },
    },
    accounts: {
      one: {
        limits,
        subscriptions: {
          plain: { strategy: 'cross' },
          guarded: { strategy: 'cross', direction: 'long-short', stopLoss: 0.01, takeProfit: 0.02 },
          other: { strategy: 'dips', allocation: number === 1 ? '400000' : '50000', trailingStop: 0.015 },
        },
      },
      two: {
        limits,
        subscriptions: {
          neighbour: { strategy: number === 2 ? 'dips' : 'cross', direction: 'long-short', trailingStop: 0.02 },
        },
      },
    },
    model: { commissionRate: 0.001, slippageBps: 2, ...(number > 0 && { volumeShare: 0.2 }) },
  };
}
