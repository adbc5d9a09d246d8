import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDataSource } from '../../../adapters/postgres/data-source.ts';
import { type FreshDatabase, freshDatabase } from '../../support/postgres.ts';

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

/** Statements that a connection has prepared after being asked these, each with one number. */
const preparedAfter = async (prepares: boolean, texts: readonly string[]): Promise<number> => {
  const source = await openDataSource({ url: database.url, poolSize: 1, prepares });
  try {
    for (const [index, text] of texts.entries()) expect(await source.query(text, [index])).toEqual([{ answer: index }]);
    const [row] = await source.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM pg_prepared_statements WHERE statement LIKE '%AS answer%'`,
    );
    return row!.count;
  } finally {
    await source.destroy();
  }
};
const SAME = Array.from({ length: 20 }, () => 'SELECT $1::int AS answer');

it('a statement that is asked again and again is prepared once a connection', async () => {
  expect(await preparedAfter(true, SAME)).toBe(1);
});

it('nothing is prepared where nobody wants it (control)', async () => {
  expect(await preparedAfter(false, SAME)).toBe(0);
});

it('of statements that are made as they are asked only some are kept, and all are answered', async () => {
  const made = Array.from({ length: 300 }, (_, index) => `SELECT $1::int AS answer -- ${index}`);
  const kept = await preparedAfter(true, made);
  expect(kept).toBeGreaterThan(150);
  expect(kept).toBeLessThanOrEqual(200);
});
