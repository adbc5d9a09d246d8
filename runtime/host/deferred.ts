// D1. Deferred events keep their place: they go with the next commit, before its own events.
// D2. None waits longer than DEFER_MS for a commit to go with; while turns are taken, which come first, LAST_MS.
import type { Clock } from '../clock.ts';
import type { JournalEvent } from '../ports/actor-store.ts';

const DEFER_MS = 1_000;
const LAST_MS = 4 * DEFER_MS;
const AGAIN_MS = 20;

/** Journal events of one incarnation that wait for its next commit. */
export class Deferred {
  private readonly clock: Clock;
  /** Commits what waits; false when that has to be tried again. */
  private readonly save: () => boolean;
  private readonly isBusy: () => boolean;
  private events: JournalEvent[] = NOTHING;

  /** `isBusy`: others want their turns. */
  constructor(clock: Clock, save: () => boolean, isBusy: () => boolean) {
    this.clock = clock;
    this.save = save;
    this.isBusy = isBusy;
  }

  /** Keeps events for the next commit. */
  defer(events: readonly JournalEvent[]): void {
    if (events.length === 0) return;
    if (this.events.length === 0) this.expect(DEFER_MS, DEFER_MS);
    this.events = [...this.events, ...events];
  }

  /** What waited, and then these; nothing waits any more. */
  before(events: JournalEvent[]): JournalEvent[] {
    if (this.events.length === 0) return events;
    const all = [...this.events, ...events]; // D1
    this.events = NOTHING;
    return all;
  }

  /** Tries in `delayMs`, when the first of them has waited `waitedMs`. */
  private expect(delayMs: number, waitedMs: number): void {
    this.clock.setTimer(delayMs, () => {
      if (this.events.length === 0) return;
      if (waitedMs < LAST_MS && this.isBusy()) this.expect(DEFER_MS, waitedMs + DEFER_MS);
      else if (!this.save()) this.expect(AGAIN_MS, LAST_MS); // D2
    });
  }
}

const NOTHING: JournalEvent[] = [];
