// One node of a troupe, put together: its stores, its broker, its actors, its services and its door.
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { ServiceBroker } from 'moleculer';
import { admission } from '../../actors/troupe/admission.ts';
import { type Ensemble, wholeEnsemble } from '../../actors/troupe/ensemble.ts';
import { gatewayBoard } from '../../actors/troupe/gateway-board.ts';
import { NodeMetrics } from '../../actors/troupe/node-metrics.ts';
import { announceChanges } from '../../actors/troupe/state-broadcast.ts';
import type { Part } from '../../actors/troupe/troupe.service.ts';
import { ownSeal } from '../../adapters/nats/caller-seal.ts';
import { keptSeals } from '../../adapters/nats/kept-seals.ts';
import { prometheusMetrics } from '../../adapters/prometheus/metrics.ts';
import { brokerFace } from '../../dashboard/broker-face.ts';
import { systemClock } from '../../runtime/clock.ts';
import { Member } from '../../runtime/cluster/member.ts';
import { moleculerLink } from '../../runtime/cluster/moleculer-link.ts';
import { hiddenActors } from '../../runtime/host/hidden-service.ts';
import { startChores } from './chores.ts';
import { openDoor } from './door.ts';
import { fillFirst } from './first-troupe.ts';
import type { Ground } from './ground.ts';
import { hostingOf } from './hosting.ts';
import { KINDS, SUPERVISORS } from './kinds.ts';
import type { NodePlan } from './node-plan.ts';
import { createServices } from './services.ts';
import { openStores } from './stores.ts';

/** Brings a node up; resolves with its address when it hosts and serves. */
export async function startNode(ground: Ground, plan: NodePlan): Promise<string> {
  const { environment, log, onEnd, fail } = ground;
  const clock = systemClock();
  const startedAt = clock.now();
  const boot = randomUUID();
  const { node, role, line } = plan;
  const stores = await openStores(ground, plan, boot);
  const { registry, leases, cache } = stores;

  // Host, broker and member know each other: the closures below ask `member` only once the broker has started.
  const metrics = prometheusMetrics(
    () => member.host?.list() ?? [],
    () => ({ shards: member.keeper.holding.size, isSure: member.keeper.isSure(), dropped: line?.dropped() ?? {} }),
  );
  const broker = brokerOf(plan, () => member);
  const tally = new NodeMetrics();
  const link = line && moleculerLink(broker);
  const seal = line?.seal ?? ownSeal(node, clock);
  const hosting =
    role === 'gateway'
      ? undefined
      : hostingOf(ground, {
          ...{ node, stores, broker, meter: tally.over(metrics), member: () => member },
          admit: admission({ node, seal, registry, roleOf: (other) => line?.roleOf(other) }),
        });
  const member: Member = new Member({
    record: {
      id: node,
      weight: hosting === undefined ? 0 : 1,
      draining: false,
      details: { role, where: whereabouts() },
    },
    ...{ boot, leases, link, registry, clock, log, kinds: KINDS, supervisors: SUPERVISORS },
    monotonic: () => performance.now(),
    ...(hosting && { hosting }),
    over: fail,
  });
  void member.host?.failed.then((error) => error !== undefined && fail(error));

  const parts = (): Part[] => [
    postgresPart(member.keeper.isSure()),
    ...(line?.parts() ?? []),
    ...(board === undefined ? [] : [board.part()]),
  ];
  const board =
    role === 'gateway' ? gatewayBoard({ ...{ broker, member, registry, clock, log, cache }, link: link! }) : undefined;
  const ensemble: Ensemble = board?.ensemble ?? wholeEnsemble(member);
  await createServices(ground, plan, { broker, member, ensemble, stores, seal, parts, startedAt });
  const actors = brokerFace(broker, role === 'worker' ? {} : { seal: keptSeals(seal, clock) });
  onEnd(() => broker.stop());
  await broker.start();

  if (plan.first !== undefined) await fillFirst(environment, registry, plan.first);
  await member.join();
  onEnd(() => member.leave('the node goes down'));
  if (member.host !== undefined) startChores(ground, { node, host: member.host, series: stores.series, tally });
  await board?.board.start();
  onEnd(() => board?.board.close());
  if (role === 'all') onEnd(announceChanges(broker, member.host!));

  const listening = await openDoor(ground, role, { actors, clock, metrics: () => metrics.text() });
  onEnd(() => listening.close());
  log.info({ url: listening.url, node, ms: clock.now() - startedAt }, 'the node is up (paper trading)');
  return listening.url;
}

function brokerOf({ node, line }: NodePlan, member: () => Member): ServiceBroker {
  return new ServiceBroker({
    nodeID: node,
    logger: false,
    skipProcessEventRegistration: true,
    heartbeatInterval: 2,
    heartbeatTimeout: 6,
    ...line?.broker,
    middlewares: [
      ...(line?.broker.middlewares ?? []),
      hiddenActors({
        act: (...call) => member().company.act(...call),
        isActorKind: (kind) => member().company.isActorKind(kind),
      }),
    ],
  });
}

const postgresPart = (ok: boolean): Part => ({
  part: 'postgres',
  ok,
  detail: ok ? 'answers' : 'is away: nobody orders until it is back',
});

const whereabouts = (): string => `${hostname()}, pid ${process.pid}`;
