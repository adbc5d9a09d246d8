import { decimal, isAboveZero } from '../domain/decimal.ts';
import { baseCurrencyOf } from '../domain/instrument.ts';
import type { Order } from '../domain/order.ts';
import { leavesQuantity } from '../domain/working-order.ts';
import type { AccountState, OpenOrder, TradingActor } from './account-state.ts';
import { needsOf } from './limit-needs.ts';
import { type ExposedOrder, reachOf, stopDistanceOf } from './exposure.ts';
import type { ExposedActor, ExposureBook } from './exposure-book.ts';

/** What the account holds and may come to hold, as it stands; what has not changed is not worked out again. */
export function exposuresOf(state: AccountState): ExposureBook {
  const { exposures } = state.memo;
  let orders: ReadonlyMap<string, readonly ExposedOrder[]> | undefined;
  for (const actor of state.actors.values()) {
    const { address } = actor;
    const close = state.lanes.get(actor.lane)?.price ?? 0;
    const known = exposures.isStale(address) ? undefined : exposures.actors.get(address)?.of;
    if (known?.close === close && known.baseCurrency === baseOf(state, actor)) continue;
    const open = known?.orders ?? (orders ??= openOrders(state)).get(address) ?? NONE;
    exposures.put(address, exposedActor(state, actor, close, open));
  }
  return exposures;
}

/** Brings the sums up to a bar that has closed, where orders are checked by them: the next order need not wait for that. */
export function keepExposures(state: AccountState): void {
  const needs = needsOf(state);
  if (needs.account) exposuresOf(state);
  if (needs.history) state.memo.history.renew();
}

/** The open orders of one actor. */
export const openOrdersOf = (state: AccountState, { address }: TradingActor): readonly ExposedOrder[] =>
  state.orders.size === 0 ? NONE : (openOrders(state, address).get(address) ?? NONE);

const NONE: readonly ExposedOrder[] = [];

function exposedActor(
  state: AccountState,
  actor: TradingActor,
  close: number,
  orders: readonly ExposedOrder[],
): ExposedActor {
  const { symbol, lane, cash, holding } = actor;
  const { quantity } = holding;
  return {
    ...{ symbol, lane, cash, quantity, orders, close },
    price: decimal(close),
    quoteCurrency: state.config.currency,
    baseCurrency: baseOf(state, actor),
    reach: reachOf(quantity, orders),
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
