import { readFileSync, writeFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect } from 'nats';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '../../../adapters/processes/free-port.ts';
import {
  startLocalCluster,
  type LocalCluster,
  type LocalClusterOptions,
} from '../../../adapters/processes/local-cluster.ts';
import { isAlive } from '../../../adapters/processes/process-alive.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { gone, launch } from './launched.ts';
import { saidLog } from './said-log.ts';

const NATS_CONFIG = `authorization { users: [{ user: "node", password: "secret" }] }\n`;
const log = saidLog();
let lines: string[] = [];
let cluster: LocalCluster | undefined;

async function options(more: Partial<LocalClusterOptions> = {}): Promise<LocalClusterOptions> {
  const folder = tempFolder('cluster');
  const natsConfigFile = join(folder, 'nats.conf');
  writeFileSync(natsConfigFile, NATS_CONFIG);
  return {
    workers: 2,
    script: fileURLToPath(new URL('stub-node.ts', import.meta.url)),
    databaseUrl: 'postgres://troupe@127.0.0.1/troupe',
    natsConfigFile,
    natsPort: await freePort(),
    keysDir: join(folder, 'keys'),
    dataDir: join(folder, 'data'),
    port: 0,
    host: '127.0.0.1',
    logLevel: 'warn',
    log,
    output: { write: (text) => lines.push(text.trimEnd()) },
    restartWait: { firstMs: 50, longestMs: 1_000 },
    ...more,
  };
}

const pidsOf = (table: string): number[] => [...table.matchAll(/ (\d+) {2}/g)].map(([, pid]) => Number(pid));
const rowOf = (name: string): string | undefined =>
  cluster!
    .table()
    .split('\n')
    .find((row) => row.startsWith(name));
const pidOf = (name: string): number => Number(/ (\d+) {2}/.exec(rowOf(name) ?? '')?.[1]);
const linesOf = (name: string): string[] => lines.filter((line) => line.startsWith(`${name} | `));

afterEach(async () => {
  await cluster?.stop();
  cluster = undefined;
  lines = [];
  log.said.length = 0;
});

