import { takeControl } from '../domain/risk/control-book.ts';
import { reviveChange } from './saved-change.ts';
import type { SupervisorEvent } from '../domain/risk/supervisor-event.ts';
import { trim, type SupervisorState } from './supervisor-state.ts';

export type { SupervisorEvent } from '../domain/risk/supervisor-event.ts';

/** Folds one journaled event. */
export function applySupervisorEvent(state: SupervisorState, event: SupervisorEvent): void {
  switch (event.type) {
    case 'control.issued': {
      const { seq, control, commandId } = event;
      takeControl(state.book, seq, control);
      if (control.kind === 'rules') state.rulesSet = true;
      state.issued.set(seq, {
        ...{ seq, control, commandId },
        ...{ affected: undefined, inForceAt: undefined, confirmedAt: undefined, flatAt: undefined },
      });
      trim(state);
      return;
    }
    case 'control.affects':
      state.issued.get(event.seq)!.affected = event.accounts;
      return;
    case 'control.in-force':
      state.issued.get(event.seq)!.inForceAt = event.at;
      return;
    case 'control.confirmed':
      state.issued.get(event.seq)!.confirmedAt = event.at;
      return;
    case 'control.flat':
      state.issued.get(event.seq)!.flatAt = event.at;
      return;
    case 'limit.proposed':
      state.proposals.set(event.id, { id: event.id, change: reviveChange(event.change) });
      return;
    case 'proposal.settled':
      state.proposals.delete(event.id);
      return;
    case 'daily-loss.stopped':
      state.lossStops.set(event.scope, event.date);
  }
}
