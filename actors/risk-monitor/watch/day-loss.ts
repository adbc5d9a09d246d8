// D1. A day turns with the first bar after its boundary, or with the node's alarm when there is none: late, and once.
// D2. The alarm tells wall time: an account that plays bars of another time has its days by its bars alone.
import type { Turn } from '../../../runtime/turn.ts';
import { decimal, type Decimal } from '../../domain/decimal.ts';
import { isStricter, type RiskLimits } from '../../domain/risk/limit-value.ts';
import { boundariesMissed, dayOf } from '../../domain/system-risk/trading-day.ts';
import {
  dailyLoss,
  type DailyLossLimit,
  type DailyLossMessage,
  dailyLossVerdict,
  lossUnknown,
} from '../../domain/system-risk/daily-loss.ts';
import type { Verdict } from '../../domain/system-risk/verdict.ts';
import type { DayFigure } from '../../ports/risk-desk.ts';
import type { AccountState } from '../account-state.ts';
import { journal } from '../journal.ts';
import { accountLimits } from '../limits-in-force.ts';
import { tradingDayOf } from './watch-config.ts';

/** Furthest that wall time may be ahead of an account's newest bar: a long weekend, and then some. */
const SAME_TIME_MS = 7 * 86_400_000;

const limitOf = (state: AccountState, limits: RiskLimits): DailyLossLimit => {
  const { maxDailyLoss: maxLoss, maxDailyLossFraction: maxLossFraction } = limits;
  return {
    day: tradingDayOf(state.config),
    ...(maxLoss !== undefined && { maxLoss }),
    ...(maxLossFraction !== undefined && { maxLossFraction }),
  };
};

/** Folds one message into the account's day. */
export function tellDay(state: AccountState, message: DailyLossMessage): void {
  const limit = limitOf(state, accountLimits(state).limits);
  state.watch.daily = dailyLoss(state.watch.daily ?? lossUnknown(limit, message.at), limit, message);
}

/** What the breaker of the day says; undefined where no loss is limited. */
export function dayVerdict(state: AccountState, limits: RiskLimits, at: number): Verdict | undefined {
  if (limits.maxDailyLoss === undefined && limits.maxDailyLossFraction === undefined) return undefined;
  const limit = limitOf(state, limits);
  return dailyLossVerdict(state.watch.daily ?? lossUnknown(limit, at), limit, Math.max(at, state.watch.time));
}

/** Lost since the day began, in account currency, below zero for a gain; undefined while equity is not known. */
export function dailyLossMoney({ watch: { daily } }: AccountState): Decimal | undefined {
  if (daily === undefined || daily.equity === null || daily.startEquity === null) return undefined;
  return decimal(daily.startEquity).add(daily.paidIn).sub(daily.equity);
}

/** The node says that it is `at` (epoch milliseconds UTC): turns the day when a boundary has passed; true when it did. */
export function turnDay(state: AccountState, turn: Turn, at: number): boolean {
  const { isOn, time, daily } = state.watch;
  if (!isOn || daily === undefined || at <= time || at - time > SAME_TIME_MS) return false; // D2
  const due = boundariesMissed(tradingDayOf(state.config), daily.boundary, at);
  if (due === undefined) return false;
  const { boundary, day } = due;
  journal(turn, { type: 'day.turned', boundary, day }, boundary, `day:${state.account}#${day}`);
  return true;
}

/** What the supervisor adds up over accounts; undefined while equity is not known. */
export function dayFigure({ watch: { daily }, config }: AccountState): DayFigure | undefined {
  if (daily === undefined || daily.equity === null || daily.startEquity === null) return undefined;
  const { owner: user, currency } = config;
  const date = dayOf(tradingDayOf(config), daily.boundary);
  return { user, currency, date, equity: daily.equity, startEquity: daily.startEquity };
}

/** Whether a loss of several accounts together is limited, so that the supervisor needs to know this one's. */
export function isAddedUp({ controls, config }: AccountState): boolean {
  for (const scope of ['platform', `user:${config.owner}`]) {
    const of = controls.limits.entries.get(scope);
    for (const limit of ['maxDailyLoss', 'maxDailyLossFraction'] as const) {
      const value = of?.get(limit)?.value;
      if (value !== undefined && value !== null && isStricter(limit, value, undefined)) return true;
    }
  }
  return false;
}
