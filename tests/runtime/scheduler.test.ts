import { setImmediate as turnOfLoop } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type Runnable, Scheduler } from '../../runtime/scheduler.ts';

/** Wants `goes` goes, each of which takes `ms` of the fake time. */
const busy = (name: string, goes: number, log: string[], spend: () => void = () => undefined): Runnable => ({
  run() {
    log.push(name);
    spend();
    return --goes > 0;
  },
});

describe('scheduler', () => {
  test('a busy actor does not keep others waiting: each has its go before anyone has a second one', async () => {
    const log: string[] = [];
    const scheduler = new Scheduler(() => 0);
    for (const name of ['a', 'b', 'c']) scheduler.enqueue(busy(name, 3, log));
    await turnOfLoop();
    expect(log.join('')).toBe('abcabcabc');
  });

  test('an urgent go does not wait behind ten thousand others', async () => {
    const log: string[] = [];
    const scheduler = new Scheduler(() => 0);
    for (let n = 0; n < 10_000; n += 1) scheduler.enqueue(busy('x', 1, log));
    scheduler.enqueue(busy('!', 1, log), true);
    await turnOfLoop();
    expect(log.indexOf('!')).toBe(0);
    expect(log.length).toBe(10_001);
  });

  test('an urgent go does not wait for the event loop: it comes as soon as what asked for it has returned', async () => {
    const log: string[] = [];
    const scheduler = new Scheduler(() => 0);
    scheduler.enqueue(busy('x', 1, log));
    scheduler.enqueue(busy('!', 2, log), true);
    expect(log).toEqual([]);
    await Promise.resolve();
    expect(log).toEqual(['!']);
    await turnOfLoop();
    expect(log).toEqual(['!', 'x', '!']);
  });

  test('is busy while many wait for their commits, however long those take; a few always do', async () => {
    let now = 0;
    const scheduler = new Scheduler(() => now);
    const wait = (change: 1 | -1, times: number): void => {
      for (let n = 0; n < times; n += 1) scheduler.awaits(change);
    };
    wait(1, 15);
    now = 10_000;
    expect(scheduler.isBusy).toBe(false);
    wait(1, 1);
    expect(scheduler.isBusy).toBe(true);
    wait(-1, 1);
    expect(scheduler.isBusy).toBe(false);
  });

  describe('that is hushed', () => {
    /** A scheduler, and what it has asked to be woken for. */
    function scene() {
      const it = { now: 0, log: [] as string[], wakings: [] as { readonly at: number; readonly wake: () => void }[] };
      const later = (ms: number, wake: () => void): void => void it.wakings.push({ at: it.now + ms, wake });
      const scheduler = new Scheduler(
        () => it.now,
        () => true,
        setImmediate,
        later,
      );
      const pass = (ms: number): void => {
        it.now += ms;
        for (const { at, wake } of it.wakings.splice(0)) {
          if (at <= it.now) wake();
          else it.wakings.push({ at, wake });
        }
      };
      return { ...it, scheduler, pass };
    }

    test('takes urgent goes alone, in the middle of a bar too, and goes on where it was a tenth of a second later', async () => {
      const { scheduler, log, pass } = scene();
      for (const name of ['a', 'b', 'c']) scheduler.enqueue(busy(name, 1, log, () => name === 'a' && scheduler.hush()));
      await turnOfLoop();
      expect(log).toEqual(['a']);
      scheduler.enqueue(busy('!', 1, log), true);
      await turnOfLoop();
      expect(log).toEqual(['a', '!']);
      pass(99);
      await turnOfLoop();
      expect(log).toEqual(['a', '!']);
      pass(1);
      await turnOfLoop();
      expect(log).toEqual(['a', '!', 'b', 'c']);
    });

    test('is not hushed again within a second: whoever halts without end does not stop trading by it', async () => {
      const { scheduler, log, pass } = scene();
      scheduler.hush();
      pass(100);
      scheduler.hush();
      scheduler.enqueue(busy('a', 1, log));
      await turnOfLoop();
      expect(log).toEqual(['a']);
      pass(900);
      scheduler.hush();
      scheduler.enqueue(busy('b', 1, log));
      await turnOfLoop();
      expect(log).toEqual(['a']);
    });
  });

  test('endless urgent work does not stall the event loop either', async () => {
    let now = 0;
    let goes = 0;
    const scheduler = new Scheduler(() => now);
    const again: Runnable = {
      run() {
        now += 1;
        goes += 1;
        if (goes < 1_000) scheduler.enqueue(again, true);
        return false;
      },
    };
    scheduler.enqueue(again, true);
    await Promise.resolve();
    expect(goes).toBeLessThan(100);
    while (goes < 1_000) await turnOfLoop();
  });

  test('one that throws when it is urgent costs the others nothing', async () => {
    const log: string[] = [];
    const thrown: unknown[] = [];
    const listeners = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.once('uncaughtException', (error) => thrown.push(error));
    try {
      const scheduler = new Scheduler(() => 0);
      const boom: Runnable = {
        run() {
          throw new Error('boom');
        },
      };
      scheduler.enqueue(boom, true);
      scheduler.enqueue(busy('!', 1, log), true);
      scheduler.enqueue(busy('a', 1, log));
      for (let turn = 0; turn < 4; turn += 1) await turnOfLoop();
    } finally {
      for (const listener of listeners) process.on('uncaughtException', listener);
    }
    expect(thrown.length).toBe(1);
    expect(log).toEqual(['!', 'a']);
  });

  test('endless work does not stall the event loop: a slice ends, timers and sockets have their turn, the rest goes on', async () => {
    let now = 0;
    const log: string[] = [];
    const scheduler = new Scheduler(() => now);
    const spend = (): void => void (now += 1);
    for (let n = 0; n < 100; n += 1) scheduler.enqueue(busy(`${n}`, 2, log, spend));
    await turnOfLoop();
    expect(log.length).toBeGreaterThan(0);
    expect(log.length).toBeLessThanOrEqual(8);
    for (let turn = 0; turn < 100; turn += 1) await turnOfLoop();
    expect(log.length).toBe(200);
    expect(new Set(log.slice(0, 100)).size).toBe(100);
  });

  test('what comes while a slice runs is not forgotten, nor let past those who wait', async () => {
    const log: string[] = [];
    const scheduler = new Scheduler(() => 0);
    const first: Runnable = {
      run() {
        log.push('first');
        scheduler.enqueue(busy('later', 1, log));
        return false;
      },
    };
    scheduler.enqueue(first);
    scheduler.enqueue(busy('second', 1, log));
    await turnOfLoop();
    await turnOfLoop();
    expect(log).toEqual(['first', 'second', 'later']);
  });

  test('one that throws does not stop the node: the others have their goes', async () => {
    const log: string[] = [];
    const errors: unknown[] = [];
    const listeners = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.once('uncaughtException', (error) => errors.push(error));
    try {
      const scheduler = new Scheduler(() => 0);
      scheduler.enqueue({
        run() {
          throw new Error('boom');
        },
      });
      scheduler.enqueue(busy('a', 2, log));
      for (let turn = 0; turn < 4; turn += 1) await turnOfLoop();
    } finally {
      for (const listener of listeners) process.on('uncaughtException', listener);
    }
    expect(errors.length).toBe(1);
    expect(log).toEqual(['a', 'a']);
  });
});

