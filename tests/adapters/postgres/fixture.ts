import type { DataSource } from 'typeorm';
import { postgresActorStore, type PostgresActorStore } from '../../../adapters/postgres/actor-store.ts';
import { openDataSource } from '../../../adapters/postgres/data-source.ts';
import { postgresShardLeases } from '../../../adapters/postgres/shard-leases.ts';
import { SHARDS } from '../../../runtime/shard.ts';
import { silentLog } from '../../../runtime/ports/log.ts';
import { freshDatabase } from '../../support/postgres.ts';

const EVERY_SHARD = Array.from({ length: SHARDS }, (_, shard) => shard);

export interface Fixture {
  readonly url: string;
  readonly source: DataSource;
  readonly store: PostgresActorStore;
  readonly epoch: number;
  loseShards(): Promise<void>;
  close(): Promise<void>;
}

/** A migrated database of its own whose shards are leased to the test for an hour, and a store on it. */
export async function openFixture(): Promise<Fixture> {
  const database = await freshDatabase();
  const fixture = await openOn(database.url);
  return {
    ...fixture,
    async close() {
      await fixture.close();
      await database.drop();
    },
  };
}

/** The same on a database of the caller's; `storeUrl` is where the commits go, by default straight there. */
export async function openOn(url: string, storeUrl = url): Promise<Fixture> {
  const source = await openDataSource({ url });
  const leases = postgresShardLeases({ url, boot: 'test', leaseMs: 3_600_000 });
  const held = await leases.acquire('test', EVERY_SHARD, new Map());
  const epoch = held.get(7)!;
  const store = postgresActorStore({ url: storeUrl, source, log: silentLog });
  return {
    url,
    source,
    store,
    epoch,
    async loseShards() {
      await leases.release('test', held);
      await leases.acquire('somebody else', EVERY_SHARD, new Map());
    },
    async close() {
      await store.close();
      await leases.close();
      await source.destroy();
    },
  };
}
