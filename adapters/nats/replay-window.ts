// R1. No number is accepted twice.
// R2. A number up to `size` behind the highest may still come, once; an older one may not.

/** Tells numbers that are new from those that come again (the sliding window of RFC 4303 §3.4.3). */
export class ReplayWindow {
  readonly #size: number;
  readonly #seen: Float64Array;
  #highest = -1;

  constructor(size: number) {
    this.#size = size;
    this.#seen = new Float64Array(size).fill(-1);
  }

  /** True once for each number. */
  accept(seq: number): boolean {
    if (seq <= this.#highest - this.#size) return false; // R2
    const slot = seq % this.#size;
    if (this.#seen[slot] === seq) return false; // R1
    this.#seen[slot] = seq;
    this.#highest = Math.max(this.#highest, seq);
    return true;
  }
}
