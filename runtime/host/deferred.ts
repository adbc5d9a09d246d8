// D1. Deferred events keep their place: they go with the next commit, before its own events.
// D2. None waits longer than DEFER_MS for a commit to go with.
import type { Clock } from '../clock.ts';
import type { JournalEvent } from '../ports/actor-store.ts';

const DEFER_MS = 1_000;
const AGAIN_MS = 20;

/** Journal events of one incarnation that wait for its next commit. */
export class Deferred {
  private readonly clock: Clock;
  /** Commits what waits; false when that has to be tried again. */
  private readonly save: () => boolean;
  private events: JournalEvent[] = NOTHING;

  constructor(clock: Clock, save: () => boolean) {
    this.clock = clock;
    this.save = save;
  }

  /** Keeps events for the next commit. */
  defer(events: readonly JournalEvent[]): void {
    if (events.length === 0) return;
    if (this.events.length === 0) this.expect(DEFER_MS);
    this.events = [...this.events, ...events];
  }

  /** What waited, and then these; nothing waits any more. */
  before(events: JournalEvent[]): JournalEvent[] {
    if (this.events.length === 0) return events;
    const all = [...this.events, ...events]; // D1
    this.events = NOTHING;
    return all;
  }

  private expect(delayMs: number): void {
    this.clock.setTimer(delayMs, () => {
      if (this.events.length > 0 && !this.save()) this.expect(AGAIN_MS); // D2
    });
  }
}

const NOTHING: JournalEvent[] = [];
