// S1. Ready runnables take their goes in turn: one that wants another goes to the end of the queue.
// S2. Urgent ones go first, in the order they came.
// S3. A slice lasts about SLICE_MS; then the event loop has its other work done before the next one.
// S4. One that throws costs the others nothing: the queue goes on in the next slice.
// S5. Nobody gets a go while turns may not be taken; what is queued waits for `resume`.

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
  private stalled = false;
  private idleSince = 0;
  private readonly monotonic: () => number;
  private readonly mayRun: () => boolean;
  private readonly defer: (step: () => void) => void;

  /** `defer` does a step once the event loop has had its other work done. */
  constructor(
    monotonic: () => number,
    mayRun: () => boolean = () => true,
    defer: (step: () => void) => void = setImmediate,
  ) {
    this.monotonic = monotonic;
    this.mayRun = mayRun;
    this.defer = defer;
  }

  /** Queues a go; the caller answers for how often it is queued. */
  enqueue(runnable: Runnable, urgent = false): void {
    (urgent ? this.urgent : this.ready).push(runnable);
    this.schedule();
  }

  /** Milliseconds for which nobody has wanted a go. */
  get idleMs(): number {
    return this.hasWork() ? 0 : this.monotonic() - this.idleSince;
  }

  /** Goes on after a time when turns might not be taken. */
  resume(): void {
    this.stalled = false;
    if (this.hasWork()) this.schedule();
  }

  private schedule(): void {
    if (this.scheduled || this.stalled) return;
    this.scheduled = true;
    this.defer(this.pump);
  }

  private readonly pump = (): void => {
    const until = this.monotonic() + SLICE_MS;
    try {
      for (let taken = 1; ; taken += 1) {
        if (!this.mayRun()) {
          this.stalled = true; // S5
          return;
        }
        const runnable = this.next();
        if (runnable === undefined) return;
        if (runnable.run()) this.ready.push(runnable); // S1
        if (taken % CHECK_EVERY === 0 && this.monotonic() >= until) return; // S3
      }
    } finally {
      this.scheduled = false;
      if (this.hasWork())
        this.schedule(); // S4
      else this.idleSince = this.monotonic();
    }
  };

  private hasWork(): boolean {
    return this.index < this.batch.length || this.ready.length > 0 || this.urgent.length > 0;
  }

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
