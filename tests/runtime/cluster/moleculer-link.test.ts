// Real brokers, joined by Moleculer's transporter within one process; leases, store and registry in memory.
import { ServiceBroker } from 'moleculer';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../runtime/clock.ts';
import type { NodeEars, NodeLink, NodeWord } from '../../../runtime/cluster/link.ts';
import { Member } from '../../../runtime/cluster/member.ts';
import { actorHostService, moleculerLink } from '../../../runtime/cluster/moleculer-link.ts';
import { hiddenActors } from '../../../runtime/host/hidden-service.ts';
import { silentLog } from '../../../runtime/ports/log.ts';
import { silentMeter } from '../../../runtime/ports/runtime-meter.ts';
import { seededRandom } from '../../../runtime/random.ts';
import { LeaseTable } from '../../support/memory-leases.ts';
import { MemoryRegistry, MemoryStore } from '../../support/memory-store.ts';
import { counter, eventually } from '../../support/toy-actors.ts';
import { row } from '../../support/toy-node.ts';

const clock = systemClock({ unref: true });
const nodes: MoleculerNode[] = [];
afterEach(async () => {
  await Promise.all(nodes.splice(0).map(({ close }) => close()));
});

interface MoleculerNode {
  readonly id: string;
  readonly broker: ServiceBroker;
  readonly member: Member;
  readonly link: NodeLink;
  readonly words: NodeWord[];
  close(): Promise<void>;
}

function world() {
  const table = new LeaseTable(clock);
  return {
    table,
    store: new MemoryStore((shard, epoch) => table.admits(shard, epoch)),
    registry: new MemoryRegistry(),
  };
}

async function start(id: string, { table, store, registry }: ReturnType<typeof world>): Promise<MoleculerNode> {
  const broker = new ServiceBroker({
    ...{ nodeID: id, logger: false, transporter: 'Fake', skipProcessEventRegistration: true },
    middlewares: [
      hiddenActors({
        act: (...call) => member.company.act(...call),
        isActorKind: (kind) => member.company.isActorKind(kind),
      }),
    ],
  });
  const link = moleculerLink(broker);
  const member: Member = new Member({
    record: { id, weight: 1, draining: false, details: {} },
    ...{ boot: id, leases: table.leases({ boot: id }), link, registry, clock, log: silentLog },
    monotonic: () => performance.now(),
    kinds: [{ definition: counter, restart: 'transient', shutdownMs: 1_000 }],
    supervisors: {},
    hosting: {
      host: { broker, store, meter: silentMeter, random: seededRandom(id), ports: { printer: async () => null } },
      heads: (streams) => store.heads(streams),
      showing: (host) => ({
        views: (named) => named.map((address) => host.status(address)),
        tree: () => host.tree(),
        readers: (streams) => host.readers(streams),
      }),
    },
  });
  const words: NodeWord[] = [];
  const ears: NodeEars = {
    hear: (from, word) => {
      words.push(word);
      member.ears.hear(from, word);
    },
    answer: (from, question) => member.ears.answer(from, question),
  };
  broker.createService(actorHostService(id, ears));
  await broker.start();
  const close = async (): Promise<void> => {
    await member.leave('the test is over');
    await broker.stop();
  };
  const node = { id, broker, member, link, words, close };
  nodes.push(node);
  return node;
}

async function company(...ids: string[]): Promise<MoleculerNode[]> {
  const shared = world();
  const started = await Promise.all(ids.map((id) => start(id, shared)));
  const knows = (broker: ServiceBroker, id: string): boolean =>
    broker.registry.getServiceList({}).some(({ name, nodeID }) => name === 'actor-host' && nodeID === id);
  await eventually(() => started.every(({ broker }) => ids.every((id) => knows(broker, id))));
  // Each is known to be there before anybody takes a shard, so nothing has to move first.
  const record = { weight: 1, draining: false, details: {} };
  for (const id of ids) await shared.table.leases({ boot: id }).beat({ id, ...record }, new Map());
  await Promise.all(started.map(({ member }) => member.join()));
  await eventually(() => shared.table.map().shards.every(({ live }) => live));
  return started;
}

