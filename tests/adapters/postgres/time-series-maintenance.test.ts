import { expect, test } from 'vitest';
import type { MaintenanceOutcome } from '../../../actors/ports/time-series-store.ts';
import { startMaintenance } from '../../../adapters/postgres/time-series/maintenance.ts';
import { postgresTimeSeries } from '../../../adapters/postgres/time-series/time-series-store.ts';
import { openDataSource } from '../../../adapters/postgres/data-source.ts';
import { systemClock, virtualClock } from '../../../runtime/clock.ts';
import { StoreUnavailable } from '../../../runtime/errors.ts';
import { type Log, silentLog } from '../../../runtime/ports/log.ts';
import { startPostgres } from '../../support/postgres-server.ts';

const NEVER = '0 0 1 1 *';
const done: MaintenanceOutcome = { kind: 'done', made: [], dropped: [] };

test('a run that fails is logged and tried again, ever less often, until it succeeds', async () => {
  const clock = virtualClock(0);
  const runs: number[] = [];
  const warnings: string[] = [];
  const log: Log = { ...silentLog, warn: (_, message) => warnings.push(message) };
  const store = {
    maintain: async (now: number) => {
      runs.push(now);
      if (runs.length < 9) throw new StoreUnavailable('the database cannot be reached: gone');
      return done;
    },
  };
  const maintenance = startMaintenance({ store, clock, log, at: NEVER });
  await clock.advance(600_000);
  expect(runs).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183].map((s) => s * 1_000));
  expect(warnings).toHaveLength(8);
  expect(warnings[0]).toBe('time series not maintained, trying again: the database cannot be reached: gone');
  await maintenance.stop();
});

test('stopping ends the wait for the next try, and no run comes after it', async () => {
  const clock = virtualClock(0);
  let runs = 0;
  const store = {
    maintain: async () => {
      runs++;
      throw new Error('no');
    },
  };
  const maintenance = startMaintenance({ store, clock, log: silentLog, at: '* * * * * *' });
  await clock.advance(1);
  await maintenance.stop();
  const before = runs;
  await clock.advance(600_000);
  await new Promise((resolve) => setTimeout(resolve, 1_100)); // The schedule would have come round.
  expect(runs).toBe(before);
});

test('the schedule runs again and again, but not into a run that is under way', async () => {
  let running = 0;
  let most = 0;
  let runs = 0;
  const thrice = Promise.withResolvers<void>();
  const store = {
    maintain: async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 1_200));
      running--;
      if (++runs === 3) thrice.resolve();
      return done;
    },
  };
  const maintenance = startMaintenance({ store, clock: systemClock(), log: silentLog, at: '* * * * * *' });
  await thrice.promise;
  await maintenance.stop();
  expect(most).toBe(1);
});

test('while the database is away maintenance waits for it', async () => {
  const server = await startPostgres();
  try {
    const source = await openDataSource({ url: server.url });
    const store = await postgresTimeSeries(source);
    await server.kill();
    const failed = Promise.withResolvers<string>();
    const maintained = Promise.withResolvers<unknown>();
    const log: Log = {
      ...silentLog,
      warn: (_, message) => failed.resolve(message),
      info: (facts) => maintained.resolve(facts['made']),
    };
    // Ninety days on, so that there is something to make.
    const clock = { ...systemClock(), now: () => Date.now() + 90 * 86_400_000 };
    const maintenance = startMaintenance({ store, clock, log, at: NEVER });
    expect(await failed.promise).toMatch(/^time series not maintained, trying again: the database cannot be reached/);
    await server.restart();
    expect(await maintained.promise).toEqual(expect.arrayContaining([expect.stringMatching(/^bars_/)]));
    await maintenance.stop();
    await source.destroy();
  } finally {
    await server.destroy();
  }
});
