import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDataSource } from '../../../adapters/postgres/data-source.ts';
import { COMMIT_UNITS } from '../../../adapters/postgres/functions/commit-units.sql.ts';
import { postgresRecords } from '../../../adapters/postgres/records.ts';
import { overlap, periodsFrom } from '../../../adapters/postgres/time-series/periods.ts';
import { postgresTimeSeries } from '../../../adapters/postgres/time-series/time-series-store.ts';
import { aBar } from '../../support/domain-builders.ts';
import { freshDatabase, type FreshDatabase } from '../../support/postgres.ts';
import { timeSeriesConformance } from './time-series.conformance.ts';
import {
  minutes,
  openFilling,
  openSeries,
  openSeriesOn,
  openUncut,
  type SeriesUnderTest,
} from './time-series-fixture.ts';

timeSeriesConformance('plain PostgreSQL', openSeries, 'none');

const DAY_MS = 86_400_000;
const NOW = Date.now();
const Y2000 = Date.UTC(2000, 0, 3);
const Y2050 = Date.UTC(2050, 5, 15);

describe('a database that is full already', () => {
  let database: FreshDatabase;
  beforeEach(async () => {
    database = await freshDatabase();
  });
  afterEach(() => database.drop());

  const everything = async (client: { query(sql: string): Promise<unknown> }) => ({
    bars: await client.query('SELECT * FROM bars ORDER BY stream, seq'),
    equity: await client.query('SELECT * FROM equity ORDER BY actor, time'),
  });

  test('keeps every row and goes on under the next number, whichever of three nodes that start at once migrates it', async () => {
    const uncut = await openUncut(database.url);
    const before = await openFilling(database.url, uncut);
    const bars = [...minutes(Y2000, 50), ...minutes(NOW - 40 * DAY_MS, 50), ...minutes(NOW, 5), ...minutes(Y2050, 5)];
    await before.publish('OLD', '1m', bars);
    await before.mark('subscription.s1', [Y2000, NOW - 40 * DAY_MS, NOW, Y2050]);
    const stored = await everything(uncut);
    await before.close();

    const sources = await Promise.all([1, 2, 3].map(() => openDataSource({ url: database.url, poolSize: 2 })));
    const [source, ...others] = sources;
    await Promise.all(others.map((other) => other.destroy()));
    expect(await everything(source!)).toEqual(stored);

    const after = await openSeriesOn(database.url, source!);
    await after.publish('OLD', '1m', minutes(Y2050 + DAY_MS, 2));
    expect(await after.actors.read('bars.OLD.1m', 108, 10)).toHaveLength(4);
    expect(
      (await postgresRecords(source!).checkLedger()).differences.filter(({ invariant }) => invariant === 'I5'),
    ).toEqual([]);
    expect(await partsOf(source!, 'bars')).toMatchObject({ bars_history: '100', bars_default: '7' });
    await after.close();
  });

  test('is cut again by no later start', async () => {
    for (let start = 1; start <= 2; start++) {
      const source = await openDataSource({ url: database.url });
      expect((await postgresTimeSeries(source)).capabilities()).toEqual({ extension: 'none', toolkit: false });
      await source.destroy();
    }
  });
});

