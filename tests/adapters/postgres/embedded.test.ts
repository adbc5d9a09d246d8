import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../../adapters/postgres/embedded/embedded-postgres.ts';
import { silentLog } from '../../../runtime/ports/log.ts';
import { isAlive } from '../../../adapters/processes/process-alive.ts';
import { removeFolder, tempFolder } from '../../support/temp-folder.ts';

let folder: string;
let running: EmbeddedPostgres[] = [];
beforeEach(() => {
  folder = join(tempFolder('embedded'), 'data');
});
afterEach(async () => {
  await Promise.all(running.map((postgres) => postgres.stop()));
  running = [];
  removeFolder(folder);
});

/** Typed as what it stands for. */
const containing = (text: string): string => expect.stringContaining(text) as string;

const start = async (dataDir = folder): Promise<EmbeddedPostgres> => {
  const postgres = await startEmbeddedPostgres({ dataDir, log: silentLog });
  running.push(postgres);
  return postgres;
};
const ask = async (url: string, sql: string): Promise<Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
};
const serverPid = (): number => Number(readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);

/** Another Troupe: a process of its own that holds the folder. */
async function owner(): Promise<{ child: ChildProcess; url: string; adopted: boolean }> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('embedded-owner.ts', import.meta.url)), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()));
    child.once('exit', (code) => reject(new Error(`the owner ended with ${code}`)));
  });
  return { child, ...(JSON.parse(line) as { url: string; adopted: boolean }) };
}
const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) =>
    child.exitCode !== null || child.signalCode !== null ? resolve() : child.once('exit', () => resolve()),
  );

