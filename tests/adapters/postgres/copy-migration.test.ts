import { afterAll, beforeAll, expect, test } from 'vitest';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { COMMIT_UNITS } from '../../../adapters/postgres/functions/commit-units.sql.ts';
import { Spine1763700000000 } from '../../../adapters/postgres/migrations/1763700000000-spine.ts';
import { Cluster1763790000000 } from '../../../adapters/postgres/migrations/1763790000000-cluster.ts';
import { TimeSeries1763800000000 } from '../../../adapters/postgres/migrations/1763800000000-time-series.ts';
import { Risk1763900000000 } from '../../../adapters/postgres/migrations/1763900000000-risk.ts';
import { postgresRecords } from '../../../adapters/postgres/records.ts';
import { freshDatabase, type FreshDatabase } from '../../support/postgres.ts';
import { event } from './actor-store.conformance.ts';
import * as copying from './copy-fixture.ts';
import { openOn } from './fixture.ts';

/** As it was before anybody copied. */
const COMMIT_UNITS_BEFORE = COMMIT_UNITS.replace(/,\s+copy json DEFAULT NULL/, '').replace(
  /\n {2}IF copy IS NOT NULL THEN[\s\S]*?END IF;/,
  '',
);
const OLD_CALL = 'SELECT commit_units($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)';
let database: FreshDatabase;

/** A database of before, as its migrations left it. */
beforeAll(async () => {
  database = await freshDatabase();
  const source = new DataSource({
    ...{ type: 'postgres', url: database.url, migrationsTableName: 'migrations', migrationsTransactionMode: 'each' },
    migrations: [Spine1763700000000, Cluster1763790000000, TimeSeries1763800000000, Risk1763900000000],
  });
  await source.initialize();
  await source.runMigrations();
  await source.query('DROP FUNCTION commit_units');
  await source.query(COMMIT_UNITS_BEFORE);
  await source.destroy();
});
afterAll(() => database.drop());

test('a database of before takes copies and fees, and a node that has not been upgraded yet goes on committing', async () => {
  expect(COMMIT_UNITS_BEFORE).not.toContain('copy json');
  const old = new Client({ connectionString: database.url });
  await old.connect();
  const commit = (heads: object[], events: object[]) =>
    old.query({
      ...{ name: 'commit', text: OLD_CALL },
      values: [[7], [1], JSON.stringify(heads), null, JSON.stringify(events), ...Array<null>(9).fill(null)],
    });
  const headOf = (unit: number) => [
    { actor: 'strategy.old', incarnation: 1, firstUnit: unit, lastUnit: unit, firstSeq: unit, lastSeq: unit },
  ];
  const eventOf = (seq: number) => [{ actor: 'strategy.old', shard: 7, epoch: 1, ...event(seq) }];

  await old.query(`UPDATE shards SET owner = 'test', epoch = 1, expires = 'infinity' WHERE id = 7`);
  await old.query(`INSERT INTO actor_heads VALUES ('strategy.old', 7, 1, 0, 0)`);
  await commit(headOf(1), eventOf(1));
  await old.query(`UPDATE shards SET owner = NULL, epoch = 0, expires = '-infinity' WHERE id = 7`);

  const fixture = await openOn(database.url);
  const provider = await copying.providerOf(fixture);
  const account = await copying.accountOf(fixture, 'a1');
  const none = { management: '1', performance: '0', volume: '0', mark: '5000', equity: '5000' };
  await fixture.store.commit(provider(copying.aFillEntry('pf1')));
  await fixture.store.commit(
    account(
      ...copying.following('a1', 'follower.f1'),
      copying.decided('follower.f1', copying.aCopy(1)),
      copying.charged('a1', 'follower.f1', '2024-01-01', none),
    ),
  );
  const { checked, differences } = await postgresRecords(fixture.source).checkLedger();
  expect(checked).toMatchObject({ copies: 1, copyEntries: 1, copyFees: 1 });
  expect(differences).toEqual([]);

  await commit(headOf(2), eventOf(2));
  await old.end();
  expect(await fixture.source.query(`SELECT count(*) FROM journal WHERE actor = 'strategy.old'`)).toEqual([
    { count: '2' },
  ]);
  await fixture.close();
});
