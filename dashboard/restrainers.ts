// Why an actor may not trade freely: every restriction that covers it, as far as the views tell, strictest first.
import type { TradingStateName } from '../actors/protocol.ts';
import type { ActorView } from '../actors/views.ts';
import { latchesOver, subjectOf } from './risk-subjects.ts';
import type { SupervisorSight } from './supervisor-sight.ts';

/** One restriction: of a scope by the risk supervisor, of its account, or of the actor itself. */
export interface Restrainer {
  /** Text of the scope; `account` and `actor` for what was said to those alone. */
  readonly from: string;
  readonly state: TradingStateName;
  readonly flatten: boolean;
  readonly reason: string;
  /** Null where the view does not tell. */
  readonly by: string | null;
  /** ISO 8601 UTC; null where the view does not tell. */
  readonly since: string | null;
}

/** Empty for an actor that is ACTIVE or trades nothing. */
export const restrainersOf = (
  view: ActorView,
  actors: readonly ActorView[],
  { state }: SupervisorSight,
): readonly Restrainer[] => {
  const { tradingState, tradingStateReason } = view;
  if (tradingState === null || tradingState === 'ACTIVE') return [];
  const subject = subjectOf(view, actors);
  const latches = subject === undefined ? [] : latchesOver(state?.latches ?? [], subject);
  const found = latches.map(({ scope, state: latched, flatten, reason, by, at }): Restrainer => ({
    ...{ from: scope, state: latched, flatten, reason, by, since: at },
  }));
  const account = view.kind === 'risk-monitor' ? undefined : monitorRestraint(subject?.account, actors);
  if (account !== undefined) found.push(account);
  if (found.some((one) => one.state === tradingState)) return found;
  // Nothing wider says so: it was said to the actor itself.
  const own = view.kind === 'risk-monitor' ? 'account' : 'actor';
  const reason = tradingStateReason ?? '';
  return [{ from: own, state: tradingState, flatten: false, reason, by: null, since: null }, ...found];
};

const monitorRestraint = (account: string | undefined, actors: readonly ActorView[]): Restrainer | undefined => {
  const monitor = actors.find(({ address }) => address === `risk-monitor.${account ?? ''}`);
  if (monitor === undefined || monitor.tradingState === null || monitor.tradingState === 'ACTIVE') return undefined;
  const { tradingState: state, tradingStateReason: reason } = monitor;
  return { from: 'account', state, flatten: false, reason: reason ?? '', by: null, since: null };
};
