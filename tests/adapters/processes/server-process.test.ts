import { expect, describe, it, onTestFinished } from 'vitest';
import { isAlive } from '../../../adapters/processes/process-alive.ts';
import { startServerProcess, type ServerCommand } from '../../../adapters/processes/server-process.ts';
import { systemBinary } from '../../../adapters/processes/system-binary.ts';
import { gone, launch } from './launched.ts';

const shell = (script: string, more: Partial<ServerCommand> = {}): ServerCommand => ({
  name: 'a server',
  command: '/bin/sh',
  args: ['-c', script],
  ready: /^ready/,
  ...more,
});

describe('a server process', () => {
  it('that ends before it is ready fails at once with what it printed, so that nobody searches for the cause', async () => {
    const start = startServerProcess(shell('echo the port is taken >&2; exit 3'));
    await expect(start).rejects.toMatchObject({
      type: 'PROCESS_NOT_STARTED',
      message: 'a server ended before it was ready (exit 3)\nthe port is taken',
    });
  });

  it('that never gets ready is killed, so that it does not stay behind', async () => {
    const lines: string[] = [];
    const script = 'echo $$; exec sleep 600';
    const start = startServerProcess(shell(script, { readyTimeoutMs: 300, onLine: (line) => lines.push(line) }));
    await expect(start).rejects.toThrow('a server was not ready within 300 ms');
    expect(isAlive(Number(lines[0]))).toBe(false);
  });

  it('whose start is called off is killed, so that Ctrl-C need not wait for it', async () => {
    const calledOff = new AbortController();
    const start = startServerProcess(
      shell('echo up; exec sleep 600', { abort: calledOff.signal, onLine: () => calledOff.abort() }),
    );
    await expect(start).rejects.toThrow('ended before it was ready (SIGKILL)');
  });

  it('that dies by itself is seen, so that somebody can start it again', async () => {
    const server = await startServerProcess(shell('echo ready; exec sleep 600'));
    process.kill(server.pid, 'SIGSEGV');
    expect(await server.exited).toEqual({ code: null, signal: 'SIGSEGV' });
    await server.stop();
  });

  it('that is frozen hears the request to stop, so that stopping it does not take the whole time limit', async () => {
    const server = await startServerProcess(shell('echo ready at once; exec sleep 600'));
    expect(server.readyLine).toBe('ready at once');
    server.signal('SIGSTOP');
    await server.stop();
    expect(await server.exited).toEqual({ code: null, signal: 'SIGTERM' });
  });

  it('that does not obey is killed after its time, so that stopping always ends', async () => {
    const script = `trap '' TERM; echo ready; while :; do sleep 0.1; done`;
    const server = await startServerProcess(shell(script, { stopTimeoutMs: 200 }));
    await server.stop();
    expect(await server.exited).toEqual({ code: null, signal: 'SIGKILL' });
  });
});

describe('the life of a child', () => {
  it.each([
    ['the kernel', '/usr/bin/setpriv'],
    ['a waiting shell', '/nowhere/setpriv'],
  ])('ends by %s when its parent is killed, so that a killed launcher leaves nothing behind', async (_, setpriv) => {
    const parent = await launch('bound', setpriv);
    expect(parent.pids.map(isAlive)).toEqual([true]);
    await parent.kill();
    await gone(parent.pids);
  });

  it('would outlast its parent if it were not bound: the control of the tests above', async () => {
    const parent = await launch('plain');
    onTestFinished(() => void process.kill(parent.pids[0]!, 'SIGKILL'));
    await parent.kill();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(parent.pids.map(isAlive)).toEqual([true]);
  });
});

describe('a system binary', () => {
  it('is found by its name alone, also one outside of PATH', async () => {
    expect(await systemBinary({ command: 'nats-server', debianPackage: 'nats-server' })).toMatch(/^\/.*nats-server$/);
  });
});
