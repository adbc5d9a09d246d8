// Rules may watch a part of accounts: a strategy, a follower, a provider, an instrument. Of this account that is the
// sub-ledgers which the scope covers, together.
import { covers, formatScope, isWithinAccount, type RiskScope } from '../../domain/risk/scope.ts';
import type { ActionRule } from '../../domain/risk/rule.ts';
import type { AccountState, TradingActor } from '../account-state.ts';
import { subjectOf } from '../restraint.ts';

/** The rules about one part of accounts. */
export interface WatchedScope {
  readonly scope: RiskScope;
  /** Of the scope. */
  readonly text: string;
  readonly rules: readonly ActionRule[];
}

// A cache of a pure function: the rules of a book are replaced whole.
const watched = new WeakMap<readonly ActionRule[], readonly WatchedScope[]>();

/** What rules watch within accounts, in the order of the rules. */
export function watchedScopes(rules: readonly ActionRule[]): readonly WatchedScope[] {
  let scopes = watched.get(rules);
  if (scopes === undefined) watched.set(rules, (scopes = gathered(rules)));
  return scopes;
}

/** The actors of the account that a scope covers. */
export const coveredBy = (state: AccountState, scope: RiskScope): readonly TradingActor[] =>
  [...state.actors.values()].filter((actor) => covers(scope, subjectOf(state, actor)));

function gathered(rules: readonly ActionRule[]): readonly WatchedScope[] {
  const byText = new Map<string, { readonly scope: RiskScope; readonly text: string; readonly rules: ActionRule[] }>();
  for (const rule of rules) {
    const { scope } = rule;
    if (!isWithinAccount(scope)) continue;
    const text = formatScope(scope);
    const known = byText.get(text);
    if (known === undefined) byText.set(text, { scope, text, rules: [rule] });
    else known.rules.push(rule);
  }
  return [...byText.values()];
}
