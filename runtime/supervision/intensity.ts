// N1. At most `maxRestarts` restarts in any window of `periodMs`; the next one is past the intensity, as in OTP
//     (MaxR, MaxT). 0 allows none.
// N2. The window slides: a restart counts for `periodMs`, no longer; memory is bounded by `maxRestarts`.
import { ActorError } from '../errors.ts';

export interface Intensity {
  readonly maxRestarts: number;
  readonly periodMs: number;
}

/** Its supervisor's, or its own, allowance of restarts is used up; `cause` is the last crash. */
export class IntensityExceeded extends ActorError {
  constructor(id: string, intensity: Intensity, cause: Error) {
    super(
      'INTENSITY_EXCEEDED',
      `${id}: more than ${intensity.maxRestarts} restarts in ${intensity.periodMs} ms; last: ${cause.message}`,
      { id, ...intensity },
      { cause },
    );
  }
}

/** The restarts that still count, oldest first; a mass crash of n children costs O(n) in all. */
export class RestartWindow {
  readonly #intensity: Intensity;
  #times: number[] = [];
  #oldest = 0;

  constructor(intensity: Intensity) {
    this.#intensity = intensity;
  }

  /** Counts a restart at `now`; false when it is one too many, and then it is not counted. */
  admit(now: number): boolean {
    const { maxRestarts, periodMs } = this.#intensity;
    while (this.#oldest < this.#times.length && now - this.#times[this.#oldest]! >= periodMs) this.#oldest++; // N2
    if (this.#oldest * 2 > this.#times.length) {
      this.#times = this.#times.slice(this.#oldest);
      this.#oldest = 0;
    }
    if (this.#times.length - this.#oldest >= maxRestarts) return false; // N1
    this.#times.push(now);
    return true;
  }
}
