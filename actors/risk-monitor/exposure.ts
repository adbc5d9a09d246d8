// What open orders may make of one actor's position.
// E1. Any of the orders may fill, in any sequence, whole, in part or not at all; a reduce-only one never past zero. What that can
//     lead to shrinks with every fill and every cancel: only an order that is let in can widen it, so it is checked then.
// E2. Long and short are alternatives: what the one may come to does not add to what the other may.
// E3. Where orders on a side both close and open, the dearest are taken to be those that open.
import {
  compare,
  type Decimal,
  isAboveZero,
  larger,
  minus,
  plus,
  smaller,
  sumOf,
  times,
  ZERO,
} from '../domain/decimal.ts';
import type { Order, OrderSide } from '../domain/order.ts';
import { distanceToStop, worstValuePrice } from '../domain/risk/order-prices.ts';

/** An order with what is left of it to fill. */
export interface ExposedOrder {
  readonly order: Pick<Order, 'side' | 'type' | 'reduceOnly' | 'limitPrice' | 'triggerPrice' | 'trailingOffset'>;
  readonly leaves: Decimal;
  /** Price it was decided on. */
  readonly price: Decimal;
  /** Distance to its protective stop; undefined without one. */
  readonly stopDistance: Decimal | undefined;
}

/** One side of what a position may become; sizes and values have no sign. */
export interface Side {
  /** Held on this side now. */
  readonly held: Decimal;
  /** How far along this side the position may come; below zero it never gets here. */
  readonly end: Decimal;
  /** What orders may open on this side beyond what is held. */
  readonly opening: Decimal;
  /** Worth of that at the prices at which the orders would cost most, without commission. */
  readonly openingValue: Decimal;
  /** What that would lose down to the orders' protective stops; without one all its worth. */
  readonly openingRisk: Decimal;
  /** Trigger of the nearest stop that closes all that is held; undefined without one. */
  readonly stop: Decimal | undefined;
}

/** What a position may become. */
export interface Reach {
  readonly long: Side;
  readonly short: Side;
}

/** What the position may become by the orders that are open. */
export const reachOf = (held: Decimal, orders: readonly ExposedOrder[]): Reach => ({
  long: sideOf('BUY', held, orders),
  short: sideOf('SELL', held, orders),
});

/** The side that an order trades towards. */
export const towards = (reach: Reach, side: OrderSide): Side => (side === 'BUY' ? reach.long : reach.short);

/** How far the stop of an order that is open, or of one among the legs that came with it, is from its entry. */
export const stopDistanceOf = (
  order: Pick<Order, 'side' | 'type' | 'quantity' | 'limitPrice' | 'triggerPrice' | 'trailingOffset'>,
  children: readonly Pick<Order, 'side' | 'type' | 'quantity' | 'limitPrice' | 'triggerPrice' | 'trailingOffset'>[],
  price: Decimal,
): Decimal | undefined => (children.length === 0 ? undefined : distanceToStop(order, children, price));

interface Opener {
  readonly leaves: Decimal;
  readonly unit: Decimal;
  readonly risk: Decimal;
}

/** What a position may become on the side that orders of this direction trade towards. */
export function sideOf(direction: OrderSide, position: Decimal, orders: readonly ExposedOrder[]): Side {
  const along = direction === 'BUY' ? position : position.neg();
  const held = isAboveZero(along) ? along : ZERO;
  let adding = ZERO;
  let reducing = ZERO;
  let stop: Decimal | undefined;
  const openers: Opener[] = [];
  for (const { order, leaves, price, stopDistance } of orders) {
    if (order.side !== direction) {
      if (isStopOf(order, leaves, held)) stop = nearer(direction, stop, order.triggerPrice);
    } else if (order.reduceOnly) reducing = sumOf(reducing, leaves);
    else {
      adding = sumOf(adding, leaves);
      const unit = worstValuePrice(order, price);
      openers.push({ leaves, unit, risk: stopDistance ?? unit });
    }
  }
  const base = along.isNegative() ? smaller(ZERO, plus(along, reducing)) : along;
  const end = sumOf(base, adding);
  const beyond = held.isZero() ? end : minus(end, held);
  const opening = isAboveZero(beyond) ? beyond : ZERO;
  const all = compare(opening, adding) === 0;
  return {
    ...{ held, end, opening, stop },
    openingValue: dearest(openers, opening, all, 'unit'),
    openingRisk: dearest(openers, opening, all, 'risk'),
  };
}

/** The side of a position with one more order on it; where nothing is held on the other side it adds for itself. */
export function sideWith(side: Side, position: Decimal, orders: readonly ExposedOrder[], added: ExposedOrder): Side {
  const { order, leaves, price, stopDistance } = added;
  const isAcross = order.side === 'BUY' ? position.isNegative() : isAboveZero(position);
  if (isAcross || !isAboveZero(leaves)) return sideOf(order.side, position, [...orders, added]);
  if (order.reduceOnly) return side;
  const unit = worstValuePrice(order, price);
  const value = times(leaves, unit);
  const { held, end, opening, openingValue, openingRisk, stop } = side;
  return {
    ...{ held, stop, end: sumOf(end, leaves), opening: sumOf(opening, leaves) },
    openingValue: sumOf(openingValue, value),
    openingRisk: sumOf(openingRisk, stopDistance === undefined ? value : times(leaves, stopDistance)),
  };
}

/** Worth of `quantity` of the openers, the dearest first (E3). */
function dearest(openers: Opener[], quantity: Decimal, all: boolean, price: 'unit' | 'risk'): Decimal {
  if (quantity.isZero()) return ZERO;
  if (!all) openers.sort((a, b) => compare(b[price], a[price]));
  let left = quantity;
  let value = ZERO;
  for (const opener of openers) {
    const taken = all || compare(opener.leaves, left) <= 0 ? opener.leaves : left;
    value = sumOf(value, times(taken, opener[price]));
    if (all) continue;
    left = minus(left, taken);
    if (left.isZero()) break;
  }
  return value;
}

/** Only what closes at once and whole protects: a limit may be passed over. */
const isStopOf = ({ type, reduceOnly, triggerPrice }: ExposedOrder['order'], leaves: Decimal, held: Decimal): boolean =>
  reduceOnly &&
  triggerPrice !== undefined &&
  (type === 'STOP_MARKET' || type === 'TRAILING_STOP_MARKET') &&
  compare(leaves, held) >= 0;

function nearer(direction: OrderSide, a: Decimal | undefined, b: Decimal | undefined): Decimal | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return direction === 'BUY' ? larger(a, b) : smaller(a, b);
}
