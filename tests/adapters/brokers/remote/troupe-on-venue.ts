// The whole live chain under real time, with a venue that stays what it is when the troupe dies.
// `kill` is SIGKILL: of the old life no turn, commit or answer goes on; what it asked of the venue may still arrive there.
import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceBroker } from 'moleculer';
import type { BrokerPort, VenueRequest } from '../../../../actors/ports/broker.ts';
import type { FeedBatch, FeedRequest } from '../../../../actors/ports/market-feed.ts';
import { venuePort } from '../../../../adapters/brokers/venue-port.ts';
import { systemClock } from '../../../../runtime/clock.ts';
import { ActorHost } from '../../../../runtime/host/actor-host.ts';
import type { ActorStore } from '../../../../runtime/ports/actor-store.ts';
import { silentLog } from '../../../../runtime/ports/log.ts';
import { silentMeter } from '../../../../runtime/ports/runtime-meter.ts';
import { seededRandom } from '../../../../runtime/random.ts';
import { fillsOf, ordersOf } from '../../../support/invariants.ts';
import type { MemoryStore } from '../../../support/memory-store.ts';
import { kindsOf, TIRELESS, TroupeInMemory, type Cast } from '../../../support/troupe-in-memory.ts';
import { neverAsked, unsupervised } from '../../../support/unsupervised.ts';

/** What becomes of one request: the troupe dies before it is sent, or when the venue has done it and before the answer. */
export type Blow = 'before' | 'after';

const FOREVER = new Promise<never>(() => undefined);
const DEADLINE_MS = 60_000;

interface Outcome {
  /** Fills and ended orders by account, as exact text. */
  readonly books: Readonly<Record<string, readonly string[]>>;
  readonly deaths: number;
}

/** Plays the cast to its last bar; `blow` may end the troupe at any request to the venue, upon which it starts again. */
export async function playOnVenue(
  cast: Cast,
  broker: BrokerPort,
  blow: (request: VenueRequest) => Blow | undefined = () => undefined,
): Promise<Outcome> {
  // Its registry and its store; the troupe that it would run is run here.
  const { registry, store } = new TroupeInMemory(cast);
  const node = new ServiceBroker({ logger: false, nodeID: 'venue-test', skipProcessEventRegistration: true });
  const ask = venuePort(broker, neverAsked);
  let deaths = 0;

  for (const giveUpAt = Date.now() + DEADLINE_MS; ; deaths += 1) {
    const life = { dead: false };
    const venue = async (actor: string, asked: unknown): Promise<unknown> => {
      if (life.dead) return FOREVER;
      const fate = blow(asked as VenueRequest);
      if (fate === 'before') life.dead = true;
      if (fate === 'before') return FOREVER;
      const answer = await ask(actor, asked);
      if (fate === 'after') life.dead = true;
      return isOver(life) ? FOREVER : answer;
    };
    const host = new ActorHost({
      node: 'venue-test',
      broker: node,
      clock: systemClock(),
      monotonic: () => performance.now(),
      random: seededRandom(deaths),
      store: mortal(store, life),
      registry,
      epochOf: () => 1,
      ports: { feed: async (_actor, request) => rows(cast, request as FeedRequest<never>), venue, risk: unsupervised },
      kinds: kindsOf(TIRELESS),
      supervisors: { account: { strategy: 'rest_for_one' }, desk: { strategy: 'one_for_one' } },
      log: silentLog,
      meter: silentMeter,
      snapshotEvery: 20,
      beforeTurn: () => {
        if (life.dead) throw new Error('this life is over');
      },
    });
    void host.boot();
    while (!isOver(life) && !isDone(cast, host)) {
      if (Date.now() > giveUpAt) throw new Error(`the run did not end; ${deaths} deaths`);
      await sleep(2);
    }
    if (isOver(life)) continue;
    await host.shutdown('the test is over');
    return { books: booksOf(cast, store), deaths };
  }
}

/** Read anew: a life may end while something is awaited. */
const isOver = (life: { dead: boolean }): boolean => life.dead;

function mortal(store: MemoryStore, life: { dead: boolean }): ActorStore {
  return {
    commit: async (unit) => {
      if (life.dead) return FOREVER;
      await store.commit(unit);
      return isOver(life) ? FOREVER : undefined;
    },
    recover: async (actors) => (life.dead ? FOREVER : store.recover(actors)),
    read: async (stream, after, limit) => (life.dead ? FOREVER : store.read(stream, after, limit)),
  };
}

function isDone(cast: Cast, host: ActorHost): boolean {
  const live = new Set(host.list().map(({ address }) => address));
  return Object.values(cast.accounts).every(({ subscriptions }) =>
    Object.entries(subscriptions).every(([id, { strategy }]) => {
      const address = `subscription.${id}`;
      if (!live.has(address)) return false;
      const { state, lifecycle } = host.status(address);
      const { bars } = cast.markets[cast.strategies[strategy]!.market]!;
      return lifecycle === 'running' && state['position'] === bars.length && state['pendingRequests'] === 0;
    }),
  );
}

/** Fills in the order they were booked, and what became of each order that is done. */
export function booksOf(cast: Cast, store: MemoryStore): Record<string, readonly string[]> {
  const books: Record<string, readonly string[]> = {};
  for (const account of Object.keys(cast.accounts)) {
    const monitor = `risk-monitor.${account}`;
    const fills = fillsOf(store, monitor).map(
      ({ fillId, time, side, price, quantity, commission }) =>
        `${fillId} ${time} ${side} ${quantity} @ ${price} commission ${commission}`,
    );
    const ended = [...ordersOf(store, monitor).values()].flatMap(({ order, state, filled }) =>
      state === 'FILLED' || state === 'CANCELED' || state === 'REJECTED'
        ? [`${order.clientOrderId} #${order.position} ${order.side} ${order.type} ${state} ${filled}`]
        : [],
    );
    books[account] = [...fills, ...ended].toSorted();
  }
  return books;
}

function rows(cast: Cast, { symbolToken, from, batch }: FeedRequest<never>): FeedBatch {
  const { bars } = cast.markets[symbolToken]!;
  const found = bars.slice(from, from + batch).map((bar, index) => ({ row: from + index, bar }));
  return { rows: found, done: from + found.length >= bars.length };
}
