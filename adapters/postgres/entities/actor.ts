import { entity } from './entity.ts';

/** What should exist: one row an actor. */
export interface ActorRow {
  readonly address: string;
  readonly kind: string;
  readonly parent: string | null;
  readonly config: unknown;
  readonly desired: 'running' | 'stopped';
  readonly ordinal: number;
  readonly owner: string;
  readonly shard: number;
  readonly createdAt: Date;
}

export const actorEntity = entity<ActorRow>({
  name: 'Actor',
  tableName: 'actors',
  columns: {
    address: { type: 'text', primary: true },
    kind: { type: 'text' },
    parent: { type: 'text', nullable: true },
    config: { type: 'json' },
    desired: { type: 'text' },
    ordinal: { type: 'integer' },
    owner: { type: 'text' },
    shard: { type: 'integer' },
    createdAt: { name: 'created_at', type: 'timestamptz', default: () => 'clock_timestamp()' },
  },
});

/** How far an actor has come: its incarnation, the last unit of it, the last event of its journal. */
export interface ActorHeadRow {
  readonly actor: string;
  readonly shard: number;
  readonly incarnation: string;
  readonly unit: string;
  readonly journalSeq: string;
}

export const actorHeadEntity = entity<ActorHeadRow>({
  name: 'ActorHead',
  tableName: 'actor_heads',
  columns: {
    actor: { type: 'text', primary: true },
    shard: { type: 'integer' },
    incarnation: { type: 'bigint' },
    unit: { type: 'bigint' },
    journalSeq: { name: 'journal_seq', type: 'bigint' },
  },
});

/** Who runs a shard, under which epoch, until when. */
export interface ShardRow {
  readonly id: number;
  readonly owner: string | null;
  readonly epoch: string;
  readonly expires: Date;
}

export const shardEntity = entity<ShardRow>({
  name: 'Shard',
  tableName: 'shards',
  columns: {
    id: { type: 'integer', primary: true },
    owner: { type: 'text', nullable: true },
    epoch: { type: 'bigint', default: 0 },
    expires: { type: 'timestamptz', default: () => "'-infinity'" },
  },
  uniques: [{ columns: ['id', 'epoch'] }],
});
