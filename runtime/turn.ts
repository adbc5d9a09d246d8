import type { ActorAddress } from './address.ts';

/**
 * What one turn may ask of the runtime. Nothing happens until the turn's effects are committed; then, in this order:
 * entries are announced, tells delivered, requests performed, the caller answered.
 */
export interface Turn {
  readonly self: ActorAddress;

  // Durable effects, committed in one transaction.
  /** Appends to a durable stream that this actor owns. At replay an entry that is already durable is not written twice. */
  append(stream: string, entry: { position: number; time: number; payload: unknown; correlationId: string }): void;
  /**
   * Journals an event and folds it into the state by `apply`. `lazily`: it may wait for the next commit, at most a
   * second, and be lost in a crash before it: for what the outside would tell again when asked.
   */
  record(type: string, payload: unknown, at: { time: number; correlationId: string }, lazily?: boolean): void;
  /** Writes a full snapshot with this commit: for inputs whose order cannot be replayed. */
  checkpoint(): void;

  // After the commit.
  /** Announces that `stream`, owned by this actor, is complete through `position`. */
  advance(stream: string, position: number, time: number): void;
  /** Performs I/O at a named port; its outcome comes back as a `performed` message, or never if this incarnation dies. */
  perform(port: string, request: unknown): void;
  /** Delivers to an actor on this node; dropped when it is not running. */
  tell(to: ActorAddress, body: unknown): void;
  /** Answers the command of this turn. */
  reply(value: unknown): void;
  /** Refuses the command of this turn. */
  refuse(type: string, message: string): void;

  // Inputs.
  /**
   * Follows a stream from the entry after `after`. Entries of all followed streams arrive merged by position, then rank,
   * then seq; a `position` message follows when more than one is followed. `pull`: outside the merge, one entry a `pull()`.
   * `urgent`, of a pulled one: its entries overtake whatever waits for this actor, and what other actors commit.
   */
  follow(
    stream: string,
    options: { after: number; rank: number; completeThrough?: number; pull?: boolean; urgent?: boolean },
  ): void;
  unfollow(stream: string): void;
  pull(stream: string): void;
  /**
   * Whether it has taken all that was durable in the streams it follows (pulled ones apart), and said again what it had said before. Until then a
   * command comes among inputs that an earlier incarnation has answered already.
   */
  isCaughtUp(): boolean;
  /** Learns `up` and `down` of another actor from now on; answers at once with its present state. */
  watch(address: ActorAddress): void;
  /** Sends this actor a `timer` message after `delayMs` of the runtime's clock; setting a name again replaces it. */
  timer(name: string, delayMs: number, body?: unknown): void;
  cancelTimer(name: string): void;

  /** Ends this actor for good, by its own wish, once the turn is committed. */
  finish(reason: string): void;
}
