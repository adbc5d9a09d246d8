// O1. An order that a rule decides has a number in the journal, so a crash in the middle sends it once.
import type { Turn } from '../../../runtime/turn.ts';
import { clientOrderId } from '../../domain/client-order-id.ts';
import { decimal, ZERO } from '../../domain/decimal.ts';
import type { Order } from '../../domain/order.ts';
import type { AccountState, TradingActor } from '../account-state.ts';
import { journal } from '../journal.ts';
import { pursue } from '../venue-requests.ts';

/** Begins the correlation id of every order that a rule has decided. */
export const BY_RULE = 'rule:';

type Wish = Pick<Order, 'side' | 'type' | 'quantity'> &
  Partial<Pick<Order, 'triggerPrice' | 'trailingOffset' | 'group'>>;

/** Journals and sends an order that reduces what an actor holds; `replaces` is canceled once the venue has it. */
export function sendReduction(
  state: AccountState,
  turn: Turn,
  actor: TradingActor,
  wish: Wish,
  { why, replaces }: { readonly why: string; readonly replaces?: string },
): void {
  const lane = state.lanes.get(actor.lane)!;
  const ruleOrder = actor.ruleOrders + 1;
  const order: Order = {
    ...wish,
    clientOrderId: clientOrderId(`${state.self}/${actor.address}/rule`, ruleOrder, 0),
    actor: actor.address,
    account: state.account,
    instrument: actor.symbol,
    lane: actor.lane,
    position: lane.position,
    timeInForce: 'GTC',
    postOnly: false,
    reduceOnly: true,
    decidedAt: lane.time,
    correlationId: `${BY_RULE}${why}:${actor.address}#${ruleOrder}`,
  };
  const event = {
    ...({ type: 'order.initialized', order, reserved: ZERO, price: decimal(lane.price), ruleOrder } as const),
    ...(replaces !== undefined && { replaces }),
  };
  journal(turn, event, lane.time, order.correlationId);
  pursue(state, turn, state.orders.get(order.clientOrderId)!);
}
