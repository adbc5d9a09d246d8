import { entity } from './entity.ts';

/** What an actor, or a kind of actors on a node, did in the span that ends at `time`. */
export interface ActorMetricRow {
  readonly time: Date;
  readonly node: string;
  readonly actor: string;
  readonly turns: number;
  readonly mailboxDepth: number;
  readonly commitMs: number | null;
}

export const actorMetricEntity = entity<ActorMetricRow>({
  name: 'ActorMetric',
  tableName: 'actor_metrics',
  columns: {
    actor: { type: 'text', primary: true },
    node: { type: 'text', primary: true },
    time: { type: 'timestamptz', primary: true },
    turns: { type: 'integer' },
    mailboxDepth: { name: 'mailbox_depth', type: 'integer' },
    commitMs: { name: 'commit_ms', type: 'float8', nullable: true },
  },
});
