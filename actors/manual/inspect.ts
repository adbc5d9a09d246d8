import { isoTime, traderFigures } from '../trader-figures.ts';
import type { ManualOrderView, ManualStateView } from '../views.ts';
import type { DeskOrder } from './desk-order.ts';
import type { ManualState } from './manual-state.ts';

/** What a manual desk shows of itself. */
export function inspectManual(state: ManualState): Record<string, unknown> {
  const asked = new Set(state.pending.map(({ seq }) => seq));
  const view: ManualStateView = {
    ...traderFigures(state, state.config),
    orders: state.orders.map((order) => orderView(order, asked)).toReversed(),
  };
  return { ...view };
}

const orderView = (order: DeskOrder, asked: ReadonlySet<number>): ManualOrderView => ({
  clientOrderId: order.clientOrderId,
  commandId: order.commandId,
  role: order.role,
  side: order.side,
  type: order.type,
  quantity: String(order.quantity),
  limitPrice: order.limitPrice === null ? null : String(order.limitPrice),
  triggerPrice: order.triggerPrice === null ? null : String(order.triggerPrice),
  filled: String(order.filled),
  averagePrice: order.filled.isZero() ? null : order.value.div(order.filled).toSignificantDigits(12).toString(),
  state: stateOf(order, asked),
  reason: order.reason,
  decidedAt: isoTime(order.decidedAt),
});

function stateOf({ end, filled, seq }: DeskOrder, asked: ReadonlySet<number>): ManualOrderView['state'] {
  if (end !== null) return end;
  if (asked.has(seq)) return 'ASKED';
  return filled.isZero() ? 'OPEN' : 'PARTIALLY_FILLED';
}
