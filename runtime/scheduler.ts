// S1. Ready runnables take their goes in turn: one that wants another goes to the end of the queue.
// S2. Urgent ones go first, in the order they came, and as soon as whatever the process is at has returned: what else has
//     arrived for it, and what it has to send, waits for them.
// S3. A slice lasts about SLICE_MS, one of urgent goes DASH_MS at most; then the event loop has its other work done before the next one.
// S4. One that throws costs the others nothing: the queue goes on in the next slice.
// S5. Nobody gets a go while turns may not be taken; what is queued waits for `resume`.
// S6. While it is hushed only urgent goes are taken: somebody is about to be halted, and no bar is worth the wait. A hush lasts
//     HUSH_MS, and whoever asks for more than one a second is not heard.

/** Something that takes turns; `run` takes a bounded number and says whether it wants another go. */
export interface Runnable {
  run(): boolean;
}

/** Nobody has wanted a go for so long: this is the end of a bar. */
export const QUIET_MS = 20;
/** So many who wait for their commits will all want a go soon; a few always do. */
const CROWD = 16;
const SLICE_MS = 3;
/** Urgent goes are few, and mostly all of one moment: they are done together unless they do not end. */
const DASH_MS = 50;
const HUSH_MS = 100;
const HUSH_EVERY_MS = 1_000;

/** Gives every ready actor its turns in order of readiness, in slices short enough for the event loop's other work. */
export class Scheduler {
  private batch: Runnable[] = [];
  private index = 0;
  private ready: Runnable[] = [];
  private urgent: Runnable[] = [];
  private scheduled = false;
  private hastened = false;
  private stalled = false;
  private idleSince = 0;
  private awaiting = 0;
  private isHushed = false;
  private hushedAt = -Infinity;
  private readonly monotonic: () => number;
  private readonly mayRun: () => boolean;
  private readonly defer: (step: () => void) => void;
  private readonly later: (ms: number, step: () => void) => void;

  /** `defer` does a step once the event loop has had its other work done, `later` after some time. */
  constructor(
    monotonic: () => number,
    mayRun: () => boolean = () => true,
    defer: (step: () => void) => void = setImmediate,
    later: (ms: number, step: () => void) => void = (ms, step) => void setTimeout(step, ms),
  ) {
    this.monotonic = monotonic;
    this.mayRun = mayRun;
    this.defer = defer;
    this.later = later;
  }

  /** Queues a go; the caller answers for how often it is queued. */
  enqueue(runnable: Runnable, urgent = false): void {
    if (urgent) {
      this.urgent.push(runnable);
      this.hasten();
    } else {
      this.ready.push(runnable);
      this.schedule();
    }
  }

  /** Whether somebody has wanted a go just now, or many are about to. */
  get isBusy(): boolean {
    return this.hasWork() || this.awaiting >= CROWD || this.monotonic() - this.idleSince < QUIET_MS;
  }

  /** Somebody has begun (1), or ceased (-1), to wait for a commit. */
  awaits(change: 1 | -1): void {
    this.awaiting += change;
  }

  /** Goes on after a time when turns might not be taken. */
  resume(): void {
    this.stalled = false;
    if (this.hasWork()) this.schedule();
  }

  /** Leaves the processor to what is urgent, here and in the processes beside this one, for a moment (S6). */
  hush(): void {
    const now = this.monotonic();
    if (now - this.hushedAt < HUSH_EVERY_MS) return;
    this.hushedAt = now;
    this.isHushed = true;
    this.later(HUSH_MS, () => {
      this.isHushed = false;
      if (this.hasWork()) this.schedule();
    });
  }

  private schedule(): void {
    if (this.scheduled || this.stalled || (this.isHushed && this.urgent.length === 0)) return;
    this.scheduled = true;
    this.defer(this.pump);
  }

  private hasten(): void {
    if (this.hastened || this.stalled) return;
    this.hastened = true;
    queueMicrotask(this.dash);
  }

  private readonly pump = (): void => {
    try {
      this.slice(SLICE_MS, () => this.next());
    } finally {
      this.scheduled = false;
      this.goOn(); // S4
    }
  };

  /** S2: the urgent ones alone. */
  private readonly dash = (): void => {
    this.hastened = false;
    try {
      this.slice(DASH_MS, () => this.urgent.shift());
    } finally {
      this.goOn(); // S4
    }
  };

  private slice(ms: number, next: () => Runnable | undefined): void {
    const until = this.monotonic() + ms;
    do {
      if (!this.mayRun()) {
        this.stalled = true; // S5
        return;
      }
      const runnable = next();
      if (runnable === undefined) return;
      if (runnable.run()) this.ready.push(runnable); // S1
    } while (this.monotonic() < until); // S3
  }

  private goOn(): void {
    if (this.hasWork()) this.schedule();
    else this.idleSince = this.monotonic();
  }

  private hasWork(): boolean {
    return this.index < this.batch.length || this.ready.length > 0 || this.urgent.length > 0;
  }

  private next(): Runnable | undefined {
    const urgent = this.urgent.shift(); // S2
    if (urgent !== undefined || this.isHushed) return urgent;
    if (this.index === this.batch.length) {
      this.batch = this.ready;
      this.ready = [];
      this.index = 0;
    }
    return this.index < this.batch.length ? this.batch[this.index++] : undefined;
  }
}
