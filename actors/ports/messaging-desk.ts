import type { DeadLetterRow, LetterState, SnapshotRow, StreamRow, WaitingOrderRow } from '../domain/messaging-rows.ts';
import type { Page } from '../domain/record-rows.ts';

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
