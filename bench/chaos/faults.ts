// Everything that may go wrong in a chaos run.
// F1. A fault strikes from outside, with what a kernel, a network or an attacker has: signals, sockets, packets.
// F2. Every fault heals by itself after its time, whatever else is broken then.
import { CONTROL_FAULTS } from './control-faults.ts';
import type { Wired, WorkerLinks } from './links.ts';
import { blockLoop } from './event-loop.ts';
import { forge } from './forger.ts';
import type { Blow, FaultKind, Heal } from './strike.ts';

/** Longer than a lease can last. */
const PAST_THE_LEASE: readonly [number, number] = [4_000, 5_500];
const LONG: readonly [number, number] = [10_000, 10_000];
const SHORT: readonly [number, number] = [500, 2_500];
const AT_ONCE: readonly [number, number] = [0, 0];
const BLOCKED: readonly [number, number] = [3_200, 4_200];

const nothing: Heal = () => undefined;

const linkOf = ({ world, worker }: Blow): WorkerLinks => world.links.get(worker)!;

const onWorker = (
  name: string,
  lastsMs: FaultKind['lastsMs'],
  strike: FaultKind['strike'],
  toll: FaultKind['toll'] = 'none',
): FaultKind => ({ name, toll, isOnWorker: true, lastsMs, strike });

const onAll = (name: string, lastsMs: FaultKind['lastsMs'], strike: FaultKind['strike']): FaultKind => ({
  ...{ name, toll: 'all', isOnWorker: false, lastsMs, strike },
});

async function freeze({ world, worker }: Blow): Promise<Heal> {
  world.cluster.pause(worker);
  return () => world.cluster.resume(worker);
}

async function block({ world, worker, ms }: Blow): Promise<Heal> {
  const inspector = world.inspectorOf(worker);
  if (inspector !== undefined) await blockLoop(inspector, ms).catch(() => undefined); // it may be down just now
  return nothing;
}

/** The four ways in which a link may fail. */
function faultsOf(wired: Wired, hardLastsMs: FaultKind['lastsMs'], hardToll: FaultKind['toll']): FaultKind[] {
  const cutBy = (cut: (link: WorkerLinks, blow: Blow) => void) => async (blow: Blow) => {
    const link = linkOf(blow);
    cut(link, blow);
    return () => link.proxies[wired].pass();
  };
  return [
    onWorker(
      `${wired}-blackhole`,
      hardLastsMs,
      cutBy((link) => link.proxies[wired].blackhole()),
      hardToll,
    ),
    onWorker(
      `${wired}-one-way`,
      hardLastsMs,
      cutBy((link, { random }) => link.proxies[wired].cutOneWay(random.next() < 0.5 ? 'to-target' : 'to-client')),
      hardToll,
    ),
    onWorker(
      `${wired}-delay`,
      SHORT,
      cutBy((link) => link.proxies[wired].delay(60, 120)),
    ),
    onWorker(
      `${wired}-reset`,
      AT_ONCE,
      cutBy((link) => link.proxies[wired].closeAll()),
    ),
  ];
}

/** Every kind, each once. */
export const FAULTS: readonly FaultKind[] = [
  onWorker('kill-worker', AT_ONCE, async ({ world, worker }) => (await world.cluster.kill(worker), nothing), 'worker'),
  onWorker('freeze-worker', PAST_THE_LEASE, freeze, 'worker'),
  onWorker('freeze-worker-long', LONG, freeze, 'worker'),
  onWorker('block-event-loop', BLOCKED, block, 'worker'),
  onWorker(
    'drain-worker',
    AT_ONCE,
    async ({ world, worker }) => {
      void world.cluster.kill(worker, 'SIGTERM').catch(() => undefined);
      return nothing;
    },
    'worker',
  ),
  ...faultsOf('nats', [1_500, 4_000], 'none'),
  ...faultsOf('postgres', PAST_THE_LEASE, 'worker'),
  ...faultsOf('venue', [1_000, 3_500], 'none'),
  onWorker('postgres-after-commit', AT_ONCE, async (blow) => (linkOf(blow).commits.cutAfterCommit(3), nothing)),
  onWorker('venue-after-order', AT_ONCE, async (blow) => (linkOf(blow).answers.cutAfterOrder(3), nothing)),
  onWorker('nats-duplicates', [2_000, 5_000], async (blow) => {
    const { packets } = linkOf(blow);
    packets.duplicate(0.5);
    return () => packets.duplicate(0);
  }),
  onWorker('nats-reordering', [2_000, 5_000], async (blow) => {
    const { packets } = linkOf(blow);
    packets.reorder(0.3);
    return () => packets.reorder(0);
  }),
  ...CONTROL_FAULTS,
  onWorker('forged-packets', AT_ONCE, async ({ world, worker }) => (await forge(world, worker), nothing)),
  {
    ...onAll('kill-gateway', AT_ONCE, async ({ world }) => (await world.cluster.kill('gateway-1'), nothing)),
    toll: 'none',
  },
  { ...onAll('kill-redis', AT_ONCE, async ({ world }) => (await world.cluster.kill('redis'), nothing)), toll: 'none' },
  { ...onAll('kill-nats', AT_ONCE, async ({ world }) => (await world.cluster.kill('nats'), nothing)), toll: 'none' },
  onAll('kill-all-workers', AT_ONCE, async ({ world }) => {
    await Promise.all(world.workers.map((worker) => world.cluster.kill(worker)));
    return nothing;
  }),
  onAll('restart-postgres', SHORT, async ({ world }) => {
    await world.postgres.kill();
    return () => world.postgres.restart();
  }),
];

export const faultNamed = (name: string): FaultKind => {
  const found = FAULTS.find((kind) => kind.name === name);
  if (found !== undefined) return found;
  throw new Error(`there is no fault ${name}; there are ${FAULTS.map((kind) => kind.name).join(', ')}`);
};
