import type { Turn } from '../../runtime/turn.ts';
import type { Control } from '../domain/risk/control.ts';
import type { SavedLimitEntry } from '../domain/risk/limit-book.ts';
import { RISK_PORT, type RiskRequest } from '../ports/risk-desk.ts';
import { CONTROLS_STREAM } from '../protocol.ts';
import type { SupervisorEvent } from './supervisor-event.ts';
import type { Issued, SupervisorState } from './supervisor-state.ts';

/** Journals an event and so folds it into the state; `lazily`: with the next commit, seconds later at most. */
export function journal(turn: Turn, event: SupervisorEvent, time: number, correlationId: string, lazily = false): void {
  turn.record(event.type, event, { time, correlationId }, lazily);
}

/** Gives a control its number, and to every account; then asks whom it is about. */
export function issue(
  state: SupervisorState,
  turn: Turn,
  control: Control,
  commandId: string,
  before?: SavedLimitEntry,
): number {
  const seq = state.book.through + 1;
  const time = control.kind === 'limit' ? control.entry.at : control.at;
  journal(turn, { type: 'control.issued', seq, control, commandId, ...(before && { before }) }, time, commandId);
  turn.append(CONTROLS_STREAM, { position: seq, time, payload: control, correlationId: commandId });
  askWhom(turn, state.issued.get(seq)!);
  return seq;
}

/** Asks which accounts a control is about. */
export function askWhom(turn: Turn, { seq, control }: Issued): void {
  const scope =
    control.kind === 'restrict' ? control.scope : control.kind === 'limit' ? control.entry.scope : 'platform';
  const accounts = control.kind === 'restrict' ? control.accounts : undefined;
  const request: RiskRequest & { seq: number } = { kind: 'affected', scope, seq, ...(accounts && { accounts }) };
  turn.perform(RISK_PORT, request);
}
