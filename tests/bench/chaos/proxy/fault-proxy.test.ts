import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultProxy, type FaultProxy } from '../../../../bench/chaos/proxy/fault-proxy.ts';
import { freePort } from '../../../../adapters/processes/free-port.ts';

/** Long enough for what is not held to have come through many times over. */
const WHILE_MS = 150;

let server: Server;
let heard: string;
let hungUp: number;
let proxy: FaultProxy;
const clients: Socket[] = [];
const upstreams: Socket[] = [];

beforeEach(async () => {
  heard = '';
  hungUp = 0;
  // Answers every byte with its capital.
  server = createServer((socket) => {
    upstreams.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      heard += chunk.toString();
      socket.write(chunk.toString().toUpperCase());
    });
    socket.on('end', () => (hungUp += 1));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  proxy = await faultProxy({ target: { host: '127.0.0.1', port: (server.address() as AddressInfo).port } });
});
afterEach(async () => {
  for (const socket of [...clients.splice(0), ...upstreams.splice(0)]) socket.destroy();
  await proxy.close();
  server.close();
});

interface Client {
  readonly socket: Socket;
  readonly got: () => string;
}

async function client(): Promise<Client> {
  const socket = connect(proxy.port, proxy.host);
  clients.push(socket);
  socket.on('error', () => undefined);
  let got = '';
  socket.on('data', (chunk) => (got += chunk.toString()));
  await once(socket, 'connect');
  return { socket, got: () => got };
}

async function until(holds: () => boolean): Promise<void> {
  for (let wait = 0; !holds(); wait += 2) {
    if (wait > 5_000) throw new Error('it never came to that');
    await sleep(2);
  }
}

describe('a link', () => {
  it('carries everything, both ways, in order, and counts it', async () => {
    const { socket, got } = await client();
    const text = 'abcdefghij'.repeat(200_000);
    socket.write(text);
    await until(() => got().length === text.length);
    expect(got()).toBe(text.toUpperCase());
    expect(proxy.stats()).toEqual({ open: 1, accepted: 1, bytesToTarget: text.length, bytesToClient: text.length });
  });

  it('tells each side that the other has ended', async () => {
    const { socket } = await client();
    socket.end('bye');
    await until(() => hungUp === 1 && proxy.stats().open === 0);
    expect(heard).toBe('bye');
  });

  it('to a target that is down is reset', async () => {
    const nowhere = await faultProxy({ target: { host: '127.0.0.1', port: await freePort() } });
    const socket = connect(nowhere.port, nowhere.host).on('error', () => undefined);
    await new Promise((resolve) => socket.once('close', resolve));
    await nowhere.close();
  });
});

describe('a blackhole', () => {
  it('lets nothing through and ends nothing, and what was sent arrives when it is over', async () => {
    const { socket, got } = await client();
    socket.write('a');
    await until(() => got() === 'A');
    proxy.blackhole();
    socket.write('b');
    const late = await client();
    late.socket.write('c');
    await sleep(WHILE_MS);
    expect(heard).toBe('a');
    expect(socket.closed || late.socket.closed).toBe(false);
    proxy.pass();
    await until(() => got() === 'AB' && late.got() === 'C');
  });

  it('delivers the last words of a client that gave up meanwhile: late, not never', async () => {
    const { socket } = await client();
    proxy.blackhole();
    socket.write('submit');
    await sleep(WHILE_MS);
    socket.destroy();
    await sleep(WHILE_MS);
    expect(heard).toBe('');
    proxy.pass();
    await until(() => heard === 'submit' && hungUp === 1);
  });
});

describe('a link that is cut one way', () => {
  it('to the target: what is asked does not arrive', async () => {
    const { socket, got } = await client();
    proxy.cutOneWay('to-target');
    socket.write('a');
    await sleep(WHILE_MS);
    expect(heard).toBe('');
    proxy.pass();
    await until(() => got() === 'A');
  });

  it('to the client: what is asked is done, and nobody hears of it', async () => {
    const { socket, got } = await client();
    proxy.cutOneWay('to-client');
    socket.write('a');
    await until(() => heard === 'a');
    await sleep(WHILE_MS);
    expect(got()).toBe('');
    proxy.pass();
    await until(() => got() === 'A');
  });
});

describe('a slow link', () => {
  it('delays each way and keeps the order, however the delays are drawn', async () => {
    const { socket, got } = await client();
    proxy.delay(40, 40);
    const began = performance.now();
    for (const letter of 'abcdefghij') {
      socket.write(letter);
      await sleep(3);
    }
    await until(() => got().length === 10);
    expect(performance.now() - began).toBeGreaterThanOrEqual(80);
    expect(got()).toBe('ABCDEFGHIJ');
  });

  it('holds what is under way when it is cut', async () => {
    const { socket, got } = await client();
    proxy.delay(1_000);
    socket.write('a');
    await sleep(10);
    proxy.blackhole();
    await sleep(WHILE_MS);
    expect(heard).toBe('');
    proxy.pass();
    await until(() => got() === 'A');
  });
});

it('closeAll resets what is open; the next connection finds the link as it was', async () => {
  const { socket } = await client();
  await until(() => upstreams.length === 1);
  proxy.closeAll();
  await until(() => socket.closed && upstreams[0]!.closed);
  expect(proxy.stats().open).toBe(0);
  const { socket: next, got } = await client();
  next.write('b');
  await until(() => got() === 'B');
});
