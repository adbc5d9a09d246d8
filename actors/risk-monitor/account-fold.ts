// A1. The account is the fold of its journal: `applyAccountEvent` alone changes what survives a crash.
// A2. An order that is canceled or expired stays known for a while: a fill that was on its way happened, and is booked.
import { type DecidedRequests, reviveFill, reviveOrder, type AccountEvent } from '../domain/account-event.ts';
import { decimal, type Decimal } from '../domain/decimal.ts';
import type { Order } from '../domain/order.ts';
import { isTerminal } from '../domain/order-state.ts';
import type { Control } from '../domain/risk/control.ts';
import { takeControl } from '../domain/risk/control-book.ts';
import { applyFill, FLAT_POSITION, cashAfter } from '../domain/position.ts';
import { applyOrderEvent, initializedOrder, type OrderEvent } from '../domain/working-order.ts';
import { reportsStream } from '../protocol.ts';
import { restraintFor } from './restraint.ts';
import { latchedBy, takeLatch } from './watch/rule-latches.ts';
import { applyWatchEvent, watchAfter, watchBefore } from './watch/watch-fold.ts';
import { FREE, laneOf, priceOf, type AccountState, type RecentOrder, type TradingActor } from './account-state.ts';
import { addVolume, memoryAtFollow, rememberCopies, takeFees } from './copies.ts';
import { actorLimits } from './limits-in-force.ts';

const CLOSED_KEPT = 64;
const MINUTE_MS = 60_000;

/** Folds one journaled event into the account; events just made and events read back from JSON alike. */
export function applyAccountEvent(state: AccountState, event: AccountEvent): void {
  watchBefore(state, event);
  applyToAccount(state, event);
  watchAfter(state, event);
}

function applyToAccount(state: AccountState, event: AccountEvent): void {
  switch (event.type) {
    case 'account.opened':
      state.opened = true;
      state.unallocated = state.unallocated.add(decimal(event.deposit));
      return;
    case 'allocation.made': {
      const amount = decimal(event.amount);
      const { position } = laneOf(state, event.lane);
      state.unallocated = state.unallocated.sub(amount);
      const actor = {
        ...newActor(event.actor, event.lane, event.instrument, amount, position),
        ...{ strategy: event.strategy, provider: event.provider, copy: memoryAtFollow(event) },
      };
      state.actors.set(event.actor, actor);
      state.memo.exposures.touch(event.actor);
      actor.told = restraintFor(state, actor).state; // it is told so as it comes
      return;
    }
    case 'order.initialized':
      initializeOrder(state, event);
      if (event.decided !== undefined) decideRequests(state, event.order.actor, event.decided);
      return;
    case 'order.denied':
      countDenial(state, event.reason);
      return;
    case 'order.filled':
      bookFill(state, event);
      return;
    case 'order.triggered':
      advanceOrder(state, event.clientOrderId, event);
      state.orders.get(event.clientOrderId)!.triggered = true;
      return;
    case 'order.pending-cancel':
      advanceOrder(state, event.clientOrderId, event);
      state.orders.get(event.clientOrderId)!.cancelWanted = true;
      if (event.isAsked === true) noteCancel(state, event);
      return;
    case 'order.updated':
      advanceOrder(state, event.clientOrderId, { ...event, triggerPrice: decimal(event.triggerPrice) });
      return;
    case 'requests.decided':
      decideRequests(state, event.actor, event);
      return;
    case 'fee.charged':
      takeFees(state, event);
      return;
    case 'lane.advanced': {
      const lane = laneOf(state, event.lane);
      lane.price = event.price;
      lane.time = event.time;
      lane.position = lane.journaled = event.position;
      return;
    }
    case 'trading-state.changed':
      restrict(state, event);
      return;
    case 'control.taken':
      takeControl(state.controls, event.seq, event.control);
      if (isResetOf(event.control, state)) state.restriction = FREE;
      return;
    case 'control.reported':
      for (const [address, told] of Object.entries(event.states)) state.actors.get(address)!.told = told;
      return;
    case 'equity.marked':
      for (const row of event.rows) {
        const lane = state.lanes.get(state.actors.get(row.actor)?.lane ?? '');
        if (lane !== undefined) lane.equityMarkedAt = row.time;
      }
      return;
    case 'bars.taken':
    case 'day.turned':
    case 'excursions.changed':
    case 'breakers.changed':
    case 'rule.fired':
      applyWatchEvent(state, event);
      return;
    default:
      advanceOrder(state, event.clientOrderId, event);
  }
}

const newActor = (
  address: string,
  lane: string,
  symbol: string,
  allocation: Decimal,
  joinedAt: number,
): TradingActor => ({
  address,
  reports: reportsStream(address),
  lane,
  strategy: undefined,
  provider: undefined,
  copy: undefined,
  symbol,
  allocation,
  joinedAt,
  cash: allocation,
  holding: FLAT_POSITION,
  decided: 0,
  restriction: FREE,
  told: 'ACTIVE',
  exits: 0,
  exitPosition: 0,
  ruleOrders: 0,
  ruleExitAt: -1,
  instrument: undefined,
  awaited: true,
  decidedThrough: -1,
  waiting: [],
});

/** The reset of an account lifts what its own rules or people have restricted, too. */
const isResetOf = (control: Control, { account }: AccountState): boolean =>
  control.kind === 'restrict' && control.state === 'ACTIVE' && control.scope === `account:${account}`;

