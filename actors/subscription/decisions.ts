import { decimal, type Decimal, isAboveZero } from '../domain/decimal.ts';
import { roundPrice } from '../domain/instrument.ts';
import { sideOf } from '../domain/position.ts';
import type { OrderRequest, Target, TradingRequest } from '../protocol.ts';
import { quantityFor } from './sizing/quantity-for.ts';
import type { SubscriptionState } from './subscription-state.ts';

type Action = TradingRequest['action'];

/**
 * What to ask of the risk monitor so that the holding comes to where the signal wants it: nothing when it is there or on its way.
 * A way back from long to short is two orders of one decision: close what is held, open the other side.
 */
export function decide(state: SubscriptionState, target: Target, price: number): Action[] {
  const wanted: Target = target === 'SHORT' && state.config.direction === 'long-only' ? 'FLAT' : target;
  const held = sideOf(state.holding);
  const entry = [...state.working].find(([, leg]) => leg.role === 'entry');
  const exiting = [...state.working.values()].some((leg) => leg.role === 'exit');
  const heading: Target = entry === undefined ? (exiting ? 'FLAT' : held) : entry[1].side === 'BUY' ? 'LONG' : 'SHORT';
  if (wanted === heading) return [];

  const actions: Action[] = [];
  const obsolete = [...state.working].filter(([, leg]) => leg.role !== 'exit').map(([id]) => id);
  if (obsolete.length > 0) actions.push({ kind: 'cancel', clientOrderIds: obsolete });
  const orders: OrderRequest[] = [];
  if (held !== 'FLAT' && !exiting) orders.push(exitOrder(state.holding.quantity));
  if (wanted !== 'FLAT') orders.push(...entryOrders(state, wanted, price, orders.length));
  if (orders.length > 0) actions.push({ kind: 'orders', orders });
  return actions;
}

const exitOrder = (quantity: Decimal): OrderRequest => ({
  leg: 0,
  side: quantity.isPositive() ? 'SELL' : 'BUY',
  type: 'MARKET',
  timeInForce: 'GTC',
  quantity: quantity.abs(),
  reduceOnly: true,
});

function entryOrders(state: SubscriptionState, wanted: 'LONG' | 'SHORT', price: number, leg: number): OrderRequest[] {
  const { config } = state;
  // While flat this is the cash, to the last digit.
  const held = state.holding.quantity;
  const equity = held.isZero() ? state.cash : state.cash.add(held.mul(decimal(price)));
  const quantity = quantityFor(config.sizing, {
    equity,
    price,
    lotSize: config.instrument.lotSize,
    volatility: state.volatility?.value ?? null,
    stopDistance: stopDistance(state, wanted, price),
    tradeReturns: state.trades?.returns ?? [],
    drawdown: state.drawdown,
  });
  if (!isAboveZero(quantity)) return [];
  const side = wanted === 'LONG' ? 'BUY' : 'SELL';
  const entry: OrderRequest = { leg, side, type: 'MARKET', timeInForce: 'GTC', quantity };
  return [entry, ...protectionOrders(state, wanted, quantity, price, leg)];
}

/** The price a fraction beyond the close, as the instrument's tick has it; below zero it is on the losing side. */
function away(state: SubscriptionState, wanted: 'LONG' | 'SHORT', price: number, fraction: number): Decimal {
  return roundPrice(
    state.config.instrument,
    decimal(price).mul(decimal(1).add(wanted === 'LONG' ? fraction : -fraction)),
  );
}

/** To the stop as it is sent, so the size is that of the order; null without one. */
function stopDistance(state: SubscriptionState, wanted: 'LONG' | 'SHORT', price: number): Decimal | null {
  const { stopLoss } = state.config.protection;
  return stopLoss === undefined
    ? null
    : decimal(price)
        .sub(away(state, wanted, price, -stopLoss))
        .abs();
}

/** Stops and targets that wake when the entry fills; a fill of one cancels the others. */
function protectionOrders(
  state: SubscriptionState,
  wanted: 'LONG' | 'SHORT',
  quantity: Decimal,
  price: number,
  entryLeg: number,
): OrderRequest[] {
  const { instrument, protection } = state.config;
  const common = {
    side: wanted === 'LONG' ? 'SELL' : 'BUY',
    timeInForce: 'GTC',
    quantity,
    reduceOnly: true,
    parentLeg: entryLeg,
    group: `protection-${state.seq + 1}`,
  } as const;
  const orders: OrderRequest[] = [];
  const nextLeg = (): number => entryLeg + 1 + orders.length;
  if (protection.stopLoss !== undefined) {
    orders.push({
      ...common,
      leg: nextLeg(),
      type: 'STOP_MARKET',
      triggerPrice: away(state, wanted, price, -protection.stopLoss),
    });
  }
  if (protection.trailingStop !== undefined) {
    const trailingOffset = roundPrice(instrument, decimal(price).mul(protection.trailingStop));
    orders.push({
      ...common,
      leg: nextLeg(),
      type: 'TRAILING_STOP_MARKET',
      trailingOffset,
      triggerPrice: away(state, wanted, price, -protection.trailingStop),
    });
  }
  if (protection.takeProfit !== undefined) {
    orders.push({
      ...common,
      leg: nextLeg(),
      type: 'LIMIT',
      limitPrice: away(state, wanted, price, protection.takeProfit),
    });
  }
  return orders;
}
