import { createServer, connect, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { Client, patiently } from '../../../adapters/postgres/client.ts';
import { openDataSource } from '../../../adapters/postgres/data-source.ts';
import { reachable } from '../../../adapters/postgres/faults.ts';
import { postgresShardLeases } from '../../../adapters/postgres/shard-leases.ts';
import { type FreshDatabase, freshDatabase } from '../../support/postgres.ts';

/** What PostgreSQL says to everybody when its postmaster was killed. */
const LAST_WORDS = fatal('57P01', 'terminating connection due to unexpected postmaster exit');

/** ReadyForQuery, up to the state of the transaction. */
const READY = Buffer.from('Z\0\0\0\x05');

let database: FreshDatabase;
let link: Server;
let url: string;
let source: DataSource;
/** Set: the next answer, or welcome, is followed in the same chunk by the last words. */
let dies = false;
/** Set: what connections that are open say goes nowhere, and nobody is told. */
let swallows = false;

beforeAll(async () => {
  database = await freshDatabase();
  const server = new URL(database.url);
  link = createServer((near) => {
    const far = connect(Number(server.port), server.hostname);
    const opened = swallows;
    near.on('data', (chunk) => opened === swallows && far.write(chunk));
    far.on('data', (chunk) => {
      const last = dies && chunk.subarray(-1 - READY.length, -1).equals(READY);
      near.write(last ? Buffer.concat([chunk, LAST_WORDS]) : chunk);
      if (!last) return;
      dies = false;
      far.destroy();
    });
    far.on('close', () => near.end());
    for (const socket of [near, far]) socket.on('error', () => undefined);
  });
  await new Promise<void>((listening) => link.listen(0, '127.0.0.1', listening));
  url = Object.assign(new URL(database.url), { host: `127.0.0.1:${(link.address() as AddressInfo).port}` }).href;
  source = await openDataSource({ url, poolSize: 1, answerMs: 300 });
});
afterAll(async () => {
  await source.destroy();
  link.close();
  await database.drop();
});

const answers = (): Promise<void> =>
  expect.poll(() => source.query('SELECT 2 AS two').catch(String)).toEqual([{ two: 2 }]);

it('last words right behind an answer end only their connection', async () => {
  dies = true;
  expect(await source.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await answers();
});

it('last words right behind a welcome end only their connection', async () => {
  dies = true;
  await source.query('SELECT 1');
  await new Promise((later) => setTimeout(later, 20)); // the pool has none now
  dies = true;
  await source.query('SELECT 1').catch(() => undefined);
  expect(dies).toBe(false);
  await answers();
});

it('last words right behind the answer to a lease end only their connection', async () => {
  const leases = postgresShardLeases({ url, boot: 'a boot' });
  try {
    await leases.map();
    dies = true;
    await leases.map();
    expect(dies).toBe(false);
    await expect.poll(() => leases.map().catch(String)).toHaveProperty('nodes');
  } finally {
    await leases.close();
  }
});

it('over a link that swallows everything nobody waits for ever, and the next who asks has another connection', async () => {
  swallows = true; // of the connection that the pool has, not of another
  await expect(reachable(() => source.query('SELECT 1'))).rejects.toMatchObject({ type: 'STORE_UNAVAILABLE' });
  await answers();
});

it('a statement that may take long is waited for (and one that may not is not: control)', async () => {
  const SLOW = 'SELECT 1 AS one FROM pg_sleep(0.6)';
  expect(await source.query(patiently(SLOW))).toEqual([{ one: 1 }]);
  await expect(reachable(() => source.query(SLOW))).rejects.toMatchObject({ type: 'STORE_UNAVAILABLE' });
});

it('a transaction that is cut between two statements finds the database away', async () => {
  const cut = source.transaction(async (manager) => {
    dies = true;
    await manager.query('SELECT 1');
    await new Promise((later) => setTimeout(later, 20));
    await manager.query('SELECT 2');
  });
  await expect(reachable(() => cut)).rejects.toMatchObject({ type: 'STORE_UNAVAILABLE' });
  await answers();
});

it("nobody listens to a client of the driver's own while it is lent, and somebody to this one (control)", async () => {
  const heard = async (made: typeof pg.Client): Promise<number> => {
    const pool = new pg.Pool({ connectionString: database.url, max: 1, Client: made });
    const client = await pool.connect();
    const listeners = client.listenerCount('error');
    const ended = new Promise((gone) => client.once('end', gone));
    client.release();
    await pool.end();
    await ended; // or the database's end would be its last words, and heard by nobody
    return listeners;
  };
  expect(await heard(pg.Client)).toBe(0);
  expect(await heard(Client)).toBe(1);
});

function fatal(code: string, message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`);
  const head = Buffer.from('E....');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}
