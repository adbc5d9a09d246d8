// Stand-ins for the functions of TimescaleDB and Toolkit that the migration calls, as extensions of those names, so that
// its statements and their order run on a server without them. They check what TimescaleDB checks of its arguments and
// note each call; they compress, partition and schedule nothing. What plain PostgreSQL cannot parse (the parameters
// `timescaledb.*`) is noted by `noting`, and the continuous aggregates become plain views.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { QueryRunner } from 'typeorm';
import { startPostgres, type PostgresServer } from '../../support/postgres-server.ts';
import { tempFolder } from '../../support/temp-folder.ts';

export interface StandInOptions {
  readonly version?: string;
  readonly toolkit?: boolean;
  /** Whether the library was loaded at the server's start. */
  readonly loaded?: boolean;
  readonly license?: string;
}

/** A server that offers the stand-ins. */
export async function startStandIn(options: StandInOptions = {}): Promise<PostgresServer> {
  const folder = tempFolder('extensions');
  mkdirSync(join(folder, 'extension'));
  const offer = (name: string, version: string, sql: string): void => {
    writeFileSync(join(folder, 'extension', `${name}.control`), `default_version = '${version}'\ntrusted = true\n`);
    writeFileSync(join(folder, 'extension', `${name}--${version}.sql`), sql);
  };
  offer('timescaledb', options.version ?? '2.22.0', TIMESCALEDB);
  if (options.toolkit === true) offer('timescaledb_toolkit', '1.21.0', TOOLKIT);
  return startPostgres({
    extension_control_path: `${folder}:$system`,
    ...(options.loaded !== false && { 'timescaledb.max_background_workers': '8' }),
    'timescaledb.license': options.license ?? 'timescale',
  });
}

/** A runner that notes every statement and gives PostgreSQL what it can parse of it. */
export function noting(runner: QueryRunner, statements: string[]): QueryRunner {
  return Object.assign(Object.create(runner) as QueryRunner, {
    query: async (sql: string, parameters?: unknown[]): Promise<unknown> => {
      statements.push(sql.replace(/\s+/g, ' ').trim());
      if (/^\s*ALTER TABLE \w+ SET \(timescaledb\./.test(sql)) return [];
      const parsable = sql
        .replace(/CREATE MATERIALIZED VIEW (\S+) WITH \(timescaledb\.[^)]*\)/, 'CREATE VIEW $1')
        .replace('WITH NO DATA', '');
      return runner.query(parsable, parameters);
    },
  });
}

const TIMESCALEDB = `
CREATE FUNCTION by_range(column_name name, partition_interval interval) RETURNS text LANGUAGE sql RETURN column_name::text;
CREATE FUNCTION create_hypertable(relation regclass, dimension text, create_default_indexes boolean DEFAULT true, migrate_data boolean DEFAULT false)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  index_name text;
BEGIN
  SELECT i.indexrelid::regclass INTO index_name FROM pg_index i
   WHERE i.indrelid = relation AND i.indisunique
     AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = relation AND a.attname = dimension AND a.attnum = ANY (i.indkey));
  IF FOUND THEN
    RAISE EXCEPTION 'cannot create a unique index without the column "%" (used in partitioning): %', dimension, index_name;
  END IF;
END $$;
CREATE PROCEDURE add_columnstore_policy(hypertable regclass, after interval) LANGUAGE sql AS '';
CREATE FUNCTION add_retention_policy(relation regclass, drop_after interval) RETURNS integer LANGUAGE sql RETURN 1;
CREATE FUNCTION add_continuous_aggregate_policy(continuous_aggregate regclass, start_offset interval, end_offset interval, schedule_interval interval)
RETURNS integer LANGUAGE sql RETURN 1;
CREATE FUNCTION time_bucket(bucket_width interval, ts timestamptz) RETURNS timestamptz LANGUAGE sql IMMUTABLE
  RETURN date_bin(bucket_width, ts, timestamptz '2000-01-03 00:00:00+00');
CREATE TYPE timed AS (value float8, at timestamptz);
CREATE FUNCTION earlier(a timed, value float8, at timestamptz) RETURNS timed LANGUAGE sql IMMUTABLE
  RETURN CASE WHEN (a).at IS NULL OR at < (a).at THEN ROW(value, at)::timed ELSE a END;
CREATE FUNCTION later(a timed, value float8, at timestamptz) RETURNS timed LANGUAGE sql IMMUTABLE
  RETURN CASE WHEN (a).at IS NULL OR at > (a).at THEN ROW(value, at)::timed ELSE a END;
CREATE FUNCTION its_value(a timed) RETURNS float8 LANGUAGE sql IMMUTABLE RETURN (a).value;
CREATE AGGREGATE first(float8, timestamptz) (sfunc = earlier, stype = timed, finalfunc = its_value);
CREATE AGGREGATE last(float8, timestamptz) (sfunc = later, stype = timed, finalfunc = its_value);
`;

// The accessors open(candle) … volume(candle) are PostgreSQL's own notation for the fields of a composite value.
const TOOLKIT = `
CREATE TYPE candlestick AS (open_at timestamptz, close_at timestamptz, open float8, high float8, low float8, close float8, volume float8);
CREATE FUNCTION candlestick(ts timestamptz, open float8, high float8, low float8, close float8, volume float8) RETURNS candlestick LANGUAGE sql IMMUTABLE
  RETURN ROW(ts, ts, open, high, low, close, volume)::candlestick;
CREATE FUNCTION joined(a candlestick, b candlestick) RETURNS candlestick LANGUAGE sql IMMUTABLE
  RETURN CASE WHEN (a).open_at IS NULL THEN b ELSE ROW(
    least((a).open_at, (b).open_at), greatest((a).close_at, (b).close_at),
    CASE WHEN (b).open_at < (a).open_at THEN (b).open ELSE (a).open END, greatest((a).high, (b).high), least((a).low, (b).low),
    CASE WHEN (b).close_at > (a).close_at THEN (b).close ELSE (a).close END, (a).volume + (b).volume)::candlestick END;
CREATE AGGREGATE rollup(candlestick) (sfunc = joined, stype = candlestick);
`;
