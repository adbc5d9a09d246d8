import type { MigrationInterface, QueryRunner } from 'typeorm';
import { COMMIT_UNITS } from '../functions/commit-units.sql.ts';
import { OPEN_INCARNATIONS } from '../functions/open-incarnations.sql.ts';
import { PROJECT_ACCOUNT } from '../functions/project-account.sql.ts';
import { ORDER_STATE_AFTER } from '../projection.ts';

/** Registry, leases, journal, streams, and the projections of accounts. */
export class Spine1763700000000 implements MigrationInterface {
  readonly name = 'Spine1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [
      TYPES,
      ACTORS,
      STREAMS,
      ACCOUNTS,
      AUDIT,
      ORDER_STATE_AFTER,
      PROJECT_ACCOUNT,
      COMMIT_UNITS,
      OPEN_INCARNATIONS,
    ])
      await runner.query(sql);
  }

  async down(): Promise<void> {
    throw new Error('the first migration is not undone: drop the database instead');
  }
}

// The composite type names the fields of a payload as TypeScript does, so that json_to_recordset fills them in one pass.
const TYPES = `
CREATE FUNCTION epoch_ms(ms float8) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN to_timestamp(ms / 1000);
CREATE FUNCTION to_epoch_ms(t timestamptz) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (extract(epoch FROM t) * 1000)::float8;
CREATE TYPE bar_payload AS ("openTime" float8, "closeTime" float8, open float8, high float8, low float8, close float8, volume float8, flags text[]);
`;

const ACTORS = `
CREATE TABLE actors (
  address text PRIMARY KEY,
  kind text NOT NULL,
  parent text,
  config json NOT NULL,
  desired text NOT NULL CHECK (desired IN ('running', 'stopped')),
  ordinal integer NOT NULL,
  owner text NOT NULL,
  shard integer NOT NULL CHECK (shard BETWEEN 0 AND 255),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE shards (
  id integer PRIMARY KEY CHECK (id BETWEEN 0 AND 255),
  owner text,
  epoch bigint NOT NULL DEFAULT 0,
  expires timestamptz NOT NULL DEFAULT '-infinity',
  UNIQUE (id, epoch)
) WITH (fillfactor = 20);
INSERT INTO shards (id) SELECT generate_series(0, 255);
CREATE TABLE actor_heads (
  actor text PRIMARY KEY,
  shard integer NOT NULL,
  incarnation bigint NOT NULL,
  unit bigint NOT NULL,
  journal_seq bigint NOT NULL
) WITH (fillfactor = 50);
CREATE TABLE journal (
  actor text NOT NULL,
  seq bigint NOT NULL CHECK (seq > 0),
  type text NOT NULL,
  payload json,
  time timestamptz NOT NULL,
  correlation_id text NOT NULL,
  shard integer NOT NULL,
  epoch bigint NOT NULL,
  PRIMARY KEY (actor, seq)
);
CREATE TABLE snapshots (
  actor text PRIMARY KEY,
  state json,
  journal_seq bigint NOT NULL,
  heads json NOT NULL,
  epoch bigint NOT NULL,
  saved_at timestamptz NOT NULL
);
`;

const STREAMS = `
CREATE TABLE streams (
  stream text PRIMARY KEY,
  owner text NOT NULL,
  head bigint NOT NULL
) WITH (fillfactor = 50);
CREATE INDEX streams_owner ON streams (owner);
CREATE TABLE stream_entries (
  stream text NOT NULL,
  seq bigint NOT NULL CHECK (seq > 0),
  position bigint NOT NULL,
  time timestamptz NOT NULL,
  payload json,
  correlation_id text NOT NULL,
  epoch bigint NOT NULL,
  PRIMARY KEY (stream, seq)
);
CREATE TABLE bars (
  stream text NOT NULL,
  seq bigint NOT NULL CHECK (seq > 0),
  open_time timestamptz NOT NULL,
  close_time timestamptz NOT NULL CHECK (close_time > open_time),
  open float8 NOT NULL,
  high float8 NOT NULL,
  low float8 NOT NULL,
  close float8 NOT NULL,
  volume float8 NOT NULL,
  flags text[],
  correlation_id text NOT NULL,
  epoch bigint NOT NULL,
  PRIMARY KEY (stream, seq),
  UNIQUE (stream, open_time)
);
`;

