import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ServiceBroker } from 'moleculer';
import { nkeyAuthenticator } from 'nats';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { writeNatsConfig } from '../../../adapters/nats/cluster-keys.ts';
import { NatsTransporter } from '../../../adapters/nats/nats-transporter.ts';
import { freePort } from '../../../adapters/processes/free-port.ts';
import { startNats, type NatsServer } from '../../../adapters/processes/nats-server.ts';
import { systemBinary } from '../../../adapters/processes/system-binary.ts';
import { silentLog } from '../../../runtime/ports/log.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { configure, isAvailable, node, securedNats, type Node } from './secured-nats.ts';

const closings: (() => Promise<unknown>)[] = [];
const closes = <T>(what: T, close: () => Promise<unknown>): T => {
  closings.unshift(close);
  return what;
};
const started = (server: NatsServer): NatsServer => closes(server, () => server.stop());
const brokerOf = (made: Node): Node => closes(made, () => made.broker.stop());
const patience = { timeout: 15_000, interval: 50 };

afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

describe('the NATS transporter', () => {
  it('waits for a NATS that is not there yet, and says so, so that nodes may be started first', async () => {
    const folder = tempFolder('nats');
    const configFile = configure(folder, ['worker-1']);
    const port = await freePort();
    const server = { url: `nats://127.0.0.1:${port}` } as NatsServer;
    const one = brokerOf(node({ folder, server }, 'worker-1'));
    const starting = one.broker.start();
    await vi.waitFor(() => expect(one.problems[0]).toMatch(/NATS at 127[.]0[.]0[.]1:\d+ cannot be reached/), patience);
    started(await startNats({ configFile, port }));
    await starting;
    expect(one.problems.at(-1)).toBeUndefined();
    expect(one.transporter.problem()).toBeUndefined();
  });

  it('can be stopped while it waits, so a node without a NATS still ends', async () => {
    const folder = tempFolder('nats');
    configure(folder, ['worker-1']);
    const server = { url: `nats://127.0.0.1:${await freePort()}` } as NatsServer;
    const one = node({ folder, server }, 'worker-1');
    void one.broker.start();
    await vi.waitFor(() => expect(one.problems).not.toEqual([]), patience);
    await one.broker.stop();
  });

  it('says that NATS does not know its key, and goes on when it does', async () => {
    const nats = await securedNats(['worker-1']);
    started(nats.server);
    const elsewhere = tempFolder('nats');
    configure(elsewhere, ['worker-1', 'worker-2']);
    const two = brokerOf(node({ folder: elsewhere, server: nats.server }, 'worker-2'));
    const starting = two.broker.start();
    await vi.waitFor(() => expect(two.transporter.problem()).toMatch(/does not have this node's key/), patience);
    writeFileSync(join(nats.folder, 'nats.conf'), readFileSync(join(elsewhere, 'nats.conf')));
    process.kill(nats.server.pid, 'SIGHUP');
    await starting;
    expect(two.transporter.problem()).toBeUndefined();
  });

  it('fails calls at once while NATS is away, and nodes meet again when it is back', async () => {
    const nats = await securedNats(['worker-1', 'worker-2']);
    started(nats.server);
    const one = brokerOf(node(nats, 'worker-1'));
    const two = brokerOf(node(nats, 'worker-2'));
    await Promise.all([one.broker.start(), two.broker.start()]);
    await one.broker.waitForServices('worker-2');
    const underWay = expect(one.broker.call('worker-2.never', {}, { timeout: 60_000 })).rejects.toMatchObject({
      name: 'RequestRejectedError',
    });
    await nats.server.kill();
    await vi.waitFor(() => expect(one.transporter.problem()).toMatch(/is lost|was closed|cannot be reached/), patience);
    await underWay;
    await expect(one.broker.call('worker-2.add', { a: 1, b: 2 }, { timeout: 60_000 })).rejects.toThrow(
      /transporter has disconnected/,
    );
    expect(await one.broker.call('worker-1.add', { a: 1, b: 2 })).toBe(3);
    started(await startNats({ configFile: join(nats.folder, 'nats.conf'), port: nats.server.port }));
    await vi.waitFor(async () => expect(await one.broker.call('worker-2.add', { a: 1, b: 2 })).toBe(3), patience);
    await vi.waitFor(async () => expect(await two.broker.call('worker-1.add', { a: 1, b: 2 })).toBe(3), patience);
    expect(one.problems.at(-1)).toBeUndefined();
    expect(two.calls).toEqual([{ a: 1, b: 2 }]);
  });

  it('can be stopped while NATS is away, so a node then still ends', async () => {
    const nats = await securedNats(['worker-1']);
    started(nats.server);
    const one = node(nats, 'worker-1');
    await one.broker.start();
    await nats.server.kill();
    await vi.waitFor(() => expect(one.transporter.problem()).toBeDefined(), patience);
    await one.broker.stop();
  });

  it('refuses a packet that NATS would not take, and lives on: the client throws where Moleculer expects a promise', async () => {
    const nats = await securedNats(['worker-1', 'worker-2']);
    started(nats.server);
    const one = brokerOf(node(nats, 'worker-1'));
    const two = brokerOf(node(nats, 'worker-2'));
    await Promise.all([one.broker.start(), two.broker.start()]);
    await one.broker.waitForServices('worker-2');
    await expect(one.broker.call('worker-2.add', { a: 'x'.repeat(2_000_000), b: '' })).rejects.toMatchObject({
      type: 'PACKET_REFUSED',
    });
    expect(await one.broker.call('worker-2.add', { a: 1, b: 2 })).toBe(3);
  });

  it('meets a node that was added while it ran, and no longer hears one that was removed', async () => {
    const nats = await securedNats(['worker-1', 'worker-2']);
    started(nats.server);
    const one = brokerOf(node(nats, 'worker-1'));
    await one.broker.start();
    nats.reconfigure(['worker-1', 'worker-2', 'worker-3']);
    const three = brokerOf(node(nats, 'worker-3'));
    await three.broker.start();
    await vi.waitFor(async () => expect(await three.broker.call('worker-1.add', { a: 1, b: 2 })).toBe(3), patience);
    await vi.waitFor(async () => expect(await one.broker.call('worker-3.add', { a: 1, b: 2 })).toBe(3), patience);
    nats.reconfigure(['worker-1', 'worker-2']);
    await vi.waitFor(() => expect(three.transporter.problem()).toBeDefined(), patience);
    await vi.waitFor(
      () => expect(one.broker.call('worker-3.add', { a: 1, b: 2 })).rejects.toMatchObject({ type: 'UNKNOWN_NODE' }),
      patience,
    );
  });
});

describe('a subscription that NATS denies', () => {
  const denied = (folder: string, subject: string): string => {
    const conf = configure(folder, ['worker-1', 'worker-2']);
    const text = readFileSync(conf, 'utf8');
    writeFileSync(conf, text.replace(`"${subject}",`, ''));
    return conf;
  };

  it('keeps the node from going on deaf: it names the subject, and goes on when NATS allows it', async () => {
    const folder = tempFolder('nats');
    const server = started(await startNats({ configFile: denied(folder, 'MOL.REQ.worker-1') }));
    const one = brokerOf(node({ folder, server }, 'worker-1'));
    let up = false;
    const starting = one.broker.start().then(() => (up = true));
    await vi.waitFor(
      () => expect(one.transporter.problem()).toMatch(/does not allow worker-1 to hear MOL[.]REQ[.]worker-1;/),
      patience,
    );
    expect(up).toBe(false);
    configure(folder, ['worker-1', 'worker-2']);
    process.kill(server.pid, 'SIGHUP');
    await starting;
    expect(one.transporter.problem()).toBeUndefined();
    const two = brokerOf(node({ folder, server }, 'worker-2'));
    await two.broker.start();
    await two.broker.waitForServices('worker-1');
    expect(await two.broker.call('worker-1.add', { a: 1, b: 2 })).toBe(3);
  });

  it('is told when it is denied later, and heard again when it is allowed again', async () => {
    const nats = await securedNats(['worker-1', 'worker-2']);
    started(nats.server);
    const one = brokerOf(node(nats, 'worker-1'));
    const two = brokerOf(node(nats, 'worker-2'));
    await Promise.all([one.broker.start(), two.broker.start()]);
    await two.broker.waitForServices('worker-1');
    denied(nats.folder, 'MOL.REQ.worker-1');
    process.kill(nats.server.pid, 'SIGHUP');
    await vi.waitFor(() => expect(one.transporter.problem()).toMatch(/to hear MOL[.]REQ[.]worker-1;/), patience);
    nats.reconfigure(['worker-1', 'worker-2']);
    await vi.waitFor(() => expect(one.transporter.problem()).toBeUndefined(), patience);
    expect(await two.broker.call('worker-1.add', { a: 1, b: 2 })).toBe(3);
    expect(one.calls).toHaveLength(1);
  });

  it("leaves Moleculer's own transporter deaf and saying that it is up (the control)", async () => {
    const folder = tempFolder('nats');
    const server = started(await startNats({ configFile: denied(folder, 'MOL.REQ.worker-1') }));
    const broker = new ServiceBroker({
      nodeID: 'worker-1',
      logger: false,
      skipProcessEventRegistration: true,
      transporter: {
        type: 'NATS',
        options: {
          url: server.url,
          authenticator: nkeyAuthenticator(readFileSync(join(folder, 'worker-1.seed')).subarray(0, 58)),
          pingInterval: 500,
          maxPingOut: 1,
        },
      },
    });
    const said = vi.spyOn(console, 'log').mockReturnValue();
    await broker.start();
    expect(said).toHaveBeenCalledWith('reader closed', expect.any(TypeError)); // the client's reader, for good
    expect(broker.transit?.connected).toBe(true);
    await broker.stop();
    said.mockRestore();
  });

  it('to publish is told too, so a node that nobody hears says so', async () => {
    const folder = tempFolder('nats');
    const server = started(await startNats({ configFile: denied(folder, 'MOL.DISCOVER') }));
    const one = brokerOf(node({ folder, server }, 'worker-1'));
    await one.broker.start();
    await vi.waitFor(() => expect(one.transporter.problem()).toMatch(/to publish MOL[.]DISCOVER;/), patience);
  });
});

describe('TLS', () => {
  it('is spoken with the certificate that the node was told to trust, and with no other', async () => {
    const folder = tempFolder('nats-tls');
    const binary = await systemBinary({ command: 'openssl', debianPackage: 'openssl' });
    const openssl = (...args: string[]) => execFileSync(binary, args, { cwd: folder, stdio: 'pipe' });
    openssl(
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
      ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', 'key.pem', '-out', 'cert.pem'],
    );
    const certFile = join(folder, 'cert.pem');
    const { conf } = writeNatsConfig({
      folder,
      host: '127.0.0.1',
      port: 4222,
      tls: { certFile, keyFile: join(folder, 'key.pem') },
      members: [{ id: 'worker-1', role: 'worker' }],
    });
    const server = started(await startNats({ configFile: conf }));
    const distrusting = brokerOf(node({ folder, server }, 'worker-1'));
    void distrusting.broker.start();
    await vi.waitFor(() => expect(distrusting.transporter.problem()).toMatch(/self.signed certificate/), patience);
    const problems: (string | undefined)[] = [];
    const transporter = new NatsTransporter({
      url: server.url.replace('nats:', 'tls:'),
      identity: { node: 'worker-1', seed: readFileSync(join(folder, 'worker-1.seed'), 'utf8').trim() },
      tls: { caFile: certFile },
      log: silentLog,
      onProblem: (problem) => problems.push(problem),
    });
    const broker = new ServiceBroker({
      nodeID: 'worker-1',
      logger: false,
      skipProcessEventRegistration: true,
      transporter,
    });
    closings.unshift(() => broker.stop());
    await broker.start();
    expect(problems).toEqual([]);
    expect(isAvailable(broker, 'worker-1')).toBe(true);
  });
});