function initializeOrder(state: AccountState, event: Extract<AccountEvent, { type: 'order.initialized' }>): void {
  const order = reviveOrder(event.order);
  const reserved = decimal(event.reserved);
  const { clientOrderId, position, decidedAt } = order;
  const { exit } = event;
  const lane = laneOf(state, order.lane);
  // An order decided on a bar is proof that the lane had come to it.
  if (position > lane.position) {
    lane.time = decidedAt;
    if (event.price !== undefined) lane.price = decimal(event.price).toNumber();
  }
  if (position > lane.journaled) lane.position = lane.journaled = position;
  state.orders.set(clientOrderId, {
    working: initializedOrder(order),
    reserved,
    price: event.price === undefined ? priceOf(order, reserved) : decimal(event.price),
    controls: state.controls.through,
    fillIds: new Set(),
    ...(event.replaces !== undefined && { replaces: event.replaces }),
    triggered: false,
    cancelWanted: false,
    asked: undefined,
  });
  state.accepted += 1;
  if (exit !== undefined) {
    const actor = state.actors.get(order.actor)!;
    actor.exits = exit;
    actor.exitPosition = position;
  }
  if (event.ruleOrder !== undefined) {
    const actor = state.actors.get(order.actor)!;
    actor.ruleOrders = event.ruleOrder;
    if (order.type === 'MARKET') actor.ruleExitAt = position;
  }
  state.memo.exposures.touch(order.actor);
  noteSent(state, order);
}

function decideRequests(state: AccountState, address: string, decided: DecidedRequests): void {
  state.actors.get(address)!.decided = decided.through;
  for (const reason of decided.denials ?? []) countDenial(state, reason);
  rememberCopies(state, address, decided);
}

function noteSent(state: AccountState, order: Order): void {
  const { actor, lane, side, type, quantity, limitPrice, triggerPrice, trailingOffset, decidedAt: time } = order;
  const isOver = (recent: RecentOrder): boolean => recent.lane === lane && recent.time <= time - keptMs(state, recent);
  if (state.recentOrders.some(isOver)) state.recentOrders = state.recentOrders.filter((recent) => !isOver(recent));
  const sent = {
    ...{ actor, side, type, quantity, time },
    ...(limitPrice !== undefined && { limitPrice }),
    ...(triggerPrice !== undefined && { triggerPrice }),
    ...(trailingOffset !== undefined && { trailingOffset }),
  };
  state.recentOrders.push({ lane, time, sent });
}

/** As long as the rate counts it, or the same order may not come again. */
function keptMs(state: AccountState, { sent }: RecentOrder): number {
  const actor = sent && state.actors.get(sent.actor);
  return Math.max(MINUTE_MS, (actor && actorLimits(state, actor).limits.duplicateWindowMs) ?? 0);
}

function noteCancel(state: AccountState, { clientOrderId, time }: { clientOrderId: string; time: number }): void {
  const { lane, actor } = state.orders.get(clientOrderId)!.working.order;
  state.recentCancels = state.recentCancels.filter((recent) => recent.lane !== lane || recent.time > time - MINUTE_MS);
  state.recentCancels.push({ lane, time, actor });
}

function bookFill(state: AccountState, event: Extract<AccountEvent, { type: 'order.filled' }>): void {
  const fill = reviveFill(event.fill);
  const actor = state.actors.get(fill.actor)!;
  actor.holding = applyFill(actor.holding, fill);
  actor.cash = cashAfter(actor.cash, fill);
  state.memo.exposures.touch(fill.actor);
  const open = state.orders.get(fill.clientOrderId) ?? state.closed.get(fill.clientOrderId);
  open?.fillIds.add(fill.fillId);
  if (open?.isCopy === true) addVolume(actor, fill);
  advanceOrder(state, fill.clientOrderId, { type: 'order.filled', fill });
}

/** Moves an order on by its state machine; one that is done leaves the book. */
function advanceOrder(state: AccountState, clientOrderId: string, event: OrderEvent): void {
  const open = state.orders.get(clientOrderId) ?? state.closed.get(clientOrderId);
  if (open === undefined) return;
  open.working = applyOrderEvent(open.working, event);
  state.memo.exposures.touch(open.working.order.actor);
  if (!isTerminal(open.working.state) || !state.orders.delete(clientOrderId)) return;
  if (open.working.state !== 'CANCELED' && open.working.state !== 'EXPIRED') return;
  state.closed.set(clientOrderId, open); // A2
  for (const oldest of state.closed.keys()) {
    if (state.closed.size <= CLOSED_KEPT) break;
    state.closed.delete(oldest);
  }
}

function restrict(state: AccountState, event: Extract<AccountEvent, { type: 'trading-state.changed' }>): void {
  const restriction = { state: event.state, reason: event.reason, flatten: event.flatten };
  const one = state.actors.get(event.scope);
  if (event.scope === state.self) state.restriction = restriction;
  else if (one !== undefined) one.restriction = restriction;
  else takeLatch(state, event);
  // Each of these is told so with this event.
  for (const actor of event.scope === state.self ? state.actors.values() : one ? [one] : latchedBy(state, event))
    actor.told = restraintFor(state, actor).state;
}

function countDenial(state: AccountState, reason: string): void {
  const code = reason.split(':', 1)[0]!;
  state.denied += 1;
  state.denialsByCode[code] = (state.denialsByCode[code] ?? 0) + 1;
}
