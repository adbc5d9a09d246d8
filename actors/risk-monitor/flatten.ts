// F1. Flatten is halt, cancel, then reduce-only exits, decided here, so that it works for an actor that does not run.
// F2. Exits are numbered in the journal, so a crash in the middle goes on and never exits twice.
// F3. An exit that the venue refuses is tried again with the next bar, not at once.
import type { Turn } from '../../runtime/turn.ts';
import { ZERO } from '../domain/decimal.ts';
import type { AccountState, OpenOrder, TradingActor } from './account-state.ts';
import { journal } from './journal.ts';
import { exitOf, reductionOrder } from './reduction.ts';
import { restraintFor } from './restraint.ts';
import { isRetaking } from './retaken-bars.ts';
import { cancel, pursue } from './venue-requests.ts';

/**
 * The next step towards flat for every actor that is being flattened: cancel what rests, then close what is held. One that
 * is halted alone keeps what it holds and its protection, but opens nothing more.
 */
export function flattenOn(state: AccountState, turn: Turn): void {
  for (const actor of state.actors.values()) {
    const restraint = restraintFor(state, actor);
    if (restraint.flatten) step(state, turn, actor);
    else if (restraint.state === 'HALTED') cancelEntries(state, turn, actor);
  }
}

function cancelEntries(state: AccountState, turn: Turn, actor: TradingActor): void {
  if (state.lanes.get(actor.lane)!.matching !== undefined) return;
  for (const open of state.orders.values()) {
    const { order } = open.working;
    if (order.actor === actor.address && !order.reduceOnly) cancel(state, turn, open);
  }
}

/** Begins the correlation id of every exit. */
const EXIT = 'flatten';

const isExit = ({ working }: OpenOrder): boolean => working.order.correlationId.startsWith(`${EXIT}:`);

function step(state: AccountState, turn: Turn, actor: TradingActor): void {
  const lane = state.lanes.get(actor.lane)!;
  // A bar that is being matched, or was, may change what there is to do.
  if (lane.matching !== undefined || isRetaking(lane)) return;
  const open = [...state.orders.values()].filter(({ working }) => working.order.actor === actor.address);
  if (open.some(isExit)) return;
  for (const order of open) cancel(state, turn, order);
  if (open.length > 0 || actor.holding.quantity.isZero()) return;
  if (actor.exits > 0 && lane.position <= actor.exitPosition) return; // F3
  const exit = actor.exits + 1;
  const order = reductionOrder(state, actor, exitOf(actor), { series: '', number: exit, why: EXIT });
  journal(turn, { type: 'order.initialized', order, reserved: ZERO, exit }, lane.time, order.correlationId);
  pursue(state, turn, state.orders.get(order.clientOrderId)!);
}
