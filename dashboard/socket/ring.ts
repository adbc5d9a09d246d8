// R1. What is kept is one unbroken run of numbers: an entry that does not follow the last one begins a new run.
import type { Entry } from './entry.ts';

/** The newest entries of a topic, at most `capacity`. */
export class Ring {
  readonly #capacity: number;
  #entries: Entry[] = [];
  /** Number of the last entry that was said, kept or not. */
  #seq: number;

  constructor(capacity: number, seq: number) {
    this.#capacity = capacity;
    this.#seq = seq;
  }

  get seq(): number {
    return this.#seq;
  }

  add(entry: Entry): void {
    if (entry.seq !== this.#seq + 1) this.#entries = []; // R1
    this.#entries.push(entry);
    this.#seq = entry.seq;
    // Cut rarely, as a whole: cutting one by one would move all the others each time.
    if (this.#entries.length >= 2 * this.#capacity) this.#entries = this.#entries.slice(-this.#capacity);
  }

  /** All entries after `seq`, or undefined when some of them are not kept any more, or `seq` is not reached. */
  after(seq: number): readonly Entry[] | undefined {
    const first = this.#seq - this.#entries.length + 1;
    if (seq > this.#seq || seq < first - 1) return undefined;
    return this.#entries.slice(seq - first + 1);
  }
}