describe('while turns may not be taken', () => {
  function scene() {
    const lease = { holds: true };
    const log: string[] = [];
    const scheduler = new Scheduler(
      () => 0,
      () => lease.holds,
    );
    const slices = async (): Promise<void> => {
      for (let n = 0; n < 10; n += 1) await turnOfLoop();
    };
    return { lease, log, scheduler, slices };
  }

  test('nobody has a go, urgent or not, and after it everybody has', async () => {
    const { lease, log, scheduler, slices } = scene();
    lease.holds = false;
    scheduler.enqueue(busy('a', 1, log));
    await slices();
    scheduler.enqueue(busy('b', 1, log));
    scheduler.enqueue(busy('!', 1, log), true);
    await slices();
    expect(log).toEqual([]);
    lease.holds = true;
    await slices();
    expect(log).toEqual([]);
    scheduler.resume();
    await slices();
    expect(log.join('')).toBe('!ab');
  });

  test('a slice that is under way ends before the next go', async () => {
    const { lease, log, scheduler, slices } = scene();
    scheduler.enqueue(busy('a', 2, log, () => (lease.holds = false)));
    scheduler.enqueue(busy('b', 1, log));
    await slices();
    expect(log.join('')).toBe('a');
    lease.holds = true;
    scheduler.resume();
    await slices();
    expect(log.join('')).toBe('aba');
  });

  test('a resume with nothing to do, or two of them, give nobody a go too many', async () => {
    const { lease, log, scheduler, slices } = scene();
    scheduler.resume();
    lease.holds = false;
    scheduler.enqueue(busy('a', 1, log));
    await slices();
    lease.holds = true;
    scheduler.resume();
    scheduler.resume();
    await slices();
    expect(log).toEqual(['a']);
  });
});
