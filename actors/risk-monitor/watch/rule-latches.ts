// L1. A rule about a part of accounts latches that part, with all that comes to trade in it; its latch ends by reset alone: of
//     its scope or of the account.
import type { AccountEvent } from '../../domain/account-event.ts';
import type { Control } from '../../domain/risk/control.ts';
import { parseScope } from '../../domain/risk/scope.ts';
import type { AccountState, TradingActor } from '../account-state.ts';
import { coveredBy } from './watched-scopes.ts';

type Changed = Extract<AccountEvent, { type: 'trading-state.changed' }>;

/** Folds what a rule has latched; ACTIVE ends it. */
export function takeLatch({ watch }: AccountState, { scope, state, flatten, reason, by, time: since }: Changed): void {
  const others = watch.latches.filter((one) => one.scope !== scope);
  watch.latches = state === 'ACTIVE' ? others : [...others, { scope, state, flatten, reason, by, since }];
}

/** The actors that such a change is about. */
export const latchedBy = (state: AccountState, { scope }: Changed): readonly TradingActor[] =>
  coveredBy(state, parseScope(scope));

/** Folds a control: the reset of a scope, or of the whole account, lifts what rules have latched there (L1). */
export function liftLatches({ watch, account }: AccountState, control: Control): void {
  if (control.kind !== 'restrict' || control.state !== 'ACTIVE' || watch.latches.length === 0) return;
  const isAccount = control.scope === `account:${account}`;
  watch.latches = isAccount ? [] : watch.latches.filter(({ scope }) => scope !== control.scope);
}
