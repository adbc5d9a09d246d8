// B1. The delay before attempt n is uniform in [0, min(cap, base·2ⁿ)): full jitter, so that children that fell
//     together do not come back together.
// B2. The attempts are forgotten only after `stableAfterMs` of uptime: a child that starts well and dies soon keeps
//     backing off.
// Source: M. Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015.
import type { Random } from '../random.ts';

export interface Backoff {
  readonly baseMs: number;
  readonly capMs: number;
  readonly stableAfterMs: number;
}

/** The delay in ms before restart number `attempt` (0, 1, 2 …) of a run of crashes. */
export const backoffDelay = (backoff: Backoff, attempt: number, random: Random): number =>
  random.next() * Math.min(backoff.capMs, backoff.baseMs * 2 ** attempt); // B1

/** The attempts that count after an incarnation that lived for `uptimeMs`. */
export const attemptsAfter = (backoff: Backoff, attempts: number, uptimeMs: number): number =>
  uptimeMs >= backoff.stableAfterMs ? 0 : attempts; // B2
