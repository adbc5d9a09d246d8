// Every rule is asked about what its scope covers here: the account, or a part of it.
import { evaluateRules, type Excursion, type RuleFiring } from '../../domain/risk/rule-evaluation.ts';
import type { AccountState, Lane, TradingActor } from '../account-state.ts';
import { accountFacts } from './readings.ts';
import { scopeFacts } from './scope-readings.ts';
import { coveredBy, watchedScopes } from './watched-scopes.ts';

/** What fires, and of whom it is said: of the whole account when it names nobody. */
export interface Fired {
  readonly firing: RuleFiring;
  readonly actors: readonly TradingActor[] | undefined;
}

export interface RuleRound {
  readonly fired: readonly Fired[];
  readonly excursions: readonly Excursion[];
}

/** Asks all rules once: those of the account or wider, then those of its parts; `lane` when it is a bar of it that has come. */
export function askRules(state: AccountState, lane: Lane | undefined): RuleRound {
  const { controls, watch } = state;
  const whole = evaluateRules(controls.rules, accountFacts(state, lane), watch.excursions);
  const fired: Fired[] = whole.firings.map((firing) => ({ firing, actors: undefined }));
  const excursions = [...whole.excursions];
  for (const watched of watchedScopes(controls.rules)) {
    const actors = coveredBy(state, watched.scope);
    if (actors.length === 0) continue;
    const ids = new Set(watched.rules.map(({ id }) => id));
    const before = watch.excursions.filter(({ rule }) => ids.has(rule));
    const part = evaluateRules(watched.rules, scopeFacts(state, watched, actors, lane), before);
    fired.push(...part.firings.map((firing) => ({ firing, actors })));
    excursions.push(...part.excursions);
  }
  return { fired, excursions };
}
