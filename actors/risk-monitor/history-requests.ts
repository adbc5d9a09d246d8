// How an account comes by the history of its lanes: asked of its node once, kept up bar by bar from there.
// H3. Only when a limit in force asks about it; and then a simulated market stands still until it is there, so that no decision
//     depends on how fast it came.
import type { PerformResult } from '../../runtime/actor.ts';
import type { Turn } from '../../runtime/turn.ts';
import { type HistoryBar, RISK_PORT, type RiskRequest } from '../ports/risk-desk.ts';
import type { AccountState, Lane } from './account-state.ts';
import { needsOf } from './limit-needs.ts';
import { HISTORY_BARS } from './market-history.ts';

const ASK_AGAIN_MS = 250;
const TIMER = 'history:';

export type HistoryRequest = Extract<RiskRequest, { kind: 'history' }>;

/** Whether a lane's history is wanted and not there yet; asks for it the first time. */
export function awaitsHistory(state: AccountState, turn: Turn, lane: Lane): boolean {
  if (!needsOf(state).history) return false;
  const { history } = state.memo;
  if (history.standingOf(lane.stream) === 'unasked') askForHistory(state, turn, lane);
  return history.standingOf(lane.stream) !== 'loaded';
}

/** Whether the answer is still to come; one that could not be given is not waited for: what is unknown opens nothing. */
export const isAskingHistory = ({ memo }: AccountState, lane: Lane): boolean =>
  memo.history.standingOf(lane.stream) === 'asked';

/** Takes the answer, or asks again when there is none. */
export function hearHistory(state: AccountState, turn: Turn, { lane }: HistoryRequest, result: PerformResult): void {
  const { history } = state.memo;
  if (result.ok) history.load(lane, (result.value as readonly HistoryBar[] | undefined) ?? []);
  else {
    history.fail(lane);
    turn.timer(TIMER + lane, ASK_AGAIN_MS);
  }
}

/** The lane that the name of a timer is about, when it is one to ask for its history again. */
export const historyTimerLane = ({ lanes }: AccountState, timer: string): Lane | undefined =>
  timer.startsWith(TIMER) ? lanes.get(timer.slice(TIMER.length)) : undefined;

export function askForHistory(state: AccountState, turn: Turn, { stream, position }: Lane): void {
  state.memo.history.ask(stream);
  const request: HistoryRequest = { kind: 'history', lane: stream, through: position, bars: HISTORY_BARS };
  turn.perform(RISK_PORT, request);
}
