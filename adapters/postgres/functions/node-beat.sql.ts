// B1. Only the database's clock counts.
// B2. A new epoch needs the row's exclusive lock, so it waits for every fenced write of the old one (a row that such a
//     write holds is skipped, and tried again with the next beat).
// B3. What expired but was taken by nobody is renewed under its epoch: nothing else can have been written meanwhile.
// B4. A namesake's shards are free: its process has been replaced by the one that asks. The replaced one is told so when it
//     beats again (SQLSTATE TR003), or two of one name would take the shards from each other for ever.

export const NODE_BEAT = `
CREATE FUNCTION cluster_map() RETURNS json LANGUAGE sql STABLE AS $$
  SELECT json_build_object(
    'nodes', (SELECT coalesce(json_agg(json_build_object('id', n.id, 'weight', n.weight, 'draining', n.draining, 'details', n.details,
                'upMs', extract(epoch FROM clock_timestamp() - n.joined_at) * 1000) ORDER BY n.id), '[]')
                FROM nodes n WHERE n.expires > clock_timestamp()),
    'shards', (SELECT json_agg(json_build_object('shard', s.id, 'owner', s.owner, 'epoch', s.epoch, 'live', s.expires > clock_timestamp()) ORDER BY s.id)
                 FROM shards s))
$$;

CREATE FUNCTION node_beat(me text, share float8, leaving boolean, life text, is_new boolean, about json, lease interval,
                          ids integer[], epochs bigint[])
RETURNS json LANGUAGE plpgsql AS $$
DECLARE
  renewed json;
BEGIN
  INSERT INTO nodes AS n (id, weight, draining, boot, details, joined_at, expires)
  VALUES (me, share, leaving, life, about, clock_timestamp(), clock_timestamp() + lease)
  ON CONFLICT (id) DO UPDATE
     SET weight = excluded.weight, draining = excluded.draining, details = excluded.details, boot = excluded.boot, expires = excluded.expires,
         joined_at = CASE WHEN n.boot = excluded.boot AND n.expires > clock_timestamp() THEN n.joined_at ELSE excluded.joined_at END
   WHERE is_new OR n.boot = excluded.boot;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'another process has joined as %', me USING ERRCODE = 'TR003';
  END IF;
  WITH mine AS (
    UPDATE shards s SET expires = clock_timestamp() + lease FROM unnest(ids, epochs) m(id, epoch)
     WHERE s.id = m.id AND s.epoch = m.epoch AND s.owner = me
    RETURNING s.id, s.epoch)
  SELECT coalesce(json_agg(json_build_array(id, epoch)), '[]') INTO renewed FROM mine;
  RETURN json_build_object('held', renewed, 'map', cluster_map());
END $$;

CREATE FUNCTION acquire_shards(me text, lease interval, wanted integer[], ids integer[], epochs bigint[])
RETURNS TABLE (id integer, epoch float8) LANGUAGE sql AS $$
  UPDATE shards s SET owner = me, epoch = s.epoch + 1, expires = clock_timestamp() + lease
    FROM (SELECT f.id FROM shards f
           WHERE f.id = ANY (wanted)
             AND (f.owner IS NULL OR f.expires <= clock_timestamp()
                  OR (f.owner = me AND (f.id, f.epoch) NOT IN (SELECT * FROM unnest(ids, epochs))))
           ORDER BY f.id FOR UPDATE SKIP LOCKED) free
   WHERE s.id = free.id
  RETURNING s.id, s.epoch::float8
$$;
`;
