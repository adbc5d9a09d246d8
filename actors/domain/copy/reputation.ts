// What a provider is worth following for, worked out from what the ledger and the copies say and nothing else.
import { type Decimal, ZERO } from '../decimal.ts';
import type { PeriodBasis } from '../instrument.ts';
import { METRICS, metricsOf } from '../metrics.ts';
import type { Fill, OrderSide } from '../order.ts';
import { dailyReturns } from '../returns.ts';
import type { Trade } from '../trade.ts';
import { averageSlippage } from './copy-slippage.ts';
import { SCORE_PARTS, type Verdict, verdictOf } from './ranking.ts';
import {
  curveOf,
  type CurvePoint,
  type EquityAt,
  type EquityFlow,
  profitableMonths,
  trackDays,
  trackRecord,
} from './track-record.ts';

/** One copy as its account's journal has it; of followers that trade the provider's own instrument. */
export interface JudgedCopy {
  readonly providerPrice: Decimal;
  /** The follower's own price. */
  readonly price: Decimal;
  /** Of the follower's order. */
  readonly side: OrderSide;
  /** Signed: what the entry asks for and what was ordered of it, 0 where it was skipped. */
  readonly wanted: Decimal;
  readonly ordered: Decimal;
}

/** Where a follower should be and is; signed, in one unit. */
export interface HeldAgainstTarget {
  readonly target: Decimal;
  readonly held: Decimal;
}

export interface ReputationInput {
  /** Of the source, and what was paid into and out of it; oldest first, in its account's currency. */
  readonly equity: readonly EquityAt[];
  readonly flows?: readonly EquityFlow[];
  /** Closed trades of the source. */
  readonly trades: readonly Pick<Trade, 'pnl' | 'exitTime' | 'mae' | 'mfe'>[];
  /** Of the source, oldest first; the first one begins the record. */
  readonly fills: readonly Pick<Fill, 'time'>[];
  readonly basis: PeriodBasis;
  /** Now: how many, and the sum of the equity allocated to following. */
  readonly followers: { readonly count: number; readonly assets: Decimal };
  readonly copies: readonly JudgedCopy[];
  /** One a follower, now. */
  readonly divergences: readonly HeldAgainstTarget[];
  /** Epoch milliseconds UTC; what is later does not count. */
  readonly now: number;
}

/** Every figure for people; those of METRICS keep its words. `fraction` 0.1 is 10 %. */
export const REPUTATION_FIGURES = {
  totalReturn: {
    label: 'Return',
    unit: 'fraction',
    convention: 'from the last equity before the first fill, time weighted: deposits and withdrawals are no return',
  },
  maxDrawdown: METRICS.maxDrawdown,
  sharpe: METRICS.sharpe,
  sortino: METRICS.sortino,
  days: { label: 'Track length', unit: 'days', convention: 'from the first fill to the last equity' },
  trades: METRICS.trades,
  winRate: METRICS.winRate,
  profitFactor: METRICS.profitFactor,
  consistency: {
    label: 'Profitable months',
    unit: 'fraction',
    convention:
      'calendar months (UTC) that ended above where they began ÷ months; the first and last as far as they go',
  },
  followers: { label: 'Followers', unit: 'count', convention: 'now' },
  assets: { label: 'Assets following', unit: 'money', convention: 'sum of the equity allocated by followers now' },
  averageSlippage: {
    label: 'Average slippage',
    unit: 'fraction',
    convention: 'followers’ price against the provider’s, worse above zero, weighted by quantity × provider’s price',
  },
  copiedShare: {
    label: 'Copied share',
    unit: 'fraction',
    convention: 'Σ |ordered| × provider’s price ÷ Σ |wanted| × provider’s price; skipped copies ordered nothing',
  },
  divergence: {
    label: 'Divergence',
    unit: 'fraction',
    convention: 'mean over followers of |target − held| ÷ the larger of |target| and |held|; above 1 on the other side',
  },
} as const;

