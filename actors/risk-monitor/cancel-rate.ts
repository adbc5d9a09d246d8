import { allow, type RiskDecision } from '../domain/denial.ts';
import { cancelRate } from '../domain/risk/position-checks.ts';
import type { AccountState, TradingActor } from './account-state.ts';
import { accountLimits, actorLimits } from './limits-in-force.ts';

const MINUTE_MS = 60_000;

/** Whether an actor may cancel once more at a market time. */
export function checkCancel(state: AccountState, actor: TradingActor, time: number): RiskDecision {
  const ofAccount = accountLimits(state).limits;
  const ofActor = actorLimits(state, actor).limits;
  // The actor's are the account's or stricter.
  if (ofActor.maxCancelsPerMinute === undefined) return allow;
  const recent = state.recentCancels.filter((cancel) => Math.abs(cancel.time - time) < MINUTE_MS);
  const decision = cancelRate(ofAccount, recent.length);
  if (decision.kind === 'deny') return decision;
  return cancelRate(ofActor, recent.filter((cancel) => cancel.actor === actor.address).length);
}
