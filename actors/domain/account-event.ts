import { Decimal, decimal } from './decimal.ts';
import type { Fill, Order } from './order.ts';
import type { Position } from './position.ts';

/** One line of a double-entry transaction; the lines of a transaction sum to zero per currency. */
export interface Posting {
  readonly book: 'CASH' | 'INVENTORY' | 'COMMISSION' | 'REALIZED_PNL' | 'EQUITY';
  readonly actor: string;
  readonly currency: string;
  readonly amount: Decimal;
}

/** Everything a risk monitor journals: its account is the fold of these, and tables of orders, fills and ledger are their projection. */
export type AccountEvent =
  | {
      readonly type: 'account.opened';
      readonly deposit: Decimal;
      readonly currency: string;
      readonly time: number;
      readonly transactionId: string;
      readonly postings: readonly Posting[];
    }
  /** Cash of the account handed to the sub-ledger of one actor. */
  | {
      readonly type: 'allocation.made';
      readonly actor: string;
      readonly lane: string;
      readonly instrument: string;
      readonly amount: Decimal;
      readonly time: number;
      readonly transactionId: string;
      readonly postings: readonly Posting[];
    }
  | {
      readonly type: 'order.initialized';
      readonly order: Order;
      readonly reserved: Decimal;
      /** Set on an exit that the risk monitor decided itself. */ readonly exit?: number;
    }
  | { readonly type: 'order.denied'; readonly order: Order; readonly reason: string }
  | { readonly type: 'order.submitted'; readonly clientOrderId: string; readonly time: number }
  | {
      readonly type: 'order.accepted';
      readonly clientOrderId: string;
      readonly venueOrderId: string;
      readonly time: number;
    }
  | { readonly type: 'order.rejected'; readonly clientOrderId: string; readonly reason: string; readonly time: number }
  | { readonly type: 'order.canceled'; readonly clientOrderId: string; readonly reason: string; readonly time: number }
  | { readonly type: 'order.expired'; readonly clientOrderId: string; readonly time: number }
  | {
      readonly type: 'order.triggered';
      readonly clientOrderId: string;
      readonly position: number;
      readonly time: number;
    }
  | {
      readonly type: 'order.updated';
      readonly clientOrderId: string;
      readonly triggerPrice: Decimal;
      readonly position: number;
      readonly time: number;
    }
  | { readonly type: 'order.pending-cancel'; readonly clientOrderId: string; readonly time: number }
  /** The venue did not answer: it may or may not have the order. */
  | { readonly type: 'order.unknown'; readonly clientOrderId: string; readonly reason: string; readonly time: number }
  | {
      readonly type: 'order.filled';
      readonly fill: Fill;
      readonly done: boolean;
      readonly transactionId: string;
      readonly postings: readonly Posting[];
    }
  /** Requests of an actor are decided through this number. */
  | { readonly type: 'requests.decided'; readonly actor: string; readonly through: number }
  /** The lane has been matched through this bar. */
  | {
      readonly type: 'lane.advanced';
      readonly lane: string;
      readonly position: number;
      readonly price: number;
      readonly time: number;
    }
  | {
      readonly type: 'trading-state.changed';
      readonly scope: string;
      readonly state: 'ACTIVE' | 'REDUCING' | 'HALTED';
      readonly flatten: boolean;
      readonly reason: string;
      readonly by: string;
      readonly time: number;
    }
  | { readonly type: 'equity.marked'; readonly rows: readonly EquityMark[] };

export interface EquityMark {
  readonly actor: string;
  /** Epoch milliseconds UTC of the bar close it is valued at. */
  readonly time: number;
  readonly cash: Decimal;
  readonly quantity: Decimal;
  readonly price: number;
  readonly equity: Decimal;
}

/** Gives an order, or what asks for one, back its decimals after JSON; one that has them is copied. */
export function reviveOrder<Asked extends Pick<Order, 'quantity' | 'limitPrice' | 'triggerPrice' | 'trailingOffset'>>(
  order: Asked,
): Asked {
  return {
    ...order,
    quantity: decimal(order.quantity),
    ...(order.limitPrice !== undefined && { limitPrice: decimal(order.limitPrice) }),
    ...(order.triggerPrice !== undefined && { triggerPrice: decimal(order.triggerPrice) }),
    ...(order.trailingOffset !== undefined && { trailingOffset: decimal(order.trailingOffset) }),
  };
}

/** Gives a fill back its decimals after JSON; one that has them is given back as it is. */
export const reviveFill = (fill: Fill): Fill =>
  fill.price instanceof Decimal
    ? fill
    : {
        ...fill,
        price: decimal(fill.price),
        quantity: decimal(fill.quantity),
        commission: decimal(fill.commission),
      };

/** Gives a position back its decimals after JSON. */
export const revivePosition = (saved: Position): Position => ({
  quantity: decimal(saved.quantity),
  cost: decimal(saved.cost),
  averagePrice: decimal(saved.averagePrice),
  realizedPnl: decimal(saved.realizedPnl),
  commission: decimal(saved.commission),
});
