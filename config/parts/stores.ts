// Where a node keeps what must last.
import type { DataSource } from 'typeorm';
import type { SharedCache } from '../../actors/ports/shared-cache.ts';
import type { TimeSeriesStore } from '../../actors/ports/time-series-store.ts';
import type { ActorView } from '../../actors/views.ts';
import { postgresActorRegistry } from '../../adapters/postgres/actor-registry.ts';
import { clusterId, openDataSource } from '../../adapters/postgres/data-source.ts';
import { postgresShardLeases, type PostgresShardLeases } from '../../adapters/postgres/shard-leases.ts';
import { postgresTimeSeries } from '../../adapters/postgres/time-series/time-series-store.ts';
import { absentCache } from '../../adapters/redis/absent-cache.ts';
import type { ActorRegistry } from '../../runtime/ports/actor-registry.ts';
import type { Ground } from './ground.ts';
import type { NodePlan } from './node-plan.ts';

const EXPRESS_CONNECTIONS = 2;
/** A busy gateway gets to an answer of the database some 20 ms after it came, and many pages wait for one. */
const GATEWAY_CONNECTIONS = 16;

/** One node's ways to the database, and the cache beside it. */
export interface Stores {
  readonly url: string;
  readonly source: DataSource;
  /** Connections for what does not queue behind the rest; of a node without actors they are those of `source`. */
  readonly express: DataSource;
  readonly registry: ActorRegistry;
  readonly series: TimeSeriesStore;
  readonly leases: PostgresShardLeases;
  readonly cache: SharedCache<ActorView>;
}

/** Connects a node's life `boot` to the plan's database, whose schema is brought up to date. */
export async function openStores({ onEnd }: Ground, plan: NodePlan, boot: string): Promise<Stores> {
  const { role, line, databaseUrl: url } = plan;
  const source = await openDataSource({
    url,
    ...(role === 'gateway' && { poolSize: GATEWAY_CONNECTIONS, prepares: true }),
  });
  onEnd(() => source.destroy());
  const registry = postgresActorRegistry(source);
  const series = await postgresTimeSeries(source);
  const leases = postgresShardLeases({ url, boot });
  onEnd(() => leases.close());
  const cache = line?.cacheFor(await clusterId(source)) ?? absentCache();
  onEnd(() => cache.close());
  // What a halt needs does not queue behind what actors read that recover.
  const express = role === 'gateway' ? source : await openDataSource({ url, poolSize: EXPRESS_CONNECTIONS });
  if (express !== source) onEnd(() => express.destroy());
  return { url, source, express, registry, series, leases, cache };
}