test('data, port and password outlive a stop; the password is for the owner alone; settings are durable', async () => {
  const first = await start();
  await ask(first.url, 'CREATE TABLE kept AS SELECT 1 AS one');
  await first.stop();
  running = [];
  const second = await start();
  expect(second.url).toBe(first.url);
  expect(second.adopted).toBe(false);
  expect(await ask(second.url, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
  expect(statSync(join(folder, 'postgres.password')).mode & 0o777).toBe(0o600);
  const names = [
    'fsync',
    'synchronous_commit',
    'full_page_writes',
    'listen_addresses',
    'unix_socket_directories',
    'idle_in_transaction_session_timeout',
  ];
  const settings = await ask(
    second.url,
    `SELECT name, current_setting(name) AS value FROM unnest('{${names.join(',')}}'::text[]) name`,
  );
  expect(Object.fromEntries(settings.map(({ name, value }) => [name, value]))).toEqual({
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    idle_in_transaction_session_timeout: '1s',
  });
});

test('a server left by a SIGKILL is adopted with its data, and stopped by its adopter', async () => {
  const { child, url } = await owner();
  await ask(url, 'CREATE TABLE kept AS SELECT 1 AS one');
  const pid = serverPid();
  child.kill('SIGKILL');
  await ended(child);
  const adopter = await start();
  expect(adopter.adopted).toBe(true);
  expect(serverPid()).toBe(pid);
  expect(await ask(adopter.url, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
  await adopter.stop();
  running = [];
  expect(existsSync(join(folder, 'postgres', 'postmaster.pid'))).toBe(false);
});

test('a second Troupe on the folder is refused by the name of the first, which goes on', async () => {
  const { child, url } = await owner();
  await expect(startEmbeddedPostgres({ dataDir: folder, log: silentLog })).rejects.toMatchObject({
    type: 'DATA_FOLDER_IN_USE',
    message: containing(`process id ${child.pid}`),
    data: { pid: child.pid },
  });
  expect(await ask(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  child.kill('SIGTERM');
  await ended(child);
});

test('Ctrl-C, which reaches the whole process group, does not stop the server before Troupe does', async () => {
  const { child, url } = await owner();
  const group = (pid: number): string => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')[2]!;
  expect(group(serverPid())).not.toBe(group(child.pid!));
  expect(process.listenerCount('SIGINT')).toBe(
    process.listeners('SIGINT').filter((listener) => !listener.toString().includes('eventFilters')).length,
  );
  expect(await ask(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  child.kill('SIGTERM');
  await ended(child);
});

test('what an interrupted initdb left behind is swept away and done again', async () => {
  mkdirSync(join(folder, 'postgres.initdb-999999', 'base'), { recursive: true });
  writeFileSync(join(folder, 'postgres.initdb-999999', 'PG_VERSION'), '18\n');
  writeFileSync(join(folder, 'postgres.initdb-999999.password'), 'x');
  mkdirSync(join(folder, 'postgres'));
  const postgres = await start();
  expect(await ask(postgres.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  expect(readdirSync(folder).sort()).toEqual(['postgres', 'postgres.password', 'postgres.port']);
});

test('a start killed anywhere in its first second leaves a folder that starts', async () => {
  for (const delayMs of [80, 250, 400, 600, 800]) {
    const child = spawn(process.execPath, [fileURLToPath(new URL('embedded-owner.ts', import.meta.url)), folder], {
      stdio: 'ignore',
    });
    await sleep(delayMs);
    child.kill('SIGKILL');
    await ended(child);
  }
  const postgres = await start();
  expect(await ask(postgres.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('a postmaster.pid whose number now belongs to another process does not keep the server from starting', async () => {
  const first = await start();
  await first.stop();
  running = [];
  writeFileSync(
    join(folder, 'postgres', 'postmaster.pid'),
    `${process.pid}\n${join(folder, 'postgres')}\n1700000000\n5432\n\n127.0.0.1\n`,
  );
  const second = await start();
  expect(await ask(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('a server that is killed comes back by itself on the same address', async () => {
  const postgres = await start();
  await ask(postgres.url, 'CREATE TABLE kept AS SELECT 1 AS one');
  const pid = serverPid();
  process.kill(pid, 'SIGKILL');
  const deadline = Date.now() + 15_000;
  for (;;) {
    const rows = await ask(postgres.url, 'SELECT one FROM kept').catch(() => undefined);
    if (rows !== undefined) break;
    if (Date.now() > deadline) throw new Error('the server did not come back');
    await sleep(50);
  }
  expect(serverPid()).not.toBe(pid);
});

test('a folder that cannot be used is refused in words that name it and the remedy', async () => {
  const file = join(tempFolder('embedded'), 'file');
  writeFileSync(file, '');
  await expect(startEmbeddedPostgres({ dataDir: file, log: silentLog })).rejects.toMatchObject({
    type: 'DATA_FOLDER_UNUSABLE',
  });
  await expect(startEmbeddedPostgres({ dataDir: join(file, 'below'), log: silentLog })).rejects.toMatchObject({
    type: 'DATA_FOLDER_UNUSABLE',
    message: containing('TROUPE_DATA_DIR'),
  });
  await expect(startEmbeddedPostgres({ dataDir: '/proc/troupe', log: silentLog })).rejects.toMatchObject({
    type: 'DATA_FOLDER_UNUSABLE',
    message: containing('/proc/troupe'),
  });
  const occupied = join(tempFolder('embedded'), 'occupied');
  mkdirSync(join(occupied, 'postgres'), { recursive: true });
  writeFileSync(join(occupied, 'postgres', 'precious.txt'), 'mine');
  await expect(startEmbeddedPostgres({ dataDir: occupied, log: silentLog })).rejects.toMatchObject({
    type: 'DATA_FOLDER_UNUSABLE',
    message: containing('holds files'),
  });
  expect(existsSync(join(occupied, 'postgres', 'precious.txt'))).toBe(true);
});

test.runIf(process.getuid?.() === 0)('root with its folder behind a closed door still gets a server', async () => {
  const closed = tempFolder('closed');
  chmodSync(closed, 0o700);
  folder = join(closed, 'data');
  const postgres = await start();
  expect(await ask(postgres.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  expect(isAlive(serverPid())).toBe(true);
});
