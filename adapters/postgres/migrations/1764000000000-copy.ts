import type { MigrationInterface, QueryRunner } from 'typeorm';
import { COMMIT_UNITS } from '../functions/commit-units.sql.ts';
import { PROJECT_COPY } from '../functions/project-copy.sql.ts';

/** Who follows whom, what providers said, what became of it and what it cost: projections, written with the journal or the stream. */
export class Copy1764000000000 implements MigrationInterface {
  readonly name = 'Copy1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    // On a database that was made before, `commit_units` has one parameter less.
    for (const sql of [TABLES, BOOKS, KEPT, PROJECT_COPY, 'DROP FUNCTION commit_units', COMMIT_UNITS])
      await runner.query(sql);
  }

  async down(): Promise<void> {
    throw new Error('what was copied and charged is not thrown away: restore a backup instead');
  }
}

// `at` is the database's clock wherever it stands, so the time from an entry to its copies needs no two clocks that agree.
const TABLES = `
CREATE TABLE follows (
  follower text PRIMARY KEY,
  account text NOT NULL,
  provider text NOT NULL,
  instrument text NOT NULL,
  allocated numeric NOT NULL CHECK (allocated > 0 AND allocated < 'Infinity'),
  currency text NOT NULL,
  mark numeric,
  time timestamptz NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  journal_seq bigint NOT NULL,
  epoch bigint NOT NULL
);
CREATE INDEX follows_provider ON follows (provider);
CREATE TABLE copy_entries (
  provider text NOT NULL,
  seq bigint NOT NULL CHECK (seq > 0),
  kind text NOT NULL CHECK (kind IN ('fill', 'state', 'note')),
  fill_id text CHECK ((fill_id IS NOT NULL) = (kind = 'fill')),
  side text CHECK (side IN ('BUY', 'SELL')),
  quantity numeric,
  price numeric NOT NULL,
  round bigint NOT NULL CHECK (round >= 0),
  book_quantity numeric NOT NULL,
  average_price numeric NOT NULL,
  equity numeric NOT NULL,
  broadcasting text NOT NULL,
  trading_state text NOT NULL,
  note text,
  time timestamptz NOT NULL,
  said_at timestamptz NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  epoch bigint NOT NULL,
  PRIMARY KEY (provider, seq),
  UNIQUE (provider, fill_id)
);
CREATE INDEX copy_entries_at ON copy_entries (provider, at);
CREATE TABLE copies (
  id bigint GENERATED ALWAYS AS IDENTITY,
  follower text NOT NULL,
  account text NOT NULL,
  provider text NOT NULL,
  provider_seq bigint NOT NULL CHECK (provider_seq > 0),
  fill_id text,
  outcome text NOT NULL CHECK (outcome IN ('copied', 'reduced', 'skipped', 'noted')),
  reason text,
  facts text,
  round bigint NOT NULL,
  is_joined boolean NOT NULL,
  scale numeric,
  provider_price numeric NOT NULL,
  price numeric NOT NULL,
  wanted numeric NOT NULL,
  ordered numeric NOT NULL,
  latency_ms float8 NOT NULL,
  broadcasting text NOT NULL,
  client_order_ids text[] NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  journal_seq bigint NOT NULL,
  epoch bigint NOT NULL,
  PRIMARY KEY (follower, provider_seq),
  UNIQUE (follower, fill_id)
);
CREATE INDEX copies_entry ON copies (provider, provider_seq, id);
CREATE TABLE copy_notes (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  follower text NOT NULL,
  account text NOT NULL,
  provider text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('mode', 'correct')),
  mode text CHECK ((mode IS NOT NULL) = (kind = 'mode')),
  why text NOT NULL,
  by text,
  round bigint,
  client_order_ids text[] NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  journal_seq bigint NOT NULL,
  epoch bigint NOT NULL
);
CREATE INDEX copy_notes_follower ON copy_notes (follower, id);
CREATE TABLE copy_fees (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  follower text NOT NULL,
  account text NOT NULL,
  provider text NOT NULL,
  day date NOT NULL,
  management numeric NOT NULL CHECK (management >= 0 AND management < 'Infinity'),
  performance numeric NOT NULL CHECK (performance >= 0 AND performance < 'Infinity'),
  volume numeric NOT NULL CHECK (volume >= 0 AND volume < 'Infinity'),
  mark numeric NOT NULL,
  equity numeric NOT NULL,
  transaction_id text CHECK ((transaction_id IS NULL) = (management + performance + volume = 0)),
  time timestamptz NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  journal_seq bigint NOT NULL,
  epoch bigint NOT NULL,
  UNIQUE (follower, day)
);
CREATE INDEX copy_fees_follower ON copy_fees (follower, id);
CREATE INDEX copy_fees_provider ON copy_fees (provider, id);
CREATE INDEX actors_owner ON actors (owner);
`;

// What was paid in and out is a handful of rows an actor, and read by actor.
const BOOKS = `
ALTER TABLE ledger_entries DROP CONSTRAINT ledger_entries_book_check,
  ADD CONSTRAINT ledger_entries_book_check CHECK (book IN ('CASH', 'INVENTORY', 'COMMISSION', 'REALIZED_PNL', 'EQUITY', 'FEES'));
CREATE INDEX ledger_entries_paid ON ledger_entries (actor) WHERE book = 'EQUITY';
`;

const KEPT = ['follows', 'copy_entries', 'copies', 'copy_notes', 'copy_fees']
  .map(
    (table) => `
CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();`,
  )
  .join('');
