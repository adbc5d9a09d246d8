import type { PerformResult } from '../../runtime/actor.ts';
import type { Turn } from '../../runtime/turn.ts';
import { DEFAULT_RULES } from '../domain/risk/rule-defaults.ts';
import { saveRule } from '../domain/risk/rule-parsing.ts';
import { RISK_PORT, type RiskRequest } from '../ports/risk-desk.ts';
import { issue } from './issue.ts';
import type { SupervisorState } from './supervisor-state.ts';

const ASK_AGAIN_MS = 250;
export const FIRST_RULES_TIMER = 'first-rules';
/** No control has this number: the answer tells what time it is. */
const NOBODY = 0;

const isDue = ({ config, rulesSet }: SupervisorState): boolean => config.shippedRules && !rulesSet;

/** Asks for what the shipped rules need to be issued: a supervisor that starts knows no time. */
export function askForFirstRules(state: SupervisorState, turn: Turn): void {
  if (!isDue(state)) return;
  const request: RiskRequest & { seq: number } = { kind: 'affected', scope: 'platform', seq: NOBODY };
  turn.perform(RISK_PORT, request);
}

/** Issues the shipped rules, once in the life of a cluster; true when the answer was to this. */
export function hearFirstRules(state: SupervisorState, turn: Turn, seq: number, result: PerformResult): boolean {
  if (seq !== NOBODY) return false;
  if (!result.ok) {
    turn.timer(FIRST_RULES_TIMER, ASK_AGAIN_MS);
    return true;
  }
  const { at } = result.value as { at: number };
  const rules = DEFAULT_RULES.map(saveRule);
  if (isDue(state)) issue(state, turn, { kind: 'rules', rules, by: 'troupe', at }, FIRST_RULES_TIMER);
  return true;
}