describe('a cluster on one machine', () => {
  it('gives every node its name, its role, its keys and its servers, and nothing of the shell it came from', async () => {
    const given = await options({ extraEnv: { TROUPE_BARS_PER_SECOND: '50' } });
    cluster = await startLocalCluster(given);
    const [, seen] = /env (.*)/.exec(linesOf('worker-2').join('\n'))!;
    expect(JSON.parse(seen!)).toEqual({
      argv: ['node', '--role', 'worker'],
      NATS_URL: `nats://127.0.0.1:${given.natsPort}`,
      REDIS_URL: cluster.redisUrl,
      DATABASE_URL: given.databaseUrl,
      TROUPE_DATA_DIR: given.dataDir,
      TROUPE_NODE: 'worker-2',
      TROUPE_KEYS: given.keysDir,
      PORT: '0',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'warn',
      TROUPE_BARS_PER_SECOND: '50',
    });
    expect(getPriority(pidOf('gateway-1')), 'orders go before pages').toBeGreaterThan(getPriority(pidOf('worker-1')));
    expect(cluster.nodes().map(({ name, role }) => `${name} ${role}`)).toEqual([
      'worker-1 worker',
      'worker-2 worker',
      'gateway-1 gateway',
    ]);
    expect(cluster.url).toMatch(/^http:\/\/127\.0\.0\.1:2\d{4}$/);
    expect(linesOf('gateway-1').join('\n')).toContain(`gateway-1 |   Troupe is up: ${cluster.url}`);
    expect(pidsOf(cluster.table()).map(isAlive)).toEqual([true, true, true, true, true]);
    expect(rowOf('worker-1')).toMatch(/^worker-1 +worker +\d+ +http:\/\/127\.0\.0\.1:4321$/);
  });

  it('tells one node what the others are not told, so that it can be reached by a way that can be cut', async () => {
    const nodeEnv = (name: string): Record<string, string> =>
      name === 'worker-1' ? { NATS_URL: 'nats://127.0.0.1:1', PATH_OF: name } : {};
    cluster = await startLocalCluster(await options({ nodeEnv }));
    const seen = (name: string) => JSON.parse(/env (.*)/.exec(linesOf(name).join('\n'))![1]!) as Record<string, string>;
    expect(seen('worker-1')).toMatchObject({ NATS_URL: 'nats://127.0.0.1:1', PATH_OF: 'worker-1' });
    expect(seen('worker-2')).toMatchObject({ NATS_URL: cluster.natsUrl });
    expect(seen('worker-2')).not.toHaveProperty('PATH_OF');
  });

  it('runs NATS with the users of its configuration, so that no stranger gets in', async () => {
    cluster = await startLocalCluster(await options({ workers: 1 }));
    await expect(connect({ servers: cluster.natsUrl, reconnect: false })).rejects.toThrow(/Authorization/i);
    const node = await connect({ servers: cluster.natsUrl, user: 'node', pass: 'secret' });
    await node.close();
    const redis = new Redis(cluster.redisUrl);
    expect(await redis.ping()).toBe('PONG');
    redis.disconnect();
  });

  it.each(['nats', 'redis', 'worker-1', 'gateway-1'])(
    'brings %s back at its old place when it is killed, so that a crash does not need a person',
    async (name) => {
      cluster = await startLocalCluster(await options({ workers: 1 }));
      const [before, row] = [pidOf(name), rowOf(name)];
      await cluster.kill(name);
      expect(isAlive(before)).toBe(false);
      await expect.poll(() => pidOf(name), { timeout: 20_000 }).toBeGreaterThan(0);
      expect(rowOf(name)?.replace(/ \d+ +/, ' ')).toBe(row?.replace(/ \d+ +/, ' '));
      expect(log.said).toEqual([`${name} ended unasked (SIGKILL); it is started again in 0.05 s`]);
    },
  );

  it('kills to stay down, freezes, thaws and restarts what the chaos run names', async () => {
    cluster = await startLocalCluster(await options({ workers: 1 }));
    await cluster.kill('nats', 'SIGKILL', { stayDown: true });
    expect(rowOf('nats')).toContain('down');
    await cluster.restart('nats');
    expect(isAlive(pidOf('nats'))).toBe(true);

    const worker = pidOf('worker-1');
    cluster.pause('worker-1');
    await expect.poll(() => stateOf(worker)).toBe('T');
    cluster.resume('worker-1');
    await expect.poll(() => stateOf(worker)).not.toBe('T');
    await cluster.restart('worker-1');
    expect(pidOf('worker-1')).not.toBe(worker);
    expect(linesOf('worker-1').join('\n')).toContain('drained');
    await expect(cluster.kill('worker-9')).rejects.toThrow('no process worker-9 runs here, but nats, redis, worker-1');
  });

  it('lets nodes drain before NATS goes, and ends with nothing left (L2)', async () => {
    cluster = await startLocalCluster(await options());
    const pids = pidsOf(cluster.table());
    await cluster.stop();
    for (const name of ['worker-1', 'worker-2', 'gateway-1'])
      expect(linesOf(name).at(-1)).toBe(`${name} | drained, NATS there`);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(log.said).toEqual([]);
  });

  it('kills a node that does not hear, and says so, so that stopping always ends', async () => {
    const deaf = { extraEnv: { STUB_DEAF: 'worker-1' }, stopTimeoutMs: 500 };
    cluster = await startLocalCluster(await options({ workers: 1, ...deaf }));
    const pids = pidsOf(cluster.table());
    await cluster.stop();
    expect(log.said).toEqual(['worker-1 did not end when asked and was killed']);
    expect(pids.filter(isAlive)).toEqual([]);
  });

  it('says which node did not start and why, and leaves nothing running (L3)', async () => {
    const given = await options({ extraEnv: { STUB_FAILS: 'worker-2' } });
    await expect(startLocalCluster(given)).rejects.toThrow(
      'worker-2 ended before it was ready (exit 1)\ntroupe: no key for this node',
    );
    await expect(connect({ servers: `127.0.0.1:${given.natsPort}`, reconnect: false })).rejects.toThrow('REFUSED');
  });

  it('can be called off while it starts (L3)', async () => {
    const calledOff = new AbortController();
    const given = await options({
      abort: calledOff.signal,
      output: { write: (text) => text.startsWith('worker-1') && calledOff.abort() },
    });
    await expect(startLocalCluster(given)).rejects.toThrow(/ended before it was ready \(SIGKILL\)|aborted/);
    await expect(connect({ servers: `127.0.0.1:${given.natsPort}`, reconnect: false })).rejects.toThrow('REFUSED');
  });
});

describe('the launcher of a cluster', () => {
  it('that is killed leaves no process behind, frozen ones included', async () => {
    const { log: _log, output: _output, ...plain } = await options({ workers: 1 });
    const launcher = await launch('cluster', JSON.stringify(plain));
    expect(launcher.pids.map(isAlive)).toEqual([true, true, true, true]);
    process.kill(launcher.pids[2]!, 'SIGSTOP');
    await launcher.kill();
    await gone(launcher.pids);
  });

  it('alone hears Ctrl-C and stops its nodes in order, so that they can drain', async () => {
    const bystander = await launch('plain');
    bystander.interrupt();
    await gone(bystander.pids); // What shares the terminal with its parent does hear it.

    const { log: _log, output: _output, ...plain } = await options({ workers: 1 });
    const launcher = await launch('cluster', JSON.stringify(plain));
    launcher.interrupt();
    await launcher.exited;
    await gone(launcher.pids);
    expect(launcher.said()).not.toContain('heard SIGINT');
    expect(launcher.said().match(/drained, NATS there/g)).toHaveLength(2);
  });
});

/** The state letter of a process as the kernel has it: T is stopped. */
const stateOf = (pid: number): string => / (\w) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? '';
