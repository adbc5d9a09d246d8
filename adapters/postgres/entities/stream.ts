import { entity } from './entity.ts';

/** The actor that alone appends to a stream, and its last entry. */
export interface StreamRow {
  readonly stream: string;
  readonly owner: string;
  readonly head: string;
}

export const streamEntity = entity<StreamRow>({
  name: 'Stream',
  tableName: 'streams',
  columns: {
    stream: { type: 'text', primary: true },
    owner: { type: 'text' },
    head: { type: 'bigint' },
  },
  indices: [{ name: 'streams_owner', columns: ['owner'] }],
});

export interface StreamEntryRow {
  readonly stream: string;
  readonly seq: string;
  readonly position: string;
  readonly time: Date;
  readonly payload: unknown;
  readonly correlationId: string;
  readonly epoch: string;
}

export const streamEntryEntity = entity<StreamEntryRow>({
  name: 'StreamEntry',
  tableName: 'stream_entries',
  columns: {
    stream: { type: 'text', primary: true },
    seq: { type: 'bigint', primary: true },
    position: { type: 'bigint' },
    time: { type: 'timestamptz' },
    payload: { type: 'json', nullable: true },
    correlationId: { name: 'correlation_id', type: 'text' },
    epoch: { type: 'bigint' },
  },
});

/** One entry of a `bars.*` stream; prices are float8, which gives back the very same JavaScript numbers. */
export interface StoredBarRow {
  readonly stream: string;
  readonly seq: string;
  readonly openTime: Date;
  readonly closeTime: Date;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly flags: string[] | null;
  readonly correlationId: string;
  readonly epoch: string;
}

export const barEntity = entity<StoredBarRow>({
  name: 'Bar',
  tableName: 'bars',
  columns: {
    stream: { type: 'text', primary: true },
    seq: { type: 'bigint', primary: true },
    openTime: { name: 'open_time', type: 'timestamptz' },
    closeTime: { name: 'close_time', type: 'timestamptz' },
    open: { type: 'float8' },
    high: { type: 'float8' },
    low: { type: 'float8' },
    close: { type: 'float8' },
    volume: { type: 'float8' },
    flags: { type: 'text', array: true, nullable: true },
    correlationId: { name: 'correlation_id', type: 'text' },
    epoch: { type: 'bigint' },
  },
  uniques: [{ columns: ['stream', 'openTime'] }],
});
