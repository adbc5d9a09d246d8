// G1. What is done with a letter and its row of the audit are one statement; of two at once one does it.
import type { DataSource } from 'typeorm';
import type { DeadLetterRow, SnapshotRow, StreamRow, WaitingOrderRow } from '../../actors/domain/messaging-rows.ts';
import type { MessagingDesk } from '../../actors/ports/messaging-desk.ts';
import { idOfCursor, nameOfCursor, pageByName, pageOf } from './cursor.ts';
import { reachable } from './faults.ts';
import { iso } from './row-text.ts';

/** Reads of streams, of what waits and of dead letters, and what is done with those. */
export function postgresMessagingDesk(source: DataSource): MessagingDesk {
  const rowsOf = <Row>(sql: string, parameters: unknown[]): Promise<Row[]> =>
    reachable(() => source.query<Row[]>(sql, parameters));
  return {
    async streams({ limit, cursor }) {
      const after = nameOfCursor('streams', cursor);
      return pageByName('streams', await rowsOf<StreamRow>(STREAMS, [after, limit + 1]), limit, ({ stream }) => stream);
    },
    streamsNamed: (names) => rowsOf<StreamRow>(STREAMS_NAMED, [[...names]]),
    async waitingOrders({ limit, cursor }) {
      const rows = await rowsOf<WaitingOrderRow & { id: string }>(WAITING, [idOfCursor('orders', cursor), limit + 1]);
      return pageOf('orders', rows, limit);
    },
    async letters({ state, actor, limit, cursor }) {
      const asked = [state ?? null, actor ?? null, idOfCursor('letters', cursor), limit + 1];
      const rows = await rowsOf<DeadLetterRow>(LETTERS, asked);
      const { nextCursor } = pageOf('letters', rows, limit);
      return { rows: rows.slice(0, limit), ...(nextCursor !== undefined && { nextCursor }) };
    },
    async letter(id) {
      if (!/^[1-9]\d{0,17}$/.test(id)) return undefined;
      return (await rowsOf<DeadLetterRow>(LETTER, [id]))[0];
    },
    async close({ id, by, reason, to }) {
      return (await rowsOf(CLOSE, [id, by, reason, to])).length > 0;
    },
    async snapshot(actor) {
      return (await rowsOf<SnapshotRow>(SNAPSHOT, [actor]))[0];
    },
  };
}

const STREAM = `
  SELECT s.stream, s.owner, s.head::float8 AS head, ${iso('coalesce(b.close_time, e.time)')} AS "lastAt"
    FROM streams s
    LEFT JOIN bars b ON b.stream = s.stream AND b.seq = s.head
    LEFT JOIN stream_entries e ON e.stream = s.stream AND e.seq = s.head`;

const STREAMS = `${STREAM} WHERE ($1::text IS NULL OR s.stream > $1) ORDER BY s.stream LIMIT $2`;
const STREAMS_NAMED = `${STREAM} WHERE s.stream = ANY ($1) ORDER BY s.stream`;

/** No index is over an order's state (Lists1764250000000), so they are looked for among the newest alone. */
const NEWEST = 20_000;

const WAITING = `
  SELECT id, client_order_id AS "clientOrderId", actor, account, instrument, state, ${iso('updated_at')} AS "updatedAt"
    FROM (SELECT * FROM orders ORDER BY orders.id DESC LIMIT ${NEWEST}) newest
   WHERE state IN ('INITIALIZED', 'SUBMITTED', 'PENDING_UPDATE', 'PENDING_CANCEL', 'UNKNOWN') AND ($1::bigint IS NULL OR id > $1)
   ORDER BY newest.id LIMIT $2`;

const COLUMNS = `id::text AS id, actor, stream, seq::float8 AS entry, ${iso('time')} AS time, error, crashes, is_aside AS "isAside", state,
         ${iso('at')} AS at, closed_by AS "closedBy", ${iso('closed_at')} AS "closedAt", reason`;

const LETTERS = `
  SELECT ${COLUMNS} FROM dead_letters d
   WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR actor = $2) AND ($3::bigint IS NULL OR d.id < $3)
   ORDER BY d.id DESC LIMIT $4`;

const LETTER = `SELECT ${COLUMNS} FROM dead_letters WHERE id = $1`;

const CLOSE = `
  WITH before AS (SELECT id, actor, stream, seq, state, crashes, error FROM dead_letters WHERE id = $1::bigint AND state = 'open' FOR UPDATE),
       closed AS (UPDATE dead_letters d SET state = $4, closed_by = $2, closed_at = clock_timestamp(), reason = $3
                    FROM before b WHERE d.id = b.id RETURNING d.id)
  INSERT INTO audit (command_id, outcome, who, what, address, before, after)
  SELECT gen_random_uuid()::text, 'done', $2, CASE $4 WHEN 'requeued' THEN 'requeue' ELSE 'discard' END, b.actor,
         json_build_object('letter', b.id::text, 'stream', b.stream, 'entry', b.seq, 'state', b.state, 'crashes', b.crashes, 'error', b.error),
         json_build_object('letter', b.id::text, 'state', $4, 'reason', $3)
    FROM before b JOIN closed c ON c.id = b.id
  RETURNING id`;

const SNAPSHOT = `SELECT state, ${iso('saved_at')} AS "savedAt" FROM snapshots WHERE actor = $1`;
