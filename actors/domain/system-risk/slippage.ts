// S1. Slippage is signed, worse than decided above zero: what a venue improves makes up for what it worsens (Perold's
//     implementation shortfall, Journal of Portfolio Management 14, 1988).
// S2. It heals by time, as the reject rate: fills grow old, and below the minimum sample it is clear.
import type { Decimal } from '../decimal.ts';
import { DomainError } from '../errors.ts';
import { addSample, type Sample, samplesWithin, type WindowSize } from './sliding-window.ts';
import { clear, tripped, type Verdict } from './verdict.ts';

export interface SlippageLimit {
  /** The last fills, and how old they may be. */
  readonly window: WindowSize;
  /** Below this many fills nothing is concluded; at least 1. */
  readonly minFills: number;
  /** Largest mean slippage, basis points of the decision price. */
  readonly maxMeanBps: number;
}

/** JSON. */
export interface SlippageState {
  /** Basis points. */
  readonly fills: readonly Sample[];
}

export const noFillsYet: SlippageState = { fills: [] };

export interface SlippedFill {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly side: 'BUY' | 'SELL';
  /** What the market stood at when the order was decided. */
  readonly decisionPrice: Decimal;
  readonly fillPrice: Decimal;
}

/** Basis points by which a fill is worse than its decision price, below zero when better. Throws DECISION_PRICE_INVALID. */
export function slippageBps({ side, decisionPrice, fillPrice }: Omit<SlippedFill, 'time'>): number {
  if (!decisionPrice.gt(0)) {
    throw new DomainError('DECISION_PRICE_INVALID', `${decisionPrice} is not a positive price`, { decisionPrice });
  }
  const worse = side === 'BUY' ? fillPrice.sub(decisionPrice) : decisionPrice.sub(fillPrice);
  return worse.div(decisionPrice).mul(10_000).toNumber();
}

/** An order, or part of one, has been filled; told once a fill. */
export const orderFilled = ({ fills }: SlippageState, { window }: SlippageLimit, fill: SlippedFill): SlippageState => ({
  fills: addSample(fills, window, [fill.time, slippageBps(fill)]),
});

/** Tripped while the mean of the last fills is worse than allowed; a limit that is no number trips. */
export function slippageVerdict(state: SlippageState, limit: SlippageLimit, now: number): Verdict {
  const fills = samplesWithin(state.fills, limit.window, now);
  if (fills.length === 0 || fills.length < limit.minFills) return clear({ fills: fills.length });
  const meanBps = fills.reduce((sum, [, bps]) => sum + bps, 0) / fills.length;
  const facts = { fills: fills.length, meanBps, maxMeanBps: limit.maxMeanBps };
  return meanBps <= limit.maxMeanBps ? clear(facts) : tripped(facts);
}
