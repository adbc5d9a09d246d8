import { afterEach, describe, expect, it } from 'vitest';
import { KeptProcess } from '../../../adapters/processes/kept-process.ts';
import { isAlive } from '../../../adapters/processes/process-alive.ts';
import { startServerProcess, type ServerProcess } from '../../../adapters/processes/server-process.ts';
import { saidLog } from './said-log.ts';

const wait = { firstMs: 10, longestMs: 40 };
const starting = (script: string) => (abort: AbortSignal) =>
  startServerProcess({ name: 'kept', command: '/bin/sh', args: ['-c', script], ready: /^ready/, abort });
const sleeper = starting('echo ready; exec sleep 600');

describe('a kept process', () => {
  let kept: KeptProcess;
  afterEach(() => kept.stop());

  const keep = async (
    start: (abort: AbortSignal) => Promise<ServerProcess> = sleeper,
    waits = wait,
  ): Promise<readonly string[]> => {
    const log = saidLog();
    kept = new KeptProcess({ name: 'kept', start, log, wait: waits });
    await kept.start();
    return log.said;
  };
  const back = (pid: number): Promise<void> =>
    expect.poll(() => kept.server?.pid ?? pid, { timeout: 10_000 }).not.toBe(pid);

  it('comes back when it is killed, and the log says so (K1)', async () => {
    const said = await keep();
    const { pid } = kept.server!;
    process.kill(pid, 'SIGKILL');
    await back(pid);
    expect(isAlive(pid)).toBe(false);
    expect(said).toEqual(['kept ended unasked (SIGKILL); it is started again in 0.01 s']);
  });

  it('waits longer for each end, up to the longest, so that what is broken does not spin (K1)', async () => {
    const said = await keep(starting('echo ready; exit 1'));
    await expect.poll(() => said.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(4);
    const waits = said.slice(0, 4).map((line) => / in (\S+) s/.exec(line)?.[1]);
    expect(waits).toEqual(['0.01', '0.02', '0.04', '0.04']);
  });

  it('is not started before the last one has ended (K2)', async () => {
    let alive = 0;
    let most = 0;
    await keep(async (abort) => {
      const server = await sleeper(abort);
      most = Math.max(most, (alive += 1));
      void server.exited.then(() => (alive -= 1));
      return server;
    });
    for (let round = 0; round < 3; round += 1) await Promise.all([kept.restart(), kept.kill('SIGKILL')]);
    expect(most).toBe(1);
  });

  it('stays down when it was killed to stay down, until it is restarted (K3)', async () => {
    const said = await keep();
    await kept.kill('SIGKILL', { stayDown: true });
    // Ten times the wait after which it would have come back.
    await new Promise((resolve) => setTimeout(resolve, wait.firstMs * 10));
    expect(kept.server).toBeUndefined();
    expect(said).toEqual(['kept is down until it is restarted']);
    await kept.restart();
    expect(isAlive(kept.server!.pid)).toBe(true);
  });

  it('is killed while it comes up, too, so that a crash during recovery can be provoked (K1)', async () => {
    let starts = 0;
    await keep(async (abort) => {
      starts += 1;
      return starts === 2 ? starting('exec sleep 600')(abort) : sleeper(abort);
    });
    await kept.kill('SIGKILL');
    await expect.poll(() => starts).toBe(2);
    await kept.kill('SIGKILL');
    await expect.poll(() => kept.server?.pid, { timeout: 10_000 }).toBeGreaterThan(0);
    expect(starts).toBe(3);
  });

  it('is there at once when it is restarted while it waits (K1)', async () => {
    await keep(sleeper, { firstMs: 600_000, longestMs: 600_000 });
    const { pid } = kept.server!;
    await kept.kill('SIGKILL');
    await kept.restart();
    expect(kept.server?.pid).not.toBe(pid);
  });

  it('is not started again once it is stopped, whether it ran or waited (K3)', async () => {
    await keep(sleeper, { firstMs: 600_000, longestMs: 600_000 });
    const { pid } = kept.server!;
    await kept.stop();
    expect(isAlive(pid)).toBe(false);
    await expect(kept.restart()).rejects.toMatchObject({ type: 'PROCESS_STOPPED' });

    await keep(sleeper, { firstMs: 600_000, longestMs: 600_000 });
    await kept.kill('SIGKILL');
    await kept.stop();
    expect(kept.server).toBeUndefined();
  });

  it('is not kept when its first start fails, so that a wrong configuration is seen at once', async () => {
    const failing = keep(starting('echo no key; exit 1'));
    await expect(failing).rejects.toThrow('no key');
    expect(kept.server).toBeUndefined();
  });

  it('is given up after twenty starts in a row that failed, so that somebody looks (K4)', async () => {
    let starts = 0;
    await keep(
      async (abort) => {
        starts += 1;
        if (starts > 1) throw new Error('the disk is full');
        return sleeper(abort);
      },
      { firstMs: 1, longestMs: 1 },
    );
    await kept.kill('SIGKILL');
    await expect(kept.givenUp).resolves.toMatchObject({
      type: 'PROCESS_GIVEN_UP',
      message: 'kept was given up after 20 starts in a row that failed. the disk is full',
    });
    expect(starts).toBe(21);
  });
});
