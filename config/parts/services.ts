// The services that run once a node, beside its actors.
import { randomUUID } from 'node:crypto';
import type { ServiceBroker } from 'moleculer';
import { peopleService } from '../../actors/people/people.service.ts';
import type { CallerSeal } from '../../actors/ports/caller-seal.ts';
import { cachedBars } from '../../actors/records/cached-bars.ts';
import { recordsService } from '../../actors/records/records.service.ts';
import type { Ensemble } from '../../actors/troupe/ensemble.ts';
import { messagingService } from '../../actors/troupe/messaging.service.ts';
import { type Part, troupeService } from '../../actors/troupe/troupe.service.ts';
import { streamHeads } from '../../adapters/postgres/actor-store.ts';
import { postgresAuditLog } from '../../adapters/postgres/audit.ts';
import { postgresMessagingDesk } from '../../adapters/postgres/messaging-desk.ts';
import { postgresRecords } from '../../adapters/postgres/records.ts';
import type { Member } from '../../runtime/cluster/member.ts';
import { actorHostService } from '../../runtime/cluster/moleculer-link.ts';
import { backtestServiceOf } from './backtests.ts';
import type { Ground } from './ground.ts';
import type { NodePlan } from './node-plan.ts';
import { peopleOn } from './people.ts';
import type { Stores } from './stores.ts';

/** What the services of a node speak of. */
export interface ServiceGround {
  readonly broker: ServiceBroker;
  readonly member: Member;
  /** The actors that this node knows of. */
  readonly ensemble: Ensemble;
  readonly stores: Stores;
  readonly seal: CallerSeal;
  /** What the node cannot do without, beside its actors. */
  readonly parts: () => readonly Part[];
  /** Epoch milliseconds UTC. */
  readonly startedAt: number;
}

/** Adds them to a broker that has not started. */
export async function createServices(ground: Ground, plan: NodePlan, around: ServiceGround): Promise<void> {
  const { broker, member, ensemble, stores, seal, parts, startedAt } = around;
  const { source, registry, series, cache } = stores;
  const { company } = member;
  const { node, role, line } = plan;
  if (line !== undefined) broker.createService(actorHostService(node, member.ears));
  broker.createService(recordsService(cachedBars(postgresRecords(source, series), cache), postgresAuditLog(source)));
  if (role !== 'worker') broker.createService(peopleService(await peopleOn(ground, plan, source)));
  const newId = (): string => randomUUID().slice(0, 8);
  broker.createService(
    troupeService({
      ...{ ensemble, company, registry, node, startedAt, newId, parts, seal },
      heads: streamHeads(source),
    }),
  );
  broker.createService(messagingService({ ensemble, company, seal, desk: postgresMessagingDesk(source) }));
  broker.createService(backtestServiceOf(ground, { source, company, ensemble, seal }));
}
