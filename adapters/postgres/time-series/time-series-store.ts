import type { DataSource } from 'typeorm';
import type { ActorMetric, MaintenanceOutcome, TimeSeriesStore } from '../../../actors/ports/time-series-store.ts';
import { reachable } from '../faults.ts';
import { readCapabilities } from './extension.ts';
import { dropPartitions, makePartitions } from './partitions.ts';
import { ALL_SERIES, type Query } from './series.ts';
import { rollupsOf, seriesReads } from './series-reads.ts';

/** Held for the length of one maintenance, by one node of the cluster. */
const MAINTENANCE_LOCK = 7_476_913;
/** What cannot have a table's lock within this time tries again later, rather than have commits queue behind it. */
const LOCK_TIMEOUT = '1s';

/** The time series of a migrated database. Rejects with StoreUnavailable. */
export async function postgresTimeSeries(source: DataSource): Promise<TimeSeriesStore> {
  const query: Query = (sql, parameters) => reachable(() => source.query(sql, parameters));
  const capabilities = await readCapabilities(query);
  return {
    ...seriesReads(source, rollupsOf(capabilities.extension)),
    capabilities: () => capabilities,
    actorMetrics: ({ from, to, actor, node }) =>
      query<ActorMetric>(ACTOR_METRICS, [from, to, actor ?? null, node ?? null]),
    async appendActorMetrics(metrics) {
      if (metrics.length > 0) await query(APPEND_ACTOR_METRICS, [JSON.stringify(metrics)]);
    },
    maintain: async (now) =>
      capabilities.extension === 'timescaledb'
        ? { kind: 'done', made: [], dropped: [] } // Its own policies do it.
        : maintainPartitions(source, now),
  };
}

const maintainPartitions = (source: DataSource, now: number): Promise<MaintenanceOutcome> =>
  reachable(() =>
    source.transaction(async (transaction): Promise<MaintenanceOutcome> => {
      const query: Query = (sql, parameters) => transaction.query(sql, parameters);
      const [lock] = await query<{ taken: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS taken', [
        MAINTENANCE_LOCK,
      ]);
      if (lock?.taken !== true) return { kind: 'busy' };
      await query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
      const made: string[] = [];
      const dropped: string[] = [];
      for (const series of ALL_SERIES) {
        for (const { name } of await makePartitions(query, series, now)) made.push(name);
        for (const { name } of await dropPartitions(query, series, now)) dropped.push(name);
      }
      return { kind: 'done', made, dropped };
    }),
  );

const ACTOR_METRICS = `
  SELECT to_epoch_ms(time) AS time, node, actor, turns, mailbox_depth AS "mailboxDepth", commit_ms AS "commitMs"
    FROM actor_metrics
   WHERE time >= epoch_ms($1) AND time <= epoch_ms($2) AND ($3::text IS NULL OR actor = $3) AND ($4::text IS NULL OR node = $4)
   ORDER BY actor_metrics.time, actor, node`;

const APPEND_ACTOR_METRICS = `
  INSERT INTO actor_metrics (actor, node, time, turns, mailbox_depth, commit_ms)
  SELECT m.actor, m.node, epoch_ms(m.time), m.turns, m."mailboxDepth", m."commitMs"
    FROM json_to_recordset($1) AS m(actor text, node text, time float8, turns integer, "mailboxDepth" integer, "commitMs" float8)
  ON CONFLICT (actor, node, time) DO NOTHING`;
