import { covers, parseScope } from '../../domain/risk/scope.ts';
import type { AccountState, TradingActor } from '../account-state.ts';
import { subjectOf } from '../restraint.ts';
import type { RulePause } from './watch-state.ts';

/** The pause by a rule that lets an actor open nothing at `at` (epoch milliseconds of market time): the account's, or a scope's. */
export function pauseOver(state: AccountState, actor: TradingActor, at: number): RulePause | undefined {
  const { watch } = state;
  const now = Math.max(at, watch.time);
  if (watch.pause !== undefined && now < watch.pause.until) return watch.pause;
  if (watch.pauses.length === 0) return undefined;
  const subject = subjectOf(state, actor);
  return watch.pauses.find(({ until, scope }) => now < until && covers(parseScope(scope), subject));
}
