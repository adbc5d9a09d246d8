// A database with its time series, and actors that fill it through the same commits as in production.
import { DataSource, type MixedList } from 'typeorm';
import type { Bar, Timeframe } from '../../../actors/domain/bar.ts';
import { decimal } from '../../../actors/domain/decimal.ts';
import type { TimeSeriesStore } from '../../../actors/ports/time-series-store.ts';
import { barsStream } from '../../../actors/protocol.ts';
import { postgresActorStore, type PostgresActorStore } from '../../../adapters/postgres/actor-store.ts';
import { openDataSource } from '../../../adapters/postgres/data-source.ts';
import { Spine1763700000000 } from '../../../adapters/postgres/migrations/1763700000000-spine.ts';
import { Cluster1763790000000 } from '../../../adapters/postgres/migrations/1763790000000-cluster.ts';
import { postgresTimeSeries } from '../../../adapters/postgres/time-series/time-series-store.ts';
import type { StreamEntry } from '../../../runtime/actor.ts';
import { silentLog } from '../../../runtime/ports/log.ts';
import { freshDatabase } from '../../support/postgres.ts';
import { aBar } from '../../support/domain-builders.ts';
import { entry, event, unitMaker } from './actor-store.conformance.ts';

const FEED = 'market-data.m';
const MONITOR = 'risk-monitor.a1';
const MINUTE_MS = 60_000;

export interface Filling {
  readonly actors: PostgresActorStore;
  /** Appends bars to the stream of a symbol, numbered on from the last. */
  publish(symbolToken: string, timeframe: Timeframe, bars: readonly Bar[]): Promise<void>;
  /** Commits bars under these very numbers. */
  publishAs(stream: string, numbered: readonly (readonly [seq: number, bar: Bar])[]): Promise<void>;
  /** Marks an actor at each time, worth `worth` plus the mark's place among them. */
  mark(actor: string, times: readonly number[], worth?: number): Promise<void>;
  close(): Promise<void>;
}

export interface SeriesUnderTest extends Filling {
  readonly source: DataSource;
  readonly series: TimeSeriesStore;
}

/** A migrated database of its own. */
export async function openSeries(): Promise<SeriesUnderTest> {
  const database = await freshDatabase();
  const opened = await openSeriesOn(database.url, await openDataSource({ url: database.url }));
  return {
    ...opened,
    async close() {
      await opened.close();
      await database.drop();
    },
  };
}

/** The same on a database of the caller's. */
export async function openSeriesOn(url: string, source: DataSource): Promise<SeriesUnderTest> {
  const filling = await openFilling(url, source);
  return { ...filling, source, series: await postgresTimeSeries(source) };
}

/** The database as it was before its time series were cut. */
export async function openUncut(url: string, later: MixedList<() => void> = []): Promise<DataSource> {
  const migrations = [Spine1763700000000, Cluster1763790000000, ...Object.values(later)];
  const source = new DataSource({ type: 'postgres', url, migrations, migrationsTableName: 'migrations' });
  await source.initialize();
  await source.runMigrations({ transaction: 'each' });
  return source;
}

/** Takes all shards, and opens the actors that commit. Closing closes `source` too. */
export async function openFilling(url: string, source: DataSource): Promise<Filling> {
  const [[shard]] = await source.query<[{ epoch: string }[], number]>(
    `UPDATE shards SET owner = 'test', epoch = epoch + 1, expires = 'infinity' RETURNING epoch`,
  );
  const epoch = Number(shard!.epoch);
  const actors = postgresActorStore({ url, source, log: silentLog });
  const open = async (address: string) => {
    const recovered = (await actors.recover([{ address, shard: 7, epoch }])).get(address)!;
    return { recovered, unit: unitMaker(address, epoch, recovered.incarnation) };
  };
  let feed = await open(FEED);
  const monitor = await open(MONITOR);
  const heads = new Map(Object.entries(feed.recovered.heads));
  let journaled = monitor.recovered.events.length;

  const publishAs: Filling['publishAs'] = async (stream, numbered) => {
    try {
      await actors.commit(feed.unit({ entries: numbered.map(([seq, bar]) => barEntry(stream, seq, bar)) }));
    } catch (error) {
      feed = await open(FEED); // After a refused unit its incarnation commits nothing more.
      throw error;
    }
  };

  return {
    actors,
    publishAs,
    async publish(symbolToken, timeframe, bars) {
      const stream = barsStream(symbolToken, timeframe);
      const head = heads.get(stream) ?? 0;
      await publishAs(
        stream,
        bars.map((bar, index) => [head + index + 1, bar]),
      );
      heads.set(stream, head + bars.length);
    },
    async mark(actor, times, worth = 100) {
      const rows = times.map((time, index) => ({
        actor,
        time,
        cash: decimal(worth),
        quantity: decimal(0),
        price: 1,
        equity: decimal(worth + index),
      }));
      const marked = { ...event(++journaled, { type: 'equity.marked', rows }), type: 'equity.marked' };
      await actors.commit(monitor.unit({ events: [marked] }));
    },
    async close() {
      await actors.close();
      await source.destroy();
    },
  };
}

const barEntry = (stream: string, seq: number, bar: Bar): StreamEntry => ({
  ...entry(stream, seq, bar),
  time: bar.closeTime,
});

/** Minutes from `start` on with whole volumes and prices that go up and down, so that each differs from its neighbours. */
export const minutes = (start: number, count: number): Bar[] =>
  Array.from({ length: count }, (_, index) => {
    const close = 100 + ((index * 37) % 101) / 10;
    return aBar({
      openTime: start + index * MINUTE_MS,
      closeTime: start + (index + 1) * MINUTE_MS,
      open: close - 0.3,
      high: close + ((index * 13) % 7),
      low: close - 1 - ((index * 11) % 5),
      close,
      volume: 1 + (index % 9),
    });
  });
