import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DataSource } from 'typeorm';
import { openDataSource } from '../../../adapters/postgres/data-source.ts';
import { postgresSessions } from '../../../adapters/postgres/sessions.ts';
import { freshDatabase, type FreshDatabase } from '../../support/postgres.ts';
import { session, sessionStoreConformance } from '../session-store.conformance.ts';

let database: FreshDatabase;
let source: DataSource;
beforeAll(async () => {
  database = await freshDatabase();
  source = await openDataSource({ url: database.url });
  await source.query(
    `INSERT INTO users (name, roles, created_at) VALUES ('ada', '{user}', now()), ('ben', '{user}', now())`,
  );
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

sessionStoreConformance('PostgreSQL', () => postgresSessions(source));

test('sessions that have been over for long go with the next one that is opened', async () => {
  const store = postgresSessions(source);
  await store.open({ ...session('stale'), seenAt: Date.now() - 2 * 86_400_000 });
  await store.open(session('fresh'));
  expect((await store.of('ada')).map(({ id }) => id)).toEqual(['id-fresh']);
});
