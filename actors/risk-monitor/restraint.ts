import { restraintOf, type Restraint } from '../domain/risk/control-book.ts';
import { covers, parseScope, type RiskSubject } from '../domain/risk/scope.ts';
import { strictest } from '../domain/trading-state.ts';
import { FREE, type AccountState, type TradingActor } from './account-state.ts';

/** Whom and what the orders of an actor concern; a provider goes by its id alone, as in the scope `provider:<id>`. */
export const subjectOf = ({ config, account }: AccountState, actor: TradingActor): RiskSubject => ({
  ...{ user: config.owner, account, actor: actor.address, strategy: actor.strategy, symbol: actor.symbol },
  ...(actor.provider !== undefined && { provider: actor.provider.slice(actor.provider.indexOf('.') + 1) }),
});

/** What the account, the actor itself and every latch that covers it let an actor do; why is that of the widest strictest. */
export function restraintFor(state: AccountState, actor: TradingActor): Restraint {
  const latched = state.controls.latches.size === 0 ? FREE : restraintOf(state.controls, subjectOf(state, actor));
  const { latches } = state.watch;
  if (isFree(latched) && isFree(state.restriction) && latches.length === 0) return actor.restriction; // asked of everybody at every bar
  const byRules = latches.length === 0 ? [] : latchesOver(state, actor);
  const all = [latched, state.restriction, ...byRules, actor.restriction];
  const inForce = strictest(...all.map((one) => one.state));
  return {
    state: inForce,
    flatten: all.some(({ flatten }) => flatten),
    reason: inForce === 'ACTIVE' ? '' : all.find((one) => one.state === inForce)!.reason,
  };
}

/** What rules have latched within the account that covers the actor. */
function latchesOver(state: AccountState, actor: TradingActor): readonly Restraint[] {
  const subject = subjectOf(state, actor);
  return state.watch.latches.filter(({ scope }) => covers(parseScope(scope), subject));
}

const isFree = ({ state, flatten }: Restraint): boolean => state === 'ACTIVE' && !flatten;
