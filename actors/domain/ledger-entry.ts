import type { Posting } from './account-event.ts';
import type { Decimal } from './decimal.ts';
import { DomainError } from './errors.ts';
import type { Fill } from './order.ts';
import { fillValue, type Position } from './position.ts';

// Signs: what is owned or spent is positive (CASH, INVENTORY at cost, COMMISSION), where it came from is negative
// (EQUITY paid in, REALIZED_PNL earned), so every transaction sums to zero in each currency. A short position has
// negative INVENTORY.

/** One row of the ledger: a posting with the transaction and the account it belongs to. */
export interface LedgerEntry extends Posting {
  readonly transactionId: string;
  /** Counts the rows of a transaction from 0. */
  readonly entry: number;
  readonly account: string;
  /** Epoch milliseconds UTC. */
  readonly time: number;
}

/** Money paid into a sub-ledger from outside. Throws AMOUNT_INVALID unless it is positive. */
export function depositPostings(actor: string, currency: string, amount: Decimal): Posting[] {
  requirePositive(amount, 'deposit');
  return [
    { book: 'CASH', actor, currency, amount },
    { book: 'EQUITY', actor, currency, amount: amount.neg() },
  ];
}

/** Money paid out of a sub-ledger. Throws AMOUNT_INVALID unless it is positive; whether it is there is the caller's rule. */
export function withdrawalPostings(actor: string, currency: string, amount: Decimal): Posting[] {
  requirePositive(amount, 'withdrawal');
  return [
    { book: 'CASH', actor, currency, amount: amount.neg() },
    { book: 'EQUITY', actor, currency, amount },
  ];
}

/** Cash moved from one sub-ledger of an account to another, each side of it in balance. Throws AMOUNT_INVALID unless it is positive. */
export function allocationPostings(from: string, to: string, currency: string, amount: Decimal): Posting[] {
  return [...withdrawalPostings(from, currency, amount), ...depositPostings(to, currency, amount)];
}

/**
 * What a fill does to its actor's sub-ledger, given the position before and after it: cash for the value, inventory by the
 * change of cost, the profit realized, and the commission with cash of its own. Rows of zero are left out.
 */
export function fillPostings(before: Position, after: Position, fill: Fill, currency: string): Posting[] {
  const { actor } = fill;
  const postings: Posting[] = [
    { book: 'CASH', actor, currency, amount: fill.side === 'BUY' ? fillValue(fill).neg() : fillValue(fill) },
  ];
  const inventory = after.cost.sub(before.cost);
  if (!inventory.isZero()) postings.push({ book: 'INVENTORY', actor, currency, amount: inventory });
  const realized = after.realizedPnl.sub(before.realizedPnl);
  if (!realized.isZero()) postings.push({ book: 'REALIZED_PNL', actor, currency, amount: realized.neg() });
  if (!fill.commission.isZero()) {
    postings.push({ book: 'COMMISSION', actor, currency, amount: fill.commission });
    postings.push({ book: 'CASH', actor, currency, amount: fill.commission.neg() });
  }
  return postings;
}

/** The transaction of a fill: the same fill always books under the same id, so it books once. */
export const fillTransactionId = (fill: Pick<Fill, 'account' | 'fillId'>): string =>
  `fill:${fill.account}:${fill.fillId}`;

/** The rows of a transaction. */
export const ledgerEntries = (transaction: {
  transactionId: string;
  account: string;
  time: number;
  postings: readonly Posting[];
}): LedgerEntry[] =>
  transaction.postings.map((posting, entry) => ({
    ...posting,
    transactionId: transaction.transactionId,
    entry,
    account: transaction.account,
    time: transaction.time,
  }));

function requirePositive(amount: Decimal, noun: string): void {
  if (!amount.isFinite() || !amount.gt(0))
    throw new DomainError('AMOUNT_INVALID', `a ${noun} of ${amount} is not one`, { amount: String(amount) });
}
