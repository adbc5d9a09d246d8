// P1. Orders, fills, ledger and equity are a fold of the risk monitors' journal and nothing else; their rows travel with
//     the event, in its transaction.
// P2. A change meets the order as it is stored, or as a unit before it in the same batch leaves it: `followed` here and
//     `order_state_after` in the database are the same rule.
import type { AccountEvent, EquityMark, Posting } from '../../actors/domain/account-event.ts';
import { decimal, type Decimal } from '../../actors/domain/decimal.ts';
import type { Order } from '../../actors/domain/order.ts';
import type { OrderState } from '../../actors/domain/order-state.ts';
import type { JournalEvent } from '../../runtime/ports/actor-store.ts';
import { type CopyProjection, copyRows, type CopyTableRow, feeRow, followRows } from './copy-projection.ts';
import { firingRow, isSupervisor, supervisorRows } from './risk-projection.ts';

const ACCOUNT = 'risk-monitor.';

/** What a later event makes of an order; numbers add up, words replace. */
export interface OrderChange {
  readonly clientOrderId: string;
  readonly state?: OrderState | undefined;
  readonly reason?: string | undefined;
  readonly triggerPrice?: Decimal | undefined;
  readonly venueOrderId?: string | undefined;
  readonly filled: Decimal | 0;
  /** Σ price × quantity, exact. */
  readonly filledValue: Decimal | 0;
  readonly time: number;
  readonly seq: number;
  readonly epoch: number;
}

/** A new order with all that a batch makes of it. */
export type OrderInsert = Omit<Order, 'time'> & OrderChange & { readonly reserved?: Decimal };

/** What one unit adds to the tables; rows that nothing can change any more are JSON text already, without brackets. */
export interface Projection {
  readonly orders: OrderInsert[];
  readonly changes: OrderChange[];
  fills: string;
  postings: string;
  equity: string;
  /** What the risk supervisor said, and which rules acted. */
  risk: string;
  readonly copy: CopyProjection;
}

/** Adds the rows of one event; an actor that is neither an account's risk monitor nor the risk supervisor has none. */
export function projectEvent(into: Projection, actor: string, epoch: number, event: JournalEvent): void {
  if (isSupervisor(actor)) {
    for (const row of supervisorRows(epoch, event)) into.risk = withRow(into.risk, row);
    return;
  }
  if (!actor.startsWith(ACCOUNT)) return;
  // The journal's events are typed by who writes them; what is missing here fails in the database, and with it the unit.
  const account = event.payload as AccountEvent;
  const { seq } = event;
  switch (account.type) {
    case 'order.initialized':
      into.orders.push({
        ...account.order,
        ...untouched(account.order, seq, epoch),
        state: 'INITIALIZED',
        reserved: account.reserved,
      });
      if (account.decided !== undefined)
        addCopyRows(into, copyRows(account.order.actor, account.decided, stampOf(actor, epoch, event)));
      return;
    case 'order.denied':
      // The order of that id is another one, and stays as it is.
      if (account.reason.startsWith('DUPLICATE_ORDER: clientOrderId=')) return;
      into.orders.push({
        ...account.order,
        ...untouched(account.order, seq, epoch),
        state: 'DENIED',
        reason: account.reason,
      });
      return;
    case 'order.filled': {
      const { fill, transactionId } = account;
      const filled = decimal(fill.quantity);
      const { clientOrderId, time } = fill;
      const state = account.done ? 'FILLED' : 'PARTIALLY_FILLED';
      into.changes.push({ clientOrderId, state, filled, filledValue: filled.mul(fill.price), time, seq, epoch });
      into.fills = withRow(into.fills, { ...fill, transactionId, seq, epoch });
      addPostings(into, account, { actor, time, seq, epoch });
      return;
    }
    case 'account.opened':
      addPostings(into, account, { actor, time: account.time, seq, epoch });
      return;
    case 'allocation.made':
      addPostings(into, account, { actor, time: account.time, seq, epoch });
      addCopyRows(into, followRows(account, stampOf(actor, epoch, event)));
      return;
    case 'fee.charged':
      addPostings(into, account, { actor, time: account.time, seq, epoch });
      addCopyRows(into, [feeRow(account, stampOf(actor, epoch, event))]);
      return;
    case 'equity.marked':
      for (const row of account.rows)
        into.equity = withRow(into.equity, { ...row, seq, epoch } satisfies EquityMark & {
          seq: number;
          epoch: number;
        });
      return;
    case 'rule.fired':
      into.risk = withRow(into.risk, firingRow(actor.slice(ACCOUNT.length), account, { seq, epoch }));
      return;
    case 'requests.decided':
      addCopyRows(into, copyRows(account.actor, account, stampOf(actor, epoch, event)));
      return;
    case 'control.taken':
    case 'control.reported':
    case 'bars.taken':
    case 'day.turned':
    case 'excursions.changed':
    case 'breakers.changed':
    case 'lane.advanced':
    case 'trading-state.changed':
      return;
    default: {
      const { clientOrderId, time } = account;
      into.changes.push({
        clientOrderId,
        state: STATE_OF[account.type],
        ...('reason' in account && { reason: account.reason }),
        ...('triggerPrice' in account && { triggerPrice: account.triggerPrice }),
        ...('venueOrderId' in account && { venueOrderId: account.venueOrderId }),
        filled: 0,
        filledValue: 0,
        time,
        seq,
        epoch,
      });
    }
  }
}

