import type { ServiceBroker } from 'moleculer';
import { beforeEach, describe, expect, it } from 'vitest';
import { readIdentity } from '../../../adapters/nats/identity.ts';
import { signedPackets, type SignedPacketsDeps } from '../../../adapters/nats/signed-packets.ts';
import { silentLog } from '../../../runtime/ports/log.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { configure } from './secured-nats.ts';

let folder: string;
let now: number;
const clock = { now: () => now };

beforeEach(() => {
  folder = tempFolder('keys');
  configure(folder, ['worker-1', 'worker-2', 'worker-3'], ['feed-1']);
  now = 1_000_000;
});

interface Hooks {
  created(broker: Pick<ServiceBroker, 'nodeID'>): void;
  transporterSend(next: (topic: string, data: Buffer) => Promise<void>): (topic: string, data: Buffer) => Promise<void>;
  transporterReceive(next: (command: string, data: Buffer) => unknown): (command: string, data: Buffer) => unknown;
  transitMessageHandler(
    next: (command: string, packet: unknown) => Promise<unknown>,
  ): (command: string, packet: unknown) => Promise<unknown>;
}

/** A process of a node between Moleculer and the wire, at both of its ends. */
function process(id: string, deps: Partial<SignedPacketsDeps> = {}) {
  const packets = signedPackets({ identity: readIdentity(folder, id), clock, log: silentLog, ...deps });
  const hooks = packets.middleware as unknown as Hooks;
  const handled: string[] = [];
  const handle = hooks.transitMessageHandler(async (_, packet) => handled.push(JSON.stringify(packet)));
  let sent: Buffer = Buffer.alloc(0);
  const send = hooks.transporterSend(async (_, data) => void (sent = data));
  const receive = hooks.transporterReceive((command, data) =>
    handle(command, { payload: JSON.parse(data.toString()) as unknown }),
  );
  return {
    hooks,
    handled,
    receive,
    pack: async (topic: string, sender = id) => {
      await send(topic, Buffer.from(JSON.stringify({ sender, topic })));
      return sent;
    },
    drops: () => Object.fromEntries(Object.entries(packets.dropped()).filter(([, count]) => count > 0)),
  };
}

