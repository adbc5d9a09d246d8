import { Decimal, isAboveZero } from '../decimal.ts';
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
  return Decimal.max(asked, price);
}

/** The entry from which a stop is furthest away; `price` is the market's. */
function worstEntryPrice({ side, limitPrice, triggerPrice }: OrderPrices, price: Decimal): Decimal {
  if (limitPrice !== undefined) return limitPrice;
  return side === 'BUY' ? Decimal.max(triggerPrice ?? price, price) : Decimal.min(triggerPrice ?? price, price);
}

/**
 * How far, in price units, the order's entry is from the nearest leg that stops it whole, or undefined without one. Only
 * STOP_MARKET and TRAILING_STOP_MARKET count: a STOP_LIMIT may be passed over, and so may a part of the quantity.
 */
export function protectiveDistance(
  order: OrderPrices & { readonly quantity: Decimal; readonly leg: number },
  legs: readonly ProtectiveLeg[],
  price: Decimal,
): Decimal | undefined {
  const entry = worstEntryPrice(order, price);
  const distances = legs
    .filter((leg) => leg.parentLeg === order.leg && leg.side !== order.side && leg.quantity.gte(order.quantity))
    .flatMap((leg) => distanceOf(order.side, entry, leg) ?? []);
  return distances.length === 0 ? undefined : Decimal.min(...distances);
}

function distanceOf(side: OrderSide, entry: Decimal, leg: ProtectiveLeg): Decimal | undefined {
  const { type, triggerPrice, trailingOffset } = leg;
  const away = triggerPrice && (side === 'BUY' ? entry.sub(triggerPrice) : triggerPrice.sub(entry));
  if (type === 'TRAILING_STOP_MARKET') return trailingOffset && Decimal.max(trailingOffset, away ?? trailingOffset);
  // One on the wrong side of the entry protects from nothing.
  return type === 'STOP_MARKET' && away !== undefined && isAboveZero(away) ? away : undefined;
}
