import type { CronSchedule } from '../domain/system-risk/cron-of.ts';

/** Rings by a schedule; it may ring late, or twice, and says nothing of what it is for. */
export interface Alarms {
  /** Rings at every time of the schedule until the answer is called. */
  every(schedule: CronSchedule, ring: () => void): () => void;
}