describe('actors on real brokers', () => {
  test('answer to their address from every node, and refuse with a type that survives the way', async () => {
    const [a, b, c] = (await company('a', 'b', 'c')) as [MoleculerNode, MoleculerNode, MoleculerNode];
    const addresses = Array.from({ length: 12 }, (_, n) => `counter.${n}`);
    await a.member.company.spawn(addresses.map((address) => row(address)));
    const homes = new Set<string>();
    for (const address of addresses) {
      const seen = await Promise.all(
        [a, b, c].map(({ broker }) => broker.call<{ node: string }>(`${address}.inspect`)),
      );
      homes.add(seen[0]!.node);
      expect(new Set(seen.map(({ node }) => node)).size).toBe(1);
    }
    expect(homes.size).toBeGreaterThan(1);
    for (const { broker } of [a, b, c]) {
      await expect(broker.call('counter.0.dance')).rejects.toMatchObject({ type: 'UNKNOWN_COMMAND' });
      await expect(broker.call('counter.nobody.inspect')).rejects.toMatchObject({ type: 'ACTOR_NOT_HOSTED' });
    }
  });

  test('cost the registry nothing: INFO and what peers know stay as they were after 10,000 have come and gone', async () => {
    const [a, b] = (await company('a', 'b')) as [MoleculerNode, MoleculerNode];
    const sizes = (): unknown => ({
      info: [a, b].map(({ broker }) => JSON.stringify(broker.registry.getLocalNodeInfo(true)).length),
      peers: [knownBy(a, 'b'), knownBy(b, 'a')],
      services: [a, b].map(({ broker }) => broker.registry.getServiceList({}).length),
      actions: [a, b].map(({ broker }) => broker.registry.getActionList({}).length),
      events: [a, b].map(({ broker }) => broker.registry.getEventList({}).length),
    });
    const before = sizes();
    const rows = Array.from({ length: 10_000 }, (_, n) => row(`counter.${n}`));
    await a.member.company.spawn(rows);
    const count = (): number[] => [a, b].map(({ member }) => member.host!.list().length);
    await eventually(() => count()[0]! + count()[1]! === 10_000);
    expect(Math.min(...count())).toBeGreaterThan(1_000);
    expect(sizes()).toEqual(before);
    await Promise.all(
      [a, b].map(({ member }) => member.host!.giveUp(Array.from({ length: 256 }, (_, shard) => shard))),
    );
    expect(count()).toEqual([0, 0]);
    await eventually(() => a.broker.services.length + b.broker.services.length === 4);
    expect(sizes()).toEqual(before);
  });
});

/** Bytes of what a broker keeps of another node. */
function knownBy({ broker }: MoleculerNode, id: string): number {
  const { rawInfo, services } = broker.registry.nodes.get(id) as unknown as { rawInfo: unknown; services: unknown };
  return JSON.stringify([rawInfo, services]).length;
}

describe('a line to other nodes', () => {
  test('takes a word to the one it is for, and to nobody else', async () => {
    const [a, b, c] = (await company('a', 'b', 'c')) as [MoleculerNode, MoleculerNode, MoleculerNode];
    const word: NodeWord = { kind: 'released', shards: [999] };
    a.link.say('b', word);
    const isThere = ({ words }: MoleculerNode): boolean =>
      words.some((heard) => heard.kind === 'released' && heard.shards[0] === 999);
    await eventually(() => isThere(b));
    expect([isThere(a), isThere(c)]).toEqual([false, false]);
  });

  test('to a node that is not there fails at once, and so does every line while there is no transporter', async () => {
    const [a] = (await company('a', 'b')) as [MoleculerNode, MoleculerNode];
    const question = { kind: 'tree' } as const;
    await expect(a.link.ask('nobody', question)).rejects.toMatchObject({ type: 'NODE_UNREACHABLE' });
    expect(a.link.isUp()).toBe(true);
    (a.broker as unknown as { transit: { connected: boolean } }).transit.connected = false;
    expect(a.link.isUp()).toBe(false);
    await expect(a.link.ask('b', question)).rejects.toMatchObject({ type: 'NODE_UNREACHABLE' });
    expect(() => a.link.say('b', { kind: 'released', shards: [] })).not.toThrow();
    (a.broker as unknown as { transit: { connected: boolean } }).transit.connected = true;
    await expect(a.link.ask('b', question)).resolves.toMatchObject({ id: 'b' });
  });
});
