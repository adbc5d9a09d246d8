// Y1. Follows, copies, what followers wished and fees are a fold of the risk monitors' journal, entries of providers one of their
//     streams; their rows travel with the event or the entry, in its transaction.
// Y2. A day of fees is one row, also where there was nothing to pay: then the follower's word has moved day and mark on, and no
//     money has moved.
// Y3. A provider goes by its address everywhere here, `provider.<id>`: of an entry it is the actor that says it.
import type { AccountEvent, DecidedRequests } from '../../actors/domain/account-event.ts';
import type { CopyEntry } from '../../actors/domain/copy/copy-entry.ts';
import type { CopyWord } from '../../actors/domain/copy/copy-word.ts';
import { feesOf } from '../../actors/domain/copy/fee-accrual.ts';
import type { StreamEntry } from '../../runtime/actor.ts';

const COPIES = 'copies.';

/** Tables of copying, as `project_copy` takes them. */
export const COPY_TABLES = ['follows', 'copies', 'notes', 'fees', 'entries'] as const;
type CopyTable = (typeof COPY_TABLES)[number];

/** What one unit adds to them: JSON text without brackets. */
export type CopyProjection = Record<CopyTable, string>;

export interface CopyTableRow {
  readonly table: CopyTable;
  readonly row: object;
}

export const noCopyRows = (): CopyProjection => ({ follows: '', copies: '', notes: '', fees: '', entries: '' });

/** Where an event stands in the journal of its account. */
interface Stamp {
  readonly account: string;
  readonly seq: number;
  readonly epoch: number;
  /** Epoch milliseconds UTC. */
  readonly time: number;
}

/** The follow that begins with an allocation; nothing for an actor that copies nobody. */
export function followRows(
  { actor, provider, mark, instrument, amount, time, postings }: Extract<AccountEvent, { type: 'allocation.made' }>,
  { account, seq: journalSeq, epoch }: Stamp,
): readonly CopyTableRow[] {
  if (provider === undefined) return [];
  const currency = postings.find((posting) => posting.actor === actor)?.currency;
  const row = { follower: actor, account, provider, mark, instrument, allocated: amount, currency, time };
  return [{ table: 'follows', row: { ...row, journalSeq, epoch } }];
}

/** What became of the entries of a provider, and what else a follower said. */
export const copyRows = (
  follower: string,
  { copies = [] }: DecidedRequests,
  { account, seq: journalSeq, epoch, time }: Stamp,
): readonly CopyTableRow[] =>
  copies.flatMap(({ word, clientOrderIds }) => {
    const table = tableOf(word);
    return table === undefined
      ? []
      : [{ table, row: { follower, account, clientOrderIds, time, ...word, journalSeq, epoch } }];
  });

function tableOf(word: CopyWord): CopyTable | undefined {
  switch (word.kind) {
    case 'entry':
      return 'copies';
    case 'mode':
    case 'correct':
      return 'notes';
    case 'fees':
      return feesOf(word).isZero() ? 'fees' : undefined; // Y2
  }
}

export const feeRow = (
  { actor: follower, provider, word, time, transactionId }: Extract<AccountEvent, { type: 'fee.charged' }>,
  { account, seq: journalSeq, epoch }: Stamp,
): CopyTableRow => ({
  table: 'fees',
  row: { follower, account, provider, ...word, time, transactionId, journalSeq, epoch },
});

/** The row of what a provider said; nothing for another stream. */
export function entryRows(
  provider: string,
  { stream, seq, payload }: StreamEntry,
  epoch: number,
): readonly CopyTableRow[] {
  if (!stream.startsWith(COPIES)) return [];
  // The entries of a stream are typed by who writes them, as the events of a journal are.
  const { what, book, time, at } = payload as CopyEntry;
  const { quantity: bookQuantity, ...held } = book;
  const row = { provider, seq, ...said(what), bookQuantity, ...held, time, saidAt: at, epoch };
  return [{ table: 'entries', row }];
}

function said(what: CopyEntry['what']): object {
  switch (what.kind) {
    case 'fill':
      return what;
    case 'state':
      return { kind: what.kind, note: what.reason };
    case 'note':
      return { kind: what.kind, note: what.text };
  }
}
