import type { MigrationInterface, QueryRunner } from 'typeorm';
import { NODE_BEAT } from '../functions/node-beat.sql.ts';

/** Which nodes are alive, and the functions by which they hold shards. */
export class Cluster1763790000000 implements MigrationInterface {
  readonly name = 'Cluster1763790000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [NODES, NODE_BEAT]) await runner.query(sql);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP FUNCTION node_beat, cluster_map, acquire_shards; DROP TABLE nodes, cluster; DROP INDEX actors_shard, actors_created_at',
    );
  }
}

const NODES = `
CREATE TABLE cluster (id text PRIMARY KEY);
INSERT INTO cluster VALUES (left(gen_random_uuid()::text, 8));
CREATE TABLE nodes (
  id text PRIMARY KEY,
  weight float8 NOT NULL CHECK (weight >= 0),
  draining boolean NOT NULL,
  boot text NOT NULL,
  details json NOT NULL,
  joined_at timestamptz NOT NULL,
  expires timestamptz NOT NULL
) WITH (fillfactor = 20);
CREATE INDEX actors_shard ON actors (shard);
CREATE INDEX actors_created_at ON actors (created_at);
`;
