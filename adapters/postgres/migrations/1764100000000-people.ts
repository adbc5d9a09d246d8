import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People, their sessions, keys and one-time tokens, how often each has been tried; and the audit can be read by who, what and whom. */
export class People1764100000000 implements MigrationInterface {
  readonly name = 'People1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [TABLES, AUDIT]) await runner.query(sql);
  }

  async down(): Promise<void> {
    throw new Error('people and what they did are not thrown away: restore a backup instead');
  }
}

// A user's name is the owner of actors, so users are never removed: they are disabled.
const TABLES = `
CREATE TABLE users (
  name text PRIMARY KEY CHECK (name ~ '^[a-z0-9][a-z0-9._-]{1,31}$'),
  roles text[] NOT NULL CHECK (roles <@ ARRAY['user', 'provider', 'ops', 'admin'] AND cardinality(roles) > 0),
  email text UNIQUE CHECK (email = lower(email)),
  password_hash text CHECK (password_hash LIKE '$argon2id$%'),
  totp text,
  totp_step bigint NOT NULL DEFAULT 0,
  totp_offered text,
  is_disabled boolean NOT NULL DEFAULT false,
  is_demo boolean NOT NULL DEFAULT false,
  generation int NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  last_seen_at timestamptz
);
CREATE TABLE recovery_codes (
  user_name text NOT NULL REFERENCES users (name),
  hash text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
  used_at timestamptz,
  PRIMARY KEY (user_name, hash)
);
CREATE TABLE one_time_tokens (
  hash text PRIMARY KEY CHECK (hash ~ '^[0-9a-f]{64}$'),
  purpose text NOT NULL CHECK (purpose IN ('invite', 'reset')),
  user_name text REFERENCES users (name) CHECK ((user_name IS NOT NULL) = (purpose = 'reset')),
  email text,
  roles text[] NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE INDEX one_time_tokens_user ON one_time_tokens (user_name) WHERE used_at IS NULL;
CREATE TABLE api_keys (
  id text PRIMARY KEY,
  user_name text NOT NULL REFERENCES users (name),
  name text NOT NULL,
  prefix text NOT NULL,
  hash text NOT NULL UNIQUE CHECK (hash ~ '^[0-9a-f]{64}$'),
  scopes text[] NOT NULL CHECK (scopes <@ ARRAY['read', 'trade', 'admin'] AND cardinality(scopes) > 0),
  ips text[] NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz
);
CREATE INDEX api_keys_user ON api_keys (user_name);
CREATE TABLE sessions (
  hash text PRIMARY KEY CHECK (hash ~ '^[0-9a-f]{64}$'),
  id text NOT NULL UNIQUE,
  user_name text NOT NULL REFERENCES users (name),
  generation int NOT NULL,
  ip text NOT NULL,
  agent text NOT NULL,
  created_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_name);
CREATE INDEX sessions_seen ON sessions (seen_at);
CREATE TABLE attempts (
  key varchar(255) PRIMARY KEY,
  points integer NOT NULL DEFAULT 0,
  expire bigint
);
CREATE INDEX attempts_expire ON attempts (expire);
`;

const AUDIT = `
CREATE INDEX audit_who ON audit (who, id);
CREATE INDEX audit_address ON audit (address, id);
CREATE INDEX audit_what ON audit (what, id);
CREATE INDEX audit_at ON audit (at);
`;
