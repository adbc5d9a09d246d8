// L1. Leases have connections of their own, and a beat that is not answered soon is given up with its connection: whatever
//     else the database is busy with, or a link that swallows packets, must not look like a lease that is kept.
import pg from 'pg';
import type { ClusterMap, Holding, ShardLeases } from '../../runtime/ports/shard-leases.ts';
import { NodeReplaced } from '../../runtime/errors.ts';
import { Client } from './client.ts';
import { codeOf, reachable } from './faults.ts';

const LEASE_MS = 2_500;
const ANSWER_MS = 1_000;

export interface PostgresShardLeases extends ShardLeases {
  close(): Promise<void>;
}

/** Leases in the tables `nodes` and `shards`. */
export function postgresShardLeases(options: { url: string; boot: string; leaseMs?: number }): PostgresShardLeases {
  const leaseMs = options.leaseMs ?? LEASE_MS;
  const lease = `${leaseMs} milliseconds`;
  const pool = new pg.Pool({
    Client,
    connectionString: options.url,
    application_name: `troupe leases, pid ${process.pid}`,
    max: 2,
    connectionTimeoutMillis: ANSWER_MS,
    query_timeout: ANSWER_MS,
    keepAlive: true,
  });
  pool.on('error', () => undefined); // an idle connection was cut; the next beat opens another

  let isNew = true;

  const query = <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[]): Promise<readonly Row[]> =>
    reachable(async () => {
      const client = await pool.connect();
      try {
        const { rows } = await client.query<Row>(text, [...values]);
        client.release();
        return rows;
      } catch (error) {
        client.release(true); // L1: its answer may still come
        throw error;
      }
    });

  return {
    leaseMs,
    async beat({ id, weight, draining, details }, holding) {
      const about = JSON.stringify(details);
      const parameters = [id, weight, draining, options.boot, isNew, about, lease, ...columns(holding)];
      const [row] = await query<{ answer: Beat }>(NODE_BEAT, parameters).catch((error: unknown) => {
        throw codeOf(error) === 'TR003' ? new NodeReplaced(id) : error;
      });
      isNew = false;
      const { held, map } = row!.answer;
      return { held: new Map(held), map };
    },
    async acquire(node, shards, holding) {
      const parameters = [node, lease, shards, ...columns(holding)];
      const rows = await query<{ id: number; epoch: number }>(
        'SELECT * FROM acquire_shards($1, $2, $3, $4, $5)',
        parameters,
      );
      return new Map(rows.map(({ id, epoch }) => [id, epoch]));
    },
    async release(node, shards) {
      if (shards.size > 0) await query(RELEASE, [node, ...columns(shards)]);
    },
    async leave(node) {
      await query('DELETE FROM nodes WHERE id = $1 AND boot = $2', [node, options.boot]);
    },
    async map() {
      const [row] = await query<{ map: ClusterMap }>('SELECT cluster_map() AS map', []);
      return row!.map;
    },
    close: () => pool.end(),
  };
}

interface Beat {
  readonly held: readonly (readonly [number, number])[];
  readonly map: ClusterMap;
}

const columns = (holding: Holding): [number[], number[]] => [[...holding.keys()], [...holding.values()]];

const NODE_BEAT = 'SELECT node_beat($1, $2, $3, $4, $5, $6, $7, $8, $9) AS answer';

const RELEASE = `
  UPDATE shards s SET owner = NULL, expires = '-infinity'
    FROM unnest($2::integer[], $3::bigint[]) mine(id, epoch)
   WHERE s.id = mine.id AND s.epoch = mine.epoch AND s.owner = $1`;
