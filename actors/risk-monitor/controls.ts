// K1. Nothing is decided before every control that was durable when this incarnation began has been taken.
// K2. A control is journaled between the account's own orders, so which of them came before it is never in doubt. It is in
//     force from the turn that takes it and waits for no commit: it is durable already, and K1 has a successor take it again.
// K3. What was confirmed holds whatever crashes: a confirmation says so only when the venue has answered for every order that
//     was admitted before it, so nothing can slip in after it.
// K4. What a former supervisor was told is told again to the next one.
import type { PerformResult, StreamEntry } from '../../runtime/actor.ts';
import type { Turn } from '../../runtime/turn.ts';
import type { Control } from '../domain/risk/control.ts';
import { concerns } from '../domain/risk/control-book.ts';
import { RISK_PORT, type RiskBriefing, type RiskRequest } from '../ports/risk-desk.ts';
import { CONTROLS_STREAM, RISK_SUPERVISOR } from '../protocol.ts';
import { marketTime, type AccountState } from './account-state.ts';
import { decideLane } from './decisions.ts';
import { flattenOn } from './flatten.ts';
import { confirm, proveFlat } from './flat-proof.ts';
import { effectiveState, journal, pin, reportTradingState } from './journal.ts';
import { advanceLanes } from './lanes.ts';
import { subjectOf } from './restraint.ts';
import { expectRetaking } from './retaken-bars.ts';
import { reconcile, restore } from './venue-requests.ts';
import { carryOn } from './watch/carry-on.ts';
import { tellMatching } from './watch/taken-bars.ts';
import { hearAlarm, watchAccount } from './watch/watch-account.ts';
import { tradingDayOf } from './watch/watch-config.ts';

const ASK_AGAIN_MS = 250;
export const BRIEF_TIMER = 'brief';
export const CONTROLLED_TIMER = 'controlled';

/** Asks how far the controls reach; until that is known and taken, nothing is decided. */
export function askForBriefing({ config, lanes }: AccountState, turn: Turn): void {
  turn.perform(RISK_PORT, { kind: 'brief', lanes: [...lanes.keys()], day: tradingDayOf(config) } satisfies RiskRequest);
}

/** Takes the answer: follows the controls from where the account stands. */
export function hearBriefing(state: AccountState, turn: Turn, result: PerformResult): void {
  if (!result.ok) {
    turn.timer(BRIEF_TIMER, ASK_AGAIN_MS);
    return;
  }
  const { head, bars, isSupervised, at } = result.value as RiskBriefing;
  expectRetaking(state, bars);
  state.briefing = head;
  state.isSupervised = isSupervised;
  turn.watch(RISK_SUPERVISOR); // K4
  turn.follow(CONTROLS_STREAM, { after: state.controls.through, rank: 0, pull: true, urgent: true });
  turn.pull(CONTROLS_STREAM);
  if (state.controls.through >= head) begin(state, turn);
  if (at !== undefined) hearAlarm(state, turn, at);
}

/** Takes the next control. */
export function takeControlEntry(state: AccountState, turn: Turn, { seq, payload, correlationId }: StreamEntry): void {
  turn.pull(CONTROLS_STREAM);
  if (seq <= state.controls.through) return;
  const control = payload as Control;
  const subjects = [...state.actors.values()].map((actor) => subjectOf(state, actor));
  const isAboutUs = concerns(control, [...subjects, { user: state.config.owner, account: state.account }]);
  const time = marketTime(state);
  if (isAboutUs) for (const lane of state.lanes.values()) pin(turn, lane, true);
  if (isAboutUs) tellMatching(state, turn, true);
  journal(turn, { type: 'control.taken', seq, control }, time, correlationId, true); // K2
  if (!state.isBriefed) {
    if (isAboutUs) watchAccount(state, turn);
    if (state.briefing !== undefined && seq >= state.briefing) begin(state, turn);
    return;
  }
  confirm(state, turn); // K3
  if (isAboutUs) turn.timer(CONTROLLED_TIMER, 0);
}

/** Does what follows from a control, in a turn of its own: that it is in force waits for none of it. */
export function actOnControls(state: AccountState, turn: Turn): void {
  watchAccount(state, turn);
  flattenOn(state, turn);
  carryOn(state, turn);
  proveFlat(state, turn);
}

/** Tells actors what the controls have made of their freedom; the confirmation does not wait for this. */
export function reportControls(state: AccountState, turn: Turn): void {
  const changed = [...state.actors.values()].filter((actor) => effectiveState(state, actor) !== actor.told);
  if (changed.length === 0) return;
  const correlationId = `control:${state.controls.through}`;
  const states = Object.fromEntries(changed.map((actor) => [actor.address, effectiveState(state, actor)]));
  for (const actor of changed) reportTradingState(state, turn, actor, correlationId);
  const time = marketTime(state);
  journal(turn, { type: 'control.reported', states }, time, correlationId);
}

/** The node has lost sight of the supervisor, or has it again. */
export function noteSupervision(state: AccountState, isSupervised: boolean): void {
  state.isSupervised = isSupervised;
}

function begin(state: AccountState, turn: Turn): void {
  if (state.isBriefed) return;
  state.isBriefed = true;
  restore(state, turn);
  flattenOn(state, turn); // before what was never sent is sent: it may not be any more
  reconcile(state, turn);
  carryOn(state, turn);
  confirm(state, turn);
  proveFlat(state, turn);
  if (!state.config.simulatedVenue) for (const lane of state.lanes.values()) decideLane(state, turn, lane);
  advanceLanes(state, turn);
}
