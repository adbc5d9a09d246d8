import { connect } from 'nats';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { freePort } from '../../adapters/processes/free-port.ts';
import { startNats, type NatsServer } from '../../adapters/processes/nats-server.ts';
import { startPostgres, type PostgresServer } from '../support/postgres-server.ts';
import { freshDatabase } from '../support/postgres.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { isAlive } from '../../adapters/processes/process-alive.ts';
import { startRedis, type RedisServer } from '../../adapters/processes/redis-server.ts';

async function select<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('postgres of the run', () => {
  it('gives each caller an empty database, so that no file reads what another wrote', async () => {
    const [one, two] = await Promise.all([freshDatabase(), freshDatabase()]);
    await select(one.url, 'CREATE TABLE only_in_one (id int)');
    const tables = 'SELECT tablename FROM pg_tables WHERE schemaname = current_schema()';
    expect(await select(one.url, tables)).toEqual([{ tablename: 'only_in_one' }]);
    expect(await select(two.url, tables)).toEqual([]);
    await Promise.all([one.drop(), two.drop()]);
  });
});

describe('postgres of a test', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.destroy());

  it('keeps committed rows over a kill, so that crash tests lose nothing to the database itself', async () => {
    await select(server.url, 'CREATE TABLE kept AS SELECT 1 AS id');
    const killed = server.pid;
    await server.kill();
    expect(isAlive(killed)).toBe(false);
    await expect(select(server.url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
    await server.restart();
    expect(await select(server.url, 'SELECT id FROM kept')).toEqual([{ id: 1 }]);
    expect(server.pid).not.toBe(killed);
  });
});

describe('nats', () => {
  let server: NatsServer;
  beforeAll(async () => {
    server = await startNats();
  });
  afterAll(() => server.stop());

  it('carries a request and its reply, so that cluster tests cross a real wire', async () => {
    const connection = await connect({ servers: server.url });
    connection.subscribe('echo', { callback: (_error, message) => message.respond(message.data) });
    const reply = await connection.request('echo', 'hello', { timeout: 2000 });
    expect(reply.string()).toBe('hello');
    await connection.close();
  });

  it('comes back on its old port after a kill, so that reconnecting can be tested', async () => {
    await server.kill();
    server = await startNats({ port: server.port });
    const connection = await connect({ servers: server.url });
    await connection.flush();
    await connection.close();
  });
});

describe('redis', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis({ dir: tempFolder('redis') });
  });
  afterAll(() => server.stop());

  it('gives back what was set, so that cache tests meet a real Redis', async () => {
    const redis = new Redis(server.url);
    await redis.set('key', 'value');
    expect(await redis.get('key')).toBe('value');
    redis.disconnect();
  });
});

describe('chromium', () => {
  it('opens a page and runs its script, so that dashboard tests see what a person sees', async () => {
    const browser = await launchChromium();
    const page = await browser.newPage();
    await page.goto('about:blank');
    await page.setContent('<h1>Troupe</h1><script>document.title = "ran"</script>');
    expect(await page.title()).toBe('ran');
    expect(await page.textContent('h1')).toBe('Troupe');
    await browser.close();
  });
});

describe('free ports', () => {
  it('are never handed out twice, so that servers of parallel tests do not meet', async () => {
    const ports = await Promise.all(Array.from({ length: 50 }, freePort));
    expect(new Set(ports).size).toBe(ports.length);
  });
});
