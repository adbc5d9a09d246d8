import { decimal, isAboveZero } from '../domain/decimal.ts';
import { baseCurrencyOf } from '../domain/instrument.ts';
import type { Order } from '../domain/order.ts';
import { leavesQuantity } from '../domain/working-order.ts';
import type { AccountState, OpenOrder, TradingActor } from './account-state.ts';
import { needsOf } from './limit-needs.ts';
import { type ExposedOrder, reachOf, stopDistanceOf } from './exposure.ts';
import type { ActorReach, ExposedActor, ExposureBook } from './exposure-book.ts';

/** What the account holds and may come to hold, as it stands; what has not changed is not worked out again. */
export function exposuresOf(state: AccountState): ExposureBook {
  const { exposures } = state.memo;
  let orders: ReadonlyMap<string, readonly ExposedOrder[]> | undefined;
  for (const actor of state.actors.values()) {
    const { address } = actor;
    const close = state.lanes.get(actor.lane)?.price ?? 0;
    const known = exposures.fresh(address)?.of;
    if (known?.close === close && known.instrument === actor.instrument) continue;
    const reach = exposures.reaches.get(address) ?? reachWith(state, actor, (orders ??= openOrders(state)));
    exposures.put(address, exposedActor(state, actor, close, reach));
  }
  return exposures;
}

/** Brings the sums up to a bar that has closed, where orders are checked by them: the next order need not wait for that. */
export function keepExposures(state: AccountState): void {
  const needs = needsOf(state);
  const { history, exposures } = state.memo;
  if (needs.account) exposuresOf(state).equityWith(state.unallocated);
  if (needs.history) history.renew();
  if (needs.valueAtRisk) exposures.stakes();
}

/** The open orders of one actor, and what they may make of its position. */
export const actorReach = (state: AccountState, actor: TradingActor): ActorReach =>
  state.memo.exposures.reaches.get(actor.address) ?? reachWith(state, actor, openOrders(state, actor.address));

const NONE: readonly ExposedOrder[] = [];

function reachWith(
  { memo }: AccountState,
  { address, holding }: TradingActor,
  byActor: ReadonlyMap<string, readonly ExposedOrder[]>,
): ActorReach {
  const orders = byActor.get(address) ?? NONE;
  const known = { orders, reach: reachOf(holding.quantity, orders) };
  memo.exposures.reaches.set(address, known);
  return known;
}

function exposedActor(state: AccountState, actor: TradingActor, close: number, known: ActorReach): ExposedActor {
  const { symbol, lane, cash, holding, instrument } = actor;
  return {
    ...{ symbol, lane, instrument, cash, close, orders: known.orders, reach: known.reach },
    quantity: holding.quantity,
    price: decimal(close),
    quoteCurrency: state.config.currency,
    baseCurrency: baseOf(state, actor),
  };
}

/** Of an actor that has not said hello it is told from the symbol alone. */
const baseOf = ({ config }: AccountState, { symbol, instrument }: TradingActor): string | undefined =>
  instrument?.baseCurrency ?? baseCurrencyOf(symbol, config.currency, instrument?.kind);

function openOrders(state: AccountState, only?: string): Map<string, ExposedOrder[]> {
  const children = new Map<string, Order[]>();
  const mine: OpenOrder[] = [];
  for (const open of state.orders.values()) {
    const { order } = open.working;
    if (only !== undefined && order.actor !== only) continue;
    mine.push(open);
    if (order.parentOrderId === undefined) continue;
    const known = children.get(order.parentOrderId);
    if (known === undefined) children.set(order.parentOrderId, [order]);
    else known.push(order);
  }
  const byActor = new Map<string, ExposedOrder[]>();
  for (const { working, price } of mine) {
    const { order } = working;
    const leaves = leavesQuantity(working);
    if (!isAboveZero(leaves)) continue;
    const stopDistance = order.reduceOnly
      ? undefined
      : stopDistanceOf(order, children.get(order.clientOrderId) ?? [], price);
    const exposed = { order, leaves, price, stopDistance };
    const known = byActor.get(order.actor);
    if (known === undefined) byActor.set(order.actor, [exposed]);
    else known.push(exposed);
  }
  return byActor;
}
