// How a subscription speaks to its risk monitor.
import type { Turn } from '../../runtime/turn.ts';
import { clientOrderId } from '../domain/client-order-id.ts';
import type { TradingRequest } from '../protocol.ts';
import type { OrderRole, SubscriptionState } from './subscription-state.ts';

const HELLO_AGAIN_MS = 1_000;

/** Says what it trades and how far it has come, until it is answered. */
export function sayHello(state: SubscriptionState, turn: Turn): void {
  const { lane, strategy, instrument, allocation } = state.config;
  const { position, pending } = state;
  turn.tell(state.monitor, { kind: 'hello', lane, strategy, instrument, allocation, position, requests: pending });
  turn.timer('hello', HELLO_AGAIN_MS);
}

/** Numbers a decision, remembers its orders as working, and keeps it until it is acknowledged. */
export function request(state: SubscriptionState, action: TradingRequest['action']): TradingRequest {
  state.seq += 1;
  const { seq } = state;
  if (action.kind === 'orders') {
    for (const order of action.orders) {
      const role: OrderRole =
        order.parentLeg !== undefined ? 'protection' : order.reduceOnly === true ? 'exit' : 'entry';
      state.working.set(clientOrderId(state.self, seq, order.leg), { role, side: order.side });
    }
  }
  const made: TradingRequest = {
    seq,
    position: state.position,
    time: state.time,
    price: state.lastPrice ?? 0,
    correlationId: state.bar?.correlationId ?? `${state.self}#${seq}`,
    action,
  };
  state.pending = [...state.pending, made];
  return made;
}
