// Opens a new incarnation of each actor: from here on, every unit of an older one is refused. Sorted, so that two
// callers never wait for each other in a circle.

export const OPEN_INCARNATIONS = `
CREATE FUNCTION open_incarnations(shard_ids integer[], shard_epochs bigint[], addresses text[], address_shards integer[])
RETURNS TABLE (actor text, incarnation float8) LANGUAGE plpgsql AS $$
DECLARE
  stale integer;
  stale_epoch bigint;
BEGIN
  PERFORM FROM shards s WHERE s.id = ANY (shard_ids) ORDER BY s.id FOR KEY SHARE;
  SELECT f.id, f.epoch INTO stale, stale_epoch FROM unnest(shard_ids, shard_epochs) f(id, epoch)
    LEFT JOIN shards s ON s.id = f.id AND s.epoch = f.epoch AND s.expires > clock_timestamp()
   WHERE s.id IS NULL LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'shard % is not held under epoch %', stale, stale_epoch
      USING ERRCODE = 'TR001', DETAIL = json_build_object('shard', stale, 'epoch', stale_epoch)::text;
  END IF;
  RETURN QUERY
    INSERT INTO actor_heads AS h (actor, shard, incarnation, unit, journal_seq)
    SELECT a.address, a.shard, 1, 0, 0 FROM unnest(addresses, address_shards) a(address, shard) ORDER BY a.address
    ON CONFLICT ON CONSTRAINT actor_heads_pkey DO UPDATE SET incarnation = h.incarnation + 1, unit = 0, shard = excluded.shard
    RETURNING h.actor, h.incarnation::float8;
END $$;

CREATE FUNCTION unit_heads(units json)
RETURNS TABLE (ordinal integer, held boolean, live boolean, incarnation float8, unit float8) LANGUAGE sql STABLE AS $$
  SELECT u.ordinal, s.id IS NOT NULL, coalesce(s.expires > clock_timestamp(), false), h.incarnation::float8, h.unit::float8
    FROM json_to_recordset(units) AS u(ordinal integer, actor text, shard integer, epoch bigint)
    LEFT JOIN shards s ON s.id = u.shard AND s.epoch = u.epoch
    LEFT JOIN actor_heads h ON h.actor = u.actor
   ORDER BY u.ordinal
$$;
`;
