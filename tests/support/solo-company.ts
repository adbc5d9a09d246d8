import type { ActorDefinition } from '../../runtime/actor.ts';
import type { Clock } from '../../runtime/clock.ts';
import { Company, type LocalActors, unreachable } from '../../runtime/cluster/company.ts';
import { Directory } from '../../runtime/cluster/directory.ts';
import type { ActorRegistry } from '../../runtime/ports/actor-registry.ts';
import type { ClusterMap } from '../../runtime/ports/shard-leases.ts';
import { SHARDS } from '../../runtime/shard.ts';

export interface SoloCompanyOptions {
  readonly node: string;
  readonly host: LocalActors;
  readonly registry: ActorRegistry;
  readonly clock: Clock;
  readonly kinds: readonly ActorDefinition<any, any>[]; // eslint-disable-line @typescript-eslint/no-explicit-any -- kinds of different configs and states share one list
  readonly supervisors: Readonly<Record<string, unknown>>;
}

/** All actors of a node that is alone and holds every shard for ever. */
export function soloCompany({ node, host, registry, clock, kinds, supervisors }: SoloCompanyOptions): Company {
  const directory = new Directory();
  const map = ownedBy(node);
  directory.learn(map);
  return new Company({
    ...{ node, registry, directory, clock, local: host },
    kinds: new Map(kinds.map((definition) => [definition.kind, definition])),
    isSupervisor: (kind) => supervisors[kind] !== undefined,
    look: async () => map,
    link: {
      isUp: () => false,
      say: () => undefined,
      ask: (other) => Promise.reject(unreachable(other, new Error('this node is alone'))),
    },
  });
}

const ownedBy = (owner: string): ClusterMap => ({
  nodes: [{ id: owner, weight: 1, draining: false, details: {}, upMs: 0 }],
  shards: Array.from({ length: SHARDS }, (_, shard) => ({ shard, owner, epoch: 1, live: true })),
});
