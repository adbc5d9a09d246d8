import { beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../../runtime/random.ts';
import { seededFaults } from '../../adapters/brokers/paper/venue-faults.ts';
import { faultsOf, ordersOf } from '../support/invariants.ts';
import { TIRELESS, TroupeInMemory, type Cast } from '../support/troupe-in-memory.ts';
import { busyCast } from './casts.ts';

let cast: Cast;
beforeAll(async () => {
  cast = await busyCast(150);
});

const SEEDS = [1, 2, 3, 4];

describe('commands in the middle of crashes', () => {
  test.each(SEEDS)('a flattened account is flat, stays halted, and the books are right, seed %i', async (seed) => {
    const random = seededRandom(`flatten-${seed}`);
    let asked = false;
    const flatten = (): void => {
      asked = true;
      // The actor may be down just now; a person asks again.
      troupe.host.act('risk-monitor.one', 'flatten', { reason: 'enough' }, 'ann').catch(() => (asked = false));
    };
    const troupe: TroupeInMemory = new TroupeInMemory(cast, {
      seed,
      intensity: TIRELESS,
      snapshotEvery: 20,
      faults: seededFaults(seed, { lost: 0.2, unanswered: 0.1, rejected: 0.1 }),
      beforeTurn: (actor, message) => {
        const isDue = actor === 'subscription.other' && message.kind === 'position' && message.position > 40;
        if (isDue && !asked) flatten();
        if (asked && random.next() < 0.02) throw new Error('provoked');
      },
    });
    await troupe.open();
    expect(await troupe.run()).toBe(true);
    expect(faultsOf(troupe)).toEqual([]);
    const { actors, tradingState } = troupe.status('risk-monitor.one').state as {
      actors: { quantity: string }[];
      tradingState: string;
    };
    expect(tradingState).toBe('HALTED');
    const exits = [...ordersOf(troupe.store, 'risk-monitor.one').values()].filter(({ order }) =>
      order.correlationId.startsWith('flatten:'),
    );
    expect(exits.length).toBeGreaterThan(0);
    expect(actors.map(({ quantity }) => quantity)).toEqual(['0', '0', '0']);
    await troupe.close();
  });

  test('a subscription that is stopped flat leaves its siblings trading, and starts again when it is asked to', async () => {
    const troupe = new TroupeInMemory(cast, {
      beforeTurn: (actor, message) => {
        if (asked || actor !== 'subscription.other' || message.kind !== 'position' || message.position < 30) return;
        asked = true;
        void troupe.host.act('subscription.other', 'flatten', { thenStop: true }, 'ann');
      },
    });
    let asked = false;
    await troupe.open();
    expect(await troupe.run()).toBe(true);
    expect(troupe.status('subscription.other').lifecycle).toBe('stopped');
    expect(troupe.status('subscription.plain').state['position']).toBe(150);
    expect(faultsOf(troupe)).toEqual([]);
    await troupe.host.start('subscription.other');
    expect(await troupe.run()).toBe(true);
    expect(troupe.status('subscription.other').state).toMatchObject({
      position: 150,
      quantity: '0',
      tradingState: 'HALTED',
    });
    expect(faultsOf(troupe)).toEqual([]);
    await troupe.close();
  });
});
