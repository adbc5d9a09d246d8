import { RateLimiterMemory } from 'rate-limiter-flexible';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type LockOut, lockOut, NAME, PAIR } from '../../../actors/people/lock-out.ts';
import { attemptCounters } from '../../../adapters/postgres/attempt-counters.ts';

let lock: LockOut;
beforeEach(() => {
  vi.useFakeTimers();
  const limiter = (points: number) => new RateLimiterMemory({ keyPrefix: String(points), points, duration: 1 });
  lock = lockOut(attemptCounters(limiter(Number.MAX_SAFE_INTEGER), limiter(1)));
});
afterEach(() => {
  vi.useRealTimers();
});
const waitMs = async (user: string, ip: string): Promise<number> => (await lock.signIn(user, ip)).waitMs;

describe('guessing', () => {
  it('is free a few times, then once a while that doubles up to an hour', async () => {
    for (let tried = 0; tried < PAIR.free; tried += 1) expect(await waitMs('ada', 'ip')).toBe(0);
    const waits: number[] = [];
    for (let tried = 0; tried < 10; tried += 1) {
      const wait = await waitMs('ada', 'ip');
      waits.push(wait);
      vi.advanceTimersByTime(wait);
      expect(await waitMs('ada', 'ip')).toBe(0);
    }
    expect(waits[0]).toBe(PAIR.firstWaitMs);
    expect(waits[1]).toBe(2 * PAIR.firstWaitMs);
    expect(waits.at(-1)).toBe(PAIR.longestWaitMs);
  });

  it('while held up makes the wait no longer', async () => {
    for (let tried = 0; tried < PAIR.free; tried += 1) await waitMs('ada', 'ip');
    for (let tried = 0; tried < 500; tried += 1) expect(await waitMs('ada', 'ip')).toBeGreaterThan(0);
    vi.advanceTimersByTime(PAIR.firstWaitMs);
    expect(await waitMs('ada', 'ip')).toBe(0);
  });

  it('from everywhere holds up the name, but not where its owner has been before', async () => {
    await (await lock.signIn('ada', 'home')).succeeded();
    for (let from = 0; from < NAME.free; from += 1) expect(await waitMs('ada', `bot ${from}`)).toBe(0);
    expect(await waitMs('ada', 'yet another bot')).toBeGreaterThan(0);
    expect(await waitMs('ada', 'home')).toBe(0);
    expect(await waitMs('ben', 'yet another bot')).toBe(0);
    vi.advanceTimersByTime(NAME.longestWaitMs);
    expect(await waitMs('ada', 'new place')).toBe(0);
  });

  it('is forgotten with the right password, for that address and name', async () => {
    for (let round = 0; round < 20; round += 1) {
      for (let tried = 0; tried < PAIR.free - 1; tried += 1) expect(await waitMs('ada', 'home')).toBe(0);
      const right = await lock.signIn('ada', 'home');
      expect(right.waitMs).toBe(0);
      await right.succeeded();
    }
  });

  it('of codes by someone who knows the password is not made free by asking for the code again', async () => {
    let tries = 0;
    for (let round = 0; round < 50; round += 1) {
      const asking = await lock.signIn('ada', 'ip');
      if (asking.waitMs > 0) break;
      await asking.takeBack();
      if ((await lock.signIn('ada', 'ip')).waitMs > 0) break;
      tries += 1;
    }
    expect(tries).toBeLessThanOrEqual(PAIR.free);
    expect(tries).toBeGreaterThan(0);
  });
});
