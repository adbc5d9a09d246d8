// Workers that are frozen past their lease and thawed again: what they had in hand must come to nothing.
// Z1. A zombie is thawed only when another owner has every shard that it held, under a new epoch.
// Z2. What it may still do is send an order that it had journaled while it was the owner: the venue takes that in once, whoever
//     sends it.
import { setTimeout as sleep } from 'node:timers/promises';
import { lateOrders } from './judgement.ts';
import { LeaseWatch } from './lease-watch.ts';
import { readOracle } from './venue/oracle.ts';
import { breachesOf } from './witness.ts';
import { startWorld } from './world.ts';

export interface ZombieOptions {
  readonly times: number;
  readonly seed: number;
  readonly workers: number;
  /** At least; until it has been replaced in any case (Z1). */
  readonly freezeMs: number;
  readonly told: (text: string) => void;
}

export interface ZombieReport {
  readonly verdict: 'held' | 'broken';
  readonly zombies: number;
  /** Rows that a zombie wrote under an epoch that was over. */
  readonly commits: number;
  /** Orders that only a zombie can have sent. */
  readonly venueOrders: number;
  /** Whatever else was not as promised. */
  readonly violations: number;
  /** Orders that the venue took in meanwhile. */
  readonly orders: number;
  readonly seed: number;
  readonly workers: number;
  readonly elapsedMs: number;
  readonly found: readonly string[];
}

const BARS_PER_SECOND = 10;
/** A round on a slow machine. */
const ROUND_S = 15;
const TAKEN_WITHIN_MS = 60_000;
/** For a zombie to do its worst, until it knows better. */
const AWAKE_MS = 1_500;
const LOOK_AGAIN_MS = 50;
const SHOWN = 20;

/** Makes so many zombies, one after the other. */
export async function zombieRun({ times, seed, workers, freezeMs, told }: ZombieOptions): Promise<ZombieReport> {
  const began = performance.now();
  const bars = times * (ROUND_S + Math.ceil(freezeMs / 1_000)) * BARS_PER_SECOND;
  const world = await startWorld({ workers, seed, barsPerSecond: BARS_PER_SECOND, bars });
  const watch = new LeaseWatch(world.pool);
  try {
    let zombies = 0;
    for (let round = 1; round <= times; round += 1) {
      await until(() => watch.isWhole(), 'every shard is owned');
      const holders = world.workers
        .filter((worker) => watch.heldBy(worker).size > 0)
        .toSorted((a, b) => watch.heldBy(b).size - watch.heldBy(a).size);
      const victim = holders[round % Math.min(2, holders.length)]!;
      const held = watch.epochsOf(victim);
      const frozenAt = performance.now();
      world.cluster.pause(victim);
      await until(() => isReplaced(watch, victim, held), `${victim} is replaced`);
      await sleep(Math.max(0, freezeMs - (performance.now() - frozenAt)));
      world.cluster.resume(victim);
      await sleep(AWAKE_MS);
      zombies += held.size > 0 ? 1 : 0;
      told(
        `zombie ${round} of ${times}: ${victim} held ${held.size} shards, frozen for ${Math.round(performance.now() - frozenAt - AWAKE_MS)} ms`,
      );
    }
    const breaches = await breachesOf(world.pool);
    const lines = await world.venue.lines();
    const oracle = readOracle(lines);
    const late = await lateOrders(world.pool, oracle.stale, lines);
    const commits = breaches.filter((what) => what.startsWith('I4')).length;
    const others = [...breaches.filter((what) => !what.startsWith('I4')), ...oracle.violations];
    return {
      verdict: zombies === times && breaches.length + late.length + others.length === 0 ? 'held' : 'broken',
      ...{ zombies, commits, venueOrders: late.length, violations: others.length, orders: oracle.orders },
      ...{ seed, workers, elapsedMs: Math.round(performance.now() - began) },
      found: [...breaches, ...late, ...oracle.violations].slice(0, SHOWN),
    };
  } finally {
    await watch.stop();
    await world.close();
  }
}

const isReplaced = (watch: LeaseWatch, victim: string, held: ReadonlyMap<number, number>): boolean =>
  watch.isWhole(victim) && watch.haveMoved(held);

async function until(holds: () => boolean, what: string): Promise<void> {
  for (const by = performance.now() + TAKEN_WITHIN_MS; !holds(); await sleep(LOOK_AGAIN_MS))
    if (performance.now() > by) throw new Error(`waited a minute in vain until ${what}`);
}
