import { ZERO, type Decimal, isAboveZero } from './decimal.ts';
import { DomainError, assertNever } from './errors.ts';
import type { Fill, Order } from './order.ts';
import { fillValue } from './position.ts';
import {
  nextOrderState,
  restingAfter,
  type OrderEventName,
  type OrderState,
  type RestingState,
} from './order-state.ts';

/** An order and all that has become of it; a value, replaced by each event. */
export interface WorkingOrder {
  /** As it stands: updates of quantity and prices are in it. */
  readonly order: Order;
  readonly state: OrderState;
  /** The state to go back to when a pending cancel or update is refused. */
  readonly resting: RestingState;
  readonly filled: Decimal;
  /** Σ price × quantity of the fills, exact. */
  readonly filledValue: Decimal;
  readonly venueOrderId?: string;
  /** Why it was denied, rejected, canceled or became UNKNOWN. */
  readonly reason?: string;
}

/** What can happen to an order; the order events of an account's journal have this shape, with more beside it. */
export type OrderEvent =
  | {
      readonly type:
        'order.submitted' | 'order.pending-update' | 'order.pending-cancel' | 'order.expired' | 'order.triggered';
    }
  | { readonly type: 'order.accepted'; readonly venueOrderId: string }
  | { readonly type: 'order.denied' | 'order.rejected' | 'order.canceled' | 'order.unknown'; readonly reason: string }
  | { readonly type: 'order.update-rejected' | 'order.cancel-rejected'; readonly reason: string }
  | {
      readonly type: 'order.updated';
      readonly quantity?: Decimal;
      readonly limitPrice?: Decimal;
      readonly triggerPrice?: Decimal;
    }
  /** Any fill; whether it completes the order follows from the quantities. */
  | { readonly type: 'order.filled'; readonly fill: Pick<Fill, 'fillId' | 'clientOrderId' | 'price' | 'quantity'> };

/** An order as journaled, before anything was sent. */
export const initializedOrder = (order: Order): WorkingOrder => ({
  order,
  state: 'INITIALIZED',
  resting: 'INITIALIZED',
  filled: ZERO,
  filledValue: ZERO,
});

/** What is still to be filled. */
export const leavesQuantity = ({ order: { quantity }, filled }: WorkingOrder): Decimal =>
  filled.isZero() ? quantity : quantity.sub(filled);

/**
 * The order after one more event. Fills are told apart by the caller (`fillId` is unique in the journal); here each one counts.
 *
 * Throws ILLEGAL_ORDER_TRANSITION; ORDER_OVERFILLED when a fill exceeds what is left; FILL_OF_ANOTHER_ORDER;
 * FILL_QUANTITY_INVALID; UPDATE_BELOW_FILLED when a new quantity leaves nothing to fill.
 */
export function applyOrderEvent(working: WorkingOrder, event: OrderEvent): WorkingOrder {
  switch (event.type) {
    case 'order.filled':
      return applyFill(working, event.fill);
    case 'order.updated':
      return { ...advance(working, event.type), order: updatedOrder(working, event) };
    case 'order.accepted':
      return { ...advance(working, event.type), venueOrderId: event.venueOrderId };
    case 'order.denied':
    case 'order.rejected':
    case 'order.canceled':
    case 'order.unknown':
    case 'order.update-rejected':
    case 'order.cancel-rejected':
      return { ...advance(working, event.type), reason: event.reason };
    case 'order.submitted':
    case 'order.pending-update':
    case 'order.pending-cancel':
    case 'order.expired':
    case 'order.triggered':
      return advance(working, event.type);
    default:
      return assertNever(event, 'order event');
  }
}

const advance = (working: WorkingOrder, event: OrderEventName): WorkingOrder => ({
  ...working,
  state: nextOrderState(working.state, event, working.resting, working.order.clientOrderId),
  resting: restingAfter(working.resting, event),
});

function applyFill(
  working: WorkingOrder,
  fill: Pick<Fill, 'fillId' | 'clientOrderId' | 'price' | 'quantity'>,
): WorkingOrder {
  const { clientOrderId, quantity } = working.order;
  const facts = { clientOrderId, fillId: fill.fillId };
  if (fill.clientOrderId !== clientOrderId) {
    throw new DomainError(
      'FILL_OF_ANOTHER_ORDER',
      `fill ${fill.fillId} is of ${fill.clientOrderId}, not of ${clientOrderId}`,
      facts,
    );
  }
  if (!isAboveZero(fill.quantity)) {
    throw new DomainError('FILL_QUANTITY_INVALID', `fill ${fill.fillId} has quantity ${fill.quantity}`, facts);
  }
  const filled = working.filled.add(fill.quantity);
  const against = filled.comparedTo(quantity);
  const advanced = advance(working, against < 0 ? 'order.partially-filled' : 'order.filled');
  if (against > 0) {
    throw new DomainError(
      'ORDER_OVERFILLED',
      `fill ${fill.fillId} brings ${clientOrderId} to ${filled} of ${quantity}`,
      {
        ...facts,
        quantity: String(quantity),
        filled: String(filled),
      },
    );
  }
  const filledValue = working.filledValue.add(fillValue(fill));
  return { ...advanced, filled, filledValue };
}

function updatedOrder(working: WorkingOrder, event: Extract<OrderEvent, { type: 'order.updated' }>): Order {
  if (event.quantity?.lte(working.filled)) {
    const { clientOrderId } = working.order;
    throw new DomainError(
      'UPDATE_BELOW_FILLED',
      `${clientOrderId} has filled ${working.filled} and cannot shrink to ${event.quantity}`,
      {
        clientOrderId,
        filled: String(working.filled),
        quantity: String(event.quantity),
      },
    );
  }
  return {
    ...working.order,
    ...(event.quantity !== undefined && { quantity: event.quantity }),
    ...(event.limitPrice !== undefined && { limitPrice: event.limitPrice }),
    ...(event.triggerPrice !== undefined && { triggerPrice: event.triggerPrice }),
  };
}
