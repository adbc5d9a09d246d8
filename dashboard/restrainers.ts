// Why an actor may not trade freely: every restriction that covers it, as far as the views tell, strictest first.
import type { TradingStateName } from '../actors/protocol.ts';
import { covers, parseScope, type PartialSubject } from '../actors/domain/risk/scope.ts';
import type { RiskMonitorStateView, WatchView } from '../actors/risk-views.ts';
import type { ActorView } from '../actors/views.ts';
import { latchesOver, subjectOf } from './risk-subjects.ts';
import type { SupervisorSight } from './supervisor-sight.ts';

/** One restriction: of a scope by the risk supervisor or by a rule, of its account, or of the actor itself. */
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
  const monitor = actors.find(({ address }) => address === `risk-monitor.${subject?.account ?? ''}`);
  const account = view.kind === 'risk-monitor' ? undefined : monitorRestraint(monitor);
  if (account !== undefined) found.push(account);
  if (subject !== undefined && view.kind !== 'risk-monitor') found.push(...ruleRestraints(monitor, subject));
  const isExplained = found.some((one) => one.state === tradingState);
  const said = (state: TradingStateName, reason: string): Restrainer => ({
    ...{
      from: view.kind === 'risk-monitor' ? 'account' : 'actor',
      state,
      flatten: false,
      reason,
      by: null,
      since: null,
    },
  });
  // Nothing wider says so: it was said to the actor itself.
  if (!isExplained) return [said(tradingState, tradingStateReason ?? ''), ...found];
  const own = ownState(view, monitor);
  return own === undefined || own === 'ACTIVE' ? found : [...found, said(own, '')];
};

/** Whether a reset, or a resume, of the actor itself would change nothing: what restricts it was said to more than it. */
export const isHeldByOthers = (restrainers: readonly Restrainer[]): boolean =>
  restrainers.length > 0 && !restrainers.some(({ from }) => from === 'actor');

/** What rules have latched of the account, where it covers the actor. */
const ruleRestraints = (monitor: ActorView | undefined, subject: PartialSubject): readonly Restrainer[] => {
  const latches = (watchOf(monitor)?.latches ?? []).filter(({ scope }) => covers(parseScope(scope), subject));
  return latches.map(({ scope: from, state, flatten, reason, by, since }) => ({
    ...{ from, state, flatten, reason, by, since },
  }));
};

/** What was said to an actor alone, as its risk monitor tells; undefined where it does not. */
const ownState = ({ address }: ActorView, monitor: ActorView | undefined): TradingStateName | undefined =>
  stateOf(monitor)?.actors?.find((one) => one.address === address)?.ownState;

const watchOf = (monitor: ActorView | undefined): WatchView | undefined => stateOf(monitor)?.watch;

/** A node of an earlier version leaves out what it does not know. */
const stateOf = (monitor: ActorView | undefined): Partial<RiskMonitorStateView> | undefined => monitor?.state;

const monitorRestraint = (monitor: ActorView | undefined): Restrainer | undefined => {
  if (monitor === undefined || monitor.tradingState === null || monitor.tradingState === 'ACTIVE') return undefined;
  const { tradingState: state, tradingStateReason: reason } = monitor;
  return { from: 'account', state, flatten: false, reason: reason ?? '', by: null, since: null };
};
