// A provider and its followers, each on an account of its own, as their units would write them.
import type { AccountEvent } from '../../../actors/domain/account-event.ts';
import type { CopyEntry, ProviderBook } from '../../../actors/domain/copy/copy-entry.ts';
import type { CopyWord } from '../../../actors/domain/copy/copy-word.ts';
import { feePostings, feeTransactionId } from '../../../actors/domain/copy/fee-postings.ts';
import { decimal } from '../../../actors/domain/decimal.ts';
import { allocationPostings, depositPostings } from '../../../actors/domain/ledger-entry.ts';
import type { CommitUnit } from '../../../runtime/ports/actor-store.ts';
import { anOrder, T0 } from '../../support/domain-builders.ts';
import { entry, event, unitMaker } from './actor-store.conformance.ts';
import type { Fixture } from './fixture.ts';

export const PROVIDER = 'provider.p1';
const STREAM = 'copies.p1';

type EntryWord = Extract<CopyWord, { kind: 'entry' }>;
type Decided = Extract<AccountEvent, { type: 'requests.decided' }>;
type Copied = NonNullable<Decided['copies']>[number];

/** A unit with journal events of an account, numbered on. */
export type Commit = (...events: AccountEvent[]) => CommitUnit;

/** An actor's units; events continue where the last unit of this maker left them. */
export async function accountOf({ store, epoch }: Fixture, account: string): Promise<Commit> {
  const address = `risk-monitor.${account}`;
  const recovered = (await store.recover([{ address, shard: 7, epoch }])).get(address)!;
  const unit = unitMaker(address, epoch, recovered.incarnation);
  let seq = recovered.events.length;
  return (...events) => unit({ events: events.map((payload) => ({ ...event(++seq, payload), type: payload.type })) });
}

/** Units of the provider, each with the entries that it is given. */
export async function providerOf({ store, epoch }: Fixture, address = PROVIDER, stream = STREAM) {
  const recovered = (await store.recover([{ address, shard: 7, epoch }])).get(address)!;
  const unit = unitMaker(address, epoch, recovered.incarnation);
  let seq = recovered.heads[stream] ?? 0;
  return (...entries: CopyEntry[]): CommitUnit =>
    unit({ entries: entries.map((payload) => entry(stream, ++seq, payload)) });
}

const aBook = (book: Partial<ProviderBook> = {}): ProviderBook => ({
  ...{ round: 1, quantity: decimal(10), averagePrice: decimal(100), price: decimal('100.50'), equity: decimal(10_005) },
  ...{ broadcasting: 'ON', tradingState: 'ACTIVE' },
  ...book,
});

export const aFillEntry = (fillId: string, book: Partial<ProviderBook> = {}): CopyEntry => ({
  what: { kind: 'fill', fillId, side: 'BUY', quantity: decimal(10) },
  ...{ time: T0, at: T0 + 5, book: aBook(book) },
});

export const aNote = (text: string): CopyEntry => ({ what: { kind: 'note', text }, time: T0, at: T0, book: aBook() });

/** Opens the account and has one follower on it; 5,000 of its 8,000 USD. */
export const following = (account: string, follower: string, provider = PROVIDER): AccountEvent[] => [
  {
    ...({ type: 'account.opened', deposit: decimal(8_000), currency: 'USD', time: T0 } as const),
    transactionId: `open:${account}`,
    postings: depositPostings(`risk-monitor.${account}`, 'USD', decimal(8_000)),
  },
  {
    ...({ type: 'allocation.made', actor: follower, provider, lane: 'bars.ACME.1m', instrument: 'ACME' } as const),
    ...{ amount: decimal(5_000), time: T0, transactionId: `allocate:${account}` },
    postings: allocationPostings(`risk-monitor.${account}`, follower, 'USD', decimal(5_000)),
  },
];

export const aCopy = (seq: number, fields: Partial<EntryWord> = {}, ...clientOrderIds: string[]): Copied => ({
  word: {
    ...({ kind: 'entry', seq, fillId: `pf${seq}`, outcome: 'copied', round: 1, scale: '0.5', isJoined: true } as const),
    ...{ providerPrice: '100.50', price: '100.60', wanted: '5', ordered: '5', latencyMs: 12, broadcasting: 'ON' },
    ...fields,
  },
  clientOrderIds,
});

let through = 0;
export const decided = (follower: string, ...copies: Copied[]): AccountEvent => ({
  ...{ type: 'requests.decided', actor: follower, through: ++through, copies },
});

export const initialized = (
  clientOrderId: string,
  account: string,
  actor: string,
  instrument = 'ACME',
): Extract<AccountEvent, { type: 'order.initialized' }> => ({
  ...{ type: 'order.initialized', reserved: decimal(1) },
  order: anOrder({ clientOrderId, account, actor, instrument, quantity: 5 }),
});

export function charged(
  account: string,
  follower: string,
  day: string,
  amounts: { management: string; performance: string; volume: string; mark: string; equity: string },
  provider = PROVIDER,
): AccountEvent {
  const word = { kind: 'fees', day, ...amounts } as const;
  return {
    ...({ type: 'fee.charged', actor: follower, provider, word, time: Date.parse(`${day}T23:59:59Z`) } as const),
    transactionId: feeTransactionId(account, follower, word),
    postings: feePostings(follower, 'USD', word),
  };
}
