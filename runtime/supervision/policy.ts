import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import type { Backoff } from './backoff.ts';
import type { Intensity } from './intensity.ts';
import type { Cause, Lifecycle } from './lifecycle.ts';
import type { Strategy } from './restart-plan.ts';

/** Hears of every change of every child, as it happens; must not throw. `from` equals `to` when a restart failed again. */
export interface SupervisionListener {
  lifecycle(id: string, from: Lifecycle, to: Lifecycle, cause: Cause | undefined): void;
}

export interface GroupPolicy {
  readonly id: string;
  readonly strategy: Strategy;
  /** Restarts allowed to all children together; past it the supervisor itself crashes. */
  readonly intensity: Intensity;
  /** Restarts allowed to each child; past it the child is quarantined. */
  readonly childIntensity: Intensity;
  readonly backoff: Backoff;
  readonly clock: Clock;
  readonly random: Random;
  readonly listener?: SupervisionListener;
}
