// V1. The average is of the returns before the short window: one that held the spike itself could never be passed by more than
//     √(long ÷ short) times.
// V2. Between the two ratios it stays what it was, so a volatility near the limit does not flap.
// V3. A bar told again, or late, changes nothing.
import { DomainError } from '../errors.ts';
import { clear, tripped, type Verdict } from './verdict.ts';

export interface VolatilitySpikeLimit {
  /** Returns in the short window; at least 1. */
  readonly shortBars: number;
  /** Returns before it, whose volatility is the average; at least 1. */
  readonly longBars: number;
  /** It trips above this many times the average. */
  readonly tripRatio: number;
  /** It clears at or below this many times the average; not above `tripRatio`. */
  readonly clearRatio: number;
}

/** JSON. */
export interface VolatilitySpikeState {
  /** Closing time of the last bar, epoch milliseconds. */
  readonly time: number | null;
  readonly close: number | null;
  /** Log returns, oldest first; the long and the short window together. */
  readonly returns: readonly number[];
  readonly tripped: boolean;
}

export const noBarsYet: VolatilitySpikeState = { time: null, close: null, returns: [], tripped: false };

/** A bar has closed. Throws PRICE_INVALID for a close that is not above zero. */
export function barClosed(
  state: VolatilitySpikeState,
  limit: VolatilitySpikeLimit,
  bar: { readonly closeTime: number; readonly close: number },
): VolatilitySpikeState {
  const { closeTime: time, close } = bar;
  if (!(close > 0 && close < Infinity)) {
    throw new DomainError('PRICE_INVALID', `${close} is not a positive price`, { close, time });
  }
  if (state.time !== null && time <= state.time) return state; // V3
  if (state.close === null) return { ...state, time, close };
  const returns = [...state.returns, Math.log(close / state.close)].slice(-(limit.shortBars + limit.longBars));
  const { short, average } = volatilities(returns, limit);
  return { time, close, returns, tripped: isSpike(short, average, limit, state.tripped) };
}

/** Tripped from the bar that spikes to the bar that has calmed down; clear until both windows are full. */
export function volatilitySpikeVerdict(state: VolatilitySpikeState, limit: VolatilitySpikeLimit): Verdict {
  const { short, average } = volatilities(state.returns, limit);
  if (short === undefined) return clear({ returns: state.returns.length, needed: limit.shortBars + limit.longBars });
  const facts = { volatility: short, average, limit: limit.tripRatio };
  return state.tripped ? tripped(facts) : clear(facts);
}

type Volatilities =
  { readonly short: number; readonly average: number } | { readonly short: undefined; readonly average: undefined };

/** Realized volatility a bar of both windows: √(mean squared log return) (Andersen & Bollerslev, International Economic Review 39, 1998). */
function volatilities(
  returns: readonly number[],
  { shortBars, longBars }: Pick<VolatilitySpikeLimit, 'shortBars' | 'longBars'>,
): Volatilities {
  if (returns.length < shortBars + longBars) return { short: undefined, average: undefined };
  const split = returns.length - shortBars;
  return { short: rootMeanSquare(returns, split, returns.length), average: rootMeanSquare(returns, split - longBars, split) }; // prettier-ignore
}

function rootMeanSquare(values: readonly number[], from: number, to: number): number {
  let squares = 0;
  for (let index = from; index < to; index++) squares += values[index]! * values[index]!;
  return Math.sqrt(squares / (to - from));
}

/** By products, so that an average of zero is passed by any movement; a ratio that is no number trips and does not clear. */
function isSpike(
  short: number | undefined,
  average: number | undefined,
  { tripRatio, clearRatio }: VolatilitySpikeLimit,
  before: boolean,
): boolean {
  if (short === undefined || average === undefined) return before;
  return before ? !(short <= clearRatio * average) : !(short <= tripRatio * average);
}
