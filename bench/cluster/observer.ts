// A node that hosts nothing and looks at the others: the benchmark's own place in the cluster.
// O1. It lets nobody in, so what it commands it commands as the operator, sealed by its own key as any gateway's callers are.
import { randomUUID } from 'node:crypto';
import { ServiceBroker } from 'moleculer';
import type { DataSource } from 'typeorm';
import { isReading } from '../../actors/domain/people/actor-rights.ts';
import type { Caller } from '../../actors/domain/people/caller.ts';
import { followerActor } from '../../actors/follower/follower.actor.ts';
import { manualActor } from '../../actors/manual/manual.actor.ts';
import { marketDataActor } from '../../actors/market-data/market-data.actor.ts';
import type { CachedView } from '../../actors/ports/shared-cache.ts';
import { providerActor } from '../../actors/provider/provider.actor.ts';
import { riskSupervisorActor } from '../../actors/risk-supervisor/risk-supervisor.actor.ts';
import { riskMonitorActor } from '../../actors/risk-monitor/risk-monitor.actor.ts';
import type { NewActor } from '../../actors/troupe/account-casting.ts';
import { strategyActor } from '../../actors/strategy/strategy.actor.ts';
import { subscriptionActor } from '../../actors/subscription/subscription.actor.ts';
import type { ActorView } from '../../actors/views.ts';
import { memberSeal } from '../../adapters/nats/caller-seal.ts';
import { readIdentity } from '../../adapters/nats/identity.ts';
import { keptSeals } from '../../adapters/nats/kept-seals.ts';
import { NatsTransporter } from '../../adapters/nats/nats-transporter.ts';
import { signedPackets } from '../../adapters/nats/signed-packets.ts';
import { postgresActorRegistry } from '../../adapters/postgres/actor-registry.ts';
import { postgresShardLeases } from '../../adapters/postgres/shard-leases.ts';
import { systemClock } from '../../runtime/clock.ts';
import type { NodeLink } from '../../runtime/cluster/link.ts';
import { Member } from '../../runtime/cluster/member.ts';
import { actorHostService, moleculerLink } from '../../runtime/cluster/moleculer-link.ts';
import type { HostedKind } from '../../runtime/host/host-options.ts';
import { hiddenActors } from '../../runtime/host/hidden-service.ts';
import { silentLog } from '../../runtime/ports/log.ts';

/** Views in one question; an answer stays well under NATS's 1 MB. */
const ASKED = 250;

const SUPERVISED = { restart: 'transient', shutdownMs: 5_000 } as const;
const OPERATOR: Caller = { user: 'operator', roles: ['admin'] };
const GROUP = { strategy: 'one_for_one' } as const;

const KINDS: readonly HostedKind[] = [
  { definition: marketDataActor(), ...SUPERVISED },
  { definition: strategyActor, ...SUPERVISED },
  { definition: riskMonitorActor(), ...SUPERVISED },
  { definition: subscriptionActor(), ...SUPERVISED },
  { definition: providerActor(), ...SUPERVISED },
  { definition: followerActor(), ...SUPERVISED },
  { definition: manualActor(), ...SUPERVISED },
  { definition: riskSupervisorActor(), ...SUPERVISED },
];

export interface ObserverOptions {
  readonly node: string;
  readonly keysDir: string;
  readonly natsUrl: string;
  readonly databaseUrl: string;
  readonly source: DataSource;
}

/** Bytes of a node's INFO, as this node's registry holds it. */
export interface InfoBytes {
  /** When its services were first told: before any actor. */
  readonly first: number;
  readonly now: number;
}

export interface Observer {
  readonly broker: ServiceBroker;
  readonly link: NodeLink;
  /** The node that is known to hold an actor. */
  nodeOf(address: string): string | undefined;
  /** Asks the actors' nodes; one that nobody answers for is left out. */
  views(addresses: readonly string[]): Promise<ReadonlyMap<string, ActorView>>;
  /** Adds new actors and has their nodes start them. */
  spawn(records: readonly NewActor[]): Promise<void>;
  infoBytes(node: string): InfoBytes;
  close(): Promise<void>;
}

/** Joins as soon as NATS answers. */
export async function startObserver(options: ObserverOptions): Promise<Observer> {
  const { node, source } = options;
  const clock = systemClock();
  const log = silentLog;
  const identity = readIdentity(options.keysDir, node);
  const boot = randomUUID();
  const seal = keptSeals(memberSeal(identity, clock), clock);
  const broker = new ServiceBroker({
    nodeID: node,
    logger: false,
    skipProcessEventRegistration: true,
    heartbeatInterval: 2,
    heartbeatTimeout: 6,
    transporter: new NatsTransporter({ url: options.natsUrl, identity, log }),
    middlewares: [
      signedPackets({ identity, clock, log }).middleware,
      hiddenActors({
        act: async (address, action, params, by) =>
          member.company.act(address, action, params, by, isReading(action) ? {} : { sealed: await seal(OPERATOR) }), // O1
        isActorKind: (kind) => member.company.isActorKind(kind),
      }),
    ],
  });
  const link = moleculerLink(broker);
  const leases = postgresShardLeases({ url: options.databaseUrl, boot });
  const registry = postgresActorRegistry(source);
  const member: Member = new Member({
    record: { id: node, weight: 0, draining: false, details: { role: 'gateway', where: 'benchmark' } },
    ...{ boot, leases, link, registry, clock, log, kinds: KINDS, supervisors: { account: GROUP, desk: GROUP } },
    monotonic: () => performance.now(),
  });
  broker.createService(actorHostService(node, member.ears));
  const first = new Map<string, number>();
  const noteInfo = ({ node: seen }: { node: KnownNode }): void => {
    if (!first.has(seen.id) && (seen.rawInfo?.services.length ?? 0) > 0) first.set(seen.id, bytesOf(seen));
  };
  for (const event of ['$node.connected', '$node.updated']) broker.localBus.on(event, noteInfo);
  await broker.start();
  await member.join();
  member.company.know(await registry.list());

  return {
    broker,
    link,
    nodeOf: (address) => member.company.nodeOf(address),
    async views(addresses) {
      const byNode = Map.groupBy(addresses, (address) => member.company.nodeOf(address));
      byNode.delete(undefined);
      const answers = await Promise.all(Array.from(byNode, ([there, asked]) => viewsAt(link, there!, asked)));
      return new Map(answers.flat().map(({ view }) => [view.address, view]));
    },
    spawn: (records) => member.company.spawn(records),
    infoBytes: (id) => {
      const known = (broker.registry.nodes as { get(id: string): KnownNode | undefined }).get(id);
      if (known === undefined) throw new Error(`${node} does not know ${id}`);
      return { first: first.get(id) ?? 0, now: bytesOf(known) };
    },
    async close() {
      await member.leave('the benchmark is over');
      await broker.stop();
      await leases.close();
    },
  };
}

interface KnownNode {
  readonly id: string;
  readonly rawInfo?: { readonly services: readonly unknown[] } | null;
}

const bytesOf = ({ rawInfo }: KnownNode): number => Buffer.byteLength(JSON.stringify(rawInfo));

async function viewsAt(link: NodeLink, node: string, addresses: readonly string[]): Promise<CachedView<ActorView>[]> {
  const views: CachedView<ActorView>[] = [];
  for (let at = 0; at < addresses.length; at += ASKED) {
    const asked = addresses.slice(at, at + ASKED);
    const answer = await link.ask(node, { kind: 'views', addresses: asked }).catch(() => []);
    views.push(...(answer as CachedView<ActorView>[]));
  }
  return views;
}
