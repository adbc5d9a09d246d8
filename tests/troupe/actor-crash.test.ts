import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../runtime/random.ts';
import { faultsOf, outcomeOf } from '../support/invariants.ts';
import { TIRELESS, TroupeInMemory, type Cast, type TroupeOptions } from '../support/troupe-in-memory.ts';
import { busyCast } from './casts.ts';
import { undisturbed } from './undisturbed.ts';

const BARS = 150;
let cast: Cast;
let calm: Record<string, unknown>;

beforeAll(async () => {
  cast = await busyCast(BARS);
  calm = await undisturbed(cast);
});

async function run(options: TroupeOptions): Promise<TroupeInMemory> {
  const troupe = await new TroupeInMemory(cast, { intensity: TIRELESS, ...options }).open();
  expect(await troupe.run(), 'the run came to its end').toBe(true);
  return troupe;
}

async function expectCalm(options: TroupeOptions): Promise<void> {
  const troupe = await run(options);
  expect(faultsOf(troupe)).toEqual([]);
  expect(outcomeOf(troupe)).toEqual(calm);
  await troupe.close();
}

/** Throws at the n-th turns of an actor. */
const throwsAt = (actor: string, turns: readonly number[]): NonNullable<TroupeOptions['beforeTurn']> => {
  let taken = 0;
  return (address) => {
    if (address === actor && turns.includes(++taken)) throw new Error(`provoked at turn ${taken}`);
  };
};

describe('an actor that crashes changes no order, fill, posting or position', () => {
  test.each([
    'strategy.cross',
    'subscription.guarded',
    'subscription.neighbour',
    'risk-monitor.one',
    'market-data.AAA',
  ])('%s', async (actor) => {
    await expectCalm({ snapshotEvery: 20, beforeTurn: throwsAt(actor, [2, 9, 30, 31, 100]) });
  });

  test('at any turns, several at once, whatever the snapshots are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1e9 }),
        fc.integer({ min: 2, max: 80 }),
        async (seed, snapshotEvery) => {
          const random = seededRandom(seed);
          const beforeTurn = (): void => {
            if (random.next() < 0.005) throw new Error('provoked');
          };
          await expectCalm({ seed, snapshotEvery, beforeTurn });
        },
      ),
      { numRuns: 15, seed: 1 },
    );
  }, 60_000);
});

describe('an actor that crashes again and again', () => {
  const always =
    (actor: string): NonNullable<TroupeOptions['beforeTurn']> =>
    (address, message) => {
      if (address === actor && message.kind === 'position') throw new Error('provoked for ever');
    };

  test('is faulted with its cause, and delays neither its siblings nor its neighbours', async () => {
    const troupe = new TroupeInMemory(cast, { beforeTurn: always('subscription.guarded') });
    await troupe.open();
    expect(await troupe.run()).toBe(true);
    const faulted = troupe.host.list().filter(({ lifecycle }) => lifecycle === 'faulted');
    expect(faulted.map(({ address }) => address)).toEqual(['subscription.guarded']);
    expect(faulted[0]!.lastCause).toContain('provoked for ever');
    expect(troupe.status('subscription.plain').state['position']).toBe(BARS);
    expect(troupe.status('subscription.other').state['position']).toBe(BARS);
    expect(outcomeOf(troupe)['two']).toEqual(calm['two']);
    await troupe.close();
  });

  test('stops everything on its account when it is the risk monitor, and nothing elsewhere', async () => {
    const troupe = new TroupeInMemory(cast, {
      beforeTurn: (address, message) => {
        if (address === 'risk-monitor.one' && message.kind === 'entry') throw new Error('provoked for ever');
      },
    });
    await troupe.open();
    expect(await troupe.run(() => troupe.status('subscription.neighbour').state['position'] === BARS)).toBe(true);
    await troupe.run(() => troupe.host.list().some(({ lifecycle }) => lifecycle === 'faulted'));
    const down = troupe.host.list().filter(({ lifecycle }) => lifecycle !== 'running');
    expect(down.map(({ address }) => address).sort()).toEqual([
      'risk-monitor.one',
      'subscription.guarded',
      'subscription.other',
      'subscription.plain',
    ]);
    expect(troupe.status('risk-monitor.one').lastCause).toContain('provoked for ever');
    expect(outcomeOf(troupe)['two']).toEqual(calm['two']);
    await troupe.close();
  });

  test('goes on where it was when a person resets it', async () => {
    let broken = true;
    const troupe = new TroupeInMemory(cast, {
      beforeTurn: (address, message) => {
        if (broken && address === 'strategy.dips' && message.kind === 'entry') throw new Error('provoked');
      },
    });
    await troupe.open();
    await troupe.run(() => troupe.status('strategy.dips').lifecycle === 'faulted');
    broken = false;
    await troupe.act('strategy.dips', 'reset');
    expect(await troupe.run()).toBe(true);
    expect(troupe.status('strategy.dips').state['position']).toBe(BARS);
    expect(faultsOf(troupe)).toEqual([]);
    await troupe.close();
  });
});
