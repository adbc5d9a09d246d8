import type { FromRiskMonitor } from './protocol.ts';
import { acknowledged, finishWhenFlat, type Trader } from './trader.ts';

export type Acknowledged = Extract<FromRiskMonitor, { kind: 'acknowledged' }>;

/** A trader that follows nothing before its risk monitor has answered this incarnation. */
interface Hearing extends Trader {
  readonly listening: boolean;
}

/** The part of a turn that it needs. */
interface Hears {
  cancelTimer(name: string): void;
  finish(reason: string): void;
}

/** Takes a word of the risk monitor; `listen` begins with the first that is no refusal. */
export function hearMonitor<State extends Hearing, By extends Hears>(
  state: State,
  word: FromRiskMonitor,
  turn: By,
  listen: (state: State, word: Acknowledged, turn: By) => void,
): void {
  turn.cancelTimer('hello');
  if (word.kind === 'refused') {
    state.refused = word.reason;
    return;
  }
  state.refused = null;
  acknowledged(state, word.through);
  if (!state.listening) listen(state, word, turn);
  finishWhenFlat(state, turn);
}
