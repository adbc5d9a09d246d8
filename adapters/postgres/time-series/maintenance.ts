// M1. One run at a time in this process, and `maintain` sees to one in the cluster.
// M2. A run that fails is logged and tried again, ever less often, until it succeeds; it never ends the process.
import { schedule } from 'node-cron';
import type { TimeSeriesStore } from '../../../actors/ports/time-series-store.ts';
import type { Clock } from '../../../runtime/clock.ts';
import { errorMessage } from '../../../runtime/errors.ts';
import type { Log } from '../../../runtime/ports/log.ts';

const HOURLY = '17 * * * *';
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

export interface Maintenance {
  /** Resolves when a run under way has ended. */
  stop(): Promise<void>;
}

/** Maintains the time series now and then by the cron expression `at` (UTC). */
export function startMaintenance(options: {
  store: Pick<TimeSeriesStore, 'maintain'>;
  clock: Clock;
  log: Log;
  at?: string;
}): Maintenance {
  const { store, clock, log } = options;
  let stopped = false;
  let running: Promise<void> | undefined;
  let wake: () => void = () => undefined;

  /** Ends early when it is stopped. */
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      if (stopped) return resolve();
      const cancel = clock.setTimer(ms, resolve);
      wake = () => {
        cancel();
        resolve();
      };
    });

  const attempt = async (): Promise<boolean> => {
    try {
      const outcome = await store.maintain(clock.now());
      if (outcome.kind === 'done' && outcome.made.length + outcome.dropped.length > 0)
        log.info({ part: 'time-series', made: outcome.made, dropped: outcome.dropped }, 'time series maintained');
      return true;
    } catch (error) {
      log.warn({ part: 'time-series' }, `time series not maintained, trying again: ${errorMessage(error)}`); // M2
      return false;
    }
  };

  const maintain = async (): Promise<void> => {
    for (let tries = 0; !(await attempt()); tries++) {
      await pause(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** tries));
      if (stopped) return;
    }
  };

  const run = (): void => {
    running ??= maintain().finally(() => (running = undefined)); // M1
  };

  const task = schedule(options.at ?? HOURLY, run, { name: 'time series', timezone: 'UTC', unref: true });
  run();
  return {
    async stop() {
      stopped = true;
      await task.destroy();
      wake();
      await running;
    },
  };
}
