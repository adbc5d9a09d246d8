import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../runtime/random.ts';
import { attemptsAfter, backoffDelay } from '../../../runtime/supervision/backoff.ts';
import { exitDecision } from '../../../runtime/supervision/exit-decision.ts';
import { RestartWindow } from '../../../runtime/supervision/intensity.ts';
import { restartPlan } from '../../../runtime/supervision/restart-plan.ts';

const backoff = { baseMs: 100, capMs: 5_000, stableAfterMs: 60_000 };

describe('backoff', () => {
  test('no run of crashes waits beyond the cap, however long', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 5_000 }), (seed, attempt) => {
        const delay = backoffDelay(backoff, attempt, seededRandom(seed));
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThan(Math.min(5_000, 100 * 2 ** attempt));
      }),
    );
  });

  test('children that fell together do not come back together', () => {
    const delays = Array.from({ length: 1_000 }, (_, i) => backoffDelay(backoff, 3, seededRandom(i)));
    const quarters = [0, 0, 0, 0];
    for (const delay of delays) quarters[Math.floor(delay / 200)]! += 1;
    for (const count of quarters) expect(count).toBeGreaterThan(200);
  });

  test('a child that starts well and dies soon keeps backing off', () => {
    expect(attemptsAfter(backoff, 4, 59_999)).toBe(4);
    expect(attemptsAfter(backoff, 4, 60_000)).toBe(0);
  });
});

describe('intensity', () => {
  test('one restart more than allowed in any window is never admitted, one less never refused', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5 }),
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 200 }),
        (maxRestarts, periodMs, gaps) => {
          const window = new RestartWindow({ maxRestarts, periodMs });
          const admitted: number[] = [];
          let now = 0;
          for (const gap of gaps) {
            now += gap;
            const fits = admitted.filter((time) => now - time < periodMs).length < maxRestarts;
            expect(window.admit(now)).toBe(fits);
            if (fits) admitted.push(now);
          }
        },
      ),
    );
  });
});

describe('restart plan', () => {
  const ordered = ['a', 'b', 'c', 'd'];
  test.each([
    ['one_for_one', ['b'], ['b']],
    ['rest_for_one', ['d', 'c', 'b'], ['b', 'c', 'd']],
    ['one_for_all', ['d', 'c', 'b', 'a'], ['a', 'b', 'c', 'd']],
  ] as const)('%s stops in reverse start order and starts in start order', (strategy, stop, start) => {
    expect(restartPlan(strategy, ordered, 'b')).toEqual({ stop, start });
  });

  test('one_for_one does not look at ten thousand siblings for one crash', () => {
    const untouchable: Iterable<string> = {
      [Symbol.iterator]: () => {
        throw new Error('looked');
      },
    };
    expect(restartPlan('one_for_one', untouchable, 'b')).toEqual({ stop: ['b'], start: ['b'] });
  });
});

test.each([
  ['permanent', 'restart', 'restart', 'quarantine'],
  ['transient', 'end', 'restart', 'quarantine'],
  ['temporary', 'end', 'end', 'quarantine'],
] as const)('a %s child: completed → %s, crashed → %s, poisoned → %s', (restart, completed, crashed, poisoned) => {
  expect(exitDecision(restart, { kind: 'completed' })).toBe(completed);
  expect(exitDecision(restart, { kind: 'crashed', error: new Error('x'), uptimeMs: 1 })).toBe(crashed);
  expect(exitDecision(restart, { kind: 'poisoned', reason: 'x' })).toBe(poisoned);
});
