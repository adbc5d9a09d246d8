// What goes wrong in a world, drawn from its seed before it begins.
import type { Random } from '../../runtime/random.ts';

export type Fault =
  /** SIGKILL; it comes back under its own name, another one, or not at all. */
  | { readonly kind: 'kill'; readonly node: number; readonly backMs: number | undefined; readonly renamed: boolean }
  /** As `kill`, with a commit on its way. */
  | { readonly kind: 'kill at commit'; readonly node: number; readonly backMs: number }
  /** SIGSTOP, SIGCONT after a while; a blocked event loop is the same. */
  | { readonly kind: 'freeze'; readonly node: number; readonly ms: number }
  | { readonly kind: 'freeze at commit'; readonly node: number; readonly ms: number }
  /** Leaves in good order, and comes back later. */
  | { readonly kind: 'leave'; readonly node: number; readonly backMs: number }
  /** SIGKILL of every node at once. */
  | { readonly kind: 'power cut'; readonly backMs: number }
  | { readonly kind: 'join' }
  /** Hands over all it has, stays, and takes part again later. */
  | { readonly kind: 'drain'; readonly node: number; readonly ms: number }
  /** A user starts another strategy, from any node. */
  | { readonly kind: 'spawn'; readonly node: number }
  | { readonly kind: 'database away'; readonly ms: number }
  | { readonly kind: 'database cut off'; readonly node: number; readonly ms: number }
  | { readonly kind: 'venue cut off'; readonly node: number; readonly ms: number }
  | { readonly kind: 'NATS away'; readonly ms: number }
  /** Nothing from one node to another. */
  | { readonly kind: 'one-way cut'; readonly from: number; readonly to: number; readonly ms: number }
  /** Cut off from nodes, database and venue. */
  | { readonly kind: 'isolated'; readonly node: number; readonly ms: number }
  | { readonly kind: 'clock jump'; readonly node: number; readonly ms: number }
  /** The next turn of an actor throws. */
  | { readonly kind: 'crash'; readonly actor: number };

export interface Trouble {
  readonly atMs: number;
  readonly fault: Fault;
}

/** The fate of one world. */
export interface Plan {
  readonly nodes: number;
  /** Market time is so fast: one bar every so many milliseconds. */
  readonly barMs: number;
  readonly snapshotEvery: number;
  readonly troubles: readonly Trouble[];
  /** Until here the lines are bad, too. */
  readonly healedAtMs: number;
  readonly network: { readonly lost: number; readonly doubled: number; readonly late: number };
  readonly brokenDatabase: number;
  readonly unansweredVenue: number;
}

const FIRST_MS = 200;
const WINDOW_MS = 6_000;
const MOST_TROUBLES = 6;

export function planFor(random: Random): Plan {
  const between = (least: number, most: number): number => least + (most - least) * random.next();
  const whole = (least: number, most: number): number => Math.floor(between(least, most + 1));
  const chance = (share: number): boolean => random.next() < share;
  const nodes = whole(2, 4);
  const node = (): number => whole(0, nodes - 1);
  const ms = (): number => Math.round(chance(0.6) ? between(2_000, 6_000) : between(50, 2_000));
  const backMs = (): number => Math.round(between(100, 4_000));

  const makers: readonly (() => Fault)[] = [
    () => ({ kind: 'kill', node: node(), backMs: chance(0.8) ? backMs() : undefined, renamed: chance(0.3) }),
    () => ({ kind: 'kill at commit', node: node(), backMs: backMs() }),
    () => ({ kind: 'freeze', node: node(), ms: ms() }),
    () => ({ kind: 'freeze at commit', node: node(), ms: ms() }),
    () => ({ kind: 'leave', node: node(), backMs: backMs() }),
    () => ({ kind: 'power cut', backMs: backMs() }),
    () => ({ kind: 'join' }),
    () => ({ kind: 'drain', node: node(), ms: ms() }),
    () => ({ kind: 'spawn', node: node() }),
    () => ({ kind: 'database away', ms: ms() }),
    () => ({ kind: 'database cut off', node: node(), ms: ms() }),
    () => ({ kind: 'venue cut off', node: node(), ms: ms() }),
    () => ({ kind: 'NATS away', ms: ms() }),
    () => ({ kind: 'one-way cut', from: node(), to: node(), ms: ms() }),
    () => ({ kind: 'isolated', node: node(), ms: ms() }),
    () => ({ kind: 'clock jump', node: node(), ms: Math.round(between(-10_000, 10_000)) }),
    () => ({ kind: 'crash', actor: whole(0, 99) }),
  ];
  const troubles = Array.from({ length: whole(1, MOST_TROUBLES) }, () => ({
    atMs: Math.round(between(FIRST_MS, WINDOW_MS)),
    fault: makers[whole(0, makers.length - 1)]!(),
  })).sort((left, right) => left.atMs - right.atMs);
  const overAtMs = troubles.map(({ atMs, fault }) => atMs + durationOf(fault));
  return {
    nodes,
    barMs: whole(60, 200),
    snapshotEvery: whole(3, 40),
    troubles,
    healedAtMs: Math.max(...overAtMs),
    network: chance(0.5) ? { lost: 0, doubled: 0, late: 0 } : { lost: 0.2 * random.next(), doubled: 0.1, late: 0.1 },
    brokenDatabase: chance(0.5) ? 0 : 0.05 * random.next(),
    unansweredVenue: chance(0.5) ? 0 : 0.2 * random.next(),
  };
}

function durationOf(fault: Fault): number {
  if ('backMs' in fault) return fault.backMs ?? 0;
  return 'ms' in fault && fault.kind !== 'clock jump' ? fault.ms : 0;
}
