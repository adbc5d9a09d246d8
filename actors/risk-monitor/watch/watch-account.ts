// W1. What is measured is a function of the folded state, and what it changes is journaled: the same bars after any crash
//     fire the same rules.
// W2. A rule fires once an excursion; the excursion is journaled with its firing, in one commit.
import type { Turn } from '../../../runtime/turn.ts';
import type { Excursion } from '../../domain/risk/rule-evaluation.ts';
import type { AccountState, Lane } from '../account-state.ts';
import { confirm } from '../flat-proof.ts';
import { journal } from '../journal.ts';
import { noteBreakers } from './breakers.ts';
import { isAddedUp, turnDay } from './day-loss.ts';
import { fire } from './rule-actions.ts';
import { askRules } from './rule-rounds.ts';
import { noteBar } from './taken-bars.ts';

export const DAY_TIMER = 'day';
/** The supervisor hears of the day's figures about this often at most. */
const TELL_MS = 1_000;

/** A lane has come to its next bar: notes it, and acts on what it makes of the account. */
export function watchBar(state: AccountState, turn: Turn, lane: Lane): void {
  if (!state.watch.isOn) return;
  noteBar(state, lane);
  watchAccount(state, turn, lane);
}

/** Measures the account and carries out what its rules say of that; `lane` when it is a bar of it that has come. */
export function watchAccount(state: AccountState, turn: Turn, lane?: Lane): void {
  const { watch, controls } = state;
  if (!watch.isOn) return;
  noteBreakers(state, turn);
  if (controls.rules.length > 0 || watch.excursions.length > 0) {
    const { fired, excursions } = askRules(state, lane);
    if (!isSame(watch.excursions, excursions)) {
      journal(turn, { type: 'excursions.changed', excursions }, watch.time, `rules:${state.account}`); // W2
    }
    for (const { firing, actors } of fired) fire(state, turn, firing, actors);
  }
  if (watch.isTelling || !isAddedUp(state)) return;
  watch.isTelling = true;
  turn.timer(DAY_TIMER, TELL_MS);
}

/** The time has come to tell the supervisor of the day's figures. */
export function tellFigures(state: AccountState, turn: Turn): void {
  state.watch.isTelling = false;
  confirm(state, turn);
}

/** The node says what time it is: a day without bars ends too. */
export function hearAlarm(state: AccountState, turn: Turn, at: number): void {
  if (!turnDay(state, turn, at)) return;
  watchAccount(state, turn);
  if (isAddedUp(state)) confirm(state, turn);
}

const isSame = (a: readonly Excursion[], b: readonly Excursion[]): boolean =>
  a.length === b.length &&
  a.every((one, index) => {
    const other = b[index]!;
    return one.rule === other.rule && one.of === other.of && one.since === other.since && one.fired === other.fired;
  });
