// I2, I3 and I5 on copying: one copy an entry and follower, fees in the books as they were charged, and each table what its journal
// or its stream says.

/** Words about entries, from the journal, where they stand by themselves or with an order; the checks know them as `words`. */
export const WORDS = `
   SELECT follower, (c #>> '{word,seq}')::bigint AS seq, c #>> '{word,fillId}' AS fill_id
     FROM (SELECT payload ->> 'actor' AS follower, payload -> 'copies' AS copies
             FROM journal WHERE actor LIKE 'risk-monitor.%' AND type = 'requests.decided'
            UNION ALL
           SELECT payload #>> '{order,actor}', payload #> '{decided,copies}'
             FROM journal WHERE actor LIKE 'risk-monitor.%' AND type = 'order.initialized') d, json_array_elements(copies) c
    WHERE copies IS NOT NULL AND c #>> '{word,kind}' = 'entry'`;

const SAID = `
  (SELECT s.owner AS provider, e.seq FROM streams s JOIN stream_entries e ON e.stream = s.stream WHERE s.stream LIKE 'copies.%')`;

export const COPY_CHECKS: readonly string[] = [
  // One copy a fill of the provider and follower.
  `SELECT 'I2', format('fill %s of the provider, for %s', fill_id, follower), 'copied once', format('copied %s times', count(*))
     FROM words w WHERE fill_id IS NOT NULL GROUP BY follower, fill_id HAVING count(*) > 1`,
  // Its orders are its follower's and are nobody else's copy.
  `SELECT 'I2', format('order %s', u.id), 'of one copy', format('of %s copies', count(*))
     FROM copies c CROSS JOIN unnest(c.client_order_ids) u(id) GROUP BY u.id HAVING count(*) > 1`,
  `SELECT 'I3', format('order %s of copy %s', u.id, c.id), format('an order of %s', c.follower), coalesce(format('one of %s', o.actor), 'missing')
     FROM copies c CROSS JOIN unnest(c.client_order_ids) u(id) LEFT JOIN orders o ON o.client_order_id = u.id
    WHERE o.actor IS DISTINCT FROM c.follower`,

  // Every word of the journal is in the table, and no other; it is about something that the provider said.
  `SELECT 'I3', format('copy of entry %s by %s', coalesce(w.seq, c.provider_seq), coalesce(w.follower, c.follower)),
          CASE WHEN w.seq IS NULL THEN 'not journaled' ELSE 'projected' END, CASE WHEN w.seq IS NULL THEN 'projected' ELSE 'missing' END
     FROM words w FULL JOIN copies c ON c.follower = w.follower AND c.provider_seq = w.seq WHERE w.seq IS NULL OR c.id IS NULL`,
  `SELECT 'I5', format('entry %s of %s, copied by %s', c.provider_seq, c.provider, c.follower), 'said', 'not said'
     FROM copies c LEFT JOIN copy_entries e ON e.provider = c.provider AND e.seq = c.provider_seq WHERE e.seq IS NULL`,
  `SELECT 'I5', format('entry %s of %s', coalesce(s.seq, e.seq), coalesce(s.provider, e.provider)),
          CASE WHEN s.seq IS NULL THEN 'not in its stream' ELSE 'projected' END, CASE WHEN s.seq IS NULL THEN 'projected' ELSE 'missing' END
     FROM ${SAID} s FULL JOIN copy_entries e ON e.provider = s.provider AND e.seq = s.seq WHERE s.seq IS NULL OR e.seq IS NULL`,

  // Fees of the ledger = those charged, and no day is charged twice.
  `SELECT 'I3', format('fees of %s on %s', coalesce(b.actor, f.follower), coalesce(b.account, f.account)),
          trim_scale(coalesce(f.charged, 0))::text, trim_scale(coalesce(b.fees, 0))::text
     FROM books b
     FULL JOIN (SELECT account, follower, sum(management + performance + volume) AS charged FROM copy_fees GROUP BY account, follower) f
       ON f.account = b.account AND f.follower = b.actor
    WHERE coalesce(b.fees, 0) <> coalesce(f.charged, 0)`,
  `SELECT 'I3', format('fees of %s for %s', coalesce(j.follower, f.follower), coalesce(j.day, f.day::text)), format('charged %s times', coalesce(j.times, 0)),
          CASE WHEN f.day IS NULL THEN 'missing' ELSE 'in the table once' END
     FROM (SELECT payload ->> 'actor' AS follower, payload #>> '{word,day}' AS day, count(*) AS times FROM journal
            WHERE actor LIKE 'risk-monitor.%' AND type = 'fee.charged' GROUP BY 1, 2) j
     FULL JOIN (SELECT * FROM copy_fees WHERE transaction_id IS NOT NULL) f ON f.follower = j.follower AND f.day::text = j.day
    WHERE coalesce(j.times, 0) <> 1 OR f.day IS NULL`,
];
