// Lists on a tenth of 100,000 actors, 10 million fills and 50 million bars: each is found by an index and reads a few pages of the
// database, whatever there is of it. What a plan reads does not depend on how busy the machine is; how long it takes does.
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataSource } from '../../../adapters/postgres/data-source.ts';
import { postgresPeople } from '../../../adapters/postgres/people.ts';
import { postgresRecords } from '../../../adapters/postgres/records.ts';
import { A_TENTH, fillUp } from '../../support/big-database.ts';
import { type FreshDatabase, freshDatabase } from '../../support/postgres.ts';
import { explained, type Explained } from './explained.ts';

/** Of 8 KiB each: what PostgreSQL reads from memory in a few milliseconds, and from a disk well under 300 ms. */
const MOST_BLOCKS = 2_000;
/** Rows that may be sorted: those of a page from each of a few accounts. */
const MOST_SORTED = 5_000;
const BIG = /^(orders|fills|ledger_entries|audit|copies|copy_entries|actors|(bars|equity)(_\w+)?)$/;
const LIMIT = 100;
const ACTOR = 'subscription.s001234';
const ACCOUNT = 'acc-000617';
const ACCOUNTS = Array.from({ length: 20 }, (_, index) => `acc-${String(index * 100).padStart(6, '0')}`);

let database: FreshDatabase;
let source: DataSource;
let asked: { readonly sql: string; readonly parameters: unknown[] }[] = [];
beforeAll(async () => {
  database = await freshDatabase();
  source = await openDataSource({ url: database.url, answerMs: 600_000 });
  await fillUp(source, A_TENTH);
}, 280_000);
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

/** The same database, noting what it is asked. */
const noting = (): DataSource =>
  Object.create(source, {
    query: {
      value: (sql: string, parameters: unknown[]) => {
        asked.push({ sql, parameters });
        return source.query(sql, parameters);
      },
    },
  }) as DataSource;

const LISTS: Readonly<Record<string, (db: DataSource) => Promise<unknown>>> = {
  'all fills': (db) => postgresRecords(db).fills({ limit: LIMIT }),
  'a later page of all fills': async (db) => {
    const { nextCursor } = await postgresRecords(source).fills({ limit: LIMIT });
    return postgresRecords(db).fills({ limit: LIMIT, ...(nextCursor !== undefined && { cursor: nextCursor }) });
  },
  'fills of an actor': (db) => postgresRecords(db).fills({ actor: ACTOR, limit: LIMIT }),
  'fills of an actor among one’s accounts': (db) =>
    postgresRecords(db).fills({ actor: ACTOR, accounts: ACCOUNTS, limit: LIMIT }),
  'fills of an account': (db) => postgresRecords(db).fills({ account: ACCOUNT, limit: LIMIT }),
  'fills of one’s accounts': (db) => postgresRecords(db).fills({ accounts: ACCOUNTS, limit: LIMIT }),
  'fills of somebody without an account': (db) => postgresRecords(db).fills({ accounts: [], limit: LIMIT }),
  'all orders': (db) => postgresRecords(db).orders({ limit: LIMIT }),
  'orders of an actor': (db) => postgresRecords(db).orders({ actor: ACTOR, limit: LIMIT }),
  'orders of one’s accounts': (db) => postgresRecords(db).orders({ accounts: ACCOUNTS, limit: LIMIT }),
  'open orders of one’s accounts': (db) =>
    postgresRecords(db).orders({ accounts: ACCOUNTS.slice(0, 3), open: true, limit: LIMIT }),
  'all breaches': (db) => postgresRecords(db).breaches({ limit: LIMIT }),
  'breaches of one’s accounts': (db) => postgresRecords(db).breaches({ accounts: ACCOUNTS, limit: LIMIT }),
  'the newest bars of a lane': (db) => postgresRecords(db).bars({ symbolToken: 'L3', timeframe: '1m', limit: 500 }),
  'bars of a lane before some time': (db) =>
    postgresRecords(db).bars({ symbolToken: 'L3', timeframe: '1m', to: Date.parse('2016-06-01'), limit: 500 }),
  'equity of an actor': (db) => postgresRecords(db).equity({ actor: ACTOR, points: 300 }),
  'what a provider’s source has done': (db) => postgresRecords(db).sourceRecord({ source: ACTOR, points: 300 }),
  'copies of a follower': (db) => postgresRecords(db).copies({ follower: 'follower.f7-3', limit: LIMIT }),
  'copies of an entry': (db) => postgresRecords(db).copiesOfEntry({ provider: 'provider.p7', seq: 50, limit: LIMIT }),
  'entries of a provider': (db) => postgresRecords(db).providerEntries({ provider: 'provider.p7', limit: LIMIT }),
  'a statement of a follower': (db) => postgresRecords(db).copyStatement({ follower: ACTOR }),
  'whom somebody follows': (db) => postgresRecords(db).follows({ owner: 'user-000617', limit: LIMIT }),
  'the audit': (db) => postgresPeople(db).audit({ limit: LIMIT }),
  'the audit of somebody': (db) => postgresPeople(db).audit({ by: 'user-000617', limit: LIMIT }),
  'the audit of an actor': (db) => postgresPeople(db).audit({ address: ACTOR, limit: LIMIT }),
  'the audit of a command': (db) => postgresPeople(db).audit({ command: 'pause', limit: LIMIT }),
  'users by name': (db) => postgresPeople(db).accounts({ limit: LIMIT }),
  'users whose names hold some letters': (db) => postgresPeople(db).accounts({ q: '0617', limit: LIMIT }),
};

/** What is wrong with how PostgreSQL finds it, in words. */
const amiss = ({ scans, sorted, blocks }: Explained): readonly string[] => [
  ...scans.filter((table) => BIG.test(table)).map((table) => `reads all of ${table}`),
  ...(sorted > MOST_SORTED ? [`sorts ${sorted} rows`] : []),
  ...(blocks > MOST_BLOCKS ? [`touches ${blocks} blocks`] : []),
];

const faultsOf = async (list: (db: DataSource) => Promise<unknown>): Promise<readonly string[]> => {
  asked = [];
  await list(noting());
  expect(asked).not.toEqual([]);
  const faults: string[] = [];
  for (const one of asked) faults.push(...amiss(await explained(source, one.sql, one.parameters)));
  return faults;
};

/** Has plans use some indices, or not. */
const usable = async (indices: string, isUsable: boolean): Promise<void> => {
  await source.query('UPDATE pg_index SET indisvalid = $2 WHERE indexrelid = ANY ($1::text[]::regclass[])', [
    indices.split(', '),
    isUsable,
  ]);
};

describe('on a big database', () => {
  it.each(Object.entries(LISTS))('%s are found by an index', async (_, list) => {
    expect(await faultsOf(list)).toEqual([]);
  });

  it.each([
    ['fills_id', 'all fills'],
    ['fills_account', 'fills of one’s accounts'],
    ['orders_id', 'all orders'],
    ['orders_refused, orders_account_refused', 'all breaches'],
    ['audit_who', 'the audit of somebody'],
  ])('without %s, %s are not (control)', async (indices, name) => {
    await usable(indices, false);
    try {
      expect(await faultsOf(LISTS[name]!)).not.toEqual([]);
    } finally {
      await usable(indices, true);
    }
  });
});
