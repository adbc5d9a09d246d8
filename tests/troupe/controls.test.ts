// Each promise that the crash tests rely on is taken away here, by a wrapper around the product. The same property must then
// fail: a test that cannot fail shows nothing.
import { beforeAll, describe, expect, test } from 'vitest';
import type { ActorDefinition, Message } from '../../runtime/actor.ts';
import type { ActorStore } from '../../runtime/ports/actor-store.ts';
import { seededRandom } from '../../runtime/random.ts';
import type { AccountState } from '../../actors/risk-monitor/account-state.ts';
import { riskMonitorActor } from '../../actors/risk-monitor/risk-monitor.actor.ts';
import type { Order } from '../../actors/domain/order.ts';
import type { ToRiskMonitor } from '../../actors/protocol.ts';
import type { MemoryStore } from '../support/memory-store.ts';
import { kindsOf, TIRELESS, type Cast, type TroupeOptions } from '../support/troupe-in-memory.ts';
import { busyCast } from './casts.ts';
import { isSame, killed, undisturbed, type Disturbed } from './undisturbed.ts';

let cast: Cast;
let calm: Record<string, unknown>;

beforeAll(async () => {
  cast = await busyCast(120);
  calm = await undisturbed(cast);
});

const SEEDS = [1, 2, 3, 4, 5];

const kills = async (seed: number, options: TroupeOptions = {}): Promise<Disturbed> => {
  const random = seededRandom(`control-${seed}`);
  return killed(cast, 10, () => 50 + Math.floor(random.next() * 400), { seed, snapshotEvery: 20, ...options });
};

/** The runs of these seeds that do not come to what the undisturbed one does. */
async function failures(options: TroupeOptions = {}): Promise<Disturbed[]> {
  const runs: Disturbed[] = [];
  for (const seed of SEEDS) runs.push(await kills(seed, options));
  return runs.filter((run) => !isSame(run, calm));
}

describe('the crash tests would notice', () => {
  test('nothing, when nothing is taken away', async () => {
    expect(await failures()).toEqual([]);
  });

  test('a risk monitor that takes a decision as often as it is sent: orders are doubled', async () => {
    const kinds = kindsOf(TIRELESS).map((kind) =>
      kind.definition.kind === 'risk-monitor' ? { ...kind, definition: withoutDecisionNumbers() } : kind,
    );
    expect(await undisturbed(cast, { kinds }), 'without crashes it does the same').toEqual(calm);
    const failed = await failures({ kinds });
    expect(failed.length).toBeGreaterThan(SEEDS.length / 2);
    expect(failed.some(({ troupe }) => repeatedDecisions(troupe.store).length > 0)).toBe(true);
  }, 60_000);

  test('a store that writes snapshots before and apart from effects: effects are lost', async () => {
    expect(await undisturbed(cast, { storeSeenBy: tornStore }), 'without crashes it does the same').toEqual(calm);
    expect(await failures({ storeSeenBy: tornStore, snapshotEvery: 3 })).not.toHaveLength(0);
  }, 60_000);

  test('an account whose actors do not restart with their risk monitor: it never goes on', async () => {
    const crashing = (supervisors: TroupeOptions['supervisors']): Promise<Disturbed> => {
      let taken = 0;
      return killed(cast, 0, () => 0, {
        ...(supervisors !== undefined && { supervisors }),
        beforeTurn: (actor) => {
          if (actor === 'risk-monitor.one' && ++taken === 60) throw new Error('provoked');
        },
      });
    };
    expect(isSame(await crashing(undefined), calm)).toBe(true);
    const alone = await crashing({ account: { strategy: 'one_for_one' }, desk: { strategy: 'one_for_one' } });
    expect(isSame(alone, calm)).toBe(false);
    expect(alone.finished).toBe(false);
  });
});

/** Decisions that were ordered more than once: on one bar an actor asks for an order of a kind once. */
function repeatedDecisions(store: MemoryStore): string[] {
  const asked = ['risk-monitor.one', 'risk-monitor.two'].flatMap((monitor) =>
    store.events(monitor).flatMap(({ type, payload }) => {
      if (type !== 'order.initialized') return [];
      const { actor, correlationId, side, type: kind, reduceOnly } = (payload as { order: Order }).order;
      return [`${actor} ${correlationId} ${side} ${kind} ${reduceOnly}`];
    }),
  );
  return asked.filter((line, index) => asked.indexOf(line) !== index);
}

/** Gives every request that arrives a new number, so a repeated one is a new order under a new id. */
function withoutDecisionNumbers(): ActorDefinition<never, AccountState> {
  const definition = riskMonitorActor() as unknown as ActorDefinition<never, AccountState>;
  const renumbered = (state: AccountState, message: Message): Message => {
    if (message.kind !== 'told') return message;
    const word = message.body as ToRiskMonitor;
    if (word.requests.length === 0) return message;
    const actor = state.actors.get(message.from);
    const waiting = word.kind === 'hello' ? undefined : actor?.waiting.at(-1)?.seq;
    const first = (waiting ?? actor?.decided ?? 0) + 1;
    const requests = word.requests.map((request, index) => ({ ...request, seq: first + index }));
    return { ...message, body: { ...word, requests } };
  };
  return {
    ...definition,
    receive: (state, message, turn) => definition.receive(state, renumbered(state, message), turn),
  };
}

/** Writes the snapshot of a unit at once, and its effects a little later: whoever dies in between has only the former. */
function tornStore(store: MemoryStore): ActorStore {
  const pass = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
  return {
    recover: (actors) => store.recover(actors),
    read: (stream, after, limit) => store.read(stream, after, limit),
    commit: async ({ snapshot, ...effects }) => {
      const kept = store.actors.get(effects.actor)!;
      if (snapshot !== undefined && kept.incarnation === effects.incarnation)
        kept.snapshot = structuredClone(JSON.parse(JSON.stringify(snapshot)) as typeof snapshot);
      for (let passes = 0; passes < 4; passes += 1) await pass();
      await store.commit(effects);
    },
  };
}
