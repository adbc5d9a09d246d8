import type { MigrationInterface, QueryRunner } from 'typeorm';
import { COMMIT_UNITS } from '../functions/commit-units.sql.ts';
import { PROJECT_RISK } from '../functions/project-risk.sql.ts';

/** Controls, limits by version, proposals and the firings of rules: projections of the journal, written with it. */
export class Risk1763900000000 implements MigrationInterface {
  readonly name = 'Risk1763900000000';

  async up(runner: QueryRunner): Promise<void> {
    // On a database that was made before, `commit_units` has one parameter less.
    for (const sql of [TABLES, KEPT, PROJECT_RISK, 'DROP FUNCTION commit_units', COMMIT_UNITS]) await runner.query(sql);
  }

  async down(): Promise<void> {
    throw new Error('who restricted whom, and why, is not thrown away: restore a backup instead');
  }
}

// Firings are numbered with the orders, so that a denial and a firing have one order.
const TABLES = `
CREATE TABLE risk_controls (
  seq bigint PRIMARY KEY CHECK (seq > 0),
  kind text NOT NULL CHECK (kind IN ('restrict', 'limit', 'rules', 'calendar')),
  scope text NOT NULL,
  body jsonb NOT NULL,
  by text NOT NULL,
  reason text,
  at timestamptz NOT NULL,
  command_id text NOT NULL,
  affected_accounts text[],
  affected_actors integer,
  confirmed_at timestamptz,
  flat_at timestamptz,
  journal_seq bigint NOT NULL,
  epoch bigint NOT NULL
);
CREATE TABLE risk_limits (
  scope text NOT NULL,
  name text NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  before numeric,
  after numeric,
  by text NOT NULL,
  at timestamptz NOT NULL,
  reason text NOT NULL,
  approved_by text CHECK (approved_by <> by),
  control bigint NOT NULL UNIQUE,
  journal_seq bigint NOT NULL,
  epoch bigint NOT NULL,
  PRIMARY KEY (scope, name, version)
);
CREATE VIEW risk_limits_current AS
  SELECT DISTINCT ON (scope, name) * FROM risk_limits ORDER BY scope, name, version DESC;
CREATE TABLE risk_proposals (
  id text PRIMARY KEY,
  scope text NOT NULL,
  name text NOT NULL,
  after numeric,
  from_version integer NOT NULL CHECK (from_version >= 0),
  by text NOT NULL,
  at timestamptz NOT NULL,
  reason text NOT NULL,
  outcome text CHECK (outcome IN ('approved', 'withdrawn', 'overtaken')),
  settled_by text,
  settled_at timestamptz,
  journal_seq bigint NOT NULL,
  epoch bigint NOT NULL
);
CREATE TABLE risk_firings (
  account text NOT NULL,
  number bigint NOT NULL CHECK (number > 0),
  id bigint NOT NULL UNIQUE DEFAULT nextval('orders_id_seq'),
  rule text NOT NULL,
  title text NOT NULL,
  scope text NOT NULL,
  of text NOT NULL,
  action jsonb NOT NULL,
  inputs jsonb NOT NULL,
  since timestamptz NOT NULL,
  time timestamptz NOT NULL,
  journal_seq bigint NOT NULL,
  epoch bigint NOT NULL,
  PRIMARY KEY (account, number)
);
CREATE INDEX risk_firings_account ON risk_firings (account, id);
CREATE INDEX orders_denied ON orders (id) WHERE state = 'DENIED';
`;

// A control that is confirmed and a proposal that is settled fill in what was open; nothing that is written changes.
const KEPT = `
CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  open_columns text[];
BEGIN
  SELECT array_agg(key) || '{journal_seq,epoch}'::text[] INTO open_columns FROM jsonb_each(to_jsonb(OLD)) WHERE value = 'null';
  IF to_jsonb(OLD) - coalesce(open_columns, '{journal_seq,epoch}') <> to_jsonb(NEW) - coalesce(open_columns, '{journal_seq,epoch}') THEN
    RAISE EXCEPTION 'what % says is append-only', TG_TABLE_NAME;
  END IF;
  RETURN NEW;
END $$;
${['risk_controls', 'risk_proposals']
  .map(
    (table) => `
CREATE TRIGGER ${table}_kept BEFORE UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER ${table}_append_only BEFORE DELETE OR TRUNCATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();`,
  )
  .join('')}
${['risk_limits', 'risk_firings']
  .map(
    (table) => `
CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();`,
  )
  .join('')}
`;
