// TimescaleDB cannot be had from npm, so the suite for it runs where a server offers it: set TROUPE_TEST_TIMESCALEDB to a
// superuser's connection URL. Everywhere else the statements of that path run over stand-ins (timescale-stand-in.ts).
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { openDataSource } from '../../../adapters/postgres/data-source.ts';
import { TimeSeries1763800000000 } from '../../../adapters/postgres/migrations/1763800000000-time-series.ts';
import { HYPERTABLES, ROLLUPS, rollups } from '../../../adapters/postgres/time-series/timescale.sql.ts';
import type { PostgresServer } from '../../support/postgres-server.ts';
import { rolledUp, shown, timeSeriesConformance, told } from './time-series.conformance.ts';
import { minutes, openFilling, openSeriesOn, openUncut, type SeriesUnderTest } from './time-series-fixture.ts';
import { noting, startStandIn } from './timescale-stand-in.ts';

const server = process.env['TROUPE_TEST_TIMESCALEDB'] ?? inject('postgresUrl');
const START = Date.UTC(2024, 1, 28, 22, 7);
const BARS = minutes(START, 2 * 1_440 + 130);

if (await offers(server)) {
  timeSeriesConformance('TimescaleDB', openOnTimescale, 'timescaledb');
  rollupConformance('TimescaleDB', openOnTimescale);
} else {
  const reason = `TimescaleDB: the server ${at(server)} offers no extension timescaledb, so its conformance suite is not run`;
  process.stdout.write(`${reason}\n`);
  test.skip(reason, () => undefined);
}

describe('the migration for TimescaleDB, over stand-ins for its functions', () => {
  const statements: string[] = [];
  timeSeriesConformance('TimescaleDB’s tables, over stand-ins,', () => openOnStandIn({}, statements), 'timescaledb');
  rollupConformance('first() and last(), over stand-ins,', () => openOnStandIn({}));
  rollupConformance('Toolkit’s candlesticks, over stand-ins,', () => openOnStandIn({ toolkit: true }));

  test('sends every statement, in their order, after the extension is there', () => {
    const expected = [...HYPERTABLES, ...rollups(false)].map((sql) => sql.replace(/\s+/g, ' ').trim());
    expect(statements.slice(-expected.length)).toEqual(expected);
    expect(statements.indexOf('CREATE EXTENSION IF NOT EXISTS timescaledb')).toBeGreaterThan(-1);
    expect(statements.filter((sql) => sql.includes('PARTITION'))).toEqual([]);
  });
});

describe('the statements for TimescaleDB', () => {
  test('keep bars and equity for ever, and metrics for 30 days', () => {
    expect(HYPERTABLES.filter((sql) => sql.includes('retention'))).toEqual([
      `SELECT add_retention_policy('actor_metrics', drop_after => INTERVAL '30 days')`,
    ]);
  });

  test('segment and order the columnstore by every column of the keys that it must find duplicates by', () => {
    expect(HYPERTABLES.filter((sql) => sql.includes('enable_columnstore'))).toEqual([
      `ALTER TABLE bars SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'stream', timescaledb.orderby = 'seq, open_time')`,
      `ALTER TABLE equity SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'actor', timescaledb.orderby = 'time')`,
    ]);
  });

  test.each([false, true])('build each rollup on the next finer one, with Toolkit %s', (toolkit) => {
    const views = rollups(toolkit).filter((sql) => sql.startsWith('CREATE MATERIALIZED VIEW'));
    expect(views).toHaveLength(ROLLUPS.length);
    views.forEach((sql, index) => {
      expect(sql).toContain(`CREATE MATERIALIZED VIEW ${ROLLUPS[index]!.view} WITH (timescaledb.continuous,`);
      expect(sql).toContain(`FROM ${ROLLUPS[index - 1]?.view ?? 'bars WHERE'}`);
      expect(sql.trimEnd()).toMatch(/WITH NO DATA$/); // with data it could not run in the migration's transaction
      expect(sql.includes('rollup(')).toBe(toolkit);
    });
  });
});

