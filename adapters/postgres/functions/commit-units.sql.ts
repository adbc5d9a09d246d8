// C1. One call is one transaction: every unit of the batch is written whole, or nothing is.
// C2. The fence comes first: a shard row that is locked FOR KEY SHARE cannot get a new epoch before this call has ended.
// C3. Heads move only from exactly where the batch expects them, so nothing is written twice, skipped or out of turn.
// C4. Orders, fills, ledger and equity are the projection of the risk monitors' journal, controls and limits that of the
//     risk supervisor's, follows, copies and fees that of the former, entries of providers that of their streams, written with it.
//
// SQLSTATE TR001: the fence or a head does not match (ask `unit_heads` which units are to blame).
// SQLSTATE TR002: the batch contradicts what is stored (one of its units is at fault).
// Parameters are `json`, not `jsonb`: payloads come back with their keys in the order they were written, so an actor
// that is loaded from them iterates as it did before.

export const COMMIT_UNITS = `
CREATE FUNCTION commit_units(shard_ids integer[], shard_epochs bigint[], heads json, streams_advanced json,
                             events json, entries json, bar_entries json, saved json,
                             new_orders json, order_changes json, new_fills json, new_postings json, marks json, risk json DEFAULT NULL,
                             copy json DEFAULT NULL)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  matched integer;
  advanced integer;
BEGIN
  SELECT count(*) INTO matched FROM (
    SELECT FROM unnest(shard_ids, shard_epochs) f(id, epoch) JOIN shards s ON s.id = f.id AND s.epoch = f.epoch
     WHERE s.expires > clock_timestamp() FOR KEY SHARE OF s) held;
  IF matched <> cardinality(shard_ids) THEN
    RAISE EXCEPTION 'a shard is not held under the expected epoch' USING ERRCODE = 'TR001';
  END IF;

  UPDATE actor_heads h SET unit = c."lastUnit", journal_seq = coalesce(c."lastSeq", h.journal_seq)
    FROM json_to_recordset(heads) AS c(actor text, incarnation bigint, "firstUnit" bigint, "lastUnit" bigint, "firstSeq" bigint, "lastSeq" bigint)
   WHERE h.actor = c.actor AND h.incarnation = c.incarnation AND h.unit = c."firstUnit" - 1
     AND (c."firstSeq" IS NULL OR h.journal_seq = c."firstSeq" - 1);
  GET DIAGNOSTICS matched = ROW_COUNT;
  IF matched <> json_array_length(heads) THEN
    RAISE EXCEPTION 'an actor is not where the batch expects it' USING ERRCODE = 'TR001';
  END IF;

  IF events IS NOT NULL THEN
    INSERT INTO journal (actor, seq, type, payload, time, correlation_id, shard, epoch)
    SELECT e.actor, e.seq, e.type, e.payload, epoch_ms(e.time), e."correlationId", e.shard, e.epoch
      FROM json_to_recordset(events) AS e(actor text, seq bigint, type text, payload json, time float8, "correlationId" text, shard integer, epoch bigint);
  END IF;
  IF new_orders IS NOT NULL OR order_changes IS NOT NULL OR new_postings IS NOT NULL OR marks IS NOT NULL THEN
    PERFORM project_account(new_orders, order_changes, new_fills, new_postings, marks);
  END IF;
  IF risk IS NOT NULL THEN
    PERFORM project_risk(risk);
  END IF;
  IF copy IS NOT NULL THEN
    PERFORM project_copy(copy);
  END IF;

  IF streams_advanced IS NOT NULL THEN
    INSERT INTO streams AS s (stream, owner, head)
    SELECT a.stream, a.owner, a.last FROM json_to_recordset(streams_advanced) AS a(stream text, owner text, first bigint, last bigint)
     WHERE a.first = 1
    ON CONFLICT (stream) DO NOTHING;
    GET DIAGNOSTICS matched = ROW_COUNT;
    IF matched <> json_array_length(streams_advanced) THEN
      UPDATE streams s SET head = a.last
        FROM json_to_recordset(streams_advanced) AS a(stream text, owner text, first bigint, last bigint)
       WHERE s.stream = a.stream AND s.owner = a.owner AND s.head = a.first - 1 AND a.first > 1;
      GET DIAGNOSTICS advanced = ROW_COUNT;
      IF matched + advanced <> json_array_length(streams_advanced) THEN
        RAISE EXCEPTION 'a stream has another owner, or does not end where the batch continues it' USING ERRCODE = 'TR002';
      END IF;
    END IF;
  END IF;

  IF entries IS NOT NULL THEN
    INSERT INTO stream_entries (stream, seq, position, time, payload, correlation_id, epoch)
    SELECT e.stream, e.seq, e.position, epoch_ms(e.time), e.payload, e."correlationId", e.epoch
      FROM json_to_recordset(entries) AS e(stream text, seq bigint, position bigint, time float8, payload json, "correlationId" text, epoch bigint);
  END IF;

  IF bar_entries IS NOT NULL THEN
    INSERT INTO bars (stream, seq, open_time, close_time, open, high, low, close, volume, flags, correlation_id, epoch)
    SELECT e.stream, e.seq, epoch_ms((e.bar)."openTime"), epoch_ms((e.bar)."closeTime"), (e.bar).open, (e.bar).high, (e.bar).low,
           (e.bar).close, (e.bar).volume, (e.bar).flags, e."correlationId", e.epoch
      FROM json_to_recordset(bar_entries) AS e(stream text, seq bigint, bar bar_payload, "correlationId" text, epoch bigint);
  END IF;

  IF saved IS NOT NULL THEN
    INSERT INTO snapshots AS s (actor, state, journal_seq, heads, epoch, saved_at)
    SELECT n.actor, n.state, n."journalSeq", n.heads, n.epoch, clock_timestamp()
      FROM json_to_recordset(saved) AS n(actor text, state json, "journalSeq" bigint, heads json, epoch bigint)
    ON CONFLICT (actor) DO UPDATE
       SET state = excluded.state, journal_seq = excluded.journal_seq, heads = excluded.heads, epoch = excluded.epoch, saved_at = excluded.saved_at;
  END IF;
END $$;
`;
