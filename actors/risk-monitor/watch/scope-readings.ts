// What is measured of a scope within the account: of the sub-ledgers that it covers, together, as if they were an account.
// R1. What cannot be measured has no entry, and decides nothing.
import { decimal } from '../../domain/decimal.ts';
import type { RuleFacts } from '../../domain/risk/rule-evaluation.ts';
import { subjectWithin } from '../../domain/risk/scope.ts';
import { rejectRateVerdict } from '../../domain/system-risk/reject-rate.ts';
import { slippageVerdict } from '../../domain/system-risk/slippage.ts';
import type { AccountState, Lane, TradingActor } from '../account-state.ts';
import { scopeLimits } from '../limits-in-force.ts';
import { asksOf, holdingReadings, type Readings, single, volatilityReadings } from './held-readings.ts';
import { newsReadings } from './news.ts';
import { rejectLimit, slippageLimit } from './order-samples.ts';
import { allocationOf } from './scope-marks.ts';
import { dataAgeMs } from './stale-feed.ts';
import type { WatchedScope } from './watched-scopes.ts';
import type { ScopeMark } from './watch-state.ts';

/** All that is known at this moment of what a scope covers; `actors` are those that it does. */
export function scopeFacts(
  state: AccountState,
  { scope, text }: WatchedScope,
  actors: readonly TradingActor[],
  lane: Lane | undefined,
): RuleFacts {
  const { watch, config, account, controls } = state;
  const asks = asksOf(controls.rules);
  const mark = watch.scopes.get(text);
  const profit = mark?.profit ?? null;
  const equity = profit === null ? Number.NaN : allocationOf(actors).add(profit).toNumber();
  const accountEquity = Number(watch.daily?.equity ?? Number.NaN);
  const lanes = new Set(actors.map((actor) => actor.lane));
  const readings: Readings = {
    ...holdingReadings(state, { actors, equity, accountEquity }, lane),
    ...(mark !== undefined && ledgerReadings(mark, actors)),
    ...(mark !== undefined && venueReadings(mark, watch.time)),
    ...(asks.has('volatilityRatio') && { volatilityRatio: volatilityReadings(state, lanes) }),
    ...(asks.has('dataAgeMs') && { dataAgeMs: [...lanes].map((of) => ({ of, value: dataAgeMs(state, of) })) }),
    newsImpact: newsReadings(state, actors),
  };
  const subject = { user: config.owner, account, ...subjectWithin(scope) };
  return { scope, subject, at: watch.time, limits: scopeLimits(state, scope).limits, readings };
}

/** The day's loss, and the fall below the highest equity, of the sub-ledgers. */
function ledgerReadings({ profit, highest, dayProfit }: ScopeMark, actors: readonly TradingActor[]): Readings {
  if (profit === null) return {};
  const peak = allocationOf(actors).add(highest ?? profit);
  const fall = decimal(highest ?? profit).sub(profit);
  return {
    ...(dayProfit !== null && { dailyLoss: single(decimal(dayProfit).sub(profit), {}) }),
    ...(peak.gt(0) && { drawdown: single(fall.div(peak).toNumber(), { highWater: String(peak) }) }),
  };
}

function venueReadings({ answers, slips }: ScopeMark, time: number): Readings {
  const { orders, rejected } = rejectRateVerdict(answers, rejectLimit(1), time).facts;
  const mean = slippageVerdict(slips, slippageLimit(Infinity), time).facts['meanBps'];
  const known = Number(orders);
  return {
    ...(known > 0 && { rejectRate: single(Number(rejected) / known, { orders: known }) }),
    ...(typeof mean === 'number' && { slippageBps: single(mean, {}) }),
  };
}
