// R1. Orders that the venue answered count, each once; what risk itself denied says nothing about the venue.
// R2. It heals by time: while it is tripped nothing new is sent, the window empties, and below the minimum sample it is clear.
import { addSample, type Sample, samplesWithin, type WindowSize } from './sliding-window.ts';
import { clear, tripped, type Verdict } from './verdict.ts';

export interface RejectRateLimit {
  /** The last orders, and how old they may be. */
  readonly window: WindowSize;
  /** Below this many orders nothing is concluded; at least 1. */
  readonly minOrders: number;
  /** Largest share of orders that the venue may reject, 0–1. */
  readonly maxShare: number;
}

/** JSON. */
export interface RejectRateState {
  /** 1 for a rejected order, 0 for an accepted one. */
  readonly orders: readonly Sample[];
}

export const noOrdersYet: RejectRateState = { orders: [] };

/** The venue has answered an order at `time` (epoch milliseconds); told once an order. */
export const orderAnswered = (
  { orders }: RejectRateState,
  { window }: RejectRateLimit,
  answer: { readonly time: number; readonly rejected: boolean },
): RejectRateState => ({ orders: addSample(orders, window, [answer.time, answer.rejected ? 1 : 0]) });

/** Tripped while the venue rejects a larger share than allowed; a limit that is no number trips. */
export function rejectRateVerdict(state: RejectRateState, limit: RejectRateLimit, now: number): Verdict {
  const orders = samplesWithin(state.orders, limit.window, now);
  const rejected = orders.reduce((sum, [, value]) => sum + value, 0);
  const facts = { orders: orders.length, rejected, maxShare: limit.maxShare };
  if (orders.length === 0 || orders.length < limit.minOrders) return clear(facts);
  return rejected / orders.length <= limit.maxShare ? clear(facts) : tripped(facts);
}
