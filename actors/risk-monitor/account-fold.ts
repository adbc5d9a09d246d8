// A1. The account is the fold of its journal: `applyAccountEvent` alone changes what survives a crash.
// A2. An order that is canceled or expired stays known for a while: a fill that was on its way happened, and is booked.
import { reviveFill, reviveOrder, type AccountEvent } from '../domain/account-event.ts';
import { decimal, type Decimal } from '../domain/decimal.ts';
import type { Order } from '../domain/order.ts';
import { isTerminal } from '../domain/order-state.ts';
import { applyFill, FLAT_POSITION, cashAfter } from '../domain/position.ts';
import { applyOrderEvent, initializedOrder, type OrderEvent } from '../domain/working-order.ts';
import { reportsStream } from '../protocol.ts';
import { FREE, laneOf, type AccountState, type TradingActor } from './account-state.ts';

const CLOSED_KEPT = 64;
const MINUTE_MS = 60_000;

/** Folds one journaled event into the account; events just made and events read back from JSON alike. */
export function applyAccountEvent(state: AccountState, event: AccountEvent): void {
  switch (event.type) {
    case 'account.opened':
      state.opened = true;
      state.unallocated = state.unallocated.add(decimal(event.deposit));
      return;
    case 'allocation.made': {
      const amount = decimal(event.amount);
      const { position } = laneOf(state, event.lane);
      state.unallocated = state.unallocated.sub(amount);
      state.actors.set(event.actor, newActor(event.actor, event.lane, event.instrument, amount, position));
      return;
    }
    case 'order.initialized':
      initializeOrder(state, reviveOrder(event.order), decimal(event.reserved), event.exit);
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
      return;
    case 'order.updated':
      advanceOrder(state, event.clientOrderId, { ...event, triggerPrice: decimal(event.triggerPrice) });
      return;
    case 'requests.decided':
      state.actors.get(event.actor)!.decided = event.through;
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
    case 'equity.marked':
      for (const row of event.rows) {
        const lane = state.lanes.get(state.actors.get(row.actor)?.lane ?? '');
        if (lane !== undefined) lane.equityMarkedAt = row.time;
      }
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
  symbol,
  allocation,
  joinedAt,
  cash: allocation,
  holding: FLAT_POSITION,
  decided: 0,
  restriction: FREE,
  exits: 0,
  exitPosition: 0,
  instrument: undefined,
  awaited: true,
  decidedThrough: -1,
  waiting: [],
});

function initializeOrder(state: AccountState, order: Order, reserved: Decimal, exit: number | undefined): void {
  const { clientOrderId, position, decidedAt } = order;
  const lane = laneOf(state, order.lane);
  // An order decided on a bar is proof that the lane had come to it.
  if (position > lane.position) lane.time = decidedAt;
  if (position > lane.journaled) lane.position = lane.journaled = position;
  state.orders.set(clientOrderId, {
    working: initializedOrder(order),
    reserved,
    fillIds: new Set(),
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
  const minuteAgo = decidedAt - MINUTE_MS;
  if (state.recentOrders.some((recent) => recent.lane === order.lane && recent.time <= minuteAgo)) {
    state.recentOrders = state.recentOrders.filter((recent) => recent.lane !== order.lane || recent.time > minuteAgo);
  }
  state.recentOrders.push({ lane: order.lane, time: decidedAt });
}

function bookFill(state: AccountState, event: Extract<AccountEvent, { type: 'order.filled' }>): void {
  const fill = reviveFill(event.fill);
  const actor = state.actors.get(fill.actor)!;
  actor.holding = applyFill(actor.holding, fill);
  actor.cash = cashAfter(actor.cash, fill);
  (state.orders.get(fill.clientOrderId) ?? state.closed.get(fill.clientOrderId))?.fillIds.add(fill.fillId);
  advanceOrder(state, fill.clientOrderId, { type: 'order.filled', fill });
}

/** Moves an order on by its state machine; one that is done leaves the book. */
function advanceOrder(state: AccountState, clientOrderId: string, event: OrderEvent): void {
  const open = state.orders.get(clientOrderId) ?? state.closed.get(clientOrderId);
  if (open === undefined) return;
  open.working = applyOrderEvent(open.working, event);
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
  if (event.scope === state.self) state.restriction = restriction;
  else state.actors.get(event.scope)!.restriction = restriction;
}

function countDenial(state: AccountState, reason: string): void {
  const code = reason.split(':', 1)[0]!;
  state.denied += 1;
  state.denialsByCode[code] = (state.denialsByCode[code] ?? 0) + 1;
}
