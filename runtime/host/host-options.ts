import type { ServiceBroker } from 'moleculer';
import type { ActorDefinition, Message } from '../actor.ts';
import type { ActorAddress } from '../address.ts';
import type { Clock } from '../clock.ts';
import type { ActorRegistry } from '../ports/actor-registry.ts';
import type { ActorStore } from '../ports/actor-store.ts';
import type { DeadLetters } from '../ports/dead-letters.ts';
import type { Log } from '../ports/log.ts';
import type { RuntimeMeter } from '../ports/runtime-meter.ts';
import type { Random } from '../random.ts';
import type { Admit } from './admission.ts';
import type { FarActors } from './lives.ts';
import type { KindPolicy, SupervisorPolicy } from './supervision-forest.ts';

/** A kind of actors that a node hosts. */
export interface HostedKind extends KindPolicy {
  readonly definition: ActorDefinition<any, any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- kinds of different configs and states share one list
}

/** What a host is made of. */
export interface HostOptions {
  readonly node: string;
  readonly broker: ServiceBroker;
  readonly clock: Clock;
  readonly monotonic: () => number;
  readonly random: Random;
  readonly store: ActorStore;
  readonly registry: ActorRegistry;
  readonly epochOf: (shard: number) => number;
  /** True while no other node can have taken what this one hosts; always, unless told. */
  readonly isSure?: () => boolean;
  /** The actors of other nodes; undefined where there are none. */
  readonly far?: FarActors;
  readonly ports: Readonly<Record<string, (actor: ActorAddress, request: unknown) => Promise<unknown>>>;
  readonly kinds: readonly HostedKind[];
  readonly supervisors: Readonly<Record<string, SupervisorPolicy>>;
  /** Decides who may ask what of actors; nobody is refused unless told. */
  readonly admit?: Admit;
  /** Where entries go that crash their actors again and again; nothing is set aside unless told. */
  readonly letters?: DeadLetters;
  readonly log: Log;
  readonly meter: RuntimeMeter;
  readonly snapshotEvery?: number;
  readonly turnDeadlineMs?: number;
  readonly beforeTurn?: (actor: ActorAddress, message: Message) => void;
  /** How its scheduler comes to its next slice; `setImmediate` unless told. */
  readonly defer?: (step: () => void) => void;
}
