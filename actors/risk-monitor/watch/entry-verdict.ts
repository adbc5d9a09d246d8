// V1. Only what opens is refused: whoever asks leaves reductions alone.
// V2. What a limit in force needs and nobody knows refuses (fail closed).
import { type Denial, deny, type DenialCode } from '../../domain/denial.ts';
import { pauseVerdict } from '../../domain/system-risk/economic-calendar.ts';
import { rejectRateVerdict } from '../../domain/system-risk/reject-rate.ts';
import { slippageVerdict } from '../../domain/system-risk/slippage.ts';
import { windowVerdict } from '../../domain/system-risk/trading-windows.ts';
import { isoTime, type Verdict } from '../../domain/system-risk/verdict.ts';
import type { RiskLimits } from '../../domain/risk/limit-value.ts';
import type { AccountState, TradingActor } from '../account-state.ts';
import { actorLimits } from '../limits-in-force.ts';
import { dayVerdict } from './day-loss.ts';
import { drawdownOf } from './drawdown.ts';
import { calendarOf, currenciesOf } from './economic-events.ts';
import { rejectLimit, slippageLimit } from './order-samples.ts';
import { spikeVerdict } from './spike.ts';
import { staleVerdict } from './stale-feed.ts';
import { pauseOver } from './rule-pauses.ts';
import { throttledRates } from './throttle.ts';
import { newsPauseOf } from './watch-config.ts';

interface Asked {
  readonly state: AccountState;
  readonly actor: TradingActor;
  readonly limits: RiskLimits;
  readonly at: number;
}

/** Why an actor may open nothing at `at` (epoch milliseconds of market time); undefined when nothing speaks against it. */
export function entryVerdict(state: AccountState, actor: TradingActor, at: number): Denial | undefined {
  if (!state.watch.isOn) return undefined;
  const asked: Asked = { state, actor, limits: actorLimits(state, actor).limits, at };
  for (const check of CHECKS) {
    const denial = check(asked);
    if (denial !== undefined) return denial;
  }
  return undefined;
}

type Check = (asked: Asked) => Denial | undefined;

const tradingWindow: Check = ({ state: { config }, actor, at }) => {
  const windows = config.tradingWindows;
  if (windows === undefined) return undefined;
  const calendar = windows === 'sessions' ? actor.instrument?.sessions : windows;
  return calendar && denial('OUTSIDE_TRADING_WINDOW', windowVerdict([calendar], at));
};

const news: Check = ({ state: { config, controls }, actor, at }) => {
  if (controls.events.length === 0) return undefined;
  const currencies = currenciesOf(actor.symbol, config.currency);
  return denial('ECONOMIC_EVENT_PAUSE', pauseVerdict(calendarOf(controls.events), at, currencies, newsPauseOf(config)));
};

const rulePause: Check = ({ state, actor, at }) => {
  const pause = pauseOver(state, actor, at);
  if (pause === undefined) return undefined;
  return deny(pause.isNews ? 'ECONOMIC_EVENT_PAUSE' : 'PAUSED_BY_RULE', {
    rule: pause.rule,
    until: isoTime(pause.until),
  });
};

const dayLoss: Check = ({ state, limits, at }) => {
  const verdict = dayVerdict(state, limits, at);
  return verdict && denial('DAILY_LOSS_LIMIT_EXCEEDED', verdict);
};

const drawdown: Check = ({ state, limits: { maxDrawdown: limit } }) => {
  if (limit === undefined) return undefined;
  const fall = drawdownOf(state);
  if (fall === undefined) return deny('EQUITY_UNKNOWN', { limit: 'maxDrawdown' });
  return fall <= limit ? undefined : deny('DRAWDOWN_LIMIT_EXCEEDED', { drawdown: fall, limit });
};

const volatility: Check = ({ state, actor, limits: { volatilitySpikeRatio: limit } }) => {
  const verdict = limit === undefined ? undefined : spikeVerdict(state, actor, limit);
  return verdict && denial('VOLATILITY_SPIKE', verdict);
};

const staleness: Check = ({ state, actor, limits: { maxDataAgeMs: limit } }) => {
  const verdict = limit === undefined ? undefined : staleVerdict(state, actor, limit);
  return verdict && denial('STALE_MARKET_DATA', verdict);
};

const rejects: Check = ({ state: { watch }, limits: { maxRejectRate: limit }, at }) =>
  limit === undefined
    ? undefined
    : denial('REJECT_RATE_EXCEEDED', rejectRateVerdict(watch.answers, rejectLimit(limit), Math.max(at, watch.time)));

const slippage: Check = ({ state: { watch }, limits: { maxSlippageBps: limit }, at }) =>
  limit === undefined
    ? undefined
    : denial('SLIPPAGE_EXCEEDED', slippageVerdict(watch.slips, slippageLimit(limit), Math.max(at, watch.time)));

const throttledRate: Check = ({ state, actor, at }) => {
  for (const { sent, limit } of throttledRates(state, actor, at)) {
    if (sent >= limit) return deny('RATE_LIMIT_EXCEEDED', { sent, limit, period: '60s', by: 'rule' });
  }
  return undefined;
};

/** In the order they are asked; the first denial is the answer. */
const CHECKS: readonly Check[] = [
  tradingWindow,
  news,
  rulePause,
  dayLoss,
  drawdown,
  volatility,
  staleness,
  rejects,
  slippage,
  throttledRate,
];

const denial = (code: DenialCode, { tripped, unknown, facts }: Verdict): Denial | undefined =>
  tripped ? deny(unknown ? 'EQUITY_UNKNOWN' : code, facts) : undefined;
