import type { MigrationInterface, QueryRunner } from 'typeorm';
import { adoptExtension } from '../time-series/extension.ts';
import { partitionTable } from '../time-series/partitions.ts';
import { ALL_SERIES, PARTS, type Query } from '../time-series/series.ts';
import { HYPERTABLES, rollups } from '../time-series/timescale.sql.ts';

/** Cuts bars, equity and the new metrics of actors by time: hypertables where TimescaleDB is, else range partitions. */
export class TimeSeries1763800000000 implements MigrationInterface {
  readonly name = 'TimeSeries1763800000000';

  async up(runner: QueryRunner): Promise<void> {
    const query = <Row>(sql: string, parameters?: unknown[]): Promise<Row[]> =>
      runner.query(sql, parameters) as Promise<Row[]>;
    await query(ACTOR_METRICS);
    const { extension, toolkit } = await adoptExtension(query);
    await query(`CREATE SCHEMA ${PARTS}`);
    if (extension === 'timescaledb') {
      for (const sql of [...HYPERTABLES, ...rollups(toolkit)]) await query(sql);
    } else {
      await partitionTables(query);
    }
  }

  async down(): Promise<void> {
    throw new Error('a table that is cut by time is not put together again: restore a backup instead');
  }
}

async function partitionTables(query: Query): Promise<void> {
  const [clock] = await query<{ now: number }>('SELECT to_epoch_ms(clock_timestamp()) AS now');
  for (const series of ALL_SERIES) await partitionTable(query, series, clock!.now);
}

const ACTOR_METRICS = `
CREATE TABLE actor_metrics (
  actor text NOT NULL,
  node text NOT NULL,
  time timestamptz NOT NULL,
  turns integer NOT NULL,
  mailbox_depth integer NOT NULL,
  commit_ms float8,
  PRIMARY KEY (actor, node, time)
);
`;
