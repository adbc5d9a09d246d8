import { floorTo } from './decimal.ts';
import type { VenueInstrument } from './fill-model.ts';
import type { Order } from './order.ts';

/** Why a venue does not take the order in, as `CODE: key=value`, or undefined. */
export function refusalOf(order: Order, instrument: VenueInstrument | undefined): string | undefined {
  if (instrument === undefined) return `INSTRUMENT_NOT_FOUND: instrument=${order.instrument}`;
  const { quantity, reduceOnly } = order;
  // What is left of a position may be closed however small it is.
  const minimum = reduceOnly ? instrument.lotSize : (instrument.minQuantity ?? instrument.lotSize);
  if (!quantity.isPositive() || quantity.isZero() || quantity.lt(minimum))
    return `QUANTITY_BELOW_MINIMUM: quantity=${quantity} minimum=${minimum}`;
  if (!floorTo(quantity, instrument.lotSize).eq(quantity))
    return `INVALID_ORDER: quantity=${quantity} lotSize=${instrument.lotSize}`;
  const missing = missingField(order);
  return missing === undefined ? undefined : `INVALID_ORDER: type=${order.type} missing=${missing}`;
}

function missingField({
  type,
  timeInForce,
  limitPrice,
  triggerPrice,
  trailingOffset,
  expireTime,
}: Order): string | undefined {
  if ((type === 'LIMIT' || type === 'STOP_LIMIT') && limitPrice === undefined) return 'limitPrice';
  if ((type === 'STOP_MARKET' || type === 'STOP_LIMIT') && triggerPrice === undefined) return 'triggerPrice';
  if (type === 'TRAILING_STOP_MARKET' && trailingOffset === undefined) return 'trailingOffset';
  if (timeInForce === 'GTD' && expireTime === undefined) return 'expireTime';
  return undefined;
}
