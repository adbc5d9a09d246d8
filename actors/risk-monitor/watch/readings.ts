// R1. What cannot be measured has no entry, and decides nothing.
import { limitUsages, type MeasuredLimits } from '../../domain/risk/limit-usage.ts';
import type { RiskLimits } from '../../domain/risk/limit-value.ts';
import type { MetricName } from '../../domain/risk/metric-catalog.ts';
import type { RuleFacts } from '../../domain/risk/rule-evaluation.ts';
import { rejectRateVerdict } from '../../domain/system-risk/reject-rate.ts';
import { slippageVerdict } from '../../domain/system-risk/slippage.ts';
import type { AccountState, Lane } from '../account-state.ts';
import { accountLimits } from '../limits-in-force.ts';
import { dailyLossMoney, dayVerdict } from './day-loss.ts';
import { drawdownOf } from './drawdown.ts';
import { asksOf, holdingReadings, type Readings, single, volatilityReadings } from './held-readings.ts';
import { newsReadings } from './news.ts';
import { rejectLimit, slippageLimit } from './order-samples.ts';
import { dataAgeMs } from './stale-feed.ts';

/** All that is known of an account at this moment; of its correlations only with the bar that ended a period of returns. */
export function accountFacts(state: AccountState, lane: Lane | undefined): RuleFacts {
  const { limits } = accountLimits(state);
  const subject = { user: state.config.owner, account: state.account };
  const equity = Number(state.watch.daily?.equity ?? Number.NaN);
  const holders = { actors: [...state.actors.values()], equity, accountEquity: equity };
  const readings: Readings = {
    ...holdingReadings(state, holders, lane),
    ...flowReadings(state, limits),
    ...laneReadings(state, limits),
  };
  readings.newsImpact = newsReadings(state);
  if (asksOf(state.controls.rules).has('usageOfLimit')) {
    const isLimited = Object.keys(limits).length > 0;
    readings.usageOfLimit = isLimited ? limitUsages(limits, measuredOf(state, readings)) : [];
  }
  return { scope: { kind: 'account', id: state.account }, subject, at: state.watch.time, limits, readings };
}

function flowReadings(state: AccountState, limits: RiskLimits): Readings {
  const { answers, slips, time } = state.watch;
  const loss = dailyLossMoney(state);
  const verdict = dayVerdict(state, limits, time);
  const used = verdict?.facts['used'] ?? (verdict?.unknown === false ? usedUp(verdict.facts) : undefined);
  const drawdown = drawdownOf(state);
  const rejected = rejectRateVerdict(answers, rejectLimit(1), time).facts;
  const slippage = slippageVerdict(slips, slippageLimit(Infinity), time).facts['meanBps'];
  const orders = Number(rejected['orders']);
  return {
    ...(loss !== undefined && { dailyLoss: single(loss, {}) }),
    ...(typeof used === 'number' && { dailyLossOfLimit: single(used, textsOf(verdict!.facts)) }),
    ...(drawdown !== undefined && { drawdown: single(drawdown, { highWater: state.watch.highWater! }) }),
    ...(orders > 0 && { rejectRate: single(Number(rejected['rejected']) / orders, { orders }) }),
    ...(typeof slippage === 'number' && { slippageBps: single(slippage, {}) }),
  };
}

/** Of a day that has tripped: loss ÷ limit, where both are said. */
function usedUp({ loss, limit, largestLoss }: Readonly<Record<string, unknown>>): number | undefined {
  const lost = Number(loss ?? largestLoss);
  const most = Number(limit);
  if (Number.isNaN(lost) || Number.isNaN(most)) return undefined;
  return most > 0 ? lost / most : lost > 0 ? Infinity : 0;
}

/** Of what rules or limits ask about: with many lanes it is not worth measuring for nobody. */
function laneReadings(state: AccountState, limits: RiskLimits): Readings {
  const asks = asksOf(state.controls.rules);
  return {
    ...((asks.has('volatilityRatio') || limits.volatilitySpikeRatio !== undefined) && {
      volatilityRatio: volatilityReadings(state, undefined),
    }),
    ...((asks.has('dataAgeMs') || limits.maxDataAgeMs !== undefined) && {
      dataAgeMs: [...state.lanes.keys()].map((of) => ({ of, value: dataAgeMs(state, of) })),
    }),
  };
}

function measuredOf(state: AccountState, readings: Readings): MeasuredLimits {
  const worst = (metric: MetricName): number | undefined => {
    const values = readings[metric]?.map(({ value }) => Number(value)) ?? [];
    return values.length === 0 ? undefined : Math.max(...values);
  };
  const { maxDailyLossFraction, ...measured } = {
    maxOpenOrders: [...state.orders.values()].filter(({ working }) => !working.order.reduceOnly).length,
    maxGrossExposure: worst('grossExposure'),
    maxNetExposure: worst('netExposure'),
    maxCurrencyExposure: worst('currencyExposure'),
    maxConcentration: worst('concentration'),
    maxPortfolioHeat: worst('portfolioHeat'),
    maxDrawdown: worst('drawdown'),
    maxRejectRate: worst('rejectRate'),
    maxSlippageBps: worst('slippageBps'),
    volatilitySpikeRatio: worst('volatilityRatio'),
    maxDataAgeMs: worst('dataAgeMs'),
    maxDailyLoss: dailyLossMoney(state),
    maxDailyLossFraction: lostFraction(state),
  };
  return Object.fromEntries(
    Object.entries({ ...measured, maxDailyLossFraction }).filter(
      ([, value]) => value !== undefined && !Number.isNaN(Number(value)),
    ),
  );
}

function lostFraction(state: AccountState): number | undefined {
  const start = Number(state.watch.daily?.startEquity ?? Number.NaN);
  const loss = dailyLossMoney(state);
  return loss === undefined || !(start > 0) ? undefined : loss.toNumber() / start;
}

const textsOf = (facts: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, String(value)]));
