// C1. Nothing else reads time: whoever needs it is given a `Clock`.
// C2. Virtual timers run in order of due time, then of setting; between two of them everything that was waiting on
//     promises has run, so a timer set by that work, and due, runs in its turn.
// C3. A cancelled timer never runs.

/** The one source of time. */
export interface Clock {
  /** Epoch milliseconds UTC. */
  now(): number;
  /** Runs `fn` once after `delayMs`; the returned function cancels it and may be called at any time. */
  setTimer(delayMs: number, fn: () => void): () => void;
  sleep(ms: number): Promise<void>;
}

/** A clock that stands still until it is advanced. */
export interface VirtualClock extends Clock {
  /** Moves time on by `ms`, running what falls due on the way; calls must not overlap. */
  advance(ms: number): Promise<void>;
  /** When the next timer is due; undefined when none is set. */
  nextDue(): number | undefined;
}

interface Timer {
  readonly due: number;
  readonly order: number;
  /** Undefined once it has run or was cancelled. */
  fn: (() => void) | undefined;
}

/** Node runs a longer `setTimeout` after 1 ms instead. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** The machine's clock; with `unref` its timers do not keep the process alive. */
export const systemClock = (options: { unref?: boolean } = {}): Clock => {
  const setTimer = (delayMs: number, fn: () => void): (() => void) => {
    let timeout: NodeJS.Timeout;
    const arm = (leftMs: number): void => {
      const stepMs = Math.min(leftMs, LONGEST_TIMEOUT_MS);
      timeout = setTimeout(() => (leftMs > stepMs ? arm(leftMs - stepMs) : fn()), stepMs);
      if (options.unref) timeout.unref();
    };
    arm(Math.max(0, delayMs));
    return () => clearTimeout(timeout);
  };
  return { now: Date.now, setTimer, sleep: (ms) => new Promise((resolve) => void setTimer(ms, resolve)) };
};

/** A clock for tests, backtests and simulation, standing at `start` (epoch milliseconds UTC). */
export const virtualClock = (start = 0): VirtualClock => {
  const timers = new TimerHeap();
  let now = start;
  let set = 0;
  let advancing = false;

  const setTimer = (delayMs: number, fn: () => void): (() => void) => {
    const timer: Timer = { due: now + Math.max(0, delayMs), order: set++, fn };
    timers.push(timer);
    return () => {
      if (timer.fn === undefined) return;
      timer.fn = undefined; // C3
      timers.cancelled();
    };
  };

  const advance = async (ms: number): Promise<void> => {
    if (advancing) throw new Error('virtualClock: advance() was called while another is under way');
    advancing = true;
    try {
      const target = now + ms;
      await settled();
      for (let timer = timers.peek(); timer && timer.due <= target; timer = timers.peek()) {
        timers.pop();
        now = timer.due;
        const fn = timer.fn;
        timer.fn = undefined;
        fn?.();
        await settled(); // C2
      }
      now = target;
    } finally {
      advancing = false;
    }
  };

  return {
    now: () => now,
    setTimer,
    sleep: (ms) => new Promise((resolve) => void setTimer(ms, resolve)),
    advance,
    nextDue: () => timers.peek()?.due,
  };
};

/** One turn of the event loop: every promise callback that could run has run, those set by others included. */
const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

/** Binary min-heap by (due, order); cancelled timers leave when they surface, or in bulk once they are the majority. */
class TimerHeap {
  #items: Timer[] = [];
  #dead = 0;

  push(timer: Timer): void {
    this.#items.push(timer);
    let at = this.#items.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#swapIfBefore(at, parent)) return;
      at = parent;
    }
  }

  peek(): Timer | undefined {
    while (this.#items[0] && this.#items[0].fn === undefined) {
      this.pop();
      this.#dead--;
    }
    return this.#items[0];
  }

  pop(): void {
    const last = this.#items.pop();
    if (last === undefined || this.#items.length === 0) return;
    this.#items[0] = last;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const right = left + 1;
      const child = right < this.#items.length && before(this.#items[right]!, this.#items[left]!) ? right : left;
      if (child >= this.#items.length || !this.#swapIfBefore(child, at)) return;
      at = child;
    }
  }

  cancelled(): void {
    if (++this.#dead * 2 <= this.#items.length || this.#dead < 64) return;
    // Sorted by (due, order) an array is a heap.
    this.#items = this.#items.filter((timer) => timer.fn !== undefined).sort((a, b) => (before(a, b) ? -1 : 1));
    this.#dead = 0;
  }

  #swapIfBefore(a: number, b: number): boolean {
    const first = this.#items[a]!;
    const second = this.#items[b]!;
    if (!before(first, second)) return false;
    this.#items[a] = second;
    this.#items[b] = first;
    return true;
  }
}

const before = (a: Timer, b: Timer): boolean => a.due < b.due || (a.due === b.due && a.order < b.order);