/** Figures by the conventions of REPUTATION_FIGURES; null where undefined. */
export interface Reputation {
  /** Return and drawdown from the start of the record on; empty before the first fill. */
  readonly curve: readonly CurvePoint[];
  readonly totalReturn: number | null;
  /** 0 or more, as in METRICS; on the curve it stands below zero. */
  readonly maxDrawdown: number;
  readonly sharpe: number | null;
  readonly sortino: number | null;
  /** 365 or 252: what Sharpe and Sortino are annualized with. */
  readonly periodsPerYear: number;
  /** With its fraction. */
  readonly days: number;
  readonly trades: number;
  readonly winRate: number | null;
  readonly profitFactor: number | null;
  readonly consistency: number | null;
  readonly followers: number;
  readonly assets: Decimal;
  readonly averageSlippage: number | null;
  readonly copiedShare: number | null;
  readonly divergence: number | null;
  readonly verdict: Verdict;
}

/** Works out all figures and the verdict; the same input gives the same figures. */
export function reputationOf(input: ReputationInput): Reputation {
  const { fills, copies, basis, now } = input;
  const firstFill = fills[0]?.time;
  const record = trackRecord(input.equity, input.flows ?? [], firstFill, now);
  const metrics = metricsOf({
    ...{ initialEquity: 1, startTime: record.startTime, equity: record.values, times: record.times, basis },
    trades: input.trades.filter(({ exitTime }) => exitTime <= now),
    // Figures of money are not taken from a record in units.
    ...{ commissionPaid: 0, tradedNotional: 0, exposedBars: 0 },
  });
  const days = trackDays(record, firstFill);
  const consistency = profitableMonths(record);
  const slippage = averageSlippage(copies.map((copy) => ({ ...copy, quantity: copy.ordered })));
  return {
    curve: curveOf(record),
    totalReturn: record.values.length === 0 ? null : metrics.totalReturn,
    maxDrawdown: metrics.maxDrawdown,
    sharpe: metrics.sharpe,
    sortino: metrics.sortino,
    periodsPerYear: metrics.periodsPerYear,
    days,
    trades: metrics.trades,
    winRate: metrics.winRate,
    profitFactor: metrics.profitFactor,
    consistency,
    followers: input.followers.count,
    assets: input.followers.assets,
    averageSlippage: slippage,
    copiedShare: copiedShare(copies),
    divergence: divergenceOf(input.divergences),
    verdict: verdictOf(days, metrics.trades, {
      sortino: metrics.sortino ?? (hasNoLosingDay(record) ? SCORE_PARTS.sortino.best : null),
      drawdown: metrics.maxDrawdown,
      consistency,
      slippage,
      length: days,
    }),
  };
}

/** Sortino is undefined for these too, though nothing is better. */
function hasNoLosingDay({ values, times }: { values: Float64Array; times: Float64Array }): boolean {
  const returns = dailyReturns(values, times, 1);
  return returns !== null && returns.length > 1 && returns.every((value) => value >= 0) && returns.some(Boolean);
}

function copiedShare(copies: readonly JudgedCopy[]): number | null {
  let wanted = ZERO;
  let ordered = ZERO;
  for (const copy of copies) {
    wanted = wanted.add(copy.wanted.mul(copy.providerPrice).abs());
    ordered = ordered.add(copy.ordered.mul(copy.providerPrice).abs());
  }
  return wanted.isZero() ? null : ordered.div(wanted).toNumber();
}

function divergenceOf(followers: readonly HeldAgainstTarget[]): number | null {
  if (followers.length === 0) return null;
  let sum = 0;
  for (const { target, held } of followers) {
    const larger = target.abs().gt(held.abs()) ? target.abs() : held.abs();
    if (!larger.isZero()) sum += target.sub(held).abs().div(larger).toNumber();
  }
  return sum / followers.length;
}
