// The watch is the fold of the journal, as the account is; what it makes of bars is in `taken-bars.ts`.
import type { AccountEvent } from '../../domain/account-event.ts';
import { concerns } from '../../domain/risk/control-book.ts';
import type { Control } from '../../domain/risk/control.ts';
import { type AccountState, laneOf, marketTime } from '../account-state.ts';
import { subjectOf } from '../restraint.ts';
import { tellDay } from './day-loss.ts';
import { sampleOrder } from './order-samples.ts';
import { liftLatches } from './rule-latches.ts';
import { markScopes } from './scope-marks.ts';
import { markEquity, takeBar } from './taken-bars.ts';
import type { TakenBar } from './watch-state.ts';

type WatchEvent = Extract<
  AccountEvent,
  { type: 'bars.taken' | 'day.turned' | 'rule.fired' | 'excursions.changed' | 'breakers.changed' }
>;

type FiredPause = NonNullable<Extract<AccountEvent, { type: 'rule.fired' }>['pause']>;

/** What must be looked at before an event changes the account. */
export function watchBefore(state: AccountState, event: AccountEvent): void {
  if (state.watch.isOn) sampleOrder(state, event);
}

/** What an event that the account has taken means for the watch. */
export function watchAfter(state: AccountState, event: AccountEvent): void {
  switch (event.type) {
    case 'control.taken':
      switchOn(state, event.control);
      if (event.control.kind === 'rules' && state.watch.isOn) markScopes(state);
      liftLatches(state, event.control);
      return;
    case 'account.opened':
      if (state.watch.isOn) markEquity(state);
      return;
    case 'order.filled': {
      const { actor } = event.fill;
      if (state.actors.get(actor)?.holding.quantity.isZero() === true) state.watch.closing.delete(actor);
      return;
    }
    case 'lane.advanced':
      takeBar(state, laneOf(state, event.lane));
      return;
    case 'trading-state.changed':
      if (event.scope === state.self && event.state === 'ACTIVE' && state.watch.daily !== undefined) {
        tellDay(state, { kind: 'reset', at: Math.max(event.time, state.watch.time) });
      }
      return;
    default:
  }
}

/** Folds an event that is about the watch alone. */
export function applyWatchEvent(state: AccountState, event: WatchEvent): void {
  const { watch } = state;
  switch (event.type) {
    case 'bars.taken':
      for (const bar of event.bars) foldBar(state, bar);
      return;
    case 'day.turned':
      tellDay(state, { kind: 'time', at: event.boundary });
      markScopes(state);
      return;
    case 'excursions.changed':
      watch.excursions = event.excursions;
      return;
    case 'breakers.changed':
      watch.breakers = event.breakers;
      return;
    case 'rule.fired':
      watch.firings = event.number;
      if (event.pause !== undefined) takePause(state, event.pause, event.time);
      for (const actor of event.closes ?? []) watch.closing.add(actor);
      if (event.cancels !== undefined)
        watch.cancels = [...watch.cancels.filter((id) => state.orders.has(id)), ...event.cancels];
  }
}

function takePause({ watch }: AccountState, { scope, ...pause }: FiredPause, now: number): void {
  if (scope !== undefined) watch.pauses = [...watch.pauses.filter(({ until }) => until > now), { ...pause, scope }];
  else if (pause.until > (watch.pause?.until ?? 0)) watch.pause = pause;
}

function foldBar(state: AccountState, { lane: stream, position, time, price }: TakenBar): void {
  const lane = laneOf(state, stream);
  if (position > lane.journaled) lane.journaled = position;
  if (position > lane.position) {
    lane.position = position;
    lane.time = time;
    lane.price = price;
  }
  if (position === lane.position) takeBar(state, lane);
}

/** From the first rule, event or limit that is about this account on it is watched. */
function switchOn(state: AccountState, control: Control): void {
  const { watch } = state;
  if (watch.isOn || !isAboutWatch(state, control)) return;
  watch.isOn = true;
  watch.time = marketTime(state);
  for (const { stream, position } of state.lanes.values()) if (position > 0) takeSilently(state, stream);
  markEquity(state);
}

/** The bar that a lane stands at is where its returns are measured from. */
function takeSilently(state: AccountState, stream: string): void {
  const lane = laneOf(state, stream);
  if (lane.price > 0) takeBar(state, lane);
}

function isAboutWatch(state: AccountState, control: Control): boolean {
  switch (control.kind) {
    case 'rules':
      return control.rules.length > 0;
    case 'calendar':
      return control.events.length > 0;
    case 'restrict':
      return false;
    case 'limit':
      return concerns(control, [
        { user: state.config.owner, account: state.account },
        ...[...state.actors.values()].map((actor) => subjectOf(state, actor)),
      ]);
  }
}
