// P1. The bound is for what others send: what the actor itself asked for (outcomes, timers, news of whom it watches) is
//     never refused, or it would wait for ever.
// P2. Halt, flatten and stop go first, and have room of their own.
// P3. Every caller is answered once.
import type { Message } from '../actor.ts';
import type { Clock } from '../clock.ts';
import type { ActorError } from '../errors.ts';
import { Mailbox } from '../mailbox.ts';
import type { Caller } from './recorder.ts';

export type Command = Extract<Message, { kind: 'command' }>;
type Waiting = Message | { readonly kind: 'called'; readonly command: Command; readonly caller: Caller };

const PRIORITY_COMMANDS = new Set(['halt', 'flatten', 'stop']);
const DEFAULT_BOUND = 1_024;
const PRIORITY_BOUND = 64;

/** What waits for one incarnation, and who waits for its answers. */
export class Reception {
  private readonly mailbox: Mailbox<Waiting>;
  private readonly bound: number;
  private readonly takenCallers = new Set<Caller>();

  constructor(clock: Clock, bound: number | undefined) {
    this.mailbox = new Mailbox<Waiting>(clock, { normal: Infinity, priority: PRIORITY_BOUND });
    this.bound = bound ?? DEFAULT_BOUND;
  }

  /** False: it is full. */
  admit(message: Message): boolean {
    const isAskedFor = message.kind !== 'told' && message.kind !== 'command';
    return (isAskedFor || this.hasRoom()) && this.mailbox.offer(message); // P1
  }

  /** False: it is full, and nobody will answer. */
  admitCall(command: Command, caller: Caller): boolean {
    const isUrgent = isUrgentCommand(command);
    return (isUrgent || this.hasRoom()) && this.mailbox.offer({ kind: 'called', command, caller }, isUrgent); // P2
  }

  /** The next message; `called` hears first who asks, when it is a command. */
  take(called: (caller: Caller) => void): Message | undefined {
    const waiting = this.mailbox.take();
    if (waiting?.kind !== 'called') return waiting;
    this.takenCallers.add(waiting.caller);
    called(waiting.caller);
    return waiting.command;
  }

  answer(caller: Caller, error: ActorError | undefined, value: unknown): void {
    if (this.takenCallers.delete(caller)) caller(error, value); // P3
  }

  /** Throws away what waits. */
  clear(reason: () => ActorError): void {
    for (let waiting = this.mailbox.take(); waiting !== undefined; waiting = this.mailbox.take()) {
      if (waiting.kind === 'called') waiting.caller(reason(), undefined);
    }
  }

  /** Disappoints those whose commands were taken and not answered. */
  dismiss(reason: () => ActorError): void {
    for (const caller of this.takenCallers) caller(reason(), undefined);
    this.takenCallers.clear();
  }

  get depth(): number {
    return this.mailbox.depth;
  }

  view(): { depth: number; oldestAgeMs: number; dropped: number } {
    const { depth, ageMs, dropped } = this.mailbox;
    return { depth, oldestAgeMs: ageMs, dropped };
  }

  private hasRoom(): boolean {
    if (this.mailbox.depth < this.bound) return true;
    this.mailbox.dropped += 1;
    return false;
  }
}

export const isUrgentAction = (action: string): boolean => PRIORITY_COMMANDS.has(action);
export const isUrgentCommand = ({ command }: Command): boolean => isUrgentAction(command);