export function addCopyRows(into: Projection, rows: readonly CopyTableRow[]): void {
  for (const { table, row } of rows) into.copy[table] = withRow(into.copy[table], row);
}

/** `before` with what `next` makes of it. */
export function followed<Change extends OrderChange>(before: Change, next: OrderChange): Change {
  return {
    ...before,
    state: stateAfter(before.state, next.state),
    reason: next.reason ?? before.reason,
    triggerPrice: next.triggerPrice ?? before.triggerPrice,
    venueOrderId: next.venueOrderId ?? before.venueOrderId,
    filled: sum(before.filled, next.filled),
    filledValue: sum(before.filledValue, next.filledValue),
    time: next.time,
    seq: next.seq,
    epoch: next.epoch,
  };
}

/** A late acknowledgement, or a fill while a cancel is pending or done, takes nothing back. */
export const ORDER_STATE_AFTER = `
CREATE FUNCTION order_state_after(before text, next text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
  CASE WHEN next IS NULL THEN before
       WHEN next = 'PARTIALLY_FILLED' AND before IN ('CANCELED', 'EXPIRED', 'PENDING_CANCEL') THEN before
       WHEN next IN ('ACCEPTED', 'TRIGGERED') AND before IN ('PENDING_CANCEL', 'PARTIALLY_FILLED') THEN before
       ELSE next END;
`;

function stateAfter(before: OrderState | undefined, next: OrderState | undefined): OrderState | undefined {
  if (next === undefined) return before;
  if (next === 'PARTIALLY_FILLED' && (before === 'CANCELED' || before === 'EXPIRED' || before === 'PENDING_CANCEL'))
    return before;
  if ((next === 'ACCEPTED' || next === 'TRIGGERED') && (before === 'PENDING_CANCEL' || before === 'PARTIALLY_FILLED'))
    return before;
  return next;
}

const STATE_OF = {
  'order.submitted': 'SUBMITTED',
  'order.accepted': 'ACCEPTED',
  'order.rejected': 'REJECTED',
  'order.canceled': 'CANCELED',
  'order.expired': 'EXPIRED',
  'order.triggered': 'TRIGGERED',
  'order.updated': undefined,
  'order.pending-cancel': 'PENDING_CANCEL',
  'order.unknown': 'UNKNOWN',
} as const satisfies Record<string, OrderState | undefined>;

const untouched = (order: Order, seq: number, epoch: number) =>
  ({ filled: 0, filledValue: 0, time: order.decidedAt, seq, epoch }) as const;

const stampOf = (actor: string, epoch: number, { seq, time }: JournalEvent) => ({
  ...{ account: actor.slice(ACCOUNT.length), seq, epoch, time },
});

function addPostings(
  into: Projection,
  { transactionId, postings }: { readonly transactionId: string; readonly postings: readonly Posting[] },
  at: { actor: string; time: number; seq: number; epoch: number },
): void {
  const common = {
    transactionId,
    account: at.actor.slice(ACCOUNT.length),
    time: at.time,
    seq: at.seq,
    epoch: at.epoch,
  };
  postings.forEach(({ book, actor, currency, amount }, entry) => {
    into.postings = withRow(into.postings, { ...common, entry, book, actor, currency, amount });
  });
}

const sum = (a: Decimal | 0, b: Decimal | 0): Decimal | 0 => (a === 0 ? b : b === 0 ? a : a.add(b));

const withRow = (rows: string, row: object): string => `${rows}${rows === '' ? '' : ','}${JSON.stringify(row)}`;
