import { ServiceBroker } from 'moleculer';
import type { ActorDefinition, Message } from '../../runtime/actor.ts';
import { kindOf } from '../../runtime/address.ts';
import type { Company } from '../../runtime/cluster/company.ts';
import { type Clock, systemClock } from '../../runtime/clock.ts';
import { ActorHost } from '../../runtime/host/actor-host.ts';
import type { HostOptions } from '../../runtime/host/host-options.ts';
import { hiddenActors } from '../../runtime/host/hidden-service.ts';
import type { KindPolicy, SupervisorPolicy } from '../../runtime/host/supervision-forest.ts';
import type { ActorRecord } from '../../runtime/ports/actor-registry.ts';
import type { ActorStore } from '../../runtime/ports/actor-store.ts';
import { silentLog } from '../../runtime/ports/log.ts';
import { silentMeter } from '../../runtime/ports/runtime-meter.ts';
import { seededRandom } from '../../runtime/random.ts';
import { shardOf } from '../../runtime/shard.ts';
import { MemoryRegistry, MemoryStore } from './memory-store.ts';
import { soloCompany } from './solo-company.ts';
import { books, counter, type Diary, source, tally, witness } from './toy-actors.ts';

export interface ToyNodeOptions {
  readonly store?: ActorStore;
  readonly registry?: MemoryRegistry;
  readonly clock?: Clock;
  readonly monotonic?: () => number;
  readonly ports?: HostOptions['ports'];
  readonly kinds?: readonly ActorDefinition<any, any>[]; // eslint-disable-line @typescript-eslint/no-explicit-any -- kinds of different configs and states share one list
  readonly policies?: Readonly<Record<string, Partial<KindPolicy>>>;
  readonly supervisors?: Readonly<Record<string, SupervisorPolicy>>;
  readonly beforeTurn?: (actor: string, message: Message) => void;
  readonly snapshotEvery?: number;
  readonly epochOf?: (shard: number) => number;
  readonly isSure?: () => boolean;
  readonly admit?: HostOptions['admit'];
  readonly letters?: HostOptions['letters'];
  /** False: nobody calls, so the broker need not start. */
  readonly isCalled?: boolean;
}

export interface ToyNode {
  readonly broker: ServiceBroker;
  readonly host: ActorHost;
  readonly registry: MemoryRegistry;
  readonly diary: Diary;
  /** Adds new actors, as a person's command does. */
  readonly spawn: Company['spawn'];
  close(): Promise<void>;
}

const PATIENT: KindPolicy = {
  restart: 'transient',
  shutdownMs: 1_000,
  intensity: { maxRestarts: 10_000, periodMs: 60_000 },
};

/** A node with a real broker, hosting the toy actors; it is not booted yet. */
export async function toyNode(options: ToyNodeOptions = {}): Promise<ToyNode> {
  const { registry = new MemoryRegistry(), store = new MemoryStore(), clock = systemClock() } = options;
  const diary: Diary = new Map();
  const kinds = options.kinds ?? [books, counter, source, tally, witness(diary)];
  const supervisors = options.supervisors ?? {
    troop: { strategy: 'rest_for_one' },
    squad: { strategy: 'one_for_one' },
  };
  const broker = new ServiceBroker({
    ...{ nodeID: 'toys', logger: false, skipProcessEventRegistration: true },
    middlewares: [
      hiddenActors({
        act: (...call) => company.act(...call),
        isActorKind: (kind) => company.isActorKind(kind),
      }),
    ],
  });
  const host: ActorHost = new ActorHost({
    ...{ node: 'toys', broker, clock, store, registry, log: silentLog, meter: silentMeter },
    monotonic: options.monotonic ?? (() => performance.now()),
    random: seededRandom(1),
    epochOf: options.epochOf ?? (() => 1),
    ports: options.ports ?? { ask: async () => null, printer: async () => null },
    kinds: kinds.map((definition) => ({ definition, ...PATIENT, ...options.policies?.[definition.kind] })),
    supervisors,
    ...(options.isSure && { isSure: options.isSure }),
    ...(options.admit && { admit: options.admit }),
    ...(options.letters && { letters: options.letters }),
    ...(options.beforeTurn && { beforeTurn: options.beforeTurn }),
    ...(options.snapshotEvery !== undefined && { snapshotEvery: options.snapshotEvery }),
  });
  const company = soloCompany({ node: 'toys', host, registry, clock, kinds, supervisors });
  const { isCalled = true } = options;
  if (isCalled) await broker.start();
  const close = async (): Promise<void> => {
    await host.shutdown('the test is over');
    if (isCalled) await broker.stop();
  };
  return { broker, host, registry, diary, spawn: (records) => company.spawn(records), close };
}

/** A row of the registry; a child is on the shard of its parent's address. */
export const row = (
  address: string,
  config: unknown = {},
  fields: Partial<ActorRecord> = {},
): Omit<ActorRecord, 'createdAt'> => ({
  ...{ address, kind: kindOf(address), config, desired: 'running', ordinal: 0, owner: 'ann' },
  shard: shardOf(fields.parent ?? address),
  ...fields,
});
