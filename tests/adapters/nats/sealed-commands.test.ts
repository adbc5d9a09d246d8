// Who may command an actor on worker-1 over a real NATS: nodes without a seal, with another's, an altered, an old or a worker's own, and
// clients that are no nodes. Each is shown to get through where the actor's boundary is missing.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CompactSign } from 'jose';
import { ServiceBroker } from 'moleculer';
import { connect, nkeyAuthenticator } from 'nats';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '../../../actors/domain/people/caller.ts';
import { admission } from '../../../actors/troupe/admission.ts';
import { troupeService, type TroupeOptions } from '../../../actors/troupe/troupe.service.ts';
import { memberSeal } from '../../../adapters/nats/caller-seal.ts';
import { writeNatsConfig } from '../../../adapters/nats/cluster-keys.ts';
import { type NodeIdentity, readIdentity } from '../../../adapters/nats/identity.ts';
import { NatsTransporter } from '../../../adapters/nats/nats-transporter.ts';
import { type SignedPackets, signedPackets } from '../../../adapters/nats/signed-packets.ts';
import { startNats, type NatsServer } from '../../../adapters/processes/nats-server.ts';
import { systemClock } from '../../../runtime/clock.ts';
import type { NodeLink, NodeQuestion } from '../../../runtime/cluster/link.ts';
import { Member } from '../../../runtime/cluster/member.ts';
import { actorHostService, moleculerLink } from '../../../runtime/cluster/moleculer-link.ts';
import { hiddenActors } from '../../../runtime/host/hidden-service.ts';
import { silentLog } from '../../../runtime/ports/log.ts';
import { silentMeter } from '../../../runtime/ports/runtime-meter.ts';
import { seededRandom } from '../../../runtime/random.ts';
import { LeaseTable } from '../../support/memory-leases.ts';
import { MemoryRegistry, MemoryStore } from '../../support/memory-store.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { type Diary, witness } from '../../support/toy-actors.ts';
import { row } from '../../support/toy-node.ts';

const HOST = 'worker-1';
const NODES = { [HOST]: 'worker', 'worker-2': 'worker', 'gateway-1': 'gateway', 'gateway-2': 'gateway' } as const;
type Id = keyof typeof NODES;
const OTHERS = ['worker-2', 'gateway-1', 'gateway-2'] as const satisfies Id[];
const ADAS = 'subscription.ada';
const ada: Caller = { user: 'ada', roles: ['user'] };
const boss: Caller = { user: 'boss', roles: ['admin'] };
const refused = { type: 'FORBIDDEN' };
const clock = systemClock({ unref: true });
const folder = tempFolder('sealed');

interface Node {
  readonly identity: NodeIdentity;
  readonly broker: ServiceBroker;
  readonly link: NodeLink;
  readonly packets: SignedPackets;
  close(): Promise<void>;
}

let server: NatsServer;
let nodes: Record<Id, Node>;
let diary: Diary;

beforeAll(async () => {
  const members = Object.entries(NODES).map(([id, role]) => ({ id, role }));
  const { conf } = writeNatsConfig({
    ...{ folder, host: '127.0.0.1', port: 4222 },
    members: [...members, { id: 'feed-1', role: 'edge' }],
  });
  server = await startNats({ configFile: conf });
});
afterAll(() => server.stop());
afterEach(() => Promise.all(Object.values(nodes).map(({ close }) => close())));

interface World {
  readonly table: LeaseTable;
  readonly store: MemoryStore;
  readonly registry: MemoryRegistry;
}

