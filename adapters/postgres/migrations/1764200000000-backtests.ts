import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Backtests; what is large of one stands apart, so that a list reads no curves. */
export class Backtests1764200000000 implements MigrationInterface {
  readonly name = 'Backtests1764200000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(): Promise<void> {
    throw new Error('what people have run is not thrown away: restore a backup instead');
  }
}

// Of `backtest_details` and `backtest_rows` what belongs to the attempt that a run was done by is its result; the rest is nothing.
const TABLES = `
CREATE TABLE backtests (
  id text PRIMARY KEY CHECK (id ~ '^[0-9a-z]{1,32}$'),
  seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  owner text NOT NULL,
  name text NOT NULL,
  key text,
  mark text CHECK ((mark IS NULL) = (key IS NULL)),
  request json NOT NULL,
  state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  attempt integer NOT NULL DEFAULT 0,
  bars_done integer NOT NULL DEFAULT 0,
  bars_total integer,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  started_at timestamptz,
  finished_at timestamptz,
  cancelled_by text,
  error json,
  summary json,
  UNIQUE (owner, key),
  CHECK ((finished_at IS NULL) = (state IN ('queued', 'running'))),
  CHECK ((summary IS NOT NULL) = (state = 'done'))
);
CREATE INDEX backtests_owner ON backtests (owner, seq);
CREATE INDEX backtests_waiting ON backtests (owner) WHERE state IN ('queued', 'running');
CREATE TABLE backtest_details (
  backtest text PRIMARY KEY REFERENCES backtests (id),
  detail json NOT NULL
);
CREATE TABLE backtest_rows (
  backtest text NOT NULL REFERENCES backtests (id),
  attempt integer NOT NULL,
  kind text NOT NULL CHECK (kind IN ('fills', 'trades')),
  n integer NOT NULL CHECK (n > 0),
  body json NOT NULL,
  PRIMARY KEY (backtest, attempt, kind, n)
);
`;
