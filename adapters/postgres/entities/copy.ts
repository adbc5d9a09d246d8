// Projections of copying: written by project_copy alone, in the transaction of the event or of the entry. Nothing written changes.
import { entity } from './entity.ts';

/** A follower's allocation to a provider. */
export interface StoredFollowRow {
  readonly follower: string;
  readonly account: string;
  readonly provider: string;
  readonly instrument: string;
  readonly allocated: string;
  readonly currency: string;
  /** High-water mark that an earlier follow left; null: none. */
  readonly mark: string | null;
  readonly time: Date;
  readonly at: Date;
  readonly journalSeq: string;
  readonly epoch: string;
}

export const followEntity = entity<StoredFollowRow>({
  name: 'Follow',
  tableName: 'follows',
  columns: {
    follower: { type: 'text', primary: true },
    account: { type: 'text' },
    provider: { type: 'text' },
    instrument: { type: 'text' },
    allocated: { type: 'numeric' },
    currency: { type: 'text' },
    mark: { type: 'numeric', nullable: true },
    time: { type: 'timestamptz' },
    at: { type: 'timestamptz' },
    journalSeq: { name: 'journal_seq', type: 'bigint' },
    epoch: { type: 'bigint' },
  },
  indices: [{ name: 'follows_provider', columns: ['provider'] }],
});

/** What a provider said, with its book after it. */
export interface StoredCopyEntryRow {
  readonly provider: string;
  readonly seq: string;
  readonly kind: 'fill' | 'state' | 'note';
  readonly fillId: string | null;
  readonly side: 'BUY' | 'SELL' | null;
  readonly quantity: string | null;
  readonly price: string;
  readonly round: string;
  readonly bookQuantity: string;
  readonly averagePrice: string;
  readonly equity: string;
  readonly broadcasting: string;
  readonly tradingState: string;
  readonly note: string | null;
  /** Market time of the source. */
  readonly time: Date;
  /** Wall time of the provider. */
  readonly saidAt: Date;
  /** The database's clock. */
  readonly at: Date;
  readonly epoch: string;
}

export const copyEntryEntity = entity<StoredCopyEntryRow>({
  name: 'CopyEntry',
  tableName: 'copy_entries',
  columns: {
    provider: { type: 'text', primary: true },
    seq: { type: 'bigint', primary: true },
    kind: { type: 'text' },
    fillId: { name: 'fill_id', type: 'text', nullable: true },
    side: { type: 'text', nullable: true },
    quantity: { type: 'numeric', nullable: true },
    price: { type: 'numeric' },
    round: { type: 'bigint' },
    bookQuantity: { name: 'book_quantity', type: 'numeric' },
    averagePrice: { name: 'average_price', type: 'numeric' },
    equity: { type: 'numeric' },
    broadcasting: { type: 'text' },
    tradingState: { name: 'trading_state', type: 'text' },
    note: { type: 'text', nullable: true },
    time: { type: 'timestamptz' },
    saidAt: { name: 'said_at', type: 'timestamptz' },
    at: { type: 'timestamptz' },
    epoch: { type: 'bigint' },
  },
  uniques: [{ columns: ['provider', 'fillId'] }],
  indices: [{ name: 'copy_entries_at', columns: ['provider', 'at'] }],
});

/** What a follower made of an entry. */
export interface StoredCopyRow {
  readonly id: string;
  readonly follower: string;
  readonly account: string;
  readonly provider: string;
  readonly providerSeq: string;
  readonly fillId: string | null;
  readonly outcome: 'copied' | 'reduced' | 'skipped' | 'noted';
  readonly reason: string | null;
  readonly facts: string | null;
  readonly round: string;
  readonly isJoined: boolean;
  readonly scale: string | null;
  readonly providerPrice: string;
  readonly price: string;
  readonly wanted: string;
  readonly ordered: string;
  /** As the follower told it, by its node's clock. */
  readonly latencyMs: number;
  readonly broadcasting: string;
  readonly clientOrderIds: readonly string[];
  /** The database's clock. */
  readonly at: Date;
  readonly journalSeq: string;
  readonly epoch: string;
}

