import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DataSource } from 'typeorm';
import { openDataSource } from '../../../adapters/postgres/data-source.ts';
import { postgresShardLeases, type PostgresShardLeases } from '../../../adapters/postgres/shard-leases.ts';
import type { Holding, NodeRecord } from '../../../runtime/ports/shard-leases.ts';
import { freshDatabase, type FreshDatabase } from '../../support/postgres.ts';

const ALL = Array.from({ length: 256 }, (_, shard) => shard);
const NONE: Holding = new Map();

let database: FreshDatabase;
let source: DataSource;
const opened: PostgresShardLeases[] = [];
const clients: Client[] = [];
beforeEach(async () => {
  database = await freshDatabase();
  source = await openDataSource({ url: database.url });
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.end();
  for (const leases of opened.splice(0)) await leases.close();
  await source.destroy();
  await database.drop();
});

/** A node of its own, with its own connections. */
function process(id: string, { boot = id }: { boot?: string } = {}) {
  const leases = postgresShardLeases({ url: database.url, boot, leaseMs: 60_000 });
  opened.push(leases);
  const record: NodeRecord = { id, weight: 1, draining: false, details: { role: 'worker' } };
  return {
    leases,
    beat: (holding: Holding = NONE, about: Partial<NodeRecord> = {}) => leases.beat({ ...record, ...about }, holding),
    acquire: (shards: readonly number[] = ALL, holding: Holding = NONE) => leases.acquire(id, shards, holding),
    release: (holding: Holding) => leases.release(id, holding),
    leave: () => leases.leave(id),
  };
}
/** Lets every lease run out. */
async function pass(): Promise<void> {
  await source.query(`UPDATE shards SET expires = clock_timestamp() - interval '1 ms' WHERE owner IS NOT NULL`);
  await source.query(`UPDATE nodes SET expires = clock_timestamp() - interval '1 ms'`);
}
async function connection(): Promise<Client> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  clients.push(client);
  return client;
}

describe('shards', () => {
  test('are taken by one of many who ask at the same time, each under a new epoch', async () => {
    const nodes = ['n1', 'n2', 'n3', 'n4'].map((id) => process(id));
    const taken = await Promise.all(nodes.map(({ acquire }) => acquire()));
    const shards = taken.flatMap((holding) => [...holding.keys()]);
    expect(shards.sort((left, right) => left - right)).toEqual(ALL);
    expect(new Set(taken.flatMap((holding) => [...holding.values()]))).toEqual(new Set([1]));
  });

  test('whose lease runs are given to nobody else; expired by the database’s clock, to the next who asks', async () => {
    const [first, second] = [process('n1'), process('n2')];
    const held = await first.acquire([1, 2]);
    expect(await second.acquire([1, 2])).toEqual(NONE);
    await pass();
    expect(await second.acquire([1, 2])).toEqual(new Map([...held].map(([shard, epoch]) => [shard, epoch + 1])));
    expect((await first.beat(held)).held).toEqual(NONE);
  });

  test('that expired and were taken by nobody are renewed under their epochs: an outage moves nothing', async () => {
    const node = process('n1');
    const held = await node.acquire([1, 2]);
    await pass();
    expect((await process('n2').beat()).map.shards[1]).toMatchObject({ owner: 'n1', live: false });
    const { held: renewed, map } = await node.beat(held);
    expect(renewed).toEqual(held);
    expect(map.shards[1]).toEqual({ shard: 1, owner: 'n1', epoch: 1, live: true });
  });

  test('that were given back are free at once, and keep counting their epochs', async () => {
    const [first, second] = [process('n1'), process('n2')];
    await first.release(await first.acquire([1]));
    expect(await second.acquire([1])).toEqual(new Map([[1, 2]]));
  });

  test('are not given back by a late word of a former owner', async () => {
    const [first, second] = [process('n1'), process('n2')];
    const held = await first.acquire([1]);
    await pass();
    const theirs = await second.acquire([1]);
    await first.release(held);
    expect((await second.beat(theirs)).held).toEqual(theirs);
  });

  test('of a predecessor of the same name are taken at once, and its beats renew them no more', async () => {
    const [former, heir] = [process('n1', { boot: 'life 1' }), process('n1', { boot: 'life 2' })];
    const held = await former.acquire();
    const taken = await heir.acquire();
    expect(taken.size).toBe(256);
    for (const [shard, epoch] of taken) expect(epoch).toBeGreaterThan(held.get(shard)!);
    expect((await former.beat(held)).held).toEqual(NONE);
    await former.release(held);
    expect((await heir.beat(taken)).held.size).toBe(256);
  });

  test('that a process holds are not taken from itself when it asks for more', async () => {
    const node = process('n1');
    const held = await node.acquire([1, 2]);
    expect(await node.acquire([1, 2, 3], held)).toEqual(new Map([[3, 1]]));
    expect((await node.beat(held)).held).toEqual(held);
  });

  test('with a fenced write in progress are passed over, and given when it has ended: its commit is not overtaken', async () => {
    const [first, second] = [process('n1'), process('n2')];
    await first.acquire([1, 2]);
    const writer = await connection();
    await writer.query('BEGIN');
    await writer.query('SELECT FROM shards WHERE id = 1 AND epoch = 1 FOR KEY SHARE');
    await pass();
    const taken = await second.acquire([1, 2]);
    expect(taken).toEqual(new Map([[2, 2]]));
    await writer.query('COMMIT');
    expect(await second.acquire([1, 2], taken)).toEqual(new Map([[1, 2]]));
  });

  test('are renewed while a fenced write of theirs is in progress: a busy node does not lose its lease', async () => {
    const node = process('n1');
    const held = await node.acquire([1]);
    const writer = await connection();
    await writer.query('BEGIN');
    await writer.query('SELECT FROM shards WHERE id = 1 AND epoch = 1 FOR KEY SHARE');
    expect((await node.beat(held)).held).toEqual(held);
    await writer.query('ROLLBACK');
  });
});

