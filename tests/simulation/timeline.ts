// T1. One queue drives everything: what is due first happens first, what is due together in the order it was asked for.
// T2. Between two events everything that was waiting on promises has run; no real time and no real timer is involved.
// T3. The trace of a run is a digest of its events, so two runs that differ anywhere have different digests.
import { errorMessage } from '../../runtime/errors.ts';

interface Event {
  readonly due: number;
  readonly order: number;
  /** Undefined once it is cancelled. */
  run: (() => void) | undefined;
}

export interface TimelineOptions {
  readonly start: number;
  /** Hears every line of the trace. */
  readonly trace?: ((line: string) => void) | undefined;
}

/** The time of one simulated world, and what happens in it. */
export class Timeline {
  now: number;
  events = 0;
  /** What product code threw where nobody could catch it: a real process would have ended there. */
  readonly uncaught: string[] = [];
  private readonly start: number;
  private readonly heap: Event[] = [];
  private readonly trace: ((line: string) => void) | undefined;
  private asked = 0;
  private hash = 0x811c9dc5;
  private stopped = false;

  constructor({ start, trace }: TimelineOptions) {
    this.start = start;
    this.now = start;
    this.trace = trace;
  }

  /** Milliseconds since the world began. */
  get elapsed(): number {
    return this.now - this.start;
  }

  /** Does something after `delayMs`; returns how to cancel it. */
  after(delayMs: number, run: () => void): () => void {
    const event: Event = { due: this.now + Math.max(0, delayMs), order: this.asked++, run };
    this.push(event);
    return () => void (event.run = undefined);
  }

  /** Adds a line to the trace. */
  note(who: string, what: string): void {
    const line = `${this.elapsed.toFixed(3).padStart(11)} ${who.padEnd(9)} ${what}`;
    let { hash } = this;
    for (let index = 0; index < line.length; index += 1) hash = Math.imul(hash ^ line.charCodeAt(index), 0x01000193);
    this.hash = hash;
    this.trace?.(line);
  }

  get digest(): string {
    return `${(this.hash >>> 0).toString(16).padStart(8, '0')}-${this.events}`;
  }

  /** Lets time pass until `stop`, the last event, or `untilMs` after the beginning. */
  run(untilMs: number): Promise<void> {
    return new Promise((resolve) => {
      const step = (): void => {
        const event = this.stopped ? undefined : this.pop();
        if (event === undefined || event.due - this.start > untilMs) {
          resolve();
          return;
        }
        this.now = event.due;
        this.events += 1;
        try {
          event.run!();
        } catch (error) {
          this.uncaught.push(errorMessage(error));
        }
        setImmediate(step); // T2
      };
      setImmediate(step);
    });
  }

  stop(): void {
    this.stopped = true;
  }

  private push(event: Event): void {
    const { heap } = this;
    let at = heap.push(event) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(event, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = event;
  }

  /** The next event that was not cancelled. */
  private pop(): Event | undefined {
    for (;;) {
      const first = this.heap[0];
      const last = this.heap.pop();
      if (first === undefined || last === undefined) return undefined;
      if (this.heap.length > 0) this.sink(last);
      if (first.run !== undefined) return first;
    }
  }

  private sink(event: Event): void {
    const { heap } = this;
    for (let at = 0; ;) {
      const left = 2 * at + 1;
      const right = left + 1;
      const child = right < heap.length && isBefore(heap[right]!, heap[left]!) ? right : left;
      if (child >= heap.length || !isBefore(heap[child]!, event)) {
        heap[at] = event;
        return;
      }
      heap[at] = heap[child]!;
      at = child;
    }
  }
}

const isBefore = (a: Event, b: Event): boolean => a.due < b.due || (a.due === b.due && a.order < b.order);