async function start(id: Id, { table, store, registry }: World, { guarded }: { guarded: boolean }): Promise<Node> {
  const identity = readIdentity(folder, id);
  const packets = signedPackets({ identity, clock, log: silentLog });
  const broker = new ServiceBroker({
    ...{ nodeID: id, logger: false, skipProcessEventRegistration: true, heartbeatInterval: 1, heartbeatTimeout: 30 },
    transporter: new NatsTransporter({ url: server.url, identity, log: silentLog }),
    middlewares: [
      packets.middleware,
      hiddenActors({
        act: (...call) => member.company.act(...call),
        isActorKind: (kind) => member.company.isActorKind(kind),
      }),
    ],
  });
  const link = moleculerLink(broker);
  const seal = memberSeal(identity, clock);
  const admit = admission({ node: id, seal, registry, roleOf: (node) => identity.members.get(node)?.role });
  const member: Member = new Member({
    record: { id, weight: id === HOST ? 1 : 0, draining: false, details: {} },
    ...{ boot: id, leases: table.leases({ boot: id }), link, registry, clock, log: silentLog },
    monotonic: () => performance.now(),
    kinds: [{ definition: { ...witness(diary), kind: 'subscription' }, restart: 'transient', shutdownMs: 1_000 }],
    supervisors: {},
    ...(id === HOST && {
      hosting: {
        host: {
          ...{ broker, store, meter: silentMeter, random: seededRandom(id), ports: { printer: async () => null } },
          ...(guarded && { admit }),
        },
        heads: (streams) => store.heads(streams),
        showing: (host) => ({
          views: (named) => named.map((one) => host.status(one)),
          tree: () => host.tree(),
          readers: (streams) => host.readers(streams),
        }),
      },
    }),
  });
  broker.createService(actorHostService(id, member.ears));
  const { company } = member;
  const troupe = { ensemble: { actors: () => [] }, company, registry, seal, node: id } as unknown as TroupeOptions;
  broker.createService(troupeService(troupe));
  await broker.start();
  await member.join();
  const close = async (): Promise<void> => {
    await member.leave('the test is over');
    await broker.stop();
  };
  return { identity, broker, link, packets, close };
}

async function up(options: { guarded: boolean }): Promise<void> {
  diary = new Map();
  const table = new LeaseTable(clock);
  const world = { table, store: new MemoryStore((s, epoch) => table.admits(s, epoch)), registry: new MemoryRegistry() };
  await world.registry.create([row(ADAS, {}, { owner: 'ada' })]);
  const host = await start(HOST, world, options);
  const others = await Promise.all(OTHERS.map((id) => start(id, world, options)));
  nodes = Object.fromEntries([host, ...others].map((node) => [node.identity.node, node])) as Record<Id, Node>;
  for (const { broker } of others) {
    await expect.poll(() => isKnown(broker, HOST), { timeout: 15_000 }).toBe(true);
    await expect.poll(() => isKnown(host.broker, broker.nodeID), { timeout: 15_000 }).toBe(true);
  }
}

const isKnown = (broker: ServiceBroker, id: string): boolean =>
  broker.registry.getServiceList({}).some(({ name, nodeID }) => name === 'actor-host' && nodeID === id);

/** What the actor has been told to do, and by whom. */
const done = (): string[] =>
  (diary.get(ADAS) ?? []).flatMap((message) =>
    message.kind === 'command' ? [`${message.command} by ${message.by}`] : [],
  );

const sealedBy = (id: Id, caller = ada, { now = () => clock.now() } = {}): Promise<string> =>
  memberSeal(nodes[id].identity, { now }).seal(caller, now() + 30_000);

/** A seal as somebody with another key makes it. */
function madeBy(signer: Id, named: string, caller = boss): Promise<string> {
  const iat = Math.floor(clock.now() / 1_000);
  const payload = { iss: named, sub: caller.user, roles: caller.roles, iat, exp: iat + 30 };
  return new CompactSign(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'EdDSA', kid: named, typ: 'troupe-caller' })
    .sign(nodes[signer].identity.key.signingKey);
}

const asking = (sealed?: string, by = 'ada'): NodeQuestion => ({
  ...{ kind: 'act', address: ADAS, action: 'save', params: {}, by },
  ...(sealed !== undefined && { sealed }),
});
/** Puts a question to the actor's node as a node that keeps to no rule of its own. */
const ask = (from: Id, sealed?: string): Promise<unknown> => nodes[from].link.ask(HOST, asking(sealed));

const altered = async (): Promise<string> => {
  const [header, payload, signature] = (await sealedBy('gateway-1')).split('.');
  const claims = JSON.parse(Buffer.from(payload!, 'base64url').toString()) as object;
  const other = Buffer.from(JSON.stringify({ ...claims, sub: 'boss', roles: ['admin'] })).toString('base64url');
  return `${header}.${other}.${signature}`;
};

