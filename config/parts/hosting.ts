// What a node needs to host actors: where they are durable, and what they reach outside.
import { randomUUID } from 'node:crypto';
import { BACKTEST_PORT, type BacktestWish } from '../../actors/backtest/language.ts';
import { PROVIDER_ROLL_PORT } from '../../actors/ports/provider-roll.ts';
import type { RiskRequest } from '../../actors/ports/risk-desk.ts';
import { WALL_CLOCK_PORT } from '../../actors/ports/wall-clock.ts';
import { presentAnswer, presentReader, presentTree } from '../../actors/troupe/present.ts';
import { providerRoll } from '../../actors/troupe/provider-roll.ts';
import type { RiskDesk } from '../../actors/troupe/risk-desk.ts';
import { publishStates } from '../../actors/troupe/state-broadcast.ts';
import { postgresActorStore, streamHeads } from '../../adapters/postgres/actor-store.ts';
import { postgresDeadLetters } from '../../adapters/postgres/dead-letters.ts';
import { systemClock } from '../../runtime/clock.ts';
import type { MemberOptions } from '../../runtime/cluster/member.ts';
import type { ActorHost } from '../../runtime/host/actor-host.ts';
import { seededRandom } from '../../runtime/random.ts';
import type { Around } from './around.ts';
import { backtestsOf } from './backtests.ts';
import { feedsOf } from './feeds.ts';
import type { Ground } from './ground.ts';
import { openDesk } from './risk-desk.ts';
import { venueOf } from './venue.ts';

type Hosting = NonNullable<MemberOptions['hosting']>;

/** What a node needs to host actors: where they are durable, and what they reach outside. */
export function hostingOf(ground: Ground, around: Around): Hosting {
  const { log, onEnd } = ground;
  const { broker, meter, admit } = around;
  const { url, source } = around.stores;
  const clock = systemClock();
  const store = postgresActorStore({ url, source, log });
  onEnd(() => store.close());
  const feeds = feedsOf(around);
  const venue = venueOf(ground, around);
  const backtests = backtestsOf(ground, around);
  const desk = (): RiskDesk => (opened ??= openDesk(ground, around));
  let opened: RiskDesk | undefined;
  return {
    host: {
      ...{ broker, store, meter, admit, letters: postgresDeadLetters(source) },
      random: seededRandom(randomUUID()),
      ports: {
        feed: (actor, request) => feeds.perform(actor, request),
        venue,
        risk: (actor, request) => desk().perform(actor, request as RiskRequest),
        [BACKTEST_PORT]: (actor, request) => backtests.perform(actor, request as BacktestWish),
        [WALL_CLOCK_PORT]: async () => clock.now(),
        [PROVIDER_ROLL_PORT]: providerRoll((...asked) => around.member().company.act(...asked)),
      },
    },
    heads: streamHeads(source),
    act:
      (host: ActorHost) =>
      async (address, action, ...asked) => {
        return presentAnswer(action, await host.act(address, action, ...asked));
      },
    showing: (host) => showingOf(ground, around, host),
  };
}

/** How the host's actors are shown: to the node itself, and published for others. */
function showingOf(
  { log, onEnd }: Ground,
  { node, member, broker, stores: { cache } }: Around,
  host: ActorHost,
): ReturnType<Hosting['showing']> {
  const publisher = publishStates({
    ...{ node, broker, host, cache, clock: systemClock(), log },
    epochOf: (shard) => member().keeper.epochOf(shard),
  });
  onEnd(() => publisher.close());
  return {
    views: (addresses) => publisher.views(addresses),
    tree: () => presentTree(host.tree()),
    readers: (streams) => host.readers(streams).map(presentReader),
  };
}
