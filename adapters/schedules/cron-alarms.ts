import { schedule } from 'node-cron';
import type { Alarms } from '../../actors/ports/alarms.ts';

/** Alarms by node-cron; one that a busy process let pass rings as soon as that is seen. */
export const cronAlarms = (): Alarms => ({
  every({ expression, timezone }, ring) {
    const task = schedule(expression, () => ring(), { timezone });
    task.on('execution:missed', () => ring());
    return () => void task.destroy();
  },
});
