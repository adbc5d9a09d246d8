// M1. Messages of one lane leave in the order they came; the priority lane (halt, flatten, stop) leaves first.
// M2. Each lane has its own bound: a full normal lane never refuses a priority message.
// M3. A refused message is counted, and its sender told so by `false`; nothing that was accepted is ever dropped.
// M4. An idle mailbox holds no buffer: 10,000 actors mostly wait.
import type { Clock } from './clock.ts';

export interface MailboxBounds {
  /** Most messages that wait in the normal lane. */
  readonly normal: number;
  /** Most messages that wait in the priority lane. */
  readonly priority: number;
}

const defaultBounds: MailboxBounds = { normal: 1024, priority: 64 };

/** The bounded queue in front of one actor. */
export class Mailbox<Message> {
  /** Messages refused since the mailbox was made, both lanes. */
  dropped = 0;
  readonly #clock: Clock;
  readonly #bounds: MailboxBounds;
  #normal: Ring<Message> | undefined;
  #priority: Ring<Message> | undefined;

  constructor(clock: Clock, bounds: MailboxBounds = defaultBounds) {
    this.#clock = clock;
    this.#bounds = bounds;
  }

  /** False: the lane is full and the message was refused. `at` spares one to many a clock reading each. */
  offer(message: Message, priority = false, at: number = this.#clock.now()): boolean {
    const waiting = priority ? this.#priority : this.#normal;
    const bound = priority ? this.#bounds.priority : this.#bounds.normal;
    if ((waiting?.size ?? 0) >= bound) {
      this.dropped++; // M3
      return false;
    }
    if (waiting) waiting.push(message, at);
    else if (priority) this.#priority = new Ring(message, at);
    else this.#normal = new Ring(message, at);
    return true;
  }

  /** The next message, or undefined when none waits. */
  take(): Message | undefined {
    if (this.#priority) {
      const message = this.#priority.shift(); // M1
      if (this.#priority.size === 0) this.#priority = undefined; // M4
      return message;
    }
    if (!this.#normal) return undefined;
    const message = this.#normal.shift();
    if (this.#normal.size === 0) this.#normal = undefined;
    return message;
  }

  get depth(): number {
    return (this.#normal?.size ?? 0) + (this.#priority?.size ?? 0);
  }

  /** When the message that has waited longest arrived, epoch milliseconds; undefined when none waits. */
  get oldestAt(): number | undefined {
    const normal = this.#normal?.oldestAt;
    const priority = this.#priority?.oldestAt;
    if (normal === undefined) return priority;
    return priority === undefined ? normal : Math.min(normal, priority);
  }

  /** How long the oldest message has waited; 0 when none waits. */
  get ageMs(): number {
    const oldest = this.oldestAt;
    return oldest === undefined ? 0 : Math.max(0, this.#clock.now() - oldest);
  }
}

/** A growing circular buffer that is never empty while a lane holds it; a power of two of slots, one message at first. */
class Ring<Message> {
  size = 1;
  #head = 0;
  #messages: (Message | undefined)[];
  #times: number[];

  constructor(first: Message, at: number) {
    this.#messages = [first];
    this.#times = [at];
  }

  get oldestAt(): number | undefined {
    return this.#times[this.#head];
  }

  push(message: Message, at: number): void {
    if (this.size === this.#messages.length) this.#grow();
    const slot = (this.#head + this.size++) & (this.#messages.length - 1);
    this.#messages[slot] = message;
    this.#times[slot] = at;
  }

  shift(): Message | undefined {
    const message = this.#messages[this.#head];
    this.#messages[this.#head] = undefined; // lets the message be collected
    this.#head = (this.#head + 1) & (this.#messages.length - 1);
    this.size--;
    return message;
  }

  #grow(): void {
    const { length } = this.#messages;
    const messages: (Message | undefined)[] = [
      ...this.#messages.slice(this.#head),
      ...this.#messages.slice(0, this.#head),
    ];
    const times = [...this.#times.slice(this.#head), ...this.#times.slice(0, this.#head)];
    for (let slot = length; slot < 2 * length; slot++) {
      messages.push(undefined);
      times.push(0);
    }
    this.#messages = messages;
    this.#times = times;
    this.#head = 0;
  }
}