describe('partitions', () => {
  let made: SeriesUnderTest;
  beforeEach(async () => {
    made = await openSeries();
  });
  afterEach(() => made.close());

  test('what came before its partition was there moves into it, in one piece', async () => {
    await made.publish('FAR', '1m', minutes(Y2050, 10));
    await made.mark('subscription.s1', [Y2050]);
    expect(await partsOf(made.source, 'bars')).toMatchObject({ bars_default: '10' });
    const before = await made.series.bars({ symbolToken: 'FAR', timeframe: '1m', limit: 100 });

    const outcome = await made.series.maintain(Y2050);
    expect(outcome.kind === 'done' && outcome.made).toEqual(expect.arrayContaining(['bars_2050_06', 'equity_2050_06']));
    expect(await partsOf(made.source, 'bars')).toMatchObject({ bars_default: '0', bars_2050_06: '10' });
    expect(await partsOf(made.source, 'equity')).toMatchObject({ equity_default: '0', equity_2050_06: '1' });
    expect(await made.series.bars({ symbolToken: 'FAR', timeframe: '1m', limit: 100 })).toEqual(before);
  });

  test('a clock that is behind makes no partition where the past lies already', async () => {
    expect(await made.series.maintain(Y2000)).toEqual({ kind: 'done', made: [], dropped: [] });
  });

  test('metrics go when all of their week is older than 30 days, and not before; bars and equity stay for ever', async () => {
    const metric = { node: 'worker-1', actor: 'strategy', turns: 1, mailboxDepth: 0, commitMs: null };
    await made.series.appendActorMetrics([{ ...metric, time: NOW }]);
    await made.publish('KEPT', '1m', minutes(NOW, 1));
    await made.mark('subscription.s1', [NOW]);
    const kept = async () => (await made.series.actorMetrics({ from: NOW, to: NOW })).length;

    const [week] = periodsFrom(NOW, 'week', 0);
    const isOldAt = week!.to + 30 * DAY_MS;
    expect(await made.series.maintain(isOldAt - 1)).toMatchObject({ dropped: [] });
    expect(await kept()).toBe(1);
    expect(await made.series.maintain(isOldAt)).toMatchObject({ dropped: [`actor_metrics_${week!.name}`] });
    expect(await kept()).toBe(0);
    await made.series.maintain(NOW + 5_000 * DAY_MS);
    expect(await made.series.bars({ symbolToken: 'KEPT', timeframe: '1m', limit: 9 })).toHaveLength(1);
    expect(await made.series.equity({ actor: 'subscription.s1', points: 9 })).toHaveLength(1);
  });

  test('two nodes do not maintain at once', async () => {
    await made.source.transaction(async (other) => {
      await other.query('SELECT pg_advisory_xact_lock(7476913)');
      expect(await made.series.maintain(NOW + 90 * DAY_MS)).toEqual({ kind: 'busy' });
    });
    expect((await made.series.maintain(NOW + 90 * DAY_MS)).kind).toBe('done');
  });

  test('maintenance that cannot have its locks gives up whole, and commits go on meanwhile', async () => {
    await made.source.transaction(async (long) => {
      await long.query(`SELECT * FROM series.bars_default`);
      const maintaining = expect(made.series.maintain(NOW + 90 * DAY_MS)).rejects.toMatchObject({ code: '55P03' });
      await made.publish('LIVE', '1m', minutes(NOW, 1));
      await maintaining;
    });
    expect(Object.keys(await partsOf(made.source, 'bars'))).toHaveLength(5);
  });

  test('a read of a month plans that month alone', async () => {
    const { from, to } = periodsFrom(NOW, 'month', 0)[0]!;
    const plan = await made.source.query<{ 'QUERY PLAN': string }[]>(
      `EXPLAIN SELECT * FROM bars WHERE stream = 's' AND open_time >= coalesce(epoch_ms(${from}::float8), '-infinity')
         AND open_time < coalesce(epoch_ms(${to}::float8), 'infinity')`,
    );
    const text = plan.map((row) => row['QUERY PLAN']).join('\n');
    expect(text).not.toContain('history');
    expect(text).not.toContain('default');
  });

  // The control: with the head of the stream unchecked, nothing else keeps a number from being given in two months.
  test('it is the head of the stream that keeps a number from being given twice in different months', async () => {
    const twice = () => made.publishAs('bars.TWICE.1m', [[2, aBar({ openTime: NOW })]]);
    await made.publishAs(
      'bars.TWICE.1m',
      [1, 2].map((seq) => [seq, aBar({ openTime: Y2000 + seq * 60_000 })]),
    );
    await expect(twice()).rejects.toMatchObject({ type: 'COMMIT_REFUSED', data: { code: 'TR002' } });

    const client = new pg.Client({ connectionString: (made.source.options as { url: string }).url });
    await client.connect();
    const unchecked = COMMIT_UNITS.replace('CREATE FUNCTION', 'CREATE OR REPLACE FUNCTION').replace(
      'AND s.head = a.first - 1',
      '',
    );
    expect(unchecked).not.toContain('s.head');
    await client.query(unchecked);
    await client.end();
    await twice();
    const { differences } = await postgresRecords(made.source).checkLedger();
    expect(
      differences.filter(({ invariant, subject }) => invariant === 'I5' && subject === 'bars of bars.TWICE.1m'),
    ).toHaveLength(1);
  });
});

describe('periods', () => {
  test('months and weeks follow each other without a gap, over years and from any moment', () => {
    for (const every of ['month', 'week'] as const)
      for (const now of [Y2000, Date.UTC(2024, 1, 29, 23, 59), Date.UTC(2025, 11, 31, 23, 59, 59, 999), NOW]) {
        const periods = periodsFrom(now, every, 14);
        expect(periods).toHaveLength(15);
        expect(periods[0]!.from <= now && now < periods[0]!.to).toBe(true);
        periods.slice(1).forEach(({ from }, index) => expect(from).toBe(periods[index]!.to));
        expect(new Set(periods.map(({ name }) => name)).size).toBe(15);
      }
    expect(periodsFrom(Date.UTC(2026, 10, 21), 'month', 1).map(({ name }) => name)).toEqual(['2026_11', '2026_12']);
    expect(periodsFrom(Date.UTC(2026, 10, 22, 23), 'week', 1).map(({ name }) => name)).toEqual([
      '2026_11_16',
      '2026_11_23',
    ]);
  });

  test('spans that only touch do not overlap', () => {
    expect(overlap({ from: 0, to: 1 }, { from: 1, to: 2 })).toBe(false);
    expect(overlap({ from: -Infinity, to: 2 }, { from: 1, to: 3 })).toBe(true);
  });
});

/** Rows by partition. */
async function partsOf(source: SeriesUnderTest['source'], table: string): Promise<Record<string, string>> {
  const names = await source.query<{ name: string }[]>(
    `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = $1::regclass`,
    [table],
  );
  const counted: Record<string, string> = {};
  for (const { name } of names) {
    const [row] = await source.query<{ count: string }[]>(`SELECT count(*) FROM ${name}`);
    counted[name.replace('series.', '')] = row!.count;
  }
  return counted;
}
