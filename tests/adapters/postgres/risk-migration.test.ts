import { afterAll, beforeAll, expect, test } from 'vitest';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { COMMIT_UNITS } from '../../../adapters/postgres/functions/commit-units.sql.ts';
import { Spine1763700000000 } from '../../../adapters/postgres/migrations/1763700000000-spine.ts';
import { Cluster1763790000000 } from '../../../adapters/postgres/migrations/1763790000000-cluster.ts';
import { TimeSeries1763800000000 } from '../../../adapters/postgres/migrations/1763800000000-time-series.ts';
import { freshDatabase, type FreshDatabase } from '../../support/postgres.ts';
import { event, unitMaker } from './actor-store.conformance.ts';
import { openOn } from './fixture.ts';

/** As it was before there were controls. */
const COMMIT_UNITS_BEFORE = COMMIT_UNITS.replace(', risk json DEFAULT NULL', '').replace(
  /\n {2}IF risk IS NOT NULL THEN[\s\S]*?END IF;/,
  '',
);
const OLD_CALL = 'SELECT commit_units($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)';
let database: FreshDatabase;

/** A database of before, as its migrations left it. */
beforeAll(async () => {
  database = await freshDatabase();
  const source = new DataSource({
    ...{ type: 'postgres', url: database.url, migrationsTableName: 'migrations', migrationsTransactionMode: 'each' },
    migrations: [Spine1763700000000, Cluster1763790000000, TimeSeries1763800000000],
  });
  await source.initialize();
  await source.runMigrations();
  await source.query('DROP FUNCTION commit_units');
  await source.query(COMMIT_UNITS_BEFORE);
  await source.destroy();
});
afterAll(() => database.drop());

test('a database of before takes controls, and a node that has not been upgraded yet goes on committing', async () => {
  const old = new Client({ connectionString: database.url });
  await old.connect();
  const commit = (heads: object[], events: object[]) =>
    old.query({
      ...{ name: 'commit', text: OLD_CALL },
      values: [[7], [1], JSON.stringify(heads), null, JSON.stringify(events), ...Array<null>(8).fill(null)],
    });
  const headOf = (unit: number) => [
    { actor: 'strategy.old', incarnation: 1, firstUnit: unit, lastUnit: unit, firstSeq: unit, lastSeq: unit },
  ];
  const eventOf = (seq: number) => [{ actor: 'strategy.old', shard: 7, epoch: 1, ...event(seq) }];

  await old.query(`UPDATE shards SET owner = 'test', epoch = 1, expires = 'infinity' WHERE id = 7`);
  await old.query(`INSERT INTO actor_heads VALUES ('strategy.old', 7, 1, 0, 0)`);
  await commit(headOf(1), eventOf(1));
  await old.query(`UPDATE shards SET owner = NULL, epoch = 0, expires = '-infinity' WHERE id = 7`);

  const { store, source, epoch, close } = await openOn(database.url);
  const address = 'risk-supervisor.platform';
  const opened = await store.recover([{ address, shard: 7, epoch }]);
  const unit = unitMaker(address, epoch, opened.get(address)!.incarnation);
  const control = { kind: 'calendar', events: [], by: 'ann', at: 0 };
  const issued = { ...event(1, { type: 'control.issued', seq: 1, control }), type: 'control.issued' };
  await store.commit(unit({ events: [issued] }));
  expect(await source.query('SELECT seq, kind FROM risk_controls')).toEqual([{ seq: '1', kind: 'calendar' }]);

  await commit(headOf(2), eventOf(2));
  await old.end();
  expect(await source.query(`SELECT count(*) FROM journal WHERE actor = 'strategy.old'`)).toEqual([{ count: '2' }]);
  await close();
});
