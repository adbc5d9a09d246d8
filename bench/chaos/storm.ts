// Strikes, as the seed says, for as long as it is told to.
// S1. What strikes, where and for how long depends on the seed alone; when, and so in which order, also on how fast the troupe gets
//     up again: what may not be struck yet lets the next go first.
// S2. Every kind is struck once before any is struck for the third time.
// S3. At most four faults at a time, never two on one worker that take it away, and one worker is always left alone by those:
//     denser than that, and nothing would move that could go wrong.
// S4. Every other fault that takes a worker strikes alone, on a troupe that is whole: it shows how long a failover takes.
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom, type Random } from '../../runtime/random.ts';
import type { LeaseWatch } from './lease-watch.ts';
import type { FaultKind, Heal, Strike } from './strike.ts';
import type { World } from './world.ts';

const MOST_AT_A_TIME = 4;
const GAP_MS: readonly [number, number] = [100, 700];
const LOOK_AGAIN_MS = 50;
const BACK_WITHIN_MS = 60_000;

export interface StormPlan {
  readonly world: World;
  readonly watch: LeaseWatch;
  readonly kinds: readonly FaultKind[];
  readonly seed: number;
  readonly ms: number;
  readonly told: (text: string) => void;
  /** Ends it early. */
  readonly enough?: () => boolean;
}

/** A strike with what its victim held. */
export interface Blown extends Strike {
  readonly isAlone: boolean;
  readonly shards: ReadonlySet<number>;
}

/** Resolves, with what was struck, when everything is healed again. */
export async function storm(plan: StormPlan): Promise<readonly Blown[]> {
  const { world, watch, ms, told } = plan;
  const struck: Blown[] = [];
  const active = new Set<Blown>();
  const healing: Promise<void>[] = [];
  const until = performance.now() + ms;
  const isOver = (): boolean => performance.now() >= until || plan.enough?.() === true;

  const coming = draws(plan.kinds, world.workers, plan.seed);
  const drawn: Draw[] = [];
  while (!isOver()) {
    while (drawn.length < plan.kinds.length) drawn.push(coming.next().value);
    const isFree = drawn[0]!.isAlone
      ? () => active.size === 0 && watch.isWhole() // S4
      : (draw: Draw) => !draw.isAlone && placeFor(draw, world.workers, active) !== undefined;
    const at = [...active].some(({ isAlone }) => isAlone) ? -1 : drawn.findIndex((draw) => isFree(draw));
    if (at < 0) {
      await sleep(LOOK_AGAIN_MS);
      continue;
    }
    const [draw] = drawn.splice(at, 1);
    const { kind, lastsMs, gapMs, random, isAlone } = draw!;
    const worker = placeFor(draw!, world.workers, active)!;
    const strike: Blown = {
      ...{
        kind: kind.name,
        toll: kind.toll,
        worker: kind.isOnWorker ? worker : undefined,
        at: Date.now(),
        healedAt: Infinity,
        isAlone,
      },
      survives: !kind.name.startsWith('kill') && !kind.name.startsWith('drain'),
      shards: kind.isOnWorker ? watch.heldBy(worker) : new Set(),
    };
    struck.push(strike);
    active.add(strike);
    told(`${kind.name}${kind.isOnWorker ? ` ${worker}` : ''}${lastsMs > 0 ? ` for ${lastsMs} ms` : ''}`);
    const heal = await kind.strike({ world, worker, ms: lastsMs, random });
    healing.push(
      healed(world, strike, heal, lastsMs).finally(() => {
        active.delete(strike);
      }),
    );
    await sleep(gapMs);
  }
  await Promise.all(healing);
  return struck;
}

/** It is over when the harm has been undone, and all that was killed is back. */
async function healed(world: World, strike: Blown, heal: Heal, ms: number): Promise<void> {
  await sleep(ms);
  await heal();
  const nodes = world.workers.length + 1;
  for (const by = performance.now() + BACK_WITHIN_MS; world.cluster.nodes().length < nodes && performance.now() < by;)
    await sleep(LOOK_AGAIN_MS);
  strike.healedAt = Date.now();
}

/** S3: the first worker in this order that may be struck; undefined when none may. */
function placeFor({ kind, order }: Draw, workers: readonly string[], active: ReadonlySet<Blown>): string | undefined {
  const all = [...active];
  if (all.length >= MOST_AT_A_TIME || all.some((other) => other.kind === kind.name)) return undefined;
  const down = new Set(all.filter(({ toll }) => toll === 'worker').map(({ worker }) => worker));
  if (kind.toll === 'all') return all.some(({ toll }) => toll === 'all') ? undefined : order[0];
  if (kind.toll === 'none') return order[0];
  if (all.some((other) => other.kind === 'kill-all-workers')) return undefined;
  if (down.size >= Math.max(1, workers.length - 1)) return undefined;
  return order.find((worker) => !down.has(worker));
}

interface Draw {
  readonly kind: FaultKind;
  /** Workers, the one to be struck first. */
  readonly order: readonly string[];
  readonly lastsMs: number;
  readonly gapMs: number;
  readonly isAlone: boolean;
  readonly random: Random;
}

/** What is to be struck, in the order of the seed (S1, S2). */
export function* draws(kinds: readonly FaultKind[], workers: readonly string[], seed: number): Generator<Draw, never> {
  const random = seededRandom(`storm/${seed}`);
  const between = ([least, most]: readonly [number, number]): number =>
    Math.round(least + random.next() * (most - least));
  let takers = 0;
  for (let round = 1; ; round += 1) {
    for (const kind of shuffled(kinds, random)) {
      const isAlone = kind.toll === 'worker' && kind.name !== 'drain-worker' && (takers += 1) % 2 === 0;
      yield {
        isAlone,
        ...{ kind, order: shuffled(workers, random), lastsMs: between(kind.lastsMs), gapMs: between(GAP_MS) },
        random: random.fork(`${round}/${kind.name}`),
      };
    }
  }
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const rest = [...items];
  return Array.from(items, () => rest.splice(Math.floor(random.next() * rest.length), 1)[0]!);
}
