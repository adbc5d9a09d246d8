import type { Context, ServiceBroker } from 'moleculer';
import type { Clock } from '../../runtime/clock.ts';
import type { NodeLink } from '../../runtime/cluster/link.ts';
import type { Member } from '../../runtime/cluster/member.ts';
import type { ActorRegistry } from '../../runtime/ports/actor-registry.ts';
import type { Log } from '../../runtime/ports/log.ts';
import type { CachedView, SharedCache } from '../ports/shared-cache.ts';
import { ACTORS_CHANGED, ACTORS_TOUCHED, type ActorsChanged } from '../protocol.ts';
import type { ActorView } from '../views.ts';
import { ActorBoard } from './actor-board.ts';
import { type Ensemble, farEnsemble } from './ensemble.ts';
import type { Part } from './troupe.service.ts';

export interface GatewayBoard {
  readonly board: ActorBoard;
  readonly ensemble: Ensemble;
  /** How fresh what it shows is. */
  part(): Part;
}

/** All actors of a cluster, for a node that shows them and hosts none; call it before the broker starts. */
export function gatewayBoard(options: {
  readonly broker: ServiceBroker;
  readonly member: Member;
  readonly link: NodeLink;
  readonly cache: SharedCache<ActorView>;
  readonly registry: ActorRegistry;
  readonly clock: Clock;
  readonly log: Log;
}): GatewayBoard {
  const { broker, member, link, cache, registry, clock, log } = options;
  const board = new ActorBoard({
    ...{ cache, log, clock },
    askNode: async (node, addresses) => (await link.ask(node, { kind: 'views', addresses })) as CachedView<ActorView>[],
    registered: async () => member.company.know(await registry.list()),
    nodeOf: (address) => member.company.nodeOf(address),
    refreshed: (addresses) => void broker.broadcastLocal(ACTORS_CHANGED, { addresses } satisfies ActorsChanged),
  });
  member.directory.onGone((node) => board.nodeGone(node));
  broker.createService({
    name: 'board-ears',
    events: {
      [ACTORS_TOUCHED]: ({ nodeID, params }: Context<ActorsChanged>) => {
        if (nodeID !== null) board.changed(nodeID, params.addresses);
      },
    },
  });
  const part = (): Part => {
    const { source, detail } = board.freshness();
    return { part: 'freshness', ok: source === 'redis', detail, isSpare: true };
  };
  return { board, part, ensemble: farEnsemble(member, link, board) };
}
