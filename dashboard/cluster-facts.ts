// What the nodes and shards say, told as the pages need it.
import type { NodeView, ShardView } from '../actors/cluster-views.ts';
import type { ActorView } from '../actors/views.ts';

/** A node with what lives on it. */
export interface NodeFacts {
  readonly view: NodeView;
  /** One letter by which the picture of the shards tells it; null for one that never holds any. */
  readonly letter: string | null;
  readonly actors: number;
  readonly failing: number;
  /** Another node could take its shards. */
  readonly canBeDrained: boolean;
}

export const nodeFacts = (nodes: readonly NodeView[], actors: readonly ActorView[]): readonly NodeFacts[] => {
  const tally = new Map<string, { actors: number; failing: number }>();
  for (const { node, lifecycle } of actors) {
    const of = tally.get(node) ?? { actors: 0, failing: 0 };
    of.actors++;
    if (lifecycle === 'faulted' || lifecycle === 'restarting') of.failing++;
    tally.set(node, of);
  }
  const hosts = nodes.filter(isHost);
  return [...hosts, ...nodes.filter((node) => !isHost(node))].map((view, index) => ({
    view,
    letter: isHost(view) ? letterOf(index) : null,
    ...(tally.get(view.node) ?? { actors: 0, failing: 0 }),
    canBeDrained: !view.draining && view.state === 'up' && canTakeOver(view, nodes),
  }));
};

/** Whether a node may hold shards at all. */
export const isHost = ({ role }: NodeView): boolean => role !== 'gateway';

/** Whether another node is there to take what a node holds. */
export const canTakeOver = (from: NodeView, nodes: readonly NodeView[]): boolean =>
  isHost(from) &&
  nodes.some((other) => other.node !== from.node && isHost(other) && other.state === 'up' && !other.draining);

/** Shards that one node holds under one epoch. */
export interface ShardGroup {
  /** Null while nobody holds them. */
  readonly node: string | null;
  readonly epoch: number | null;
  readonly shards: readonly number[];
}

/** The shards by owner and epoch, those that nobody holds first. */
export const shardGroups = (shards: readonly ShardView[]): readonly ShardGroup[] => {
  const groups = new Map<string, { node: string | null; epoch: number | null; shards: number[] }>();
  for (const { shard, node, epoch } of shards) {
    const key = `${node ?? ''} ${epoch ?? ''}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { node, epoch, shards: [shard] });
    else group.shards.push(shard);
  }
  return [...groups.values()].sort(
    (a, b) => (a.node ?? '').localeCompare(b.node ?? '') || (a.epoch ?? 0) - (b.epoch ?? 0),
  );
};

/** `0–4, 7, 9–12`. */
export const ranges = (numbers: readonly number[]): string => {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join(', ');
};

const letterOf = (index: number): string => String.fromCharCode(65 + (index % 26));
