// B1. Every write of whoever carries a run out is one statement that asks whether the attempt still counts: no lock outlives it, and a
//     node that has frozen holds nobody up.
// B2. Whoever adds a run for an owner holds that owner's lock, so counting theirs and adding one are one step.
import type { DataSource, EntityManager } from 'typeorm';
import type {
  BacktestDetail,
  BacktestRequest,
  BacktestRow,
  BacktestState,
} from '../../actors/domain/backtest/backtest-run.ts';
import type { BacktestClaim, BacktestStore, ListedRows, NewBacktest } from '../../actors/ports/backtest-store.ts';
import { ActorError } from '../../runtime/errors.ts';
import type { ActorRecord } from '../../runtime/ports/actor-registry.ts';
import { INSERT_ACTORS, rowsOfActors } from './actor-registry.ts';
import { idOfCursor, pageOf } from './cursor.ts';
import { reachable } from './faults.ts';
import { iso } from './row-text.ts';

/** Runs in the tables `backtests`, `backtest_details` and `backtest_rows`. */
export function postgresBacktests(source: DataSource): BacktestStore {
  const rowsOf = <Row>(sql: string, parameters: unknown[]): Promise<Row[]> =>
    reachable(() => source.query<Row[]>(sql, parameters));
  /** Of an UPDATE … RETURNING, which TypeORM answers as [rows, count]. */
  const changed = async <Row>(sql: string, parameters: unknown[]): Promise<Row[]> =>
    (await reachable(() => source.query<[Row[], number]>(sql, parameters)))[0];
  const find = async (id: string): Promise<BacktestRow | undefined> => {
    const [row] = await rowsOf<BacktestRow & { seq: string }>(`${SELECT} WHERE b.id = $1`, [id]);
    return row && withoutSeq(row);
  };

  return {
    create: (run, actor, most) => reachable(() => source.transaction((manager) => added(manager, run, actor, most))),
    find,
    async list({ owner, limit, cursor }) {
      const before = idOfCursor('backtests', cursor);
      const asked = [owner ?? null, before, limit + 1];
      const rows = await rowsOf<BacktestRow & { seq: string }>(LIST, asked);
      // A cursor is made of a row's `id`, which here is its number.
      const page = pageOf(
        'backtests',
        rows.map((row) => ({ id: row.seq, row: withoutSeq(row) })),
        limit,
      );
      return { ...page, rows: page.rows.map(({ row }) => row) };
    },
    async claim(id, { shard, node, epoch }): Promise<BacktestClaim> {
      const [claimed] = await changed<{ attempt: number; request: BacktestRequest }>(CLAIM, [id, shard, node, epoch]);
      if (claimed !== undefined) return { kind: 'claimed', ...claimed };
      const [found] = await rowsOf<{ state: BacktestState }>('SELECT state FROM backtests WHERE id = $1', [id]);
      if (found === undefined) return { kind: 'unknown' };
      return { kind: found.state === 'queued' || found.state === 'running' ? 'not-held' : 'settled' };
    },
    async progress(id, attempt, barsDone, barsTotal) {
      return (await changed(PROGRESS, [id, attempt, barsDone, barsTotal])).length > 0;
    },
    async keep(id, attempt, kind, before, rows) {
      return (await rowsOf(KEEP, [id, attempt, kind, before, rows])).length > 0;
    },
    async settle(id, attempt, outcome) {
      const isDone = outcome.kind === 'done';
      const error = isDone ? null : JSON.stringify({ type: outcome.type, message: outcome.message });
      const told = isDone ? [JSON.stringify(outcome.summary), JSON.stringify(outcome.detail)] : [null, null];
      const bars = isDone ? outcome.summary.bars : null;
      return (await rowsOf(SETTLE, [id, attempt, outcome.kind, error, ...told, bars])).length > 0;
    },
    async cancel(id, by) {
      await changed(CANCEL, [id, by]);
      return find(id);
    },
    async detail(id) {
      const [row] = await rowsOf<{ detail: BacktestDetail }>(DETAIL, [id]);
      return row?.detail;
    },
    async rows<Kind extends keyof ListedRows>(
      id: string,
      kind: Kind,
      { limit, cursor }: { limit: number; cursor?: string | undefined },
    ) {
      const table = `backtest_${kind}`;
      const after = idOfCursor(table, cursor) ?? 0;
      const rows = await rowsOf<{ id: string; body: ListedRows[Kind] }>(ROWS, [id, kind, after, limit + 1]);
      const page = pageOf(table, rows, limit);
      return { ...page, rows: page.rows.map(({ body }) => body) };
    },
  };
}

const withoutSeq = ({ seq: _, ...row }: BacktestRow & { seq: string }): BacktestRow => row;

