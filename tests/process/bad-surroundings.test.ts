import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { removeFolder, tempFolder } from '../support/temp-folder.ts';
import { startTroupe, type TroupeProcess } from '../support/troupe-process.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Status {
  readonly ready: boolean;
  readonly missing: readonly unknown[];
}

/** Process id of the embedded server of a data folder. */
const postmasterOf = (dataDir: string): number =>
  Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);

describe('what a person sees when something around the troupe is wrong', () => {
  const folders: string[] = [];
  const running: TroupeProcess[] = [];
  const folder = (): string => {
    const made = tempFolder('troupe-surroundings');
    folders.push(made);
    return made;
  };
  const start = async (options: Parameters<typeof startTroupe>[0]): Promise<TroupeProcess> => {
    const troupe = await startTroupe(options);
    running.push(troupe);
    return troupe;
  };

  afterEach(async () => {
    for (const troupe of running.splice(0)) await troupe.stop();
    for (const made of folders.splice(0)) removeFolder(made);
  });

  test('a port in use is named, with what to do, and nothing stays behind', { timeout: 180_000 }, async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const dataDir = folder();
    await expect(start({ dataDir, env: { PORT: String(port) } })).rejects.toThrow(new RegExp(`${port}`));
    server.close();
    // The failed start has stopped its own PostgreSQL, so the next one is not told that the folder is in use.
    await start({ dataDir, env: { PORT: String(port) } });
  });

  test(
    'a second troupe on one data folder is refused and told which process has it',
    { timeout: 180_000 },
    async () => {
      const dataDir = folder();
      const first = await start({ dataDir });
      await expect(start({ dataDir })).rejects.toThrow(new RegExp(String(first.pid)));
      expect((await first.get<Status>('/readyz')).ready).toBe(true);
    },
  );

  test('a data folder that is a file is refused by name', { timeout: 180_000 }, async () => {
    const file = join(folder(), 'data');
    writeFileSync(file, 'not a folder');
    chmodSync(file, 0o400);
    await expect(start({ dataDir: file })).rejects.toThrow(file);
  });

  test(
    'a first start on a malformed CSV names file, line and field, and leaves no half-made troupe',
    { timeout: 180_000 },
    async () => {
      const dataDir = folder();
      const bars = join(folder(), 'broken.csv');
      writeFileSync(
        bars,
        'timestamp,open,high,low,close,volume\n2020-01-01,10,12,9,11,100\n2020-01-02,10,9,11,11,100\n',
      );
      await expect(start({ dataDir, args: ['--bars', bars] })).rejects.toThrow(/broken\.csv:3: .*high/);
      const troupe = await start({ dataDir });
      const addresses = async (): Promise<string[]> =>
        (await troupe.get<{ actors: { address: string }[] }>('/api/v1/actors')).actors.map(({ address }) => address);
      await expect.poll(addresses).toContain('market-data.SP500');
    },
  );

  test.each([
    [['--bras', 'x.csv'], /--bras/],
    [['--symbol', 'X'], /--bars FILE/],
    [['--bars-per-second', 'fast'], /--bars-per-second fast/],
    [['surprise'], /surprise/],
  ])('the flags %j are refused in one line that names the wrong one', (args, told) => {
    const { status, stderr } = spawnSync(process.execPath, ['moleculer.config.ts', ...args], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect(status).toBe(2);
    expect(stderr).toMatch(told);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test('an environment variable that is not sound is named with what it may be', () => {
    const { status, stderr } = spawnSync(process.execPath, ['moleculer.config.ts'], {
      cwd: ROOT,
      encoding: 'utf8',
      env: { ...process.env, PORT: '70000' },
    });
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/PORT=70000/);
  });

  test(
    'PostgreSQL killed under way stops ordering, is said so, and the troupe goes on by itself when it is back',
    { timeout: 180_000 },
    async () => {
      const dataDir = folder();
      const troupe = await start({ dataDir, env: { TROUPE_BARS_PER_SECOND: '200' } });
      await sleep(1_000);
      const seq = async (): Promise<number> => {
        const actor = await troupe.get<{ state: { position: number } }>('/api/v1/actors/subscription.ada-sp500-trend');
        return actor.state.position;
      };
      const before = await seq();
      process.kill(postmasterOf(dataDir), 'SIGKILL');
      // While PostgreSQL is away nobody can be told from anybody else.
      let refusal = '';
      const seen = (): Promise<number> =>
        seq().catch((error: unknown) => {
          refusal = String(error);
          return before;
        });
      for (const deadline = Date.now() + 30_000; (await seen()) < before + 200; await sleep(100)) {
        if (Date.now() > deadline)
          throw new Error(`no bar was traded after PostgreSQL came back: ${refusal} ${troupe.output()}`);
      }
      const check = await troupe.get<{ differences: unknown[] }>('/api/v1/ledger/check');
      expect(check.differences).toEqual([]);
    },
  );
});
