import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { postgresActorStore, type PostgresActorStore } from '../../../adapters/postgres/actor-store.ts';
import { openDataSource } from '../../../adapters/postgres/data-source.ts';
import { LeaseWatch } from '../../../bench/chaos/lease-watch.ts';
import { breachesOf, notesOf, posted } from '../../../bench/chaos/witness.ts';
import { silentLog } from '../../../runtime/ports/log.ts';
import { freshDatabase, type FreshDatabase } from '../../support/postgres.ts';

let database: FreshDatabase;
let source: Awaited<ReturnType<typeof openDataSource>>;
let store: PostgresActorStore;
let pool: pg.Pool;

beforeAll(async () => {
  database = await freshDatabase();
  source = await openDataSource({ url: database.url });
  store = postgresActorStore({ url: database.url, source, log: silentLog });
  pool = new pg.Pool({ connectionString: database.url, max: 2 });
  await posted(pool);
});
afterAll(async () => {
  await store.close();
  await pool.end();
  await source.destroy();
  await database.drop();
});

const hold = (epoch: number, forMs = 60_000) =>
  pool.query(
    `UPDATE shards SET owner = 'worker-1', epoch = $1, expires = clock_timestamp() + $2 * interval '1 ms' WHERE id = 3`,
    [epoch, forMs],
  );
const unit = (incarnation: number, number: number) => ({
  ...{ actor: 'strategy.a', shard: 3, epoch: 1, incarnation, unit: number, events: [] },
  entries: [{ stream: 'signals.a', seq: number, position: number, time: number, payload: {}, correlationId: 'c' }],
});

it('notes every incarnation and unit that was let in, and finds no fault with a sound store', async () => {
  await hold(1);
  await store.recover([{ address: 'strategy.a', shard: 3, epoch: 1 }]);
  await store.commit(unit(1, 1));
  await store.commit(unit(1, 2));
  expect((await notesOf(pool)).map(({ incarnation, unit: at }) => [incarnation, at])).toEqual([
    [1, 0],
    [1, 1],
    [1, 2],
  ]);
  expect(await breachesOf(pool)).toEqual([]);
});

it('tells of a row under an old epoch and of a unit that goes back, whoever let them in (W2, W3)', async () => {
  await hold(2);
  await pool.query(
    `INSERT INTO stream_entries (stream, seq, position, time, payload, correlation_id, epoch) VALUES ('signals.a', 3, 3, now(), '{}', 'c', 1)`,
  );
  await pool.query(`UPDATE actor_heads SET unit = 1 WHERE actor = 'strategy.a'`);
  expect(await breachesOf(pool)).toEqual([
    'I4: a row of stream_entries of signals.a was written under epoch 1 while its shard is under 2',
    'I1: strategy.a went from incarnation 1, unit 2 to incarnation 1, unit 1',
  ]);
});

it('counts the time in which a shard had no live owner, and none of the time in which it had one', async () => {
  await pool.query(`UPDATE shards SET owner = 'worker-1', expires = clock_timestamp() + interval '60 s'`);
  const watch = new LeaseWatch(pool);
  await expect.poll(() => watch.isWhole()).toBe(true);
  await hold(3, 0);
  await expect.poll(() => watch.isWhole()).toBe(false);
  await new Promise((resolve) => setTimeout(resolve, 400));
  await hold(4);
  await expect.poll(() => watch.isWhole()).toBe(true);
  expect(watch.haveMoved(new Map([[3, 3]]))).toBe(true);
  expect(watch.isWhole('worker-1')).toBe(false);
  const { worstMs, longestMs, totalMs } = await watch.stop();
  expect(worstMs).toBeGreaterThanOrEqual(400);
  expect([longestMs, totalMs]).toEqual([worstMs, worstMs]);
});
