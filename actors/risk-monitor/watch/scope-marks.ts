// M1. What is remembered of a scope is a function of the journal, as all of the watch is: it begins with the rule that asks
//     for it, and ends when no rule does.
// M2. Sub-ledgers come and go: what they have gained since their allocation is what is marked, so that money which is put in
//     is no gain.
// M3. A scope's day is its account's.
import { type Decimal, decimal, ZERO } from '../../domain/decimal.ts';
import { covers } from '../../domain/risk/scope.ts';
import { noOrdersYet } from '../../domain/system-risk/reject-rate.ts';
import { noFillsYet } from '../../domain/system-risk/slippage.ts';
import type { AccountState, TradingActor } from '../account-state.ts';
import { subjectOf } from '../restraint.ts';
import { coveredBy, watchedScopes } from './watched-scopes.ts';
import type { ScopeMark } from './watch-state.ts';

const UNMARKED: ScopeMark = {
  ...{ profit: null, highest: null, day: 0, dayProfit: null },
  ...{ answers: noOrdersYet, slips: noFillsYet },
};

/** Marks every scope that a rule watches at this moment's prices; forgets those that none does any more (M1). */
export function markScopes(state: AccountState): void {
  const { watch, controls } = state;
  const scopes = watchedScopes(controls.rules);
  if (scopes.length === 0 && watch.scopes.size === 0) return;
  const marks = scopes.map(({ scope, text }) => {
    const before = watch.scopes.get(text) ?? UNMARKED;
    return [text, marked(before, profitOf(state, coveredBy(state, scope)), watch.daily?.boundary ?? 0)] as const;
  });
  watch.scopes.clear();
  for (const [text, mark] of marks) watch.scopes.set(text, mark);
}

/** Changes what is remembered of every scope that covers an actor. */
export function remember(state: AccountState, address: string, change: (mark: ScopeMark) => ScopeMark): void {
  const { watch, controls, actors } = state;
  const actor = actors.get(address);
  if (watch.scopes.size === 0 || actor === undefined) return;
  const subject = subjectOf(state, actor);
  for (const { scope, text } of watchedScopes(controls.rules)) {
    const mark = watch.scopes.get(text);
    if (mark !== undefined && covers(scope, subject)) watch.scopes.set(text, change(mark));
  }
}

/** What sub-ledgers were given, together. */
export const allocationOf = (actors: readonly TradingActor[]): Decimal =>
  actors.reduce((sum, { allocation }) => sum.add(allocation), ZERO);

function marked(before: ScopeMark, gained: Decimal | undefined, day: number): ScopeMark {
  // What was known last before the boundary is what the day begins with (M3).
  const begun = day === before.day ? before : { ...before, day, dayProfit: before.profit };
  if (gained === undefined) return { ...begun, profit: null };
  const profit = String(gained);
  const isHighest = begun.highest === null || gained.gt(decimal(begun.highest));
  return {
    ...begun,
    ...{ profit, dayProfit: begun.dayProfit ?? profit, highest: isHighest ? profit : begun.highest },
  };
}

function profitOf(state: AccountState, actors: readonly TradingActor[]): Decimal | undefined {
  let profit = ZERO;
  for (const { cash, allocation, holding, lane } of actors) {
    profit = profit.add(cash).sub(allocation);
    if (holding.quantity.isZero()) continue;
    const price = state.lanes.get(lane)?.price ?? 0;
    if (!(price > 0)) return undefined;
    profit = profit.add(holding.quantity.mul(decimal(price)));
  }
  return profit;
}
