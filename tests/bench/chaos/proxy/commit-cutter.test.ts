import { Client } from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { commitCutter } from '../../../../bench/chaos/proxy/commit-cutter.ts';
import { faultProxy, targetOf, urlThrough, type FaultProxy } from '../../../../bench/chaos/proxy/fault-proxy.ts';
import { freshDatabase, type FreshDatabase } from '../../../support/postgres.ts';

let database: FreshDatabase;
let proxy: FaultProxy;
let direct: Client;
let cutter: ReturnType<typeof commitCutter>;
const clients: Client[] = [];

beforeEach(async () => {
  database = await freshDatabase();
  cutter = commitCutter();
  proxy = await faultProxy({ target: targetOf(database.url), wire: cutter.wire });
  direct = new Client({ connectionString: database.url });
  await direct.connect();
  await direct.query('CREATE TABLE lines (id integer)');
  await direct.query(
    'CREATE FUNCTION commit_line(line integer) RETURNS void LANGUAGE sql AS $$ INSERT INTO lines VALUES (line) $$',
  );
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.end().catch(() => undefined)));
  await direct.end();
  await proxy.close();
  await database.drop();
});

async function through(): Promise<Client> {
  const client = new Client({ connectionString: urlThrough(proxy, database.url) });
  client.on('error', () => undefined);
  clients.push(client);
  await client.connect();
  return client;
}

async function lines(): Promise<number[]> {
  const { rows } = await direct.query<{ id: number }>('SELECT id FROM lines ORDER BY id');
  return rows.map(({ id }) => id);
}

it('a transaction whose COMMIT is cut is durable, and its client does not know', async () => {
  const client = await through();
  await client.query('BEGIN');
  await client.query('INSERT INTO lines VALUES (1)');
  cutter.cutAfterCommit(1);
  await expect(client.query('COMMIT')).rejects.toThrow();
  expect(await lines()).toEqual([1]);
  expect(cutter.cuts).toBe(1);
});

it('as many calls of a committing function are cut as were asked for, each durable, and no more', async () => {
  cutter.cutAfterCommit(2);
  for (const [line, isCut] of [
    [1, true],
    [2, true],
    [3, false],
  ] as const) {
    const call = (await through()).query({ name: 'commit', text: 'SELECT commit_line($1)', values: [line] });
    if (isCut) await expect(call).rejects.toThrow();
    else await call;
  }
  expect(await lines()).toEqual([1, 2, 3]);
  expect(cutter.cuts).toBe(2);
});

it('what commits nothing is not cut', async () => {
  const client = await through();
  cutter.cutAfterCommit(1);
  expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  expect(cutter.cuts).toBe(0);
});
