// What a client may do to two nodes, worker-1 and worker-2, that is not one of them: with no key, with an edge's, with the key
// of a third node. Each attack is shown to work where the protection is missing.
import { type NatsConnection } from 'nats';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { nodeKey } from '../../../adapters/nats/node-key.ts';
import { writePacket } from '../../../adapters/nats/packet.ts';
import { isAvailable, node, rawClient, securedNats, type Node, type SecuredNats } from './secured-nats.ts';

let nats: SecuredNats;
let one: Node;
let two: Node;
const clients: NatsConnection[] = [];

async function client(member?: string): Promise<NatsConnection> {
  const connection = await rawClient(nats, member);
  clients.push(connection);
  return connection;
}

async function up(options: { signed: boolean }): Promise<void> {
  one = node(nats, 'worker-1', options);
  two = node(nats, 'worker-2', options);
  await Promise.all([one.broker.start(), two.broker.start()]);
  await one.broker.waitForServices('worker-2');
  await two.broker.waitForServices('worker-1');
}

beforeAll(async () => {
  nats = await securedNats(['worker-1', 'worker-2', 'worker-3'], ['feed-1']);
});
afterAll(() => nats.server.stop());
beforeEach(() => {
  vi.spyOn(process, 'exit').mockImplementation((() => undefined) as never);
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((each) => each.close()));
  await Promise.all([one.broker.stop(), two.broker.stop()]);
  vi.restoreAllMocks();
});

/** What worker-2 would send to worker-1, as whoever knows Moleculer writes it. */
const forgeries = {
  call: ['MOL.REQ.worker-1', { id: 'x1', action: 'worker-1.add', params: { a: 1, b: 2 }, meta: {}, level: 1 }],
  event: ['MOL.EVENT.worker-1', { id: 'x2', event: 'bar', data: { close: 1 }, broadcast: true, meta: {}, level: 1 }],
  disconnect: ['MOL.DISCONNECT', {}],
  info: ['MOL.INFO', { services: [], ipList: [], client: {}, config: {}, instanceID: 'forged', seq: 999 }],
} as const satisfies Record<string, readonly [string, object]>;

const payload = (body: object, sender = 'worker-2'): Buffer =>
  Buffer.from(JSON.stringify({ ver: '5', sender, ...body }));

/** When what was published before has been handled by everybody: calls come back on the same connections, in order. */
async function settled(connection: NatsConnection): Promise<void> {
  await connection.flush();
  expect(await two.broker.call('worker-1.add', { a: 40, b: 2 })).toBe(42);
  expect(await one.broker.call('worker-2.add', { a: 40, b: 2 })).toBe(42);
  one.calls.splice(one.calls.length - 1);
}

function expectUnharmed(): void {
  expect(one.calls).toEqual([]);
  expect(one.events).toEqual([]);
  expect(isAvailable(one.broker, 'worker-2')).toBe(true);
  expect(isAvailable(two.broker, 'worker-1')).toBe(true);
  expect(process.exit).not.toHaveBeenCalled();
}