/** B2. */
async function added(
  manager: EntityManager,
  { id, owner, name, request, key }: NewBacktest,
  actor: Omit<ActorRecord, 'createdAt'>,
  most: number,
): Promise<void> {
  const query = <Row>(sql: string, parameters: unknown[]): Promise<Row[]> => manager.query<Row[]>(sql, parameters);
  await query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [OWNER_LOCK, owner]);
  if (key !== null) {
    const [known] = await query<{ id: string; mark: string }>(NAMED, [owner, key.name]);
    if (known !== undefined) throw new ActorError('BACKTEST_KNOWN', `its key names backtest ${known.id}`, known);
  }
  const [{ waiting } = { waiting: 0 }] = await query<{ waiting: number }>(WAITING, [owner]);
  if (waiting >= most) throw full(waiting);
  await query(ADD, [id, owner, name, key?.name ?? null, key?.mark ?? null, JSON.stringify(request)]);
  await query(INSERT_ACTORS, [rowsOfActors([actor])]);
}

const full = (waiting: number): ActorError =>
  new ActorError(
    'BACKTESTS_FULL',
    `${waiting} of your backtests are queued or running, which is all you may have: wait until one is done, or cancel one`,
    { waiting },
  );

const OWNER_LOCK = 7_476_914;

const NAMED = 'SELECT id, mark FROM backtests WHERE owner = $1 AND key = $2';
const WAITING = `
  SELECT count(*)::int AS waiting FROM backtests WHERE owner = $1 AND state IN ('queued', 'running')`;
const ADD = 'INSERT INTO backtests (id, owner, name, key, mark, request) VALUES ($1, $2, $3, $4, $5, $6)';

const SELECT = `
  SELECT b.id, b.seq, b.owner, b.name, b.state, b.request, b.attempt, b.bars_done AS "barsDone", b.bars_total AS "barsTotal",
         ${iso('b.created_at')} AS "createdAt", ${iso('b.started_at')} AS "startedAt", ${iso('b.finished_at')} AS "finishedAt",
         CASE WHEN b.cancelled_by IS NULL THEN b.error
              ELSE json_build_object('type', 'CANCELLED', 'message', 'cancelled by ' || b.cancelled_by) END AS error, b.summary
    FROM backtests b`;

const LIST = `${SELECT}
   WHERE ($1::text IS NULL OR b.owner = $1) AND ($2::bigint IS NULL OR b.seq < $2) ORDER BY b.seq DESC LIMIT $3`;

const CLAIM = `
  UPDATE backtests b
     SET state = 'running', attempt = b.attempt + 1, started_at = clock_timestamp(), bars_done = 0, bars_total = NULL
    FROM shards s
   WHERE b.id = $1 AND b.state IN ('queued', 'running')
     AND s.id = $2 AND s.owner = $3 AND s.epoch = $4 AND s.expires > clock_timestamp()
  RETURNING b.attempt, b.request`;

const OURS = `id = $1 AND attempt = $2 AND state = 'running'`;

const PROGRESS = `
  UPDATE backtests SET bars_done = $3, bars_total = coalesce($4, bars_total) WHERE ${OURS} RETURNING id`;

const KEEP = `
  INSERT INTO backtest_rows (backtest, attempt, kind, n, body)
  SELECT b.id, b.attempt, $3, $4::int + one.n, one.body
    FROM (SELECT * FROM backtests WHERE ${OURS}) b, json_array_elements($5::json) WITH ORDINALITY one(body, n)
  RETURNING n`;

const SETTLE = `
  WITH mine AS (
    UPDATE backtests
       SET state = $3, error = $4::json, summary = $5::json, finished_at = clock_timestamp(), bars_done = coalesce($7::int, bars_done),
           bars_total = coalesce($7::int, bars_total)
     WHERE ${OURS} RETURNING id),
  kept AS (INSERT INTO backtest_details (backtest, detail) SELECT id, $6::json FROM mine WHERE $6::json IS NOT NULL),
  swept AS (DELETE FROM backtest_rows r USING mine WHERE r.backtest = mine.id AND (r.attempt <> $2 OR $3 <> 'done'))
  SELECT id FROM mine`;

const CANCEL = `
  WITH ended AS (
    UPDATE backtests SET state = 'cancelled', finished_at = clock_timestamp(), cancelled_by = $2
     WHERE id = $1 AND state IN ('queued', 'running') RETURNING id)
  DELETE FROM backtest_rows r USING ended WHERE r.backtest = ended.id RETURNING r.n`;

const DETAIL = `
  SELECT d.detail FROM backtest_details d JOIN backtests b ON b.id = d.backtest WHERE d.backtest = $1 AND b.state = 'done'`;

const ROWS = `
  SELECT r.n::text AS id, r.body
    FROM backtests b JOIN backtest_rows r ON r.backtest = b.id AND r.attempt = b.attempt
   WHERE b.id = $1 AND b.state = 'done' AND r.kind = $2 AND r.n > $3 ORDER BY r.n LIMIT $4`;
