import { entity } from './entity.ts';

/** A node of the cluster, and until when it counts as alive. */
export interface NodeRow {
  readonly id: string;
  readonly weight: number;
  readonly draining: boolean;
  /** Which life of its process speaks. */
  readonly boot: string;
  readonly details: unknown;
  readonly joinedAt: Date;
  readonly expires: Date;
}

export const nodeEntity = entity<NodeRow>({
  name: 'Node',
  tableName: 'nodes',
  columns: {
    id: { type: 'text', primary: true },
    weight: { type: 'double precision' },
    draining: { type: 'boolean' },
    boot: { type: 'text' },
    details: { type: 'json' },
    joinedAt: { name: 'joined_at', type: 'timestamptz' },
    expires: { type: 'timestamptz' },
  },
});

/** The database's own name. */
export interface ClusterRow {
  readonly id: string;
}

export const clusterEntity = entity<ClusterRow>({
  name: 'Cluster',
  tableName: 'cluster',
  columns: { id: { type: 'text', primary: true } },
});
