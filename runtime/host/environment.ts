import type { ActorDefinition, Message, StreamEntry } from '../actor.ts';
import type { ActorAddress } from '../address.ts';
import type { Clock } from '../clock.ts';
import type { ActorStore, Recovered } from '../ports/actor-store.ts';
import type { SetAside } from '../ports/dead-letters.ts';
import type { Log } from '../ports/log.ts';
import type { RuntimeMeter } from '../ports/runtime-meter.ts';
import type { Scheduler } from '../scheduler.ts';
import type { StreamHub } from '../streams/hub.ts';
import type { Recorder } from './recorder.ts';

/** One incarnation of an actor, as its host sees it. */
export interface Incarnation {
  readonly address: ActorAddress;
  offer(message: Message): boolean;
}

/** An incarnation that says once that it has changed, until somebody has looked. */
export interface Touched {
  readonly address: ActorAddress;
  isTouched: boolean;
}

/** What one incarnation is made of. */
export interface Birth {
  readonly address: ActorAddress;
  readonly definition: ActorDefinition;
  readonly config: unknown;
  readonly shard: number;
  readonly recovered: Recovered;
  /** The actors that ought to run under the same supervisor. */
  readonly siblings: readonly ActorAddress[];
  /** Entries that it goes on without. */
  readonly aside?: SetAside | undefined;
  /** Called once when it fails, with the entry that it threw at, if it did; from then on nothing of it counts. */
  crashed(error: Error, entry: StreamEntry | undefined): void;
}

/** Everything a cell shares with the other cells of its node. */
export interface CellEnvironment {
  readonly clock: Clock;
  /** Milliseconds of a clock that never goes back. */
  readonly monotonic: () => number;
  readonly store: ActorStore;
  readonly hub: StreamHub;
  readonly scheduler: Scheduler;
  readonly recorder: Recorder;
  readonly meter: RuntimeMeter;
  readonly log: Log;
  /** Turns between two snapshots of an actor. */
  readonly snapshotEvery: number;
  readonly turnDeadlineMs: number;
  /** Runs before every turn; tests throw from here to make an actor crash at a chosen message. */
  readonly beforeTurn?: ((actor: ActorAddress, message: Message) => void) | undefined;
  epochOf(shard: number): number;
  /** True while no other node can have taken what this one hosts; nothing is sent outside otherwise. */
  isSure(): boolean;
  /** Resolves when it is sure again. */
  whenSure(): Promise<void>;
  perform(port: string, actor: ActorAddress, request: unknown): Promise<unknown>;
  tell(from: ActorAddress, to: ActorAddress, body: unknown): void;
  watch(watcher: Incarnation, address: ActorAddress): void;
  unwatch(watcher: Incarnation): void;
  /** An incarnation has taken its first turns since it was last looked at, so what it shows may have changed. */
  touched(cell: Touched): void;
  finished(cell: Incarnation, reason: string): void;
}
