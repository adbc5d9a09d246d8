import type { Turn } from '../../../runtime/turn.ts';
import type { DenialFacts } from '../../domain/denial.ts';
import { rejectRateVerdict } from '../../domain/system-risk/reject-rate.ts';
import { slippageVerdict } from '../../domain/system-risk/slippage.ts';
import type { Verdict } from '../../domain/system-risk/verdict.ts';
import type { AccountState } from '../account-state.ts';
import { journal } from '../journal.ts';
import { accountLimits } from '../limits-in-force.ts';
import { dayVerdict } from './day-loss.ts';
import { drawdownOf } from './drawdown.ts';
import { rejectLimit, slippageLimit } from './order-samples.ts';
import { laneVolatility } from './spike.ts';
import { symbolOf } from './taken-bars.ts';
import type { TrippedBreaker } from './watch-state.ts';

/** Journals which breakers of the account have tripped or cleared since it was looked at last. */
export function noteBreakers(state: AccountState, turn: Turn): void {
  const { watch } = state;
  const before = new Map(watch.breakers.map((one) => [keyOf(one), one]));
  const now = trippedBreakers(state);
  if (now.length === before.size && now.every((one) => before.has(keyOf(one)))) return;
  const breakers = now.map((one) => before.get(keyOf(one)) ?? one);
  journal(turn, { type: 'breakers.changed', breakers }, watch.time, `breakers:${state.account}`);
}

const keyOf = ({ breaker, of }: Pick<TrippedBreaker, 'breaker' | 'of'>): string => `${breaker}\n${of}`;

function trippedBreakers(state: AccountState): TrippedBreaker[] {
  const { watch } = state;
  const { limits } = accountLimits(state);
  const { maxDrawdown, maxRejectRate, maxSlippageBps } = limits;
  const tripped: TrippedBreaker[] = [];
  const add = (breaker: string, of: string, facts: DenialFacts): void =>
    void tripped.push({ breaker, of, since: watch.time, facts: textsOf(facts) });
  const judge = (breaker: string, verdict: Verdict | undefined): void => {
    if (verdict?.tripped === true) add(breaker, '', verdict.facts);
  };
  judge('daily-loss', dayVerdict(state, limits, watch.time));
  const fall = drawdownOf(state);
  if (maxDrawdown !== undefined && !(fall !== undefined && fall <= maxDrawdown)) {
    add('drawdown', '', { drawdown: fall ?? 'unknown', limit: maxDrawdown });
  }
  if (maxRejectRate !== undefined) {
    judge('reject-rate', rejectRateVerdict(watch.answers, rejectLimit(maxRejectRate), watch.time));
  }
  if (maxSlippageBps !== undefined)
    judge('slippage', slippageVerdict(watch.slips, slippageLimit(maxSlippageBps), watch.time));
  for (const [stream, { spike }] of watch.lanes) {
    if (spike.tripped) add('volatility', symbolOf(state, stream), { ...laneVolatility(state, stream) });
  }
  return tripped;
}

const textsOf = (facts: DenialFacts): Record<string, string> =>
  Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, String(value)]));
