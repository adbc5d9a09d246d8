// R1. Written on the hot path: nothing is made for a message but what is shown of it, and no payload is kept alive by having been seen.
import type { Message } from '../actor.ts';

const KEPT = 8;

/** One message that an actor has taken, without what was in it. */
export interface MessageTrace {
  /** Epoch milliseconds UTC. */
  readonly at: number;
  readonly kind: Message['kind'];
  /** Whose or which: a stream, a command, a port, a timer, an actor. */
  readonly about: string;
  /** The number of an entry or a position, who commands, what came of a request. */
  readonly detail: string;
}

/** The last messages of one incarnation. */
export class RecentMessages {
  private readonly times: number[] = [];
  private readonly kinds: Message['kind'][] = [];
  private readonly abouts: string[] = [];
  private readonly details: (string | number)[] = [];
  private next = 0;

  /** `at` of a clock that never goes back. */
  note(message: Message, at: number): void {
    const { next } = this;
    this.times[next] = at;
    this.kinds[next] = message.kind;
    this.abouts[next] = aboutOf(message);
    this.details[next] = detailOf(message);
    this.next = (next + 1) % KEPT;
  }

  /** Newest first; `toWall` turns the clock of `note` into epoch milliseconds. */
  view(toWall: (at: number) => number): readonly MessageTrace[] {
    const shown: MessageTrace[] = [];
    for (let back = 1; back <= this.times.length; back++) {
      const index = (this.next - back + KEPT) % KEPT;
      shown.push({
        at: toWall(this.times[index]!),
        kind: this.kinds[index]!,
        about: this.abouts[index]!,
        detail: String(this.details[index]),
      });
    }
    return shown;
  }
}

const aboutOf = (message: Message): string => {
  switch (message.kind) {
    case 'entry':
      return message.entry.stream;
    case 'command':
      return message.command;
    case 'told':
      return message.from;
    case 'performed':
      return message.port;
    case 'timer':
      return message.name;
    case 'up':
    case 'down':
      return message.address;
    case 'position':
    case 'started':
      return '';
  }
};

const detailOf = (message: Message): string | number => {
  switch (message.kind) {
    case 'entry':
      return message.entry.seq;
    case 'position':
      return message.position;
    case 'command':
      return message.by;
    case 'performed':
      return message.result.ok ? 'answered' : message.result.type;
    case 'down':
      return message.reason;
    default:
      return '';
  }
};
