// What the limits in force ask about: the rest is not worked out, and costs an account nothing.
import type { LimitName } from '../domain/risk/limit-catalog.ts';
import type { AccountMemo } from './account-memo.ts';
import type { AccountState } from './account-state.ts';
import { actorLimits, isAnySet } from './limits-in-force.ts';
import { PORTFOLIO_LIMIT_NAMES } from './portfolio-checks.ts';

/** Limits that are about the whole account. */
export const ACCOUNT_LIMIT_NAMES = [
  ...PORTFOLIO_LIMIT_NAMES,
  'maxLeverage',
  'maxLossPerTradeFraction',
  'maxCorrelatedExposure',
] as const satisfies readonly LimitName[];

const HISTORY_LIMIT_NAMES = [
  'maxLeverageVolatility',
  'maxCorrelatedExposure',
  'maxValueAtRisk95',
] as const satisfies readonly LimitName[];

/** What the limits of any actor ask about. */
export function needsOf(state: AccountState): Omit<AccountMemo['needs'], 'revision' | 'actors'> {
  const { needs } = state.memo;
  const { revision } = state.controls.limits;
  if (needs.revision === revision && needs.actors === state.actors.size) return needs;
  const all = [...state.actors.values()].map((actor) => actorLimits(state, actor).limits);
  needs.revision = revision;
  needs.actors = state.actors.size;
  needs.account = all.some((limits) => isAnySet(limits, ACCOUNT_LIMIT_NAMES));
  needs.history = all.some((limits) => isAnySet(limits, HISTORY_LIMIT_NAMES));
  needs.valueAtRisk = all.some((limits) => limits.maxValueAtRisk95 !== undefined);
  return needs;
}
