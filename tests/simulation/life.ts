// L1. Whatever enters a process (a timer, a packet, an answer, its own next step) enters here: a frozen one takes it when it
//     is thawed, all at once, a dead one never.
// L2. What a process has just sent may still be inside it when it freezes: then it leaves when it is thawed; if it dies, never.
// L3. Each process has its own clocks: its wall clock is off by some time and may jump, its monotonic clock runs a little
//     fast or slow.
import type { Clock } from '../../runtime/clock.ts';
import type { Random } from '../../runtime/random.ts';
import type { Timeline } from './timeline.ts';

/** How long after it was sent something may still be in the sender's buffers. */
const IN_BUFFERS_MS = 1;
const FASTEST_MS = 1;

interface Entering {
  readonly source: string;
  readonly enter: () => void;
}

interface Leaving {
  readonly sentAt: number;
  readonly arrive: () => void;
  readonly delayMs: number;
  readonly cancel: () => void;
}

export interface LifeOptions {
  readonly node: string;
  readonly boot: string;
  readonly timeline: Timeline;
  readonly random: Random;
  /** Control: the monotonic clock stands still while the process is frozen, so it believes in leases that ran out. */
  readonly sleepsUnnoticed?: boolean;
}

/** One life of one node's process. */
export class Life {
  readonly node: string;
  readonly boot: string;
  readonly clock: Clock;
  state: 'running' | 'frozen' | 'dead' = 'running';
  private readonly timeline: Timeline;
  private readonly random: Random;
  private readonly sleepsUnnoticed: boolean;
  private readonly rate: number;
  private offset: number;
  private held: Entering[] = [];
  private leaving: Leaving[] = [];
  private outbox: Leaving[] = [];
  private frozenAt = 0;
  /** How long it has been frozen in all. */
  sleptMs = 0;

  constructor({ node, boot, timeline, random, sleepsUnnoticed = false }: LifeOptions) {
    this.node = node;
    this.boot = boot;
    this.timeline = timeline;
    this.random = random;
    this.sleepsUnnoticed = sleepsUnnoticed;
    this.rate = 0.98 + 0.04 * random.next();
    this.offset = 400 * (random.next() - 0.5);
    const setTimer = (delayMs: number, fn: () => void): (() => void) => {
      let isCancelled = false;
      const fire = (): void => this.enter('timer', () => isCancelled || fn());
      const cancel = this.timeline.after(Math.max(FASTEST_MS, delayMs) / this.rate, fire);
      return () => {
        isCancelled = true;
        cancel();
      };
    };
    this.clock = {
      now: () => Math.floor(this.timeline.now + this.offset),
      setTimer,
      sleep: (ms) => new Promise((resolve) => void setTimer(ms, resolve)),
    };
  }

  readonly monotonic = (): number => this.rate * (this.timeline.now - (this.sleepsUnnoticed ? this.sleptMs : 0));

  /** The process's own next step. */
  readonly defer = (step: () => void): void =>
    void this.timeline.after(0.05 + 0.2 * this.random.next(), () => this.enter('step', step));

  /** Lets something into the process (L1); what comes from one source keeps its order. */
  enter(source: string, enter: () => void): void {
    if (this.state === 'running') enter();
    else if (this.state === 'frozen') this.held.push({ source, enter });
  }

  /** Sends something out of the process that arrives after `delayMs`. */
  send(delayMs: number, arrive: () => void): void {
    const { timeline } = this;
    const cancel = timeline.after(delayMs, arrive);
    this.leaving = this.leaving.filter(({ sentAt }) => timeline.now - sentAt < IN_BUFFERS_MS);
    this.leaving.push({ sentAt: timeline.now, arrive, delayMs, cancel });
  }

  freeze(): void {
    if (this.state !== 'running') return;
    this.state = 'frozen';
    this.frozenAt = this.timeline.now;
    this.outbox = this.cutShort();
  }

  thaw(): void {
    if (this.state !== 'frozen') return;
    this.state = 'running';
    this.sleptMs += this.timeline.now - this.frozenAt;
    for (const { delayMs, arrive } of this.outbox.splice(0)) this.send(delayMs, arrive);
    const next = new Map<string, number>();
    for (const { source, enter } of this.held.splice(0)) {
      const at = (next.get(source) ?? 0) + 0.5 * this.random.next();
      next.set(source, at);
      this.timeline.after(at, () => this.enter(source, enter));
    }
  }

  kill(): void {
    if (this.state === 'dead') return;
    if (this.state === 'running') this.cutShort();
    this.state = 'dead';
    this.held = [];
    this.outbox = [];
  }

  /** The wall clock is set to another time. */
  jump(ms: number): void {
    this.offset += ms;
  }

  /** L2. */
  private cutShort(): Leaving[] {
    const { now } = this.timeline;
    const inside = this.leaving.filter(({ sentAt }) => now - sentAt < IN_BUFFERS_MS && this.random.next() < 0.7);
    for (const { cancel } of inside) cancel();
    this.leaving = [];
    return inside;
  }
}
