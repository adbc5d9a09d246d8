// How a follower speaks to its risk monitor.
import type { Turn } from '../../runtime/turn.ts';
import { clientOrderId, copyOrderId } from '../domain/client-order-id.ts';
import type { CopyOrders } from '../domain/copy/copy-orders.ts';
import { type CopyWord, foldCopy } from '../domain/copy/copy-word.ts';
import type { Decimal } from '../domain/decimal.ts';
import type { OrderRequest, TradingRequest } from '../protocol.ts';
import { introduce } from '../trader.ts';
import type { FollowerState, WorkingCopy } from './follower-state.ts';

/** Of an order that closes, and of one that opens: a provider's fill has one of each at most. */
const CLOSING_LEG = 0;
const OPENING_LEG = 1;

/** Says what it trades and how far it has come, until it is answered. */
export function sayHello(state: FollowerState, turn: Turn): void {
  const { lane, provider, instrument, allocation } = state.config;
  introduce(state, { lane, provider, instrument, allocation }, turn);
}

export interface RequestOptions {
  /** What the account is to remember with it. */
  readonly word?: CopyWord;
  readonly correlationId?: string;
}

/** Numbers a decision, remembers its orders as working and its word as said, and keeps it until it is acknowledged. */
export function request(
  state: FollowerState,
  action: TradingRequest['action'],
  { word, correlationId }: RequestOptions = {},
): TradingRequest {
  state.seq += 1;
  const { seq } = state;
  const { maxOpenPositions } = state.settings;
  const made: TradingRequest = {
    ...{ seq, position: state.position, time: state.time, price: state.lastPrice ?? 0 },
    correlationId: correlationId ?? state.bar?.correlationId ?? `${state.self}#${seq}`,
    action,
    ...(word !== undefined && { copy: word }),
    ...(action.kind === 'orders' && maxOpenPositions !== undefined && { maxOpenCopies: maxOpenPositions }),
  };
  for (const [id, order] of ordersIn(state.self, made)) state.working.set(id, order);
  if (word !== undefined) state.memory = foldCopy(state.memory, word);
  state.pending = [...state.pending, made];
  return made;
}

/** The orders of a request under the ids that the account gives them. */
export function ordersIn(self: string, { seq, action, copy }: TradingRequest): [string, WorkingCopy][] {
  if (action.kind !== 'orders') return [];
  const isCopy = copy?.kind === 'entry' || (copy?.kind === 'correct' && copy.why === 'reconcile');
  return action.orders.map(({ leg, copyOf, side, quantity, reduceOnly }) => [
    copyOf === undefined ? clientOrderId(self, seq, leg) : copyOrderId(self, copyOf, leg),
    { role: reduceOnly === true ? 'exit' : 'entry', side, left: quantity, isCopy },
  ]);
}

/** The market orders of a decision, or nothing to do; `copyOf`: the provider's fill. */
export function actionOf({ reduceOnly, opening }: CopyOrders, copyOf?: string): TradingRequest['action'] {
  const orders: OrderRequest[] = [];
  if (!reduceOnly.isZero()) orders.push({ ...marketOrder(CLOSING_LEG, reduceOnly, copyOf), reduceOnly: true });
  if (!opening.isZero()) orders.push(marketOrder(OPENING_LEG, opening, copyOf));
  return orders.length === 0 ? { kind: 'none' } : { kind: 'orders', orders };
}

const marketOrder = (leg: number, signed: Decimal, copyOf: string | undefined): OrderRequest => ({
  leg,
  ...(copyOf !== undefined && { copyOf }),
  ...{ side: signed.isNegative() ? 'SELL' : 'BUY', type: 'MARKET', timeInForce: 'GTC', quantity: signed.abs() },
});

/** Tells the risk monitor all that is decided through the present position. */
export const tellDecided = (state: FollowerState, turn: Turn, requests: readonly TradingRequest[]): void =>
  turn.tell(state.monitor, { kind: 'decided', position: state.position, requests });
