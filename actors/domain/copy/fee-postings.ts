import type { Posting } from '../account-event.ts';
import { feesOf, type FeesWord } from './fee-accrual.ts';

/** Cash of a follower's sub-ledger spent on the fees of a word: FEES, like COMMISSION, is positive; no rows when there are none. */
export function feePostings(
  actor: string,
  currency: string,
  word: Pick<FeesWord, 'management' | 'performance' | 'volume'>,
): Posting[] {
  const amount = feesOf(word);
  if (amount.isZero()) return [];
  return [
    { book: 'FEES', actor, currency, amount },
    { book: 'CASH', actor, currency, amount: amount.neg() },
  ];
}

/** The transaction of a day's fees: the same day of a follower always books under the same id, so it books once. */
export const feeTransactionId = (account: string, actor: string, word: Pick<FeesWord, 'day'>): string =>
  `fees:${account}:${actor}:${word.day}`;
