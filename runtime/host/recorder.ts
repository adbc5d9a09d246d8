// R1. Effects belong to the actor whose turn it is; a turn kept for later and used then is refused.
// R2. A command is answered once, by its own turn; one that its turn neither answers nor refuses is answered with nothing.
import type { StreamEntry } from '../actor.ts';
import type { ActorAddress } from '../address.ts';
import { ActorError } from '../errors.ts';
import type { JournalEvent } from '../ports/actor-store.ts';
import type { Turn } from '../turn.ts';

/** Where a command's answer goes. */
export type Caller = (error: ActorError | undefined, value: unknown) => void;

export type FollowOptions = Parameters<Turn['follow']>[1];

/** What happens once a turn is durable, in the order it was asked for. */
export type AfterEffect =
  | { readonly kind: 'advance'; readonly stream: string; readonly position: number; readonly time: number }
  | { readonly kind: 'perform'; readonly port: string; readonly request: unknown }
  | { readonly kind: 'tell'; readonly to: ActorAddress; readonly body: unknown }
  | { readonly kind: 'reply'; readonly caller: Caller; readonly value: unknown }
  | { readonly kind: 'refuse'; readonly caller: Caller; readonly type: string; readonly message: string }
  | { readonly kind: 'follow'; readonly stream: string; readonly options: FollowOptions }
  | { readonly kind: 'unfollow'; readonly stream: string }
  | { readonly kind: 'pull'; readonly stream: string }
  | { readonly kind: 'watch'; readonly address: ActorAddress }
  | { readonly kind: 'timer'; readonly name: string; readonly delayMs: number; readonly body: unknown }
  | { readonly kind: 'cancel-timer'; readonly name: string }
  | { readonly kind: 'finish'; readonly reason: string };

/** What one batch of turns of one actor wants. */
export interface Effects {
  events: JournalEvent[];
  entries: StreamEntry[];
  checkpoint: boolean;
  /** All that is to be durable may wait for the next commit. */
  canWait: boolean;
  /** What is to be durable goes before what others have waiting. */
  urgent: boolean;
  after: AfterEffect[];
}

/** Whether there is anything to be made durable. */
const isDurable = ({ events, entries, checkpoint }: Effects): boolean =>
  events.length > 0 || entries.length > 0 || checkpoint;

/** What the recorder needs of the actor whose turn it is. */
export interface Recorded {
  readonly address: ActorAddress;
  nextJournalSeq(): number;
  nextStreamSeq(stream: string): number;
  /** Last entry of the stream that is durable already. */
  durableHead(stream: string): number;
  /** Nothing that was durable as it began is still to be taken or to be said again. */
  isCaughtUp(): boolean;
  applyEvent(type: string, payload: unknown): void;
}

export const noEffects = (): Effects => ({
  events: [],
  entries: [],
  checkpoint: false,
  canWait: true,
  urgent: false,
  after: [],
});

/** Collects the effects of turns; one serves a whole node, for turns are taken one at a time. */
export class Recorder implements Turn {
  /** The actor wants to take no turn after this one. */
  finishing = false;
  private effects: Effects = noEffects();
  private actor: Recorded | undefined;
  private caller: Caller | undefined;

  /** Begins a batch of turns of one actor. */
  begin(actor: Recorded): void {
    this.actor = actor;
    this.finishing = false;
  }

  /** Says that the present turn is a command of `caller`. */
  readonly calledBy = (caller: Caller): void => {
    this.caller = caller;
  };

  /** Says that the present turn is an urgent one. */
  hasten(): void {
    this.effects.urgent = true;
  }

  /** Ends one turn of the batch. */
  endTurn(): void {
    if (this.caller !== undefined) this.reply(undefined); // R2
  }

  /** Ends the batch; gives what it recorded, or undefined when that is nothing. */
  end(): Effects | undefined {
    this.actor = undefined;
    const effects = this.effects;
    if (effects.after.length === 0 && !isDurable(effects)) {
      effects.urgent = false;
      return undefined;
    }
    this.effects = noEffects();
    return effects;
  }

  /** Ends the batch and forgets what it recorded. */
  discard(): void {
    this.actor = undefined;
    this.caller = undefined;
    this.effects = noEffects();
  }

  get self(): ActorAddress {
    return this.whose().address;
  }

  append(stream: string, entry: { position: number; time: number; payload: unknown; correlationId: string }): void {
    const actor = this.whose();
    const seq = actor.nextStreamSeq(stream);
    if (seq <= actor.durableHead(stream)) return;
    this.effects.entries.push({ stream, seq, ...entry });
    this.effects.canWait = false;
  }

  record(type: string, payload: unknown, at: { time: number; correlationId: string }, lazily = false): void {
    const actor = this.whose();
    if (!lazily) this.effects.canWait = false;
    this.effects.events.push({
      seq: actor.nextJournalSeq(),
      type,
      payload,
      time: at.time,
      correlationId: at.correlationId,
    });
    actor.applyEvent(type, payload);
  }

  checkpoint(): void {
    this.whose();
    this.effects.checkpoint = true;
    this.effects.canWait = false;
  }

  advance(stream: string, position: number, time: number): void {
    this.after({ kind: 'advance', stream, position, time });
  }

  perform(port: string, request: unknown): void {
    this.after({ kind: 'perform', port, request });
  }

  tell(to: ActorAddress, body: unknown): void {
    this.after({ kind: 'tell', to, body });
  }

  reply(value: unknown): void {
    this.answer((caller) => ({ kind: 'reply', caller, value }));
  }

  refuse(type: string, message: string): void {
    this.answer((caller) => ({ kind: 'refuse', caller, type, message }));
  }

  follow(stream: string, options: FollowOptions): void {
    this.after({ kind: 'follow', stream, options });
  }

  unfollow(stream: string): void {
    this.after({ kind: 'unfollow', stream });
  }

  pull(stream: string): void {
    this.after({ kind: 'pull', stream });
  }

  isCaughtUp(): boolean {
    return this.whose().isCaughtUp();
  }

  watch(address: ActorAddress): void {
    this.after({ kind: 'watch', address });
  }

  timer(name: string, delayMs: number, body?: unknown): void {
    this.after({ kind: 'timer', name, delayMs, body });
  }

  cancelTimer(name: string): void {
    this.after({ kind: 'cancel-timer', name });
  }

  finish(reason: string): void {
    this.after({ kind: 'finish', reason });
    this.finishing = true;
  }

  private after(effect: AfterEffect): void {
    this.whose();
    this.effects.after.push(effect);
  }

  private answer(effect: (caller: Caller) => AfterEffect): void {
    const { caller } = this;
    this.caller = undefined; // R2
    if (caller !== undefined) this.after(effect(caller));
  }

  private whose(): Recorded {
    if (this.actor === undefined) throw new ActorError('TURN_OVER', 'a turn was used after it had ended');
    return this.actor;
  }
}
