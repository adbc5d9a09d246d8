import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Dead letters. */
export class Messaging1764300000000 implements MigrationInterface {
  readonly name = 'Messaging1764300000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [LETTERS, PUT_LETTER]) await runner.query(sql);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const sql of ['DROP FUNCTION put_dead_letter(integer, bigint, text, bigint, json)', 'DROP TABLE dead_letters'])
      await runner.query(sql);
  }
}

const LETTERS = `
CREATE TABLE dead_letters (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  actor text NOT NULL,
  stream text NOT NULL,
  seq bigint NOT NULL CHECK (seq > 0),
  position bigint NOT NULL,
  time timestamptz NOT NULL,
  payload json,
  correlation_id text NOT NULL,
  error text NOT NULL,
  crashes integer NOT NULL CHECK (crashes > 0),
  is_aside boolean NOT NULL,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'requeued', 'discarded')),
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  closed_by text,
  closed_at timestamptz,
  reason text,
  epoch bigint NOT NULL,
  UNIQUE (actor, stream, seq)
);
CREATE INDEX dead_letters_state ON dead_letters (state, id);
`;

// Answers whether the actor goes on without it; null: whoever asks is not the present owner, or the present incarnation.
// The fence first, as every write that matters; the head of the actor is held against an incarnation that opens meanwhile.
const PUT_LETTER = `
CREATE FUNCTION put_dead_letter(shard_id integer, shard_epoch bigint, who text, born bigint, letter json) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  aside boolean;
BEGIN
  PERFORM FROM shards s WHERE s.id = shard_id AND s.epoch = shard_epoch AND s.expires > clock_timestamp() FOR KEY SHARE;
  IF NOT FOUND THEN RETURN NULL; END IF;
  PERFORM FROM actor_heads h WHERE h.actor = who AND h.incarnation = born FOR SHARE;
  IF NOT FOUND THEN RETURN NULL; END IF;
  aside := (letter ->> 'mayMiss')::boolean AND NOT EXISTS (
    SELECT FROM streams s JOIN stream_entries e ON e.stream = s.stream AND e.seq = s.head
     WHERE s.owner = who AND e.position >= (letter ->> 'position')::bigint);
  INSERT INTO dead_letters AS d (actor, stream, seq, position, time, payload, correlation_id, error, crashes, is_aside, epoch)
  SELECT who, l.stream, l.seq, l.position, epoch_ms(l.time), l.payload, l."correlationId", l.error, l.crashes, aside, shard_epoch
    FROM json_to_record(letter) AS l(stream text, seq bigint, position bigint, time float8, payload json, "correlationId" text,
                                     error text, crashes integer)
  ON CONFLICT (actor, stream, seq) DO UPDATE
     SET crashes = greatest(d.crashes, excluded.crashes), error = excluded.error, is_aside = excluded.is_aside, state = 'open',
         at = clock_timestamp(), closed_by = NULL, closed_at = NULL, reason = NULL, epoch = excluded.epoch;
  RETURN aside;
END $$;
`;
