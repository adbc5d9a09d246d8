import type { Page } from '../domain/record-rows.ts';

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

/** What somebody does with a letter. */
export interface LetterDeed {
  readonly id: string;
  readonly by: string;
  readonly reason: string;
  readonly to: Exclude<LetterState, 'open'>;
}

/** What there is to know of messages that are durable. Rejects with STORE_UNAVAILABLE while the database is away, and BAD_CURSOR. */
export interface MessagingDesk {
  /** By name. */
  streams(query: { limit: number; cursor?: string | undefined }): Promise<Page<StreamRow>>;
  /** Of these streams those that there are. */
  streamsNamed(names: readonly string[]): Promise<readonly StreamRow[]>;
  /** Orders that wait for the venue, those that have waited longest first. */
  waitingOrders(query: { limit: number; cursor?: string | undefined }): Promise<Page<WaitingOrderRow>>;
  /** Newest first. */
  letters(query: {
    state?: LetterState | undefined;
    actor?: string | undefined;
    limit: number;
    cursor?: string | undefined;
  }): Promise<Page<DeadLetterRow>>;
  /** Undefined for none. */
  letter(id: string): Promise<DeadLetterRow | undefined>;
  /** Closes an open letter, and writes the audit in the same transaction; false when it was open no more. */
  close(deed: LetterDeed): Promise<boolean>;
  /** An actor's last snapshot; undefined where it has none. */
  snapshot(actor: string): Promise<SnapshotRow | undefined>;
}

/** What an actor's state was when it was last written down. */
export interface SnapshotRow {
  readonly state: unknown;
  /** ISO 8601 UTC. */
  readonly savedAt: string;
}
