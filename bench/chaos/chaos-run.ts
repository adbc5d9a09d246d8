// One chaos run, from the first process to the verdict.
import { FAULTS, faultNamed } from './faults.ts';
import { controlNamed, type ControlName } from './break/controls.ts';
import { failovers, quantile } from './failover.ts';
import { judged, type Judgement } from './judgement.ts';
import { LeaseWatch } from './lease-watch.ts';
import { settlement } from './settlement.ts';
import { storm } from './storm.ts';
import type { FaultKind } from './strike.ts';
import { addressesOf, undisturbedBooks } from './undisturbed.ts';
import { readOracle } from './venue/oracle.ts';
import { breachesOf, notesOf } from './witness.ts';
import { startWorld, type World } from './world.ts';

export interface ChaosOptions {
  /** How long faults are struck. */
  readonly seconds: number;
  readonly seed: number;
  readonly workers: number;
  /** On each of the four lanes. */
  readonly barsPerSecond: number;
  readonly broken?: ControlName;
  /** Only these kinds of faults. */
  readonly kinds?: readonly string[];
  readonly told: (text: string) => void;
}

export interface ChaosReport extends Omit<Judgement, 'violations'> {
  readonly verdict: 'held' | 'broken';
  /** Times that each kind was struck. */
  readonly faults: Readonly<Record<string, number>>;
  /** How many. */
  readonly violations: number;
  readonly failoverP50Ms: number;
  readonly failoverP99Ms: number;
  readonly failoverMaxMs: number;
  readonly unownedMs: number;
  readonly seed: number;
  readonly seconds: number;
  readonly workers: number;
  readonly elapsedMs: number;
  /** Actors that were taken over, and the longest of them while more than one fault was at work. */
  readonly failovers: number;
  readonly failoverUnderMoreMaxMs: number;
  readonly unownedLongestMs: number;
  readonly broken: ControlName | null;
  /** The first violations of each kind, in words. */
  readonly found: readonly string[];
}

/** Of each invariant. */
const SHOWN = 5;
/** A short run has no time for faults that take it whole. */
const SHORT_SECONDS = 60;
/** Fraction of the time of faults in which the market moves; the rest it is held up by them. */
const MOVING = 0.7;
const READY_MS = 60_000;
const SETTLE_MS = 120_000;
const SETTLE_BROKEN_MS = 10_000;
const PEEK_MS = 1_000;

/** Runs it; rejects when it could not be run at all. */
export async function chaosRun(options: ChaosOptions): Promise<ChaosReport> {
  const began = performance.now();
  const { seconds, seed, workers, barsPerSecond, broken, told } = options;
  const control = broken === undefined ? undefined : controlNamed(broken);
  const kinds = kindsOf(options, control?.faults);
  const settles = control === undefined || control.settles === true;
  const world = await startWorld({
    ...{ workers, seed, barsPerSecond, bars: Math.ceil(seconds * barsPerSecond * MOVING) },
    ...(control !== undefined && { control }),
    heard: (line) => control === undefined && isNews(line) && told(line),
  });
  try {
    told(
      `up: ${workers} workers, ${addressesOf(world.cast.actors).length} actors, ${world.plan.bars} bars on each lane`,
    );
    const watch = new LeaseWatch(world.pool);
    const peek = broken === undefined ? undefined : peeking(world);
    await wholeSoon(watch);
    const strikes = await storm({
      ...{ world, watch, seed, ms: seconds * 1_000, told, kinds },
      ...(peek !== undefined && { enough: () => peek.seen }),
    });
    told('healed; waiting for everybody to have decided on the last bar');
    const stuck = await settlement({
      ...{ url: () => world.cluster.url, dataDir: world.folder, pool: world.pool, bars: world.plan.bars },
      actors: addressesOf(world.cast.actors).length,
      deadlineMs: settles ? SETTLE_MS + seconds * 1_000 : SETTLE_BROKEN_MS + (seconds * 1_000) / 2,
      ...(peek !== undefined && { enough: async () => peek.seen }),
    });
    peek?.stop();
    const unowned = await watch.stop();
    const notes = await notesOf(world.pool);
    // From here on the machine belongs to the undisturbed run.
    await world.cluster.stop();
    told('judging');
    const { violations, ...judgement } = await judged(world, stuck, () => undisturbedBooks(world));
    const actors = world.cast.actors.filter(({ address }) => addressesOf(world.cast.actors).includes(address));
    const { clean, all } = failovers({ strikes, notes, actors });
    return {
      verdict: violations.length === 0 ? 'held' : 'broken',
      faults: counted(strikes.map(({ kind }) => kind)),
      orders: judgement.orders,
      fills: judgement.fills,
      duplicates: judgement.duplicates,
      losses: judgement.losses,
      violations: violations.length,
      failoverP50Ms: quantile(clean, 0.5),
      failoverP99Ms: quantile(clean, 0.99),
      failoverMaxMs: quantile(clean, 1),
      unownedMs: unowned.worstMs,
      ...{ seed, seconds, workers, elapsedMs: Math.round(performance.now() - began) },
      denied: judgement.denied,
      ...{ copies: judgement.copies, divergence: judgement.divergence, copyFees: judgement.copyFees },
      failovers: all.length,
      failoverUnderMoreMaxMs: quantile(all, 1),
      unownedLongestMs: unowned.longestMs,
      broken: broken ?? null,
      found: shown(violations),
    };
  } finally {
    await world.close();
  }
}

function kindsOf({ kinds, seconds }: ChaosOptions, ofControl: readonly string[] | undefined): readonly FaultKind[] {
  const named = kinds ?? ofControl;
  if (named !== undefined) return named.map(faultNamed);
  return FAULTS.filter(({ lastsMs: [least] }) => seconds >= SHORT_SECONDS || least < 10_000);
}

/** Before the first strike every shard is with somebody. */
async function wholeSoon(watch: LeaseWatch): Promise<void> {
  for (const by = performance.now() + READY_MS; !watch.isWhole(); await new Promise((look) => setTimeout(look, 50)))
    if (performance.now() > by) throw new Error('the shards were not all taken within a minute');
}

/** Looks now and then whether witness or venue have seen enough: a control need not run on then. */
function peeking({ pool, venue }: World): { readonly seen: boolean; stop(): void } {
  const state = { seen: false, stop: () => clearInterval(timer) };
  const timer = setInterval(() => {
    void Promise.all([breachesOf(pool), venue.lines()])
      .then(([breaches, lines]) => (state.seen ||= breaches.length + readOracle(lines).violations.length > 0))
      .catch(() => undefined); // the database is away just now
  }, PEEK_MS);
  return state;
}

function counted(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names.toSorted()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** Some of each kind. */
const shown = (violations: readonly string[]): string[] =>
  [...Map.groupBy(violations, (what) => /I\d|^\w+/.exec(what)?.[0]).values()].flatMap((alike) => alike.slice(0, SHOWN));

/** What of the processes' own words is worth showing: failures, and that a process could not be kept. */
const isNews = (line: string): boolean => /"level":[56]0|troupe: |chaos \|/.test(line);
