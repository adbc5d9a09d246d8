// A node that again and again is not sure of its leases for a moment, in the middle of whatever its actors do.
import { expect, test } from 'vitest';
import type { HostedKind } from '../../runtime/host/host-options.ts';
import { seededRandom } from '../../runtime/random.ts';
import { kindsOf, TIRELESS, TroupeInMemory } from '../support/troupe-in-memory.ts';
import { busyCast } from './casts.ts';

const BARS = 60;
const SEEDS = Array.from({ length: 20 }, (_, seed) => seed);

/** Doubts begin right after a commit, with its consequences still to come, and last a few rounds of the event loop. */
async function doubting(
  seed: number,
  chance: number,
  kinds = kindsOf(TIRELESS),
): Promise<{ isDone: boolean; doubts: number; equities: unknown }> {
  const random = seededRandom(`doubts/${seed}`);
  let doubts = 0;
  let isSure = true;
  const doubt = (): void => {
    doubts += 1;
    isSure = false;
    let rounds = 1 + Math.floor(random.next() * 3);
    const pass = (): void => {
      rounds -= 1;
      if (rounds > 0) return void setImmediate(pass);
      isSure = true;
      troupe.host.resume();
    };
    setImmediate(pass);
  };
  const troupe: TroupeInMemory = new TroupeInMemory(await busyCast(BARS), {
    kinds,
    isSure: () => isSure,
    storeSeenBy: (store) => ({
      recover: (actors) => store.recover(actors),
      read: (...asked) => store.read(...asked),
      commit: async (unit) => {
        await store.commit(unit);
        if (isSure && random.next() < chance) doubt();
      },
    }),
  });
  await troupe.open();
  const isDone = await troupe.run();
  const accounts = Object.keys(troupe.cast.accounts);
  const equities = accounts.map((account) => troupe.status(`risk-monitor.${account}`).state['equity']);
  await troupe.close();
  return { isDone, doubts, equities };
}

test('every account goes on when the doubt is over, and comes to the same', async () => {
  const undisturbed = await doubting(0, 0);
  expect(undisturbed).toMatchObject({ isDone: true, doubts: 0 });
  for (const seed of SEEDS) {
    const disturbed = await doubting(seed, 0.3);
    expect(disturbed, `seed ${seed}`).toMatchObject({ isDone: true, equities: undisturbed.equities });
    expect(disturbed.doubts, `seed ${seed}`).toBeGreaterThan(10);
  }
});

test('an account that is told once that one of its actors begins anew waits for that for ever (control)', async () => {
  const kinds = kindsOf(TIRELESS).map((kind) =>
    kind.definition.kind === 'risk-monitor' ? { ...kind, definition: misled(kind.definition) } : kind,
  );
  expect(await doubting(0, 0, kinds)).toMatchObject({ isDone: false });
});

/** Hears of an actor that is up that it is down for a moment. */
function misled(definition: HostedKind['definition']): HostedKind['definition'] {
  return {
    ...definition,
    receive(state, message, turn) {
      if (message.kind === 'up') definition.receive(state, { ...message, kind: 'down', reason: 'restarting' }, turn);
      definition.receive(state, message, turn);
    },
  };
}
