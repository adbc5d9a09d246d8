import { compare, type Decimal, isAboveZero, larger, minus, smaller } from '../decimal.ts';
import type { Order, OrderSide } from '../order.ts';

/** What an order says of its price. */
export type OrderPrices = Pick<Order, 'side' | 'type' | 'limitPrice' | 'triggerPrice' | 'trailingOffset'>;

/** A leg of the request that an order came in. */
export interface ProtectiveLeg extends OrderPrices {
  readonly quantity: Decimal;
  readonly parentLeg?: number;
}

/** The price at which the order would have the highest value; `price` is the market's. */
export function worstValuePrice({ side, limitPrice, triggerPrice }: OrderPrices, price: Decimal): Decimal {
  if (side === 'BUY' && limitPrice !== undefined) return limitPrice;
  const asked = limitPrice ?? triggerPrice ?? price;
  // A sale fills at its limit or above; a stop that the market has passed fills at the market.
  return larger(asked, price);
}

/** The entry from which a stop is furthest away; `price` is the market's. */
function worstEntryPrice({ side, limitPrice, triggerPrice }: OrderPrices, price: Decimal): Decimal {
  if (limitPrice !== undefined) return limitPrice;
  return side === 'BUY' ? larger(triggerPrice ?? price, price) : smaller(triggerPrice ?? price, price);
}

/**
 * How far, in price units, the order's entry is from the nearest leg that stops it whole, or undefined without one. Only
 * STOP_MARKET and TRAILING_STOP_MARKET count: a STOP_LIMIT may be passed over, and so may a part of the quantity.
 */
export const protectiveDistance = (
  order: OrderPrices & { readonly quantity: Decimal; readonly leg: number },
  legs: readonly ProtectiveLeg[],
  price: Decimal,
): Decimal | undefined =>
  distanceToStop(
    order,
    legs.filter(({ parentLeg }) => parentLeg === order.leg),
    price,
  );

/** The same of legs that are all the order's own. */
export function distanceToStop(
  order: OrderPrices & { readonly quantity: Decimal },
  legs: readonly Omit<ProtectiveLeg, 'parentLeg'>[],
  price: Decimal,
): Decimal | undefined {
  let nearest: Decimal | undefined;
  for (const leg of legs) {
    if (leg.side === order.side || compare(leg.quantity, order.quantity) < 0) continue;
    const distance = distanceOf(order.side, worstEntryPrice(order, price), leg);
    if (distance !== undefined) nearest = nearest === undefined ? distance : smaller(nearest, distance);
  }
  return nearest;
}

function distanceOf(side: OrderSide, entry: Decimal, leg: OrderPrices): Decimal | undefined {
  const { type, triggerPrice, trailingOffset } = leg;
  const away = triggerPrice && (side === 'BUY' ? minus(entry, triggerPrice) : minus(triggerPrice, entry));
  if (type === 'TRAILING_STOP_MARKET') return trailingOffset && larger(trailingOffset, away ?? trailingOffset);
  // One on the wrong side of the entry protects from nothing.
  return type === 'STOP_MARKET' && away !== undefined && isAboveZero(away) ? away : undefined;
}