export const copyEntity = entity<StoredCopyRow>({
  name: 'Copy',
  tableName: 'copies',
  columns: {
    id: { type: 'bigint' },
    follower: { type: 'text', primary: true },
    account: { type: 'text' },
    provider: { type: 'text' },
    providerSeq: { name: 'provider_seq', type: 'bigint', primary: true },
    fillId: { name: 'fill_id', type: 'text', nullable: true },
    outcome: { type: 'text' },
    reason: { type: 'text', nullable: true },
    facts: { type: 'text', nullable: true },
    round: { type: 'bigint' },
    isJoined: { name: 'is_joined', type: 'boolean' },
    scale: { type: 'numeric', nullable: true },
    providerPrice: { name: 'provider_price', type: 'numeric' },
    price: { type: 'numeric' },
    wanted: { type: 'numeric' },
    ordered: { type: 'numeric' },
    latencyMs: { name: 'latency_ms', type: 'float8' },
    broadcasting: { type: 'text' },
    clientOrderIds: { name: 'client_order_ids', type: 'text', array: true },
    at: { type: 'timestamptz' },
    journalSeq: { name: 'journal_seq', type: 'bigint' },
    epoch: { type: 'bigint' },
  },
  uniques: [{ columns: ['follower', 'fillId'] }],
  indices: [{ name: 'copies_entry', columns: ['provider', 'providerSeq', 'id'] }],
});

/** A change of mode, or a correction that belongs to no single entry. */
export interface StoredCopyNoteRow {
  readonly id: string;
  readonly follower: string;
  readonly account: string;
  readonly provider: string;
  readonly kind: 'mode' | 'correct';
  readonly mode: string | null;
  readonly why: string;
  readonly by: string | null;
  readonly round: string | null;
  readonly clientOrderIds: readonly string[];
  readonly at: Date;
  readonly journalSeq: string;
  readonly epoch: string;
}

export const copyNoteEntity = entity<StoredCopyNoteRow>({
  name: 'CopyNote',
  tableName: 'copy_notes',
  columns: {
    id: { type: 'bigint', primary: true },
    follower: { type: 'text' },
    account: { type: 'text' },
    provider: { type: 'text' },
    kind: { type: 'text' },
    mode: { type: 'text', nullable: true },
    why: { type: 'text' },
    by: { type: 'text', nullable: true },
    round: { type: 'bigint', nullable: true },
    clientOrderIds: { name: 'client_order_ids', type: 'text', array: true },
    at: { type: 'timestamptz' },
    journalSeq: { name: 'journal_seq', type: 'bigint' },
    epoch: { type: 'bigint' },
  },
  indices: [{ name: 'copy_notes_follower', columns: ['follower', 'id'] }],
});

/** A follower's fees of a UTC day; amounts in its account's currency, without a transaction where they are all zero. */
export interface StoredCopyFeeRow {
  readonly id: string;
  readonly follower: string;
  readonly account: string;
  readonly provider: string;
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly management: string;
  readonly performance: string;
  readonly volume: string;
  readonly mark: string;
  readonly equity: string;
  readonly transactionId: string | null;
  readonly time: Date;
  readonly at: Date;
  readonly journalSeq: string;
  readonly epoch: string;
}

export const copyFeeEntity = entity<StoredCopyFeeRow>({
  name: 'CopyFee',
  tableName: 'copy_fees',
  columns: {
    id: { type: 'bigint', primary: true },
    follower: { type: 'text' },
    account: { type: 'text' },
    provider: { type: 'text' },
    day: { type: 'date' },
    management: { type: 'numeric' },
    performance: { type: 'numeric' },
    volume: { type: 'numeric' },
    mark: { type: 'numeric' },
    equity: { type: 'numeric' },
    transactionId: { name: 'transaction_id', type: 'text', nullable: true },
    time: { type: 'timestamptz' },
    at: { type: 'timestamptz' },
    journalSeq: { name: 'journal_seq', type: 'bigint' },
    epoch: { type: 'bigint' },
  },
  uniques: [{ columns: ['follower', 'day'] }],
  indices: [
    { name: 'copy_fees_follower', columns: ['follower', 'id'] },
    { name: 'copy_fees_provider', columns: ['provider', 'id'] },
  ],
});
