import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DataSource } from 'typeorm';
import { postgresActorRegistry } from '../../../adapters/postgres/actor-registry.ts';
import { openDataSource } from '../../../adapters/postgres/data-source.ts';
import type { ActorRegistry } from '../../../runtime/ports/actor-registry.ts';
import { freshDatabase, type FreshDatabase } from '../../support/postgres.ts';

let database: FreshDatabase;
let source: DataSource;
let registry: ActorRegistry;
beforeEach(async () => {
  database = await freshDatabase();
  source = await openDataSource({ url: database.url });
  registry = postgresActorRegistry(source);
});
afterEach(async () => {
  await source.destroy();
  await database.drop();
});

const record = {
  address: 'strategy.s1',
  kind: 'strategy',
  config: { z: 1, a: 2 },
  desired: 'running',
  ordinal: 0,
  owner: 'u1',
  shard: 3,
} as const;
const named = (address: string, more: object = {}) => ({ ...record, address, ...more });
const addresses = async (filter?: Parameters<ActorRegistry['list']>[0]): Promise<string[]> =>
  (await registry.list(filter)).map(({ address }) => address);

test('an actor that exists is left as it is, and what is added is added all or none', async () => {
  await registry.add([record]);
  await registry.add([named('strategy.s1', { config: {} }), named('strategy.s2', { parent: 'account.a' })]);
  await expect(registry.add([named('strategy.s3'), named('strategy.s4', { shard: 999 })])).rejects.toThrow();
  await registry.setDesired('strategy.s2', 'stopped');
  const listed = await registry.list();
  expect(listed.map(({ createdAt: _, ...rest }) => rest)).toEqual([
    record,
    { ...record, address: 'strategy.s2', parent: 'account.a', desired: 'stopped' },
  ]);
  expect(Math.abs(listed[0]!.createdAt - Date.now())).toBeLessThan(60_000);
  await expect(registry.setDesired('strategy.nobody', 'stopped')).rejects.toMatchObject({ type: 'ACTOR_UNKNOWN' });
});

test('a new actor whose address is taken is refused, with all that should come with it', async () => {
  await registry.create([record]);
  await expect(registry.create([named('strategy.s2'), record])).rejects.toMatchObject({ type: 'ACTOR_EXISTS' });
  await expect(registry.create([named('strategy.s3'), named('strategy.s3')])).rejects.toMatchObject({
    type: 'ACTOR_EXISTS',
  });
  expect(await addresses()).toEqual(['strategy.s1']);
});

test('of two nodes that create the same actor at the same time one succeeds', async () => {
  const other = postgresActorRegistry(source);
  const both = await Promise.allSettled([registry.create([record]), other.create([named('strategy.s2'), record])]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('an actor is found by its address, and nobody by another', async () => {
  await registry.create([record]);
  expect(await registry.find('strategy.s1')).toMatchObject(record);
  expect(await registry.find('strategy.s2')).toBeUndefined();
});

test('a node is given the actors of its shards, and of none when it has none', async () => {
  await registry.create([record, named('strategy.s2', { shard: 4 }), named('strategy.s3', { shard: 5 })]);
  expect(await addresses({ shards: [3, 5] })).toEqual(['strategy.s1', 'strategy.s3']);
  expect(await addresses({ shards: [] })).toEqual([]);
});

test('actors that were added lately are told from those that were there before', async () => {
  await registry.create([record, named('strategy.s2')]);
  await source.query(`UPDATE actors SET created_at = created_at - interval '1 minute' WHERE address = 'strategy.s1'`);
  expect(await addresses({ withinMs: 30_000 })).toEqual(['strategy.s2']);
  expect(await addresses({ withinMs: 90_000 })).toEqual(['strategy.s1', 'strategy.s2']);
  expect(await addresses({ withinMs: 30_000, shards: [4] })).toEqual([]);
});