const ACCOUNTS = `
CREATE TABLE orders (
  client_order_id text PRIMARY KEY,
  id bigint GENERATED ALWAYS AS IDENTITY,
  actor text NOT NULL,
  account text NOT NULL,
  instrument text NOT NULL,
  lane text NOT NULL,
  position bigint NOT NULL,
  side text NOT NULL CHECK (side IN ('BUY', 'SELL')),
  type text NOT NULL,
  time_in_force text NOT NULL,
  quantity numeric NOT NULL CHECK (quantity >= 0 AND quantity < 'Infinity'),
  limit_price numeric,
  trigger_price numeric,
  trailing_offset numeric,
  expire_time timestamptz,
  post_only boolean NOT NULL,
  reduce_only boolean NOT NULL,
  parent_order_id text,
  order_group text,
  decided_at timestamptz NOT NULL,
  correlation_id text NOT NULL,
  reserved numeric,
  state text NOT NULL CHECK (state IN ('INITIALIZED', 'DENIED', 'SUBMITTED', 'ACCEPTED', 'REJECTED', 'CANCELED', 'EXPIRED', 'TRIGGERED',
    'PENDING_UPDATE', 'PENDING_CANCEL', 'PARTIALLY_FILLED', 'FILLED', 'UNKNOWN')),
  reason text,
  venue_order_id text,
  filled numeric NOT NULL DEFAULT 0,
  filled_value numeric NOT NULL DEFAULT 0,
  average_price numeric GENERATED ALWAYS AS (CASE WHEN filled > 0 THEN filled_value / filled END) STORED,
  updated_at timestamptz NOT NULL,
  journal_seq bigint NOT NULL,
  epoch bigint NOT NULL,
  CONSTRAINT orders_not_overfilled CHECK (filled <= quantity)
) WITH (fillfactor = 60);
CREATE INDEX orders_actor ON orders (actor, id);
CREATE INDEX orders_account ON orders (account, id);
CREATE TABLE fills (
  fill_id text PRIMARY KEY,
  id bigint GENERATED ALWAYS AS IDENTITY,
  client_order_id text NOT NULL,
  actor text NOT NULL,
  account text NOT NULL,
  instrument text NOT NULL,
  side text NOT NULL CHECK (side IN ('BUY', 'SELL')),
  price numeric NOT NULL CHECK (price > '-Infinity' AND price < 'Infinity'),
  quantity numeric NOT NULL CHECK (quantity > 0 AND quantity < 'Infinity'),
  commission numeric NOT NULL CHECK (commission > '-Infinity' AND commission < 'Infinity'),
  time timestamptz NOT NULL,
  lane text NOT NULL,
  position bigint NOT NULL,
  transaction_id text NOT NULL,
  journal_seq bigint NOT NULL,
  epoch bigint NOT NULL
);
CREATE INDEX fills_actor ON fills (actor, id);
CREATE INDEX fills_account ON fills (account, id);
CREATE TABLE ledger_entries (
  transaction_id text NOT NULL,
  entry integer NOT NULL,
  account text NOT NULL,
  actor text NOT NULL,
  book text NOT NULL CHECK (book IN ('CASH', 'INVENTORY', 'COMMISSION', 'REALIZED_PNL', 'EQUITY')),
  currency text NOT NULL,
  amount numeric NOT NULL CHECK (amount > '-Infinity' AND amount < 'Infinity'),
  time timestamptz NOT NULL,
  journal_seq bigint NOT NULL,
  epoch bigint NOT NULL,
  PRIMARY KEY (transaction_id, entry)
);
CREATE TABLE equity (
  actor text NOT NULL,
  time timestamptz NOT NULL,
  equity numeric NOT NULL,
  cash numeric NOT NULL,
  quantity numeric NOT NULL,
  price float8 NOT NULL,
  journal_seq bigint NOT NULL,
  epoch bigint NOT NULL,
  PRIMARY KEY (actor, time)
);
`;

const AUDIT = `
CREATE TABLE audit (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  command_id text NOT NULL,
  outcome text NOT NULL,
  who text NOT NULL,
  what text NOT NULL,
  address text NOT NULL,
  before json,
  after json,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (command_id, outcome)
);
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
`;
