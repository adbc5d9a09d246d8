// S1. Ready runnables take their goes in turn: one that wants another goes to the end of the queue.
// S2. Urgent ones go first, in the order they came.
// S3. A slice lasts about SLICE_MS; then the event loop has its other work done before the next one.
// S4. One that throws costs the others nothing: the queue goes on in the next slice.

/** Something that takes turns; `run` takes a bounded number and says whether it wants another go. */
export interface Runnable {
  run(): boolean;
}

const SLICE_MS = 4;
const CHECK_EVERY = 8;

/** Gives every ready actor its turns in order of readiness, in slices short enough for the event loop's other work. */
export class Scheduler {
  private batch: Runnable[] = [];
  private index = 0;
  private ready: Runnable[] = [];
  private urgent: Runnable[] = [];
  private scheduled = false;
  private readonly monotonic: () => number;

  constructor(monotonic: () => number) {
    this.monotonic = monotonic;
  }

  /** Queues a go; the caller answers for how often it is queued. */
  enqueue(runnable: Runnable, urgent = false): void {
    (urgent ? this.urgent : this.ready).push(runnable);
    this.schedule();
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(this.pump);
  }

  private readonly pump = (): void => {
    const until = this.monotonic() + SLICE_MS;
    try {
      for (let taken = 1; ; taken += 1) {
        const runnable = this.next();
        if (runnable === undefined) return;
        if (runnable.run()) this.ready.push(runnable); // S1
        if (taken % CHECK_EVERY === 0 && this.monotonic() >= until) return; // S3
      }
    } finally {
      this.scheduled = false;
      if (this.index < this.batch.length || this.ready.length > 0 || this.urgent.length > 0) this.schedule(); // S4
    }
  };

  private next(): Runnable | undefined {
    const urgent = this.urgent.shift(); // S2
    if (urgent !== undefined) return urgent;
    if (this.index === this.batch.length) {
      this.batch = this.ready;
      this.ready = [];
      this.index = 0;
    }
    return this.index < this.batch.length ? this.batch[this.index++] : undefined;
  }
}
