// L1. Decisions of one lane run one at a time, each to its end, in the order they were asked for.
// L2. An idle lane begins at once, in the caller's own turn.
import type { Clock } from '../clock.ts';

/** A queue of decisions, and the backoff that its children wait for together. */
export class Lane {
  /** Exits seen whose decision has not begun. */
  exitsWaiting = 0;
  #busy = false;
  #queue: (() => void)[] | undefined;
  #dueAt = 0;
  #cancelTimer: (() => void) | undefined;

  run(decision: () => Promise<void>): Promise<void> {
    if (!this.#busy) return this.#perform(decision); // L2
    return new Promise((resolve, reject) => {
      (this.#queue ??= []).push(() => void this.#perform(decision).then(resolve, reject));
    });
  }

  /** A restart is due later. */
  waits(): boolean {
    return this.#cancelTimer !== undefined;
  }

  /** Wakes after `delayMs`, or later when it already waits for longer. */
  wakeAfter(delayMs: number, clock: Clock, wake: () => void): void {
    const dueAt = clock.now() + delayMs;
    if (this.waits() && this.#dueAt >= dueAt) return;
    this.cancelWake();
    this.#dueAt = dueAt;
    this.#cancelTimer = clock.setTimer(delayMs, () => {
      this.#cancelTimer = undefined;
      wake();
    });
  }

  cancelWake(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  async #perform(decision: () => Promise<void>): Promise<void> {
    this.#busy = true;
    try {
      await decision();
    } finally {
      this.#busy = false;
      const next = this.#queue?.shift(); // L1: begins before anyone else can ask
      if (this.#queue?.length === 0) this.#queue = undefined;
      next?.();
    }
  }
}
