// What somebody sees who looks into an actor, and says of a letter that nobody could take.
import type { ActorView, Lifecycle } from './views.ts';

/** How far an actor is with a stream that it follows. */
export interface ReaderView {
  readonly reader: string;
  readonly stream: string;
  /** Number of the entry it took last. */
  readonly entry: number;
  /** Logical time of the first entry that has come and is not taken, ISO 8601 UTC. */
  readonly waitingSince: string | null;
}

/** What has become of an actor lately, newest first; messages without what was in them. */
export interface ActorTraceView {
  readonly address: string;
  readonly moves: readonly { readonly at: string; readonly to: Lifecycle; readonly cause: string | null }[];
  readonly messages: readonly {
    readonly at: string;
    readonly kind: string;
    readonly about: string;
    readonly detail: string;
  }[];
  readonly readers: readonly ReaderView[];
}

/** All there is to know of an actor that somebody has to look into. */
export interface ActorDumpView {
  readonly view: ActorView;
  readonly trace: ActorTraceView;
  readonly config: unknown;
  /** Its state as a snapshot would keep it now; null when it does not run. */
  readonly saved: unknown;
}

/** What `messaging.requeue` and `messaging.discard` take. */
export interface LetterRequest {
  readonly id: string;
  readonly reason: string;
}
