import { type Verdict, clear, tripped } from '../../domain/system-risk/verdict.ts';
import { type VolatilitySpikeState, volatilitySpikeVerdict } from '../../domain/system-risk/volatility-spike.ts';
import type { AccountState, TradingActor } from '../account-state.ts';
import { BARS } from './taken-bars.ts';

/** How volatile a lane is against its own average. */
export interface LaneVolatility {
  /** Standard deviation of one bar's log return. */
  readonly volatility: number;
  readonly average: number;
  readonly ratio: number;
}

/** Volatility of a lane; undefined until enough bars are known. */
export function laneVolatility(state: AccountState, stream: string): LaneVolatility | undefined {
  const spike = state.watch.lanes.get(stream)?.spike;
  return spike && volatilityOf(spike);
}

/** Tripped while the actor's lane is in a spike, or beyond this limit of the actor's own. */
export function spikeVerdict(state: AccountState, actor: TradingActor, limit: number): Verdict | undefined {
  const spike = state.watch.lanes.get(actor.lane)?.spike;
  if (spike === undefined) return undefined;
  const now = volatilityOf(spike);
  if (now === undefined) return undefined;
  const { volatility, average, ratio } = now;
  // A ratio that is no number trips.
  return spike.tripped || !(ratio <= limit) ? tripped({ volatility, average, limit }) : clear();
}

function volatilityOf(spike: VolatilitySpikeState): LaneVolatility | undefined {
  const { facts } = volatilitySpikeVerdict(spike, { ...BARS, tripRatio: Infinity, clearRatio: Infinity });
  const { volatility, average } = facts;
  if (typeof volatility !== 'number' || typeof average !== 'number') return undefined;
  // A market that never moved and does not move is not volatile.
  return { volatility, average, ratio: volatility === 0 && average === 0 ? 1 : volatility / average };
}
