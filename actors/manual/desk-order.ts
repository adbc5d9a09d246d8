import { decimal, type Decimal, ZERO } from '../domain/decimal.ts';
import type { OrderSide } from '../domain/order.ts';
import { fillValue } from '../domain/position.ts';
import { clientOrderId } from '../domain/client-order-id.ts';
import { reviveFill } from '../domain/account-event.ts';
import type { ExecutionReport, TradingRequest } from '../protocol.ts';
import type { OrderRole } from '../trader.ts';

/** Orders that are over and are still shown. */
const SHOWN = 20;

/** An order of the desk and what its reports have made of it; a value, replaced by each. */
export interface DeskOrder {
  readonly clientOrderId: string;
  /** Number of the request that asked for it; 0: the risk monitor's own. */
  readonly seq: number;
  readonly commandId: string | null;
  readonly role: OrderRole;
  readonly side: OrderSide;
  /** Null where only its fills are known. */
  readonly type: string | null;
  readonly quantity: Decimal;
  readonly limitPrice: Decimal | null;
  readonly triggerPrice: Decimal | null;
  readonly filled: Decimal;
  /** Σ price × quantity of its fills. */
  readonly value: Decimal;
  /** What ended it; null while it may still fill. */
  readonly end: 'FILLED' | 'DENIED' | 'REJECTED' | 'CANCELED' | 'EXPIRED' | null;
  readonly reason: string | null;
  /** Epoch milliseconds UTC. */
  readonly decidedAt: number;
}

/** The orders, oldest first, with those that a request asks for. */
export function withAsked(
  orders: readonly DeskOrder[],
  self: string,
  { seq, time, action }: TradingRequest,
  commandId: string,
): readonly DeskOrder[] {
  if (action.kind !== 'orders') return orders;
  const asked = action.orders.map((order): DeskOrder => ({
    clientOrderId: clientOrderId(self, seq, order.leg),
    ...{ seq, commandId, decidedAt: time },
    role: order.parentLeg !== undefined ? 'protection' : order.reduceOnly === true ? 'exit' : 'entry',
    ...{ side: order.side, type: order.type, quantity: order.quantity },
    ...{ limitPrice: order.limitPrice ?? null, triggerPrice: order.triggerPrice ?? null },
    ...{ filled: ZERO, value: ZERO, end: null, reason: null },
  }));
  return shown([...orders, ...asked]);
}

/** The orders after a report; fills of an order that the risk monitor made itself show that one too. */
export function withReport(orders: readonly DeskOrder[], report: ExecutionReport): readonly DeskOrder[] {
  if (report.kind === 'trading-state') return orders;
  const id = report.kind === 'filled' ? report.fill.clientOrderId : report.clientOrderId;
  const at = orders.findIndex(({ clientOrderId: other }) => other === id);
  if (report.kind === 'closed') {
    return at < 0 ? orders : shown(orders.with(at, { ...orders[at]!, end: report.state, reason: report.reason }));
  }
  const before = orders[at] ?? strange(report);
  const fill = reviveFill(report.fill);
  const filled = before.filled.add(fill.quantity);
  const after: DeskOrder = {
    ...before,
    filled,
    value: before.value.add(fillValue(fill)),
    // Of one that nobody asked here for, no more may be known than its fills.
    quantity: filled.gt(before.quantity) ? filled : before.quantity,
    ...(report.done && { end: 'FILLED' }),
  };
  return shown(at < 0 ? [...orders, after] : orders.with(at, after));
}

const strange = ({ fill, ordered }: Extract<ExecutionReport, { kind: 'filled' }>): DeskOrder => ({
  ...{ clientOrderId: fill.clientOrderId, seq: 0, commandId: null, role: 'exit', side: fill.side, type: null },
  ...{ quantity: decimal(ordered ?? fill.quantity), limitPrice: null, triggerPrice: null, filled: ZERO, value: ZERO },
  ...{ end: null, reason: null, decidedAt: fill.time },
});

/** All that may still fill, and the last that are over. */
function shown(orders: readonly DeskOrder[]): readonly DeskOrder[] {
  let surplus = orders.reduce((over, { end }) => (end === null ? over : over + 1), -SHOWN);
  return surplus <= 0 ? orders : orders.filter(({ end }) => end === null || (surplus -= 1) < 0);
}

/** An order again from its JSON. */
export const reviveDeskOrder = (saved: DeskOrder): DeskOrder => ({
  ...saved,
  quantity: decimal(saved.quantity),
  limitPrice: saved.limitPrice === null ? null : decimal(saved.limitPrice),
  triggerPrice: saved.triggerPrice === null ? null : decimal(saved.triggerPrice),
  filled: decimal(saved.filled),
  value: decimal(saved.value),
});
