// A1. A behaviour is a transition: it may change its own state and record effects on its turn; it does no I/O,
//     reads no clock and draws no randomness.
// A2. The runtime commits a turn's effects in one transaction and only then performs its I/O.
// A3. The same state and the same messages give the same effects, so recovery is "load, then the same messages again".
import type { ActorAddress } from './address.ts';
import type { Turn } from './turn.ts';

/** One numbered record of a durable stream. */
export interface StreamEntry<Payload = unknown> {
  readonly stream: string;
  /** 1, 2, 3 … without a gap. */
  readonly seq: number;
  /** Tick of the logical clock that this entry belongs to; on a clock stream (bars) it equals `seq`. */
  readonly position: number;
  /** Logical time, epoch milliseconds UTC. */
  readonly time: number;
  readonly payload: Payload;
  /** Ties a chain of entries, orders and log lines together. */
  readonly correlationId: string;
}

export type Message =
  /** First message of every incarnation, after its state is loaded; with the actors that ought to run under the same supervisor. */
  | { readonly kind: 'started'; readonly siblings: readonly ActorAddress[] }
  /** The next entry of a followed stream, in merged order. */
  | { readonly kind: 'entry'; readonly entry: StreamEntry }
  /** Every followed stream is complete through `position`: nothing at or before it can still arrive. */
  | { readonly kind: 'position'; readonly position: number; readonly time: number }
  /** A person or another service asks; answer with `turn.reply`. */
  | {
      readonly kind: 'command';
      readonly command: string;
      readonly params: Record<string, unknown>;
      readonly by: string;
      readonly commandId: string;
      /** When it reached the actor's node, epoch milliseconds UTC. */
      readonly at: number;
    }
  /** Another actor of this node says something; lost if either side dies, so the sender repeats it until it is answered. */
  | { readonly kind: 'told'; readonly from: ActorAddress; readonly body: unknown }
  /** What came of an I/O request of an earlier turn of this incarnation. */
  | { readonly kind: 'performed'; readonly port: string; readonly request: unknown; readonly result: PerformResult }
  | { readonly kind: 'timer'; readonly name: string; readonly body: unknown }
  /** A watched actor came up or went down. */
  | { readonly kind: 'up'; readonly address: ActorAddress }
  | { readonly kind: 'down'; readonly address: ActorAddress; readonly reason: DownReason };

export type PerformResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly type: string; readonly message: string };

export type DownReason = 'stopped' | 'completed' | 'restarting' | 'faulted';

/** How one kind of actor behaves. `Config` is what a row of `actors` holds; `State` lives in memory between turns. */
export interface ActorDefinition<Config = unknown, State = unknown> {
  readonly kind: string;
  /** Most messages that may wait; 1,024 when absent. */
  readonly mailboxBound?: number;
  /** True: what it decides is written before what waits of other actors. For the few on whom all others wait. */
  readonly isUrgent?: boolean;
  /** Refuses a config that is not sound, with a message naming the field. */
  parseConfig(value: unknown): Config;
  initial(config: Config, self: ActorAddress): State;
  receive(state: State, message: Message, turn: Turn): void;
  /**
   * Goes past an entry that has been set aside, for it crashed the actor again and again; the same at every replay. Only for kinds
   * whose inputs move no order and no fill. Absent: the actor can do without none, and stays faulted where it stands.
   */
  miss?(state: State, entry: StreamEntry, turn: Turn): void;
  /** Folds one journaled event; called by `turn.record` now and again at recovery. Absent: the actor journals nothing. */
  apply?(state: State, type: string, payload: unknown): void;
  /** JSON that `load` turns back into an equal state. */
  save(state: State): unknown;
  load(config: Config, saved: unknown, self: ActorAddress): State;
  /** JSON for people: what this actor is doing and why. */
  inspect(state: State): Record<string, unknown>;
}
