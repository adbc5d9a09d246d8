import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DataSource } from 'typeorm';
import { openDataSource } from '../../../adapters/postgres/data-source.ts';
import { postgresActorRegistry } from '../../../adapters/postgres/actor-registry.ts';
import { postgresShardLeases } from '../../../adapters/postgres/shard-leases.ts';
import { freshDatabase, type FreshDatabase } from '../../support/postgres.ts';

let database: FreshDatabase;
let source: DataSource;
beforeEach(async () => {
  database = await freshDatabase();
  source = await openDataSource({ url: database.url });
});
afterEach(async () => {
  await source.destroy();
  await database.drop();
});

test('a successor of the same name takes its shards at once, each under a newer epoch', async () => {
  const first = await postgresShardLeases(source).acquire('n1');
  const second = await postgresShardLeases(source).acquire('n1');
  expect(first.size).toBe(256);
  expect(second.size).toBe(256);
  for (const [shard, epoch] of second) expect(epoch).toBeGreaterThan(first.get(shard)!);
});

test('a process that asks again keeps what it holds under the same epoch', async () => {
  const leases = postgresShardLeases(source);
  await leases.acquire('n1');
  expect((await leases.acquire('n1')).size).toBe(0);
  expect(await leases.renew('n1')).toEqual([]);
});

test('another owner gets nothing before the lease has expired, and everything after', async () => {
  const mine = postgresShardLeases(source, { leaseMs: 150 });
  const theirs = postgresShardLeases(source, { leaseMs: 150 });
  await mine.acquire('n1');
  expect((await theirs.acquire('n2')).size).toBe(0);
  await sleep(200);
  expect((await theirs.acquire('n2')).size).toBe(256);
  expect(await mine.renew('n1')).toHaveLength(256);
  expect(await mine.renew('n1')).toEqual([]);
});

test('the renewal of a predecessor of the same name does not renew what its successor holds', async () => {
  const predecessor = postgresShardLeases(source);
  await predecessor.acquire('n1');
  await postgresShardLeases(source).acquire('n1');
  expect(await predecessor.renew('n1')).toHaveLength(256);
  await predecessor.release('n1');
  const [row] = await source.query<{ held: number }[]>(`SELECT count(*)::int AS held FROM shards WHERE owner = 'n1'`);
  expect(row?.held).toBe(256);
});

test('a lease that expired and was taken by nobody is renewed under its epoch', async () => {
  const leases = postgresShardLeases(source, { leaseMs: 50 });
  await leases.acquire('n1');
  await sleep(80);
  expect(await leases.renew('n1')).toEqual([]);
});

test('released shards are free at once', async () => {
  const mine = postgresShardLeases(source);
  await mine.acquire('n1');
  await mine.release('n1');
  expect((await postgresShardLeases(source).acquire('n2')).size).toBe(256);
});

test('the registry leaves an actor that exists as it is, and adds all or none', async () => {
  const registry = postgresActorRegistry(source);
  const record = {
    address: 'strategy.s1',
    kind: 'strategy',
    config: { z: 1, a: 2 },
    desired: 'running',
    ordinal: 0,
    owner: 'u1',
    shard: 3,
  } as const;
  await registry.add([record]);
  await registry.add([
    { ...record, config: {} },
    { ...record, address: 'strategy.s2', parent: 'account.a' },
  ]);
  await expect(
    registry.add([
      { ...record, address: 'strategy.s3' },
      { ...record, address: 'strategy.s4', shard: 999 },
    ]),
  ).rejects.toThrow();
  await registry.setDesired('strategy.s2', 'stopped');
  const listed = await registry.list();
  expect(listed.map(({ createdAt: _, ...rest }) => rest)).toEqual([
    record,
    { ...record, address: 'strategy.s2', parent: 'account.a', desired: 'stopped' },
  ]);
  expect(Math.abs(listed[0]!.createdAt - Date.now())).toBeLessThan(60_000);
  await expect(registry.setDesired('strategy.nobody', 'stopped')).rejects.toMatchObject({ type: 'ACTOR_UNKNOWN' });
});
