// L1. Loss = equity at the start of the day + what was paid in since − equity now; a withdrawal is paid in below zero.
// L2. Unknown fails closed: without an equity now, or at the start of the day, nothing may open.
// L3. It latches: equity that recovers does not clear it, the next boundary or a reset does; and a reset holds only
//     while the loss is within the limit, for the start of the day stays what it was.
// L4. Every message first applies the boundary it is past, so a missed one is applied late, once, to the equity known before it.
import { decimal, type Decimal } from '../decimal.ts';
import { boundariesMissed, dayOf, lastBoundary, type TradingDay } from './trading-day.ts';
import { clear, isoTime, tripped, unknown, type Verdict } from './verdict.ts';

/** At least one of the two losses; the smaller is in force. */
export interface DailyLossLimit {
  readonly day: TradingDay;
  /** Money, above zero. */
  readonly maxLoss?: Decimal;
  /** Of the equity at the start of the day and what was paid in since, 0–1. */
  readonly maxLossFraction?: number;
  /** An equity older than this is not known any more. */
  readonly maxEquityAgeMs?: number;
}

/** JSON; money as exact text, instants as epoch milliseconds. */
export interface DailyLossState {
  /** The boundary that began the day. */
  readonly boundary: number;
  readonly startEquity: string | null;
  /** Paid in less withdrawn since the start of the day. */
  readonly paidIn: string;
  readonly equity: string | null;
  readonly equityAt: number;
  /** When the limit was passed, and the largest loss since. */
  readonly latched: { readonly at: number; readonly loss: string } | null;
}

/** What the breaker is told; each carries its instant, epoch milliseconds. */
export type DailyLossMessage =
  | { readonly kind: 'equity'; readonly at: number; readonly equity: Decimal }
  | { readonly kind: 'equity-unknown'; readonly at: number }
  /** Told before an equity that contains it; below zero for a withdrawal. */
  | { readonly kind: 'paid-in'; readonly at: number; readonly amount: Decimal }
  /** Time has passed: what a schedule tells at a boundary. */
  | { readonly kind: 'time'; readonly at: number }
  | { readonly kind: 'reset'; readonly at: number };

/** A day in progress at `at` (epoch milliseconds) of which no equity is known yet. */
export const lossUnknown = (limit: DailyLossLimit, at: number): DailyLossState => ({
  boundary: lastBoundary(limit.day, at),
  startEquity: null,
  paidIn: '0',
  equity: null,
  equityAt: at,
  latched: null,
});

/** The state after a message. */
export function dailyLoss(state: DailyLossState, limit: DailyLossLimit, message: DailyLossMessage): DailyLossState {
  const today = rolledOver(state, limit, message.at); // L4
  return latch(told(today, message), limit, message.at);
}

/** Tripped from the loss beyond the limit until it is cleared; unknown without equity. Facts: loss, limit, used (loss ÷ limit). */
export function dailyLossVerdict(state: DailyLossState, limit: DailyLossLimit, now: number): Verdict {
  const today = rolledOver(state, limit, now);
  const day = dayOf(limit.day, today.boundary);
  const loss = lossOf(today);
  const most = largestLoss(today, limit);
  if (today.latched !== null) {
    const facts = { day, since: isoTime(today.latched.at), largestLoss: decimal(today.latched.loss) };
    return tripped({ ...facts, ...(loss !== undefined && { loss }), ...(most !== undefined && { limit: most }) });
  }
  if (loss === undefined || most === undefined) return unknown({ day, reason: 'the equity is not known' });
  if (limit.maxEquityAgeMs !== undefined && !(now - today.equityAt <= limit.maxEquityAgeMs)) {
    return unknown({ day, reason: 'the equity is old', equityAt: isoTime(today.equityAt) });
  }
  const beyond = isBeyond(loss, most);
  const used = most.gt(0) ? Math.max(0, loss.div(most).toNumber()) : Number(beyond);
  const facts = { day, loss, limit: most, used };
  return beyond ? tripped(facts) : clear(facts);
}

/** Undefined while either equity is. */
function lossOf({ startEquity, paidIn, equity }: DailyLossState): Decimal | undefined {
  return startEquity === null || equity === null ? undefined : decimal(startEquity).add(paidIn).sub(equity);
}

/** The smaller of the two limits in money; undefined while the fraction is of an equity that is not known. */
function largestLoss({ startEquity, paidIn }: DailyLossState, limit: DailyLossLimit): Decimal | undefined {
  const { maxLoss, maxLossFraction: fraction } = limit;
  if (fraction === undefined) return maxLoss;
  if (startEquity === null) return undefined;
  const most = decimal(startEquity).add(paidIn).mul(fraction);
  return maxLoss?.lt(most) === true ? maxLoss : most;
}

/** A limit that is no number is passed by any loss. */
const isBeyond = (loss: Decimal, limit: Decimal): boolean => !loss.lte(limit);

function rolledOver(state: DailyLossState, { day }: DailyLossLimit, at: number): DailyLossState {
  const due = boundariesMissed(day, state.boundary, at);
  if (due === undefined) return state;
  return { ...state, boundary: due.boundary, startEquity: state.equity, paidIn: '0', latched: null };
}

function told(state: DailyLossState, message: DailyLossMessage): DailyLossState {
  switch (message.kind) {
    case 'equity': {
      if (message.at < state.equityAt) return state; // What came late tells less than what is known.
      const equity = message.equity.toString();
      // Known late, so the day starts with it; what was paid in before is in it.
      const start = state.startEquity === null ? { startEquity: equity, paidIn: '0' } : {};
      return { ...state, ...start, equity, equityAt: message.at };
    }
    case 'equity-unknown':
      return { ...state, equity: null, equityAt: message.at };
    case 'paid-in': {
      const paidIn = decimal(state.paidIn).add(message.amount).toString();
      const equity = state.equity === null ? null : decimal(state.equity).add(message.amount).toString();
      return { ...state, paidIn, equity };
    }
    case 'time':
      return state;
    case 'reset':
      return { ...state, latched: null };
  }
}

function latch(state: DailyLossState, limit: DailyLossLimit, at: number): DailyLossState {
  const loss = lossOf(state);
  const most = largestLoss(state, limit);
  if (loss === undefined || most === undefined) return state;
  const { latched } = state;
  if (latched === null) return isBeyond(loss, most) ? { ...state, latched: { at, loss: loss.toString() } } : state;
  return loss.gt(latched.loss) ? { ...state, latched: { at: latched.at, loss: loss.toString() } } : state;
}
