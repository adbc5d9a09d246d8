// C1. What a rule has begun goes on from the journal, step by step, after any crash.
// C2. A stop that takes another's place is at the venue before the other is taken away: nothing is without a stop in between.
// C3. An exit that the venue refuses is tried again with the next bar, not at once.
import type { Turn } from '../../../runtime/turn.ts';
import type { AccountState, OpenOrder, TradingActor } from '../account-state.ts';
import { exitOf } from '../reduction.ts';
import { cancel, isAtVenue } from '../venue-requests.ts';
import { BY_RULE, sendReduction } from './own-orders.ts';

const CLOSING = 'close';

/** The next steps of all that rules have begun on the account. */
export function carryOn(state: AccountState, turn: Turn): void {
  const { watch } = state;
  if (!watch.isOn) return;
  for (const id of watch.cancels) withdraw(state, turn, state.orders.get(id));
  for (const address of watch.closing) close(state, turn, state.actors.get(address)!);
  for (const open of [...state.orders.values()]) {
    if (open.working.order.correlationId.startsWith(BY_RULE)) tend(state, turn, open);
  }
}

function withdraw(state: AccountState, turn: Turn, open: OpenOrder | undefined): void {
  if (open === undefined || open.cancelWanted || isMatching(state, open)) return;
  cancel(state, turn, open);
}

/** Closes what an actor holds. */
function close(state: AccountState, turn: Turn, actor: TradingActor): void {
  const lane = state.lanes.get(actor.lane)!;
  const held = actor.holding.quantity;
  if (lane.matching !== undefined || held.isZero()) return;
  for (const { working } of state.orders.values()) {
    // A reduction at the market is under way already, this one or the actor's own.
    const { actor: of, reduceOnly, type } = working.order;
    if (of === actor.address && reduceOnly && type === 'MARKET') return;
  }
  if (lane.position <= actor.ruleExitAt) return; // C3
  sendReduction(state, turn, actor, exitOf(actor), { why: CLOSING });
}

/** Takes away the stop that this one replaces (C2), and this one when it has nothing left to protect. */
function tend(state: AccountState, turn: Turn, open: OpenOrder): void {
  const { order } = open.working;
  const actor = state.actors.get(order.actor);
  if (actor === undefined || order.type === 'MARKET') return;
  const held = actor.holding.quantity;
  const protects = order.side === 'SELL' ? held.gt(0) : held.lt(0);
  if (!protects) {
    withdraw(state, turn, open);
    return;
  }
  if (open.replaces !== undefined && isAtVenue(open) && !open.cancelWanted)
    withdraw(state, turn, state.orders.get(open.replaces));
}

const isMatching = (state: AccountState, { working }: OpenOrder): boolean =>
  state.lanes.get(working.order.lane)!.matching !== undefined;
