// I5: controls are numbered without a gap, each in the table, in the stream and once.

const ISSUED = `SELECT (payload ->> 'seq')::bigint AS seq FROM journal WHERE type = 'control.issued'`;

export const RISK_CHECKS: readonly string[] = [
  `SELECT 'I5', 'risk_controls', format('1 to %s', max(seq)), format('%s rows from %s', count(*), min(seq))
     FROM risk_controls HAVING min(seq) <> 1 OR max(seq) <> count(*)`,
  `SELECT 'I5', format('control %s', coalesce(j.seq, c.seq)), CASE WHEN j.seq IS NULL THEN 'not journaled' ELSE 'projected' END,
          CASE WHEN j.seq IS NULL THEN 'projected' ELSE 'missing' END
     FROM (${ISSUED}) j FULL JOIN risk_controls c ON c.seq = j.seq WHERE j.seq IS NULL OR c.seq IS NULL`,
  `SELECT 'I5', format('control %s', coalesce(e.seq, c.seq)), CASE WHEN c.seq IS NULL THEN 'not issued' ELSE 'said to all accounts' END,
          CASE WHEN c.seq IS NULL THEN 'said to all accounts' ELSE 'not said' END
     FROM (SELECT seq FROM stream_entries WHERE stream = 'risk.controls') e FULL JOIN risk_controls c ON c.seq = e.seq
    WHERE e.seq IS NULL OR c.seq IS NULL`,
  `SELECT 'I5', format('limit %s of %s', name, scope), format('versions 1 to %s', max(version)), format('%s rows from %s', count(*), min(version))
     FROM risk_limits GROUP BY scope, name HAVING min(version) <> 1 OR max(version) <> count(*)`,
];
