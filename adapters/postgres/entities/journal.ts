import { entity } from './entity.ts';

/** One journaled event; `payload` is json, not jsonb, so that its keys keep their order. */
export interface JournalRow {
  readonly actor: string;
  readonly seq: string;
  readonly type: string;
  readonly payload: unknown;
  readonly time: Date;
  readonly correlationId: string;
  readonly shard: number;
  readonly epoch: string;
}

export const journalEntity = entity<JournalRow>({
  name: 'JournalEvent',
  tableName: 'journal',
  columns: {
    actor: { type: 'text', primary: true },
    seq: { type: 'bigint', primary: true },
    type: { type: 'text' },
    payload: { type: 'json', nullable: true },
    time: { type: 'timestamptz' },
    correlationId: { name: 'correlation_id', type: 'text' },
    shard: { type: 'integer' },
    epoch: { type: 'bigint' },
  },
});

export interface SnapshotRow {
  readonly actor: string;
  readonly state: unknown;
  readonly journalSeq: string;
  readonly heads: Readonly<Record<string, number>>;
  readonly epoch: string;
  readonly savedAt: Date;
}

export const snapshotEntity = entity<SnapshotRow>({
  name: 'Snapshot',
  tableName: 'snapshots',
  columns: {
    actor: { type: 'text', primary: true },
    state: { type: 'json', nullable: true },
    journalSeq: { name: 'journal_seq', type: 'bigint' },
    heads: { type: 'json' },
    epoch: { type: 'bigint' },
    savedAt: { name: 'saved_at', type: 'timestamptz' },
  },
});
