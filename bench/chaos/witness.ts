// A witness inside the run's own database: triggers that note, with the database's own time, every write of an actor that was
// let in, and every row that should not have been.
// W1. A unit is noted in the transaction that writes it, under the row lock of its actor's head: notes of one actor are in the
//     order of its commits.
// W2. A row under an epoch that is not its shard's at that moment breaks I4, whoever let it in.
// W3. Units of one incarnation only rise, and incarnations too (I1).
import type { Pool } from 'pg';

export interface Note {
  readonly actor: string;
  readonly incarnation: number;
  /** 0 when the incarnation was opened. */
  readonly unit: number;
  /** Epoch milliseconds of the database's clock. */
  readonly at: number;
}

/** Sets the triggers; the schema is there already. */
export const posted = (pool: Pool): Promise<unknown> => pool.query(WITNESS);

/** All notes, in the order of commits for each actor. */
export async function notesOf(pool: Pool): Promise<readonly Note[]> {
  const { rows } = await pool.query<Note>(
    `SELECT actor, incarnation::float8 AS incarnation, unit::float8 AS unit, extract(epoch FROM at)::float8 * 1000 AS at
       FROM witness_notes ORDER BY id`,
  );
  return rows;
}

/** What the witness saw that must not be, in words. */
export async function breachesOf(pool: Pool): Promise<readonly string[]> {
  const { rows } = await pool.query<{ breach: string }>(
    `SELECT format('%s: %s', invariant, what) AS breach FROM witness_breaches ORDER BY id`,
  );
  return rows.map(({ breach }) => breach);
}

/** Rows under an old epoch, by the table that they went into. */
const stale = (table: string, shard: string): string => `
CREATE FUNCTION witness_${table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO witness_breaches (invariant, what)
  SELECT 'I4', format('a row of ${table} of %s was written under epoch %s while its shard is under %s', n.actor, n.epoch, s.epoch)
    FROM (${shard}) n JOIN shards s ON s.id = n.shard WHERE n.epoch <> s.epoch;
  RETURN NULL;
END $$;
CREATE TRIGGER witness AFTER INSERT ON ${table} REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION witness_${table}();`;

const byStream = `SELECT r.stream AS actor, r.epoch, h.shard FROM new_rows r JOIN streams t ON t.stream = r.stream JOIN actor_heads h ON h.actor = t.owner`;
const byActor = `SELECT r.actor, r.epoch, h.shard FROM new_rows r JOIN actor_heads h ON h.actor = r.actor`;

const WITNESS = `
CREATE TABLE witness_notes (id bigint GENERATED ALWAYS AS IDENTITY, actor text NOT NULL, incarnation bigint NOT NULL, unit bigint NOT NULL,
                            at timestamptz NOT NULL DEFAULT clock_timestamp());
CREATE TABLE witness_breaches (id bigint GENERATED ALWAYS AS IDENTITY, invariant text NOT NULL, what text NOT NULL,
                               at timestamptz NOT NULL DEFAULT clock_timestamp());
CREATE FUNCTION witness_opened() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO witness_notes (actor, incarnation, unit) SELECT actor, incarnation, unit FROM new_rows;
  RETURN NULL;
END $$;
CREATE FUNCTION witness_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO witness_notes (actor, incarnation, unit) SELECT actor, incarnation, unit FROM new_rows;
  INSERT INTO witness_breaches (invariant, what)
  SELECT 'I1', format('%s went from incarnation %s, unit %s to incarnation %s, unit %s', n.actor, o.incarnation, o.unit, n.incarnation, n.unit)
    FROM new_rows n JOIN old_rows o USING (actor)
   WHERE n.incarnation < o.incarnation OR (n.incarnation = o.incarnation AND n.unit <= o.unit);
  RETURN NULL;
END $$;
CREATE TRIGGER witness_opened AFTER INSERT ON actor_heads REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION witness_opened();
CREATE TRIGGER witness_moved AFTER UPDATE ON actor_heads REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION witness_moved();
${stale('journal', 'SELECT actor, epoch, shard FROM new_rows')}
${stale('stream_entries', byStream)}
${stale('bars', byStream)}
${stale('snapshots', byActor)}
CREATE TRIGGER witness_again AFTER UPDATE ON snapshots REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION witness_snapshots();
`;
