// I4: within a journal and a stream epochs never fall, and none is newer than its shard's. I5: sequences have no gap.

const contiguous = (table: string, key: string): string => `
  SELECT 'I5', format('${table} of %s', ${key}), format('1 to %s', max(seq)), format('%s rows from %s', count(*), min(seq))
    FROM ${table} GROUP BY ${key} HAVING min(seq) <> 1 OR max(seq) <> count(*)`;

const rising = (table: string, key: string): string => `
  SELECT 'I4', format('${table} %s of %s', seq, ${key}), format('an epoch from %s on', before), epoch::text
    FROM (SELECT ${key}, seq, epoch, lag(epoch) OVER (PARTITION BY ${key} ORDER BY seq) AS before FROM ${table}) t WHERE epoch < before`;

const STREAM_TABLES = ['stream_entries', 'bars'] as const;

export const SEQUENCE_CHECKS: readonly string[] = [
  contiguous('journal', 'actor'),
  ...STREAM_TABLES.map((table) => contiguous(table, 'stream')),
  rising('journal', 'actor'),
  ...STREAM_TABLES.map((table) => rising(table, 'stream')),

  `SELECT 'I4', format('journal of %s', j.actor), format('at most epoch %s of shard %s', s.epoch, j.shard), max(j.epoch)::text
     FROM journal j JOIN shards s ON s.id = j.shard GROUP BY j.actor, j.shard, s.epoch HAVING max(j.epoch) > s.epoch`,

  // What an actor's head says is what is there.
  `SELECT 'I5', format('journal head of %s', coalesce(h.actor, j.actor)), coalesce(j.last, 0)::text, coalesce(h.journal_seq, 0)::text
     FROM actor_heads h FULL JOIN (SELECT actor, max(seq) AS last FROM journal GROUP BY actor) j ON j.actor = h.actor
    WHERE coalesce(h.journal_seq, 0) <> coalesce(j.last, 0)`,
  `SELECT 'I5', format('head of %s', coalesce(s.stream, e.stream)), coalesce(e.last, 0)::text, coalesce(s.head, 0)::text
     FROM streams s
     FULL JOIN (${STREAM_TABLES.map((table) => `SELECT stream, max(seq) AS last FROM ${table} GROUP BY stream`).join(' UNION ALL ')}) e ON e.stream = s.stream
    WHERE coalesce(s.head, 0) <> coalesce(e.last, 0)`,
];
