import { type Middleware, ServiceBroker } from 'moleculer';
import type { ActorDefinition } from '../runtime/actor.ts';
import { systemClock } from '../runtime/clock.ts';
import { ActorHost } from '../runtime/host/actor-host.ts';
import type { HostOptions } from '../runtime/host/host-options.ts';
import { hiddenActors } from '../runtime/host/hidden-service.ts';
import type { NewActor } from '../actors/troupe/account-casting.ts';
import { silentLog } from '../runtime/ports/log.ts';
import { silentMeter } from '../runtime/ports/runtime-meter.ts';
import type { Company } from '../runtime/cluster/company.ts';
import { seededRandom } from '../runtime/random.ts';
import { shardOf } from '../runtime/shard.ts';
import { MemoryRegistry, MemoryStore } from '../tests/support/memory-store.ts';
import { soloCompany } from '../tests/support/solo-company.ts';

/** A broker and a host with nothing on it yet; `spawn` adds actors, `close` ends both. */
export async function benchHost(
  definitions: readonly ActorDefinition<never, never>[],
  options: Partial<HostOptions> = {},
): Promise<{ broker: ServiceBroker; host: ActorHost; spawn: Company['spawn']; close: () => Promise<void> }> {
  const broker = plainBroker([
    hiddenActors({ act: (...call) => company.act(...call), isActorKind: (kind) => company.isActorKind(kind) }),
  ]);
  const { registry = new MemoryRegistry(), clock = systemClock(), supervisors = SUPERVISORS } = options;
  const host: ActorHost = new ActorHost({
    node: 'bench',
    broker,
    monotonic: () => performance.now(),
    random: seededRandom(1),
    store: new MemoryStore(),
    epochOf: () => 1,
    ports: {},
    kinds: definitions.map((definition) => ({
      definition,
      restart: 'transient',
      shutdownMs: 5_000,
    })),
    log: silentLog,
    meter: silentMeter,
    ...options,
    ...{ registry, clock, supervisors },
  });
  const kinds = options.kinds?.map(({ definition }) => definition) ?? definitions;
  const company = soloCompany({ node: 'bench', host, registry, clock, kinds, supervisors });
  await broker.start();
  await host.boot();
  return {
    broker,
    host,
    spawn: (records) => company.spawn(records),
    close: async () => {
      await host.shutdown('the benchmark is over');
      await broker.stop();
    },
  };
}

const SUPERVISORS: HostOptions['supervisors'] = {
  account: { strategy: 'rest_for_one' },
  desk: { strategy: 'one_for_one' },
};

export const plainBroker = (middlewares: Middleware[] = []): ServiceBroker =>
  new ServiceBroker({
    nodeID: 'bench',
    logger: false,
    skipProcessEventRegistration: true,
    middlewares,
  });

export const actorRow = (address: string, config: unknown, more: Partial<NewActor> = {}): NewActor => ({
  address,
  kind: address.slice(0, address.indexOf('.')),
  config,
  desired: 'running',
  ordinal: 0,
  owner: 'bench',
  shard: shardOf(address),
  ...more,
});

/** Milliseconds that `work` takes. */
export async function timed(work: () => unknown): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

export const quantile = (values: readonly number[], q: number): number => {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
};

export const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits));

/** Bytes of live heap after a full collection; needs --expose-gc. */
export function heapUsed(): number {
  const collect = (globalThis as { gc?: () => void }).gc;
  if (collect === undefined) throw new Error('run benchmarks by npm run bench: they need --expose-gc');
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}
