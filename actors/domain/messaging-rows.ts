// Rows of streams and of what waits or could not be taken: times in ISO 8601 UTC.

/** A stream and how far it reaches. */
export interface StreamRow {
  readonly stream: string;
  /** Address of the actor that alone appends to it. */
  readonly owner: string;
  /** Number of its last entry. */
  readonly head: number;
  /** Logical time of that entry, ISO 8601 UTC; null where it is not kept any more. */
  readonly lastAt: string | null;
}

/** An order that the venue has still to answer for. */
export interface WaitingOrderRow {
  readonly clientOrderId: string;
  readonly actor: string;
  readonly account: string;
  readonly instrument: string;
  readonly state: string;
  /** Logical time of its last change, ISO 8601 UTC. */
  readonly updatedAt: string;
}

export type LetterState = 'open' | 'requeued' | 'discarded';

/** An entry at which an actor crashed again and again. */
export interface DeadLetterRow {
  readonly id: string;
  readonly actor: string;
  readonly stream: string;
  readonly entry: number;
  /** Logical time of the entry, ISO 8601 UTC. */
  readonly time: string;
  readonly error: string;
  readonly crashes: number;
  /** The actor goes on without it; else it stands there. */
  readonly isAside: boolean;
  readonly state: LetterState;
  /** When it became one, ISO 8601 UTC. */
  readonly at: string;
  readonly closedBy: string | null;
  readonly closedAt: string | null;
  readonly reason: string | null;
}

/** What an actor's state was when it was last written down. */
export interface SnapshotRow {
  readonly state: unknown;
  /** ISO 8601 UTC. */
  readonly savedAt: string;
}
