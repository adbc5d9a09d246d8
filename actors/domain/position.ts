import { ZERO, type Decimal, isAboveZero } from './decimal.ts';
import { DomainError } from './errors.ts';
import type { Fill } from './order.ts';

export type PositionSide = 'FLAT' | 'LONG' | 'SHORT';

/** What an actor holds of one instrument, netted. */
export interface Position {
  /** Signed: positive is long. */
  readonly quantity: Decimal;
  /** Signed book cost in quote currency, without commission; exactly zero when flat. */
  readonly cost: Decimal;
  /** Mean entry price weighted by quantity, unsigned; zero when flat. Closing does not change it. */
  readonly averagePrice: Decimal;
  /** In quote currency, before commission. */
  readonly realizedPnl: Decimal;
  /** Σ of the fills' commissions. */
  readonly commission: Decimal;
}

export const FLAT_POSITION: Position = {
  quantity: ZERO,
  cost: ZERO,
  averagePrice: ZERO,
  realizedPnl: ZERO,
  commission: ZERO,
};

/**
 * Decimals to which the cost that a partial close releases is rounded, half even: a division need not end, and what is
 * released here stays out of what is kept, so nothing is lost. The last unit releases all that is left.
 */
const COST_DECIMALS = 18;

/** The fill's quantity, negative for a sale. */
export const signedQuantity = (fill: Pick<Fill, 'side' | 'quantity'>): Decimal =>
  fill.side === 'BUY' ? fill.quantity : fill.quantity.neg();

let valued: Pick<Fill, 'price' | 'quantity'> | undefined;
let value = ZERO;

/** Price × quantity, exact; of one fill it is asked for many times in a row, and worked out once. */
export function fillValue(fill: Pick<Fill, 'price' | 'quantity'>): Decimal {
  if (valued !== fill) {
    value = fill.price.mul(fill.quantity);
    valued = fill;
  }
  return value;
}

/** Cash after a fill: less what was bought, plus what was sold, less the commission. */
export function cashAfter(cash: Decimal, fill: Pick<Fill, 'side' | 'price' | 'quantity' | 'commission'>): Decimal {
  const moved = fill.side === 'BUY' ? cash.sub(fillValue(fill)) : cash.add(fillValue(fill));
  return fill.commission.isZero() ? moved : moved.sub(fill.commission);
}

/**
 * The position after a fill, at average cost: adding moves the average price, reducing realizes against it, and a fill larger
 * than the position closes it and opens the rest on the other side at the fill's price. Throws FILL_QUANTITY_INVALID.
 */
export function applyFill(
  position: Position,
  fill: Pick<Fill, 'side' | 'price' | 'quantity' | 'commission'>,
): Position {
  if (!isAboveZero(fill.quantity))
    throw new DomainError('FILL_QUANTITY_INVALID', `a fill has quantity ${fill.quantity}`);
  const traded = signedQuantity(fill);
  const held = position.quantity;
  const quantity = held.add(traded);
  const commission = position.commission.add(fill.commission);

  if (held.isZero() || held.isPositive() === traded.isPositive()) {
    const cost = fill.side === 'BUY' ? position.cost.add(fillValue(fill)) : position.cost.sub(fillValue(fill));
    return {
      quantity,
      cost,
      averagePrice: held.isZero() ? fill.price : cost.div(quantity),
      realizedPnl: position.realizedPnl,
      commission,
    };
  }
  const reduces = !quantity.isZero() && quantity.isPositive() === held.isPositive();
  if (reduces) {
    const released = position.cost.mul(traded.neg()).div(held).toDecimalPlaces(COST_DECIMALS);
    const realizedPnl = position.realizedPnl.sub(traded.mul(fill.price)).sub(released);
    return {
      quantity,
      cost: position.cost.sub(released),
      averagePrice: position.averagePrice,
      realizedPnl,
      commission,
    };
  }
  const proceeds = quantity.isZero() ? heldValue(fill) : held.mul(fill.price);
  const realizedPnl = position.realizedPnl.add(proceeds).sub(position.cost);
  if (quantity.isZero()) return { quantity: ZERO, cost: ZERO, averagePrice: ZERO, realizedPnl, commission };
  return { quantity, cost: quantity.mul(fill.price), averagePrice: fill.price, realizedPnl, commission };
}

/** What a position that the fill closes whole is worth at its price, signed. */
const heldValue = (fill: Pick<Fill, 'side' | 'price' | 'quantity'>): Decimal =>
  fill.side === 'BUY' ? fillValue(fill).neg() : fillValue(fill);

export const sideOf = (position: Pick<Position, 'quantity'>): PositionSide =>
  position.quantity.isZero() ? 'FLAT' : position.quantity.isPositive() ? 'LONG' : 'SHORT';

/** What closing at `mark` would realize, before commission, in quote currency. */
export const unrealizedPnl = (position: Pick<Position, 'quantity' | 'cost'>, mark: Decimal): Decimal =>
  position.quantity.mul(mark).sub(position.cost);