describe('a server whose TimescaleDB cannot be used gets partitions', () => {
  test.each([
    ['it was not loaded at the start, where creating it would end the connection', { loaded: false }],
    ['it is too old for columnstore policies', { version: '2.17.2' }],
    ['it is the edition without policies', { license: 'apache' }],
  ])('because %s', async (_, options) => {
    const standIn = await startStandIn(options);
    try {
      const opened = await openSeriesOn(standIn.url, await openDataSource({ url: standIn.url }));
      expect(opened.series.capabilities()).toEqual({ extension: 'none', toolkit: false });
      await opened.close();
    } finally {
      await standIn.destroy();
    }
  });
});

test('the stand-in refuses a hypertable whose key lacks the time, as TimescaleDB does: the control of the new key of bars', async () => {
  const standIn = await startStandIn();
  try {
    const source = await openUncut(standIn.url);
    await source.query('CREATE EXTENSION timescaledb');
    await expect(source.query(HYPERTABLES.find((sql) => sql.includes(`create_hypertable('bars'`))!)).rejects.toThrow(
      'cannot create a unique index without the column "open_time" (used in partitioning): bars_pkey',
    );
    await source.destroy();
  } finally {
    await standIn.destroy();
  }
});

/** Rollups that the database makes itself are those of the market-data actor, number by number. */
function rollupConformance(name: string, make: () => Promise<SeriesUnderTest>): void {
  describe(`${name} roll minutes up`, () => {
    let made: SeriesUnderTest;
    beforeAll(async () => {
      made = await make();
      await made.publish('ALONE', '1m', BARS);
      await made.publish('OTHER', '1m', minutes(START + 60_000, 30));
    });
    afterAll(() => made.close());

    test.each(ROLLUPS.map(({ timeframe }) => timeframe))('to %s, as the market-data actor does', async (timeframe) => {
      const rows = await made.series.bars({ symbolToken: 'ALONE', timeframe, limit: 10_000 });
      expect(rows.map(shown)).toEqual(rolledUp(BARS)[timeframe]!.map(told));
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.every(({ flags }) => flags.length === 0)).toBe(true);
      const last = rows.at(-1)!;
      expect(await made.series.bars({ symbolToken: 'ALONE', timeframe, limit: 1 })).toEqual([last]);
      expect(
        await made.series.bars({ symbolToken: 'ALONE', timeframe, limit: 9, from: Date.parse(last.openTime) }),
      ).toEqual([last]);
    });

    test('but not where an actor publishes the timeframe itself', async () => {
      const [, second] = rolledUp(BARS)['1h']!;
      await made.publish('OTHER', '1h', [second!]);
      const rows = await made.series.bars({ symbolToken: 'OTHER', timeframe: '1h', limit: 10 });
      expect(rows.map(shown)).toEqual([told(second!, 0)]);
    });
  });
}

async function openOnStandIn(options: { toolkit?: boolean }, statements: string[] = []): Promise<SeriesUnderTest> {
  const standIn: PostgresServer = await startStandIn(options);
  const source = await openUncut(standIn.url);
  const before = await openFilling(standIn.url, source);
  await before.actors.close();
  const runner = source.createQueryRunner();
  await runner.startTransaction();
  await new TimeSeries1763800000000().up(noting(runner, statements));
  await runner.commitTransaction();
  await runner.release();
  const opened = await openSeriesOn(standIn.url, source);
  return {
    ...opened,
    async close() {
      await opened.close();
      await standIn.destroy();
    },
  };
}

async function openOnTimescale(): Promise<SeriesUnderTest> {
  const name = `test_${process.pid}_${Math.trunc(performance.now())}`;
  await administer((client) => client.query(`CREATE DATABASE ${name}`));
  const url = new URL(server);
  url.pathname = `/${name}`;
  const opened = await openSeriesOn(url.href, await openDataSource({ url: url.href }));
  return {
    ...opened,
    async close() {
      await opened.close();
      await administer((client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
    },
  };
}

async function offers(url: string): Promise<boolean> {
  return administer(async (client) => {
    const { rowCount } = await client.query(`SELECT FROM pg_available_extensions WHERE name = 'timescaledb'`);
    return rowCount === 1;
  }, url);
}

async function administer<T>(work: (client: Client) => Promise<T>, url = server): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function at(url: string): string {
  const { hostname, port } = new URL(url);
  return `at ${hostname}:${port}`;
}