describe('with the protection', () => {
  beforeEach(() => up({ signed: true }));

  it('nodes call each other and hear events, so what is dropped below is not dropped by a broken link', async () => {
    expect(await one.broker.call('worker-2.add', { a: 1, b: 2 })).toBe(3);
    await two.broker.broadcast('bar', { close: 5 });
    await vi.waitFor(() => expect(one.events).toEqual([{ close: 5 }]), { timeout: 10_000 });
    expect(Object.values(one.packets.dropped()).every((count) => count === 0)).toBe(true);
  });

  it('a client without a key is not let in', async () => {
    await expect(client()).rejects.toThrow(/authorization/i);
  });

  it('a client with the key of an edge may publish what is its own, and reaches nobody else nor hears anything', async () => {
    const edge = await client('feed-1');
    const refused: string[] = [];
    const heard: string[] = [];
    void (async () => {
      for await (const status of edge.status()) refused.push(status.permissionContext?.subject ?? status.type);
    })();
    edge.publish('edge.feed-1.bars', payload({}));
    await edge.flush();
    expect(refused).toEqual([]);
    for (const [topic, body] of Object.values(forgeries)) edge.publish(topic, payload(body));
    edge.publish('edge.feed-2.bars', payload({}));
    for (const topic of ['MOL.>', 'MOL.INFO', 'MOL.REQ.worker-1', 'edge.>', '>'])
      edge.subscribe(topic, { callback: (error) => error === null && heard.push(topic) });
    await settled(edge);
    await vi.waitFor(() => expect(refused).toHaveLength(10), { timeout: 10_000 });
    expect(heard).toEqual([]);
    expectUnharmed();
  });

  it('a client with the key of another node cannot hear what is said to one node', async () => {
    const third = await client('worker-3');
    const refused: string[] = [];
    for (const topic of [
      'MOL.REQ.worker-1',
      'MOL.RES.worker-1',
      'MOL.EVENT.worker-1',
      'MOL.REQ.*',
      'MOL.*.worker-1',
      'MOL.>',
    ])
      third.subscribe(topic, { callback: (error) => (error === null ? expect.unreachable() : refused.push(topic)) });
    await settled(third);
    expect(refused).toHaveLength(6);
  });

  it('a client with a login of a node, and no key to sign with, reaches nobody', async () => {
    const third = await client('worker-3');
    for (const [topic, body] of Object.values(forgeries)) third.publish(topic, payload(body));
    third.publish('MOL.INFO', payload(forgeries.info[1], 'worker-1')); // would end worker-1 as a second of its name
    third.publish('MOL.REQ.worker-1', Buffer.alloc(500_000, 0xff));
    third.publish('MOL.PING', Buffer.alloc(0));
    await settled(third);
    expectUnharmed();
    expect(one.packets.dropped()).toMatchObject({ unsigned: 7 });
  });

  it('a node that signs in the name of another reaches nobody', async () => {
    const third = await client('worker-3');
    const key = nodeKey(readFileSync(join(nats.folder, 'worker-3.seed'), 'utf8').trim());
    const peer = key.sharedWith(
      nodeKey(readFileSync(join(nats.folder, 'worker-1.seed'), 'utf8').trim()).publicKey,
      'x',
    );
    let seq = 0;
    const forge = (topic: string, body: object, sender: string, inside = sender): void => {
      const header = { sender, topic, boot: Date.now() + 1, seq: (seq += 1), sentAt: Date.now() };
      const prove = (covered: Buffer) => (topic.split('.').length === 2 ? key.sign(covered) : peer.export());
      third.publish(topic, writePacket(header, payload(body, inside), prove));
    };
    for (const [topic, body] of Object.values(forgeries)) forge(topic, body, 'worker-2');
    forge(...forgeries.info, 'worker-1');
    forge(...forgeries.info, 'worker-9');
    forge(...forgeries.disconnect, 'worker-3', 'worker-2'); // soundly signed, with another's name inside
    await settled(third);
    expectUnharmed();
    expect(one.packets.dropped()).toMatchObject({
      'bad-signature': 4,
      'own-name': 1,
      'unknown-sender': 1,
      'wrong-sender': 1,
    });
  });

  it('what was heard and is said again, to the same node, to another, or as another command, does nothing', async () => {
    const heard: { topic: string; data: Uint8Array }[] = [];
    const ear = await client('worker-1');
    for (const topic of ['MOL.REQ.worker-1', 'MOL.EVENT.worker-1', 'MOL.HEARTBEAT'])
      ear.subscribe(topic, { callback: (_, { data }) => void heard.push({ topic, data: data.slice() }) });
    await ear.flush();
    expect(await two.broker.call('worker-1.add', { a: 1, b: 2 })).toBe(3);
    await two.broker.broadcast('bar', { close: 5 });
    await vi.waitFor(() => expect(new Set(heard.map(({ topic }) => topic)).size).toBe(3), { timeout: 10_000 });
    const third = await client('worker-3');
    const before = one.packets.dropped().replay;
    const said = [...heard];
    for (const { topic, data } of said) third.publish(topic, data);
    for (const { topic, data } of said)
      if (topic !== 'MOL.HEARTBEAT') {
        third.publish(topic.replace('worker-1', 'worker-2'), data);
        third.publish(topic === 'MOL.REQ.worker-1' ? 'MOL.RES.worker-1' : 'MOL.REQ.worker-1', data);
      }
    await settled(third);
    expect(one.calls).toEqual([{ a: 1, b: 2 }]);
    expect(one.events).toEqual([{ close: 5 }]);
    const targeted = said.filter(({ topic }) => topic !== 'MOL.HEARTBEAT').length;
    expect(one.packets.dropped().replay).toBeGreaterThanOrEqual(before + targeted);
    expect(one.packets.dropped()['wrong-target']).toBe(targeted);
    expect(two.packets.dropped()['wrong-target']).toBe(targeted);
  });
});

describe('without the signing middleware (the control)', () => {
  beforeEach(() => up({ signed: false }));

  it('the same forgeries call, forge events, evict and kill, so the tests above can fail', async () => {
    const third = await client('worker-3');
    third.publish(forgeries.call[0], payload(forgeries.call[1]));
    third.publish(forgeries.event[0], payload(forgeries.event[1]));
    await settled(third);
    expect(one.calls).toEqual([{ a: 1, b: 2 }]);
    expect(one.events).toEqual([{ close: 1 }]);
    // Noted as it happens: the next heartbeat of worker-2 brings it back.
    const evicted: string[] = [];
    one.broker.localBus.on('$node.disconnected', ({ node: { id } }: { node: { id: string } }) => void evicted.push(id));
    third.publish('MOL.INFO', payload(forgeries.info[1], 'worker-1'));
    third.publish(forgeries.disconnect[0], payload(forgeries.disconnect[1]));
    await vi.waitFor(() => expect(evicted).toContain('worker-2'), { timeout: 10_000 });
    await vi.waitFor(() => expect(process.exit).toHaveBeenCalledWith(1), { timeout: 10_000 });
  });
});
