import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { systemClock, virtualClock } from '../../runtime/clock.ts';
import { seededRandom, xoshiro128 } from '../../runtime/random.ts';

describe('virtual clock', () => {
  test('a timer set by the work of an earlier one is not skipped over, nor run late', async () => {
    const clock = virtualClock(1_000);
    const seen: [string, number][] = [];
    const work = async (): Promise<void> => {
      await clock.sleep(10);
      seen.push(['first', clock.now()]);
      for (let i = 0; i < 50; i++) await Promise.resolve();
      await clock.sleep(5);
      seen.push(['set by first', clock.now()]);
    };
    void work();
    clock.setTimer(20, () => seen.push(['last', clock.now()]));
    await clock.advance(100);
    expect(seen).toEqual([
      ['first', 1_010],
      ['set by first', 1_015],
      ['last', 1_020],
    ]);
    expect(clock.now()).toBe(1_100);
  });

  test('any set of timers, some cancelled, does not run out of order, twice or after its cancellation', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ delay: fc.integer({ min: 0, max: 50 }), cancel: fc.boolean() }), { maxLength: 300 }),
        async (timers) => {
          const clock = virtualClock();
          const ran: number[] = [];
          const cancels = timers.map(({ delay }, i) => clock.setTimer(delay, () => ran.push(i)));
          timers.forEach(({ cancel }, i) => {
            if (cancel) cancels[i]?.();
          });
          await clock.advance(50);
          const expected = timers
            .map(({ delay, cancel }, i) => ({ delay, cancel, i }))
            .filter(({ cancel }) => !cancel)
            .sort((a, b) => a.delay - b.delay || a.i - b.i)
            .map(({ i }) => i);
          expect(ran).toEqual(expected);
          expect(clock.nextDue()).toBeUndefined();
        },
      ),
      { numRuns: 50 },
    );
  });

  test('two advances under way at once are refused instead of running time twice', async () => {
    const clock = virtualClock();
    const first = clock.advance(10);
    await expect(clock.advance(10)).rejects.toThrow('while another is under way');
    await first;
    expect(clock.now()).toBe(10);
  });
});

describe('system clock', () => {
  test('a delay beyond 24.8 days does not fire at once', async () => {
    const clock = systemClock({ unref: true });
    let fired = false;
    const cancel = clock.setTimer(2 ** 31 + 5, () => (fired = true));
    await clock.sleep(20);
    cancel();
    expect(fired).toBe(false);
  });
});

describe('seeded random', () => {
  test('the generator is the published one, so a seed means the same in every release', () => {
    // Output of the C reference for this state, as recorded in github.com/edorfaus/xoshiro-6502 test-rom/testdata.asm.
    const draw = xoshiro128([0x964d4a0c, 0xd40ab895, 0xad7fdecb, 0x3006f0f0]);
    expect([draw(), draw(), draw(), draw()]).toEqual([0xf1391922, 0x6fe53806, 0xa5be2840, 0xf510ee70]);
  });

  test('drawing in one place does not move the numbers of a fork', () => {
    const untouched = seededRandom(7).fork('fills');
    const parent = seededRandom(7);
    for (let i = 0; i < 100; i++) parent.next();
    const fork = parent.fork('fills');
    expect([fork.next(), fork.next()]).toEqual([untouched.next(), untouched.next()]);
    expect(seededRandom(7).fork('backoff').next()).not.toBe(seededRandom(7).fork('fills').next());
  });

  test('numbers outside [0, 1), or lopsided, would bias every fill and backoff', () => {
    const random = seededRandom('distribution');
    const buckets = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i++) {
      const value = random.next();
      buckets[Math.floor(value * 10)]! += 1;
    }
    expect(buckets).toHaveLength(10); // a value outside [0, 1) adds a bucket, or a NaN
    const chiSquared = buckets.reduce((sum, n) => sum + (n - 10_000) ** 2 / 10_000, 0);
    expect(chiSquared).toBeLessThan(27.9); // 9 degrees of freedom, p = 0.001
  });
});
