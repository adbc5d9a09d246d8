// Where inside a bar an order is live, and where it meets the price. A bar says where it opened, closed and how far it went,
// not in which order; so: protection assumes the worst path, profit only what the path surely held.
import type { Bar } from './bar.ts';
import { Decimal, decimal } from './decimal.ts';
import type { FillModel } from './fill-model.ts';
import type { OrderSide } from './order.ts';

/** A bar's prices as decimals, made when first asked for. */
export class BarPrices {
  readonly #bar: Bar;
  #open: Decimal | undefined;
  #high: Decimal | undefined;
  #low: Decimal | undefined;
  #close: Decimal | undefined;

  constructor(bar: Bar) {
    this.#bar = bar;
  }

  get open(): Decimal {
    return (this.#open ??= decimal(this.#bar.open));
  }
  get high(): Decimal {
    return (this.#high ??= decimal(this.#bar.high));
  }
  get low(): Decimal {
    return (this.#low ??= decimal(this.#bar.low));
  }
  get close(): Decimal {
    return (this.#close ??= decimal(this.#bar.close));
  }
}

/** The instant from which an order is live in a bar: its open, or a price reached on the way up, on the way down, or either. */
export interface Moment {
  readonly kind: 'open' | 'rising' | 'falling' | 'inside';
  readonly price: Decimal;
}

/** The moment `price` is reached by an order live since `since`; only the first step away from the open has a known direction. */
export function momentAt(since: Moment, price: Decimal, direction: 'rising' | 'falling'): Moment {
  if (price.eq(since.price)) return since;
  return { kind: since.kind === 'open' ? direction : 'inside', price };
}

/** The highest price surely traded from the moment on: what a profit-taking limit and a trailing stop may count on. */
export const surelyHigh = (moment: Moment, bar: BarPrices): Decimal =>
  moment.kind === 'open' || moment.kind === 'rising' ? bar.high : Decimal.max(moment.price, bar.close);

/** The lowest price surely traded from the moment on. */
export const surelyLow = (moment: Moment, bar: BarPrices): Decimal =>
  moment.kind === 'open' || moment.kind === 'falling' ? bar.low : Decimal.min(moment.price, bar.close);

/** Whether `price` is at, or with `through` beyond, a limit, on the order's better side. */
export function reachesLimit(side: OrderSide, price: Decimal, limit: Decimal, model: FillModel): boolean {
  if (model.limitFill === 'through') return side === 'BUY' ? price.lt(limit) : price.gt(limit);
  return side === 'BUY' ? price.lte(limit) : price.gte(limit);
}

/** Whether `price` is at or beyond a stop's trigger; a touch triggers. */
export const reachesTrigger = (side: OrderSide, price: Decimal, trigger: Decimal): boolean =>
  side === 'BUY' ? price.gte(trigger) : price.lte(trigger);

/** Whether a limit that was not marketable at its moment surely fills later in the bar. */
export const crossesLimit = (
  side: OrderSide,
  limit: Decimal,
  moment: Moment,
  bar: BarPrices,
  model: FillModel,
): boolean => reachesLimit(side, side === 'BUY' ? surelyLow(moment, bar) : surelyHigh(moment, bar), limit, model);

/** Whether a stop may have been hit in the bar: the whole range counts against it, whatever its moment. */
export const crossesTrigger = (side: OrderSide, trigger: Decimal, bar: BarPrices): boolean =>
  reachesTrigger(side, side === 'BUY' ? bar.high : bar.low, trigger);

/** Trigger of a trailing stop from a price: `offset` behind it, rounded to the tick on the far side. */
export function trailedTrigger(side: OrderSide, price: Decimal, offset: Decimal, tickSize: Decimal): Decimal {
  const ticks = (side === 'BUY' ? price.add(offset) : price.sub(offset)).div(tickSize);
  return (side === 'BUY' ? ticks.ceil() : ticks.floor()).mul(tickSize);
}
