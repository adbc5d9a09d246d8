import { beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../runtime/random.ts';
import { seededFaults } from '../../adapters/brokers/paper/venue-faults.ts';
import type { Cast } from '../support/troupe-in-memory.ts';
import { busyCast } from './casts.ts';
import { expectSame, killed, undisturbed } from './undisturbed.ts';

const FAULTS = { lost: 0.1, unanswered: 0.1, unavailable: 0.05, duplicated: 0.1 };
let cast: Cast;
let calm: Record<string, unknown>;

beforeAll(async () => {
  cast = await busyCast(200);
  calm = await undisturbed(cast);
});

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];

describe('a process that is killed loses no order, doubles none and fills as if nothing had happened', () => {
  test.each(SEEDS)('killed up to 20 times at random turns, seed %i', async (seed) => {
    const random = seededRandom(`kills-${seed}`);
    const run = await killed(cast, 20, () => Math.floor(random.next() * 700), { seed, snapshotEvery: 10 + seed * 5 });
    expect(run.kills).toBeGreaterThan(5);
    expectSame(run, calm);
  });

  test('killed while it starts, again and again', async () => {
    let start = 0;
    expectSame(await killed(cast, 20, () => start++), calm);
  });

  test.each(SEEDS)(
    'killed while the venue times out, repeats itself and is away, and actors crash, seed %i',
    async (seed) => {
      const random = seededRandom(`mixed-${seed}`);
      const run = await killed(cast, 10, () => Math.floor(random.next() * 1_000), {
        seed,
        snapshotEvery: 25,
        faults: seededFaults(seed, FAULTS),
        beforeTurn: () => {
          if (random.next() < 0.002) throw new Error('provoked');
        },
      });
      expectSame(run, calm);
    },
  );

  test('a venue that times out changes no fill of a simulated market', async () => {
    expect(await undisturbed(cast, { faults: seededFaults(9, { lost: 0.3, unanswered: 0.3 }) })).toEqual(calm);
  });

  test.each([1, 2, 3])(
    'siblings that share limits and a market get the same of both after any crash, seed %i',
    async (seed) => {
      const { plain, guarded } = cast.accounts['one']!.subscriptions;
      const limits = { maxOpenOrders: 5, maxOrdersPerMinute: 4 };
      const shared: Cast = {
        ...cast,
        accounts: { one: { limits, subscriptions: { plain: plain!, guarded: guarded! } } },
      };
      const outcome = await undisturbed(shared);
      expect((outcome['one'] as { denialsByCode: object }).denialsByCode).not.toEqual({});
      const random = seededRandom(`limits-${seed}`);
      const run = await killed(shared, 10, () => Math.floor(random.next() * 900), {
        seed,
        faults: seededFaults(seed, FAULTS),
        beforeTurn: () => {
          if (random.next() < 0.003) throw new Error('provoked');
        },
      });
      expectSame(run, outcome);
    },
  );
});
