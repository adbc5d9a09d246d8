import { clientOrderId } from '../domain/client-order-id.ts';
import type { Order } from '../domain/order.ts';
import type { AccountState, TradingActor } from './account-state.ts';

/** What a reduction is to be. */
export type Reduction = Pick<Order, 'side' | 'type' | 'quantity'> &
  Partial<Pick<Order, 'triggerPrice' | 'trailingOffset' | 'group'>>;

/** The number that a reduction of the account's own has among those of its series, and why it is sent. */
interface Numbered {
  /** Tells series of one actor apart; empty for exits. */
  readonly series: string;
  readonly number: number;
  readonly why: string;
}

/** What closes all that an actor holds at the market. */
export const exitOf = ({ holding: { quantity } }: TradingActor): Reduction => ({
  ...{ side: quantity.isPositive() ? 'SELL' : 'BUY', type: 'MARKET', quantity: quantity.abs() },
});

/** An order of the account's own that reduces what an actor holds; the same number makes the same order after any crash. */
export function reductionOrder(
  { self, account, lanes }: AccountState,
  actor: TradingActor,
  reduction: Reduction,
  { series, number, why }: Numbered,
): Order {
  const { address, symbol, lane: stream } = actor;
  const { position, time } = lanes.get(stream)!;
  return {
    ...reduction,
    clientOrderId: clientOrderId(`${self}/${address}${series}`, number, 0),
    ...{ actor: address, account, instrument: symbol, lane: stream, position },
    ...{ timeInForce: 'GTC', postOnly: false, reduceOnly: true, decidedAt: time },
    correlationId: `${why}:${address}#${number}`,
  };
}
