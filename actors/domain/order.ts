import type { Decimal } from './decimal.ts';

export type OrderSide = 'BUY' | 'SELL';
export type OrderType = 'MARKET' | 'LIMIT' | 'STOP_MARKET' | 'STOP_LIMIT' | 'TRAILING_STOP_MARKET';
export type TimeInForce = 'GTC' | 'IOC' | 'FOK' | 'GTD' | 'DAY';

/** What an order asks of a venue; immutable once journaled. */
export interface Order {
  /** H(actor address, decision seq, leg): the same decision always has the same id. */
  readonly clientOrderId: string;
  /** The actor that decided it, e.g. `subscription.01J…`. */
  readonly actor: string;
  readonly account: string;
  readonly instrument: string;
  /** The stream of bars it was decided on; a simulated venue fills it on the same stream. */
  readonly lane: string;
  /** Sequence number, in `lane`, of the bar whose close it was decided on; it can fill from the next bar. */
  readonly position: number;
  readonly side: OrderSide;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  readonly quantity: Decimal;
  /** LIMIT and STOP_LIMIT. */
  readonly limitPrice?: Decimal;
  /** STOP_MARKET and STOP_LIMIT; for TRAILING_STOP_MARKET the first trigger. */
  readonly triggerPrice?: Decimal;
  /** TRAILING_STOP_MARKET: distance from the best price, in price units. */
  readonly trailingOffset?: Decimal;
  /** GTD: epoch milliseconds UTC. */
  readonly expireTime?: number;
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  /** One-triggers-other: rests inactive until this order has filled, then is live within the same bar. */
  readonly parentOrderId?: string;
  /** One-cancels-other: orders of one group; a fill of one cancels the rest. */
  readonly group?: string;
  /** Epoch milliseconds UTC of the close it was decided on. */
  readonly decidedAt: number;
  /** Ties bar, signal, order and fill together in logs. */
  readonly correlationId: string;
}

/** One execution as the venue reports it. */
export interface Fill {
  /** Unique at the venue; a simulated venue derives it from the order, the bar and a count. */
  readonly fillId: string;
  readonly clientOrderId: string;
  readonly actor: string;
  readonly account: string;
  readonly instrument: string;
  readonly side: OrderSide;
  readonly price: Decimal;
  readonly quantity: Decimal;
  readonly commission: Decimal;
  /** Epoch milliseconds UTC; for a fill at a bar's open this is the bar's open time. */
  readonly time: number;
  readonly lane: string;
  readonly position: number;
}