const FORGERIES: readonly [what: string, forge: () => Promise<unknown>][] = [
  ['a gateway without a seal', () => ask('gateway-1')],
  [
    'a gateway whose call names a caller by hand',
    () => nodes['gateway-1'].broker.call(`${ADAS}.save`, {}, { meta: { by: 'ada', caller: boss } }),
  ],
  [
    'a gateway that signs with its own key in another’s name',
    async () => ask('gateway-2', await madeBy('gateway-2', 'gateway-1')),
  ],
  ['a gateway with what another has sealed', async () => ask('gateway-2', await sealedBy('gateway-1'))],
  ['an altered seal', async () => ask('gateway-1', await altered())],
  [
    'a seal that is over',
    async () => ask('gateway-1', await sealedBy('gateway-1', ada, { now: () => clock.now() - 31_000 })),
  ],
  ['a worker that seals in its own name', async () => ask('worker-2', await madeBy('worker-2', 'worker-2'))],
  ['a worker that seals in a gateway’s name', async () => ask('worker-2', await madeBy('worker-2', 'gateway-1'))],
  ['a worker with what a gateway has sealed', async () => ask('worker-2', await sealedBy('gateway-1'))],
  [
    'a seal of who may not command it',
    async () => ask('gateway-1', await sealedBy('gateway-1', { ...ada, user: 'ben' })),
  ],
];

describe('an actor on another node', () => {
  beforeEach(() => up({ guarded: true }));

  it('does what it is asked under a gateway’s seal, in the name that is sealed', async () => {
    const call = async (caller: Caller): Promise<unknown> =>
      nodes['gateway-1'].broker.call(
        `${ADAS}.save`,
        {},
        { meta: { by: 'whoever', sealed: await sealedBy('gateway-1', caller) } },
      );
    await call(ada);
    await call(boss);
    expect(done()).toEqual(['save by ada', 'save by boss']);
  });

  it('does nothing for any of those who forge one', async () => {
    for (const [what, forge] of FORGERIES) await expect(forge(), what).rejects.toMatchObject(refused);
    expect(done()).toEqual([]);
    await ask('gateway-1', await sealedBy('gateway-1')); // the line was there all the while
    expect(done()).toEqual(['save by ada']);
  });

  it('shows itself to a gateway that asks for nobody, and believes a worker, which asks for actors', async () => {
    const { broker } = nodes['gateway-2'];
    await expect(broker.call(`${ADAS}.inspect`)).resolves.toMatchObject({ owner: 'ada', node: HOST });
    await ask('worker-2');
    expect(done()).toEqual(['save by ada']);
  });

  it('is not reached round its boundary by a service of its own node that is called over the wire', async () => {
    const { broker } = nodes['gateway-1'];
    const sealed = await sealedBy('gateway-1');
    const services: [string, object][] = [
      ['troupe.stop-and-flatten', { address: ADAS }],
      ['troupe.start', { address: ADAS }],
      ['troupe.drain', { node: HOST }],
    ];
    for (const [action, params] of services)
      for (const meta of [
        { caller: boss, by: 'boss' },
        { caller: ada, sealed },
      ])
        await expect(broker.call(action, params, { meta, nodeID: HOST })).rejects.toMatchObject(refused);
    expect(done()).toEqual([]);
    // Control: on one's own node, with a seal, it gets there.
    await broker.call('troupe.stop-and-flatten', { address: ADAS }, { meta: { sealed } }).catch(() => undefined);
    expect(done()).toEqual(['flatten by ada']);
  });

  it('does not hear a client that is no node, not even with a sound seal', async () => {
    const sealed = await sealedBy('gateway-1');
    const request = { id: 'forged', action: 'actor-host.ask', params: asking(sealed), meta: {}, level: 1 };
    const packet = Buffer.from(JSON.stringify({ ver: '5', sender: 'gateway-1', ...request }));
    await expect(connect({ servers: server.url, maxReconnectAttempts: 0 })).rejects.toThrow(/authorization/i);
    for (const login of ['feed-1', 'gateway-1']) {
      const seed = readFileSync(join(folder, `${login}.seed`)).subarray(0, 58);
      const client = await connect({
        ...{ servers: server.url, maxReconnectAttempts: 0, authenticator: nkeyAuthenticator(seed) },
      });
      client.publish(`MOL.REQ.${HOST}`, packet);
      await client.flush();
      await client.close();
    }
    await expect(nodes['gateway-1'].broker.call(`${ADAS}.inspect`)).resolves.toMatchObject({ node: HOST });
    expect(done()).toEqual([]);
    expect(nodes[HOST].packets.dropped()).toMatchObject({ unsigned: 1 });
  });
});

describe('without the boundary (the control)', () => {
  beforeEach(() => up({ guarded: false }));

  it('each of the forgeries is carried out, so the tests above can fail', async () => {
    for (const [, forge] of FORGERIES) await forge();
    expect(done()).toEqual(FORGERIES.map(() => 'save by ada'));
  });
});
