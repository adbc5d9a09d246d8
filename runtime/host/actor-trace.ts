import type { ActorAddress } from '../address.ts';
import type { Lifecycle } from '../supervision/lifecycle.ts';
import type { ActorStatus } from './actor-status.ts';
import type { MessageTrace } from './recent-messages.ts';

/** One change of an actor's lifecycle. */
export interface Move {
  /** Epoch milliseconds UTC. */
  readonly at: number;
  readonly to: Lifecycle;
  readonly cause: string | null;
}

/** How far an actor is with one stream that it follows. */
export interface ReaderStatus {
  readonly reader: ActorAddress;
  readonly stream: string;
  /** Number of the entry it took last. */
  readonly entry: number;
  /** Entries that have come and wait to be taken. */
  readonly waiting: number;
  /** Logical time of the first of them, epoch milliseconds UTC. */
  readonly waitingSince: number | null;
}

/** What has become of an actor lately on this node: newest first. */
export interface ActorTrace {
  readonly address: ActorAddress;
  readonly moves: readonly Move[];
  readonly messages: readonly MessageTrace[];
  readonly readers: readonly ReaderStatus[];
}

/** All that there is to know of an actor that somebody has to look into. */
export interface ActorDump {
  readonly status: ActorStatus;
  readonly trace: ActorTrace;
  readonly config: unknown;
  /** Its state as a snapshot would keep it; null when it does not run, or cannot say. */
  readonly saved: unknown;
}