describe('the map', () => {
  test('lists the living with what is known of them, and every shard', async () => {
    await process('gone').beat();
    await pass();
    await process('n1').beat();
    await process('gateway').beat(NONE, { weight: 0, draining: true, details: { role: 'gateway' } });
    const { nodes, shards } = await process('n1').leases.map();
    expect(nodes).toMatchObject([
      { id: 'gateway', weight: 0, draining: true, details: { role: 'gateway' } },
      { id: 'n1', weight: 1, draining: false },
    ]);
    expect(shards.map(({ shard }) => shard)).toEqual(ALL);
    expect(shards[0]).toEqual({ shard: 0, owner: null, epoch: 0, live: false });
  });

  test('counts a node as up since it joined, and anew after a pause past its lease or a new life', async () => {
    const HOUR = 3_600_000;
    const upMs = async (boot: string): Promise<number> => (await process('n1', { boot }).beat()).map.nodes[0]!.upMs;
    const age = (): Promise<unknown> => source.query(`UPDATE nodes SET joined_at = joined_at - interval '1 hour'`);
    await upMs('life 1');
    await age();
    expect(await upMs('life 1')).toBeGreaterThanOrEqual(HOUR);
    await pass();
    expect(await upMs('life 1')).toBeLessThan(HOUR);
    await age();
    expect(await upMs('life 2')).toBeLessThan(HOUR);
  });

  test('does not list a node that has left; its namesake’s farewell does not strike its successor', async () => {
    const [former, heir] = [process('n1', { boot: 'life 1' }), process('n1', { boot: 'life 2' })];
    await former.beat();
    await heir.beat();
    await former.leave();
    expect((await heir.leases.map()).nodes).toHaveLength(1);
    await heir.leave();
    expect((await heir.leases.map()).nodes).toEqual([]);
  });
});

describe('two processes of one name', () => {
  test('do not take the shards from each other for ever: the former one is told that it was replaced', async () => {
    const [former, heir] = [process('n1', { boot: 'life 1' }), process('n1', { boot: 'life 2' })];
    await former.beat();
    await heir.beat();
    await expect(former.beat()).rejects.toMatchObject({ type: 'NODE_REPLACED' });
    expect((await heir.beat()).map.nodes).toHaveLength(1);
  });
});

describe('a database that does not answer', () => {
  test('is given up soon: a beat must not wait until its lease has run out', async () => {
    const node = process('n1');
    const held = await node.acquire([1]);
    const blocker = await connection();
    await blocker.query('BEGIN');
    await blocker.query('SELECT FROM shards WHERE id = 1 FOR UPDATE');
    const from = performance.now();
    await expect(node.beat(held)).rejects.toMatchObject({ type: 'STORE_UNAVAILABLE' });
    expect(performance.now() - from).toBeLessThan(5_000);
    await blocker.query('ROLLBACK');
    expect((await node.beat(held)).held).toEqual(held);
  });

  test('and is gone is said to be unavailable, and used again when it is back', async () => {
    const node = process('n1');
    const held = await node.acquire([1]);
    const other = await connection();
    await other.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'troupe leases%'
          AND datname = current_database()`,
    );
    const beaten = await node.beat(held).catch(() => node.beat(held));
    expect(beaten.held).toEqual(held);
  });
});