describe('signed packets', () => {
  it('pass between nodes, to one and to all', async () => {
    const [one, two] = [process('worker-1'), process('worker-2')];
    one.receive('REQ', await two.pack('MOL.REQ.worker-1'));
    one.receive('INFO', await two.pack('MOL.INFO'));
    expect(one.handled).toHaveLength(2);
    expect(one.drops()).toEqual({});
  });

  it('are dropped by another node and as another command, so a heartbeat evicts nobody', async () => {
    const [one, two] = [process('worker-1'), process('worker-2')];
    one.receive('DISCONNECT', await two.pack('MOL.HEARTBEAT'));
    one.receive('EVENT', await two.pack('MOL.REQ.worker-1'));
    one.receive('REQ', await two.pack('MOL.REQ.worker-3'));
    expect(one.handled).toEqual([]);
    expect(one.drops()).toEqual({ 'wrong-target': 3 });
  });

  it('are dropped when any byte of them has changed', async () => {
    const [one, two] = [process('worker-1'), process('worker-2')];
    for (const topic of ['MOL.REQ.worker-1', 'MOL.INFO']) {
      const packet = await two.pack(topic);
      for (let at = 0; at < packet.length; at += 1) {
        const changed = Buffer.from(packet);
        changed[at]! ^= 1;
        one.receive(topic.split('.')[1]!, changed);
        one.receive(topic.split('.')[1]!, packet.subarray(0, at));
      }
    }
    expect(one.handled).toEqual([]);
    one.receive('INFO', await two.pack('MOL.INFO'));
    expect(one.handled).toHaveLength(1);
  });

  it('pass when they overtake each other, and once each', async () => {
    const [one, two] = [process('worker-1'), process('worker-2')];
    const packets: Buffer[] = [];
    for (let at = 0; at < 3; at += 1) packets.push(await two.pack('MOL.REQ.worker-1'));
    for (const packet of [...packets.reverse(), ...packets]) one.receive('REQ', packet);
    expect(one.handled).toHaveLength(3);
    expect(one.drops()).toEqual({ replay: 3 });
  });

  it('are dropped when they are old, from a clock that is off, or from before this process', async () => {
    const two = process('worker-2');
    const one = process('worker-1');
    const packet = await two.pack('MOL.REQ.worker-1');
    now += 30_001;
    one.receive('REQ', packet);
    now -= 60_002;
    one.receive('REQ', packet);
    expect(one.drops()).toEqual({ stale: 2 });
    now += 30_001;
    now += 5_000;
    const restarted = process('worker-1');
    restarted.receive('REQ', packet);
    expect(restarted.drops()).toEqual({ stale: 1 });
    one.receive('REQ', packet); // the control: to the process it was sent to, in time
    expect(one.handled).toHaveLength(1);
  });

  it('of a process that has been replaced are dropped, until nothing of the newer one could be replayed', async () => {
    const one = process('worker-1');
    const old = process('worker-2');
    now += 10;
    const young = process('worker-2');
    one.receive('REQ', await old.pack('MOL.REQ.worker-1'));
    one.receive('REQ', await young.pack('MOL.REQ.worker-1'));
    one.receive('REQ', await old.pack('MOL.REQ.worker-1'));
    expect(one.handled).toHaveLength(2);
    expect(one.drops()).toEqual({ 'old-boot': 1 });
    now += 60_001;
    one.receive('REQ', await old.pack('MOL.REQ.worker-1'));
    expect(one.handled).toHaveLength(3);
  });

  it('carry the name that was proved, in them too', async () => {
    const [one, three] = [process('worker-1'), process('worker-3')];
    one.receive('DISCONNECT', await three.pack('MOL.DISCONNECT', 'worker-2'));
    one.receive('REQ', await three.pack('MOL.REQ.worker-1', 'worker-2'));
    expect(one.handled).toEqual([]);
    expect(one.drops()).toEqual({ 'wrong-sender': 2 });
  });

  it('in the name of this node are dropped, also of a second process with its key: Moleculer would exit', async () => {
    const [one, twin] = [process('worker-1'), process('worker-1')];
    one.receive('INFO', await twin.pack('MOL.INFO'));
    expect(one.handled).toEqual([]);
    expect(one.drops()).toEqual({ 'own-name': 1 });
  });

  it('are not made for who is no node, an edge included', async () => {
    const one = process('worker-1');
    await expect(one.pack('MOL.REQ.worker-9')).rejects.toMatchObject({ type: 'UNKNOWN_NODE' });
    await expect(one.pack('MOL.REQ.feed-1')).rejects.toMatchObject({ type: 'UNKNOWN_NODE' });
  });

  it('tell each drop to whoever counts, and log a flood in a few lines', async () => {
    const heard: string[] = [];
    const lines: unknown[] = [];
    const one = process('worker-1', {
      onDropped: (reason, sender) => heard.push(`${reason} ${sender}`),
      log: { ...silentLog, warn: (facts) => lines.push(facts) },
    });
    const packet = await process('worker-2').pack('MOL.REQ.worker-1');
    for (let at = 0; at < 100; at += 1) one.receive('REQ', packet);
    now += 10_000;
    one.receive('REQ', packet);
    expect(heard).toEqual(Array<string>(100).fill('replay worker-2'));
    expect(lines).toEqual([
      { part: 'nats', reason: 'replay', sender: 'worker-2', packets: 1 },
      { part: 'nats', reason: 'replay', sender: 'worker-2', packets: 99 },
    ]);
  });

  it('are refused to a broker of another name', () => {
    expect(() => process('worker-1').hooks.created({ nodeID: 'worker-2' })).toThrow('the broker is worker-2');
  });
});
