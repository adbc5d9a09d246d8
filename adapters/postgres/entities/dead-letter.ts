import { entity } from './entity.ts';

/** An entry at which its actor crashed again and again, and what was done about it. */
export interface DeadLetterRow {
  readonly id: string;
  readonly actor: string;
  readonly stream: string;
  readonly seq: string;
  readonly position: string;
  readonly time: Date;
  readonly payload: unknown;
  readonly correlationId: string;
  readonly error: string;
  readonly crashes: number;
  readonly isAside: boolean;
  readonly state: 'open' | 'requeued' | 'discarded';
  readonly at: Date;
  readonly closedBy: string | null;
  readonly closedAt: Date | null;
  readonly reason: string | null;
  readonly epoch: string;
}

export const deadLetterEntity = entity<DeadLetterRow>({
  name: 'DeadLetter',
  tableName: 'dead_letters',
  columns: {
    id: { type: 'bigint', primary: true },
    actor: { type: 'text' },
    stream: { type: 'text' },
    seq: { type: 'bigint' },
    position: { type: 'bigint' },
    time: { type: 'timestamptz' },
    payload: { type: 'json', nullable: true },
    correlationId: { name: 'correlation_id', type: 'text' },
    error: { type: 'text' },
    crashes: { type: 'integer' },
    isAside: { name: 'is_aside', type: 'boolean' },
    state: { type: 'text', default: 'open' },
    at: { type: 'timestamptz', default: () => 'clock_timestamp()' },
    closedBy: { name: 'closed_by', type: 'text', nullable: true },
    closedAt: { name: 'closed_at', type: 'timestamptz', nullable: true },
    reason: { type: 'text', nullable: true },
    epoch: { type: 'bigint' },
  },
  indices: [{ name: 'dead_letters_state', columns: ['state', 'id'] }],
  uniques: [{ columns: ['actor', 'stream', 'seq'] }],
});
