import type { ServiceBroker } from 'moleculer';
import type { StreamEntry } from '../../runtime/actor.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { ActorHost } from '../../runtime/host/actor-host.ts';
import type { Log } from '../../runtime/ports/log.ts';
import type { FlaggedBar } from '../market-data/language.ts';
import type { SharedCache } from '../ports/shared-cache.ts';
import { ACTORS_CHANGED, ACTORS_TOUCHED, type ActorsChanged } from '../protocol.ts';
import type { ActorView } from '../views.ts';
import { presentActor } from './present.ts';
import { StatePublisher } from './state-publisher.ts';

const CHANGES_EVERY_MS = 250;

/** Tells a cluster of the actors and bars of a node that hosts some. */
export function publishStates(options: {
  readonly node: string;
  readonly broker: ServiceBroker;
  readonly host: ActorHost;
  readonly cache: SharedCache<ActorView>;
  readonly clock: Clock;
  readonly log: Log;
  /** Throws for a shard that the node does not hold. */
  readonly epochOf: (shard: number) => number;
}): StatePublisher {
  const { node, broker, host, cache, clock, log, epochOf } = options;
  const publisher = new StatePublisher({
    ...{ node, cache, log, clock },
    actors: {
      isBusy: () => host.isBusy(),
      takeChanged: () => host.takeChanged(),
      lifecycle: (address) => host.factsOf(address)?.lifecycle,
      view: (address) => viewOf(host, address, epochOf),
    },
    announce: (addresses) => void broker.broadcast(ACTORS_TOUCHED, { addresses } satisfies ActorsChanged),
  });
  host.hub.carriedBy({
    published: ({ stream, entries }) => {
      if (entries.length > 0 && stream.startsWith('bars.'))
        publisher.onBars(stream, entries as StreamEntry<FlaggedBar>[]);
    },
  });
  return publisher;
}

/** Says on a node that is alone which actors have changed; returns how to end it. */
export function announceChanges(broker: ServiceBroker, host: ActorHost): () => void {
  const announcing = setInterval(() => {
    const addresses = host.takeChanged();
    if (addresses.length > 0) void broker.broadcastLocal(ACTORS_CHANGED, { addresses } satisfies ActorsChanged);
  }, CHANGES_EVERY_MS);
  return () => clearInterval(announcing);
}

function viewOf(host: ActorHost, address: string, epochOf: (shard: number) => number) {
  const facts = host.factsOf(address);
  if (facts === undefined) return undefined;
  try {
    return { epoch: epochOf(facts.shard), view: presentActor(host.status(address)) };
  } catch {
    return undefined; // it has just been lost to another node
  }
}
