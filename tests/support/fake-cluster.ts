// Nodes and shards of the fake troupe: alone, or three workers and a gateway whose drains take a moment.
import type { NodeView, ShardView, TreeView } from '../../actors/cluster-views.ts';
import type { ActorView } from '../../actors/views.ts';

export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const SHARDS = 256;
const MOVED_AT_A_TIME = 32;
const MOVE_MS = 60;

export interface FakeCluster {
  readonly nodes: Map<string, Mutable<NodeView>>;
  readonly shards: Mutable<ShardView>[];
  /** Hands a node's shards to the others, some at a time. */
  drain(node: string): void;
  undrain(node: string): void;
  /** Takes a node out: it is gone with its shards. */
  lose(node: string): void;
}

const nodeView = (node: string, role: NodeView['role'], pid: number): Mutable<NodeView> => ({
  ...{ node, role, state: 'up', draining: false, upMs: 5_400_000, shards: 0 },
  where: `trading-host, pid ${pid}`,
});

export const fakeCluster = (isCluster: boolean, tell: () => void): FakeCluster => {
  const workers = ['worker-1', 'worker-2', 'worker-3'];
  const views = isCluster
    ? [
        ...workers.map((node, index) => nodeView(node, 'worker', 4_101 + index)),
        nodeView('gateway-1', 'gateway', 4_100),
      ]
    : [nodeView('node-1', 'all', 4_100)];
  const nodes = new Map(views.map((view) => [view.node, view]));
  const hosts = isCluster ? workers : ['node-1'];
  const shards = Array.from({ length: SHARDS }, (_, shard): Mutable<ShardView> => {
    const node = hosts[(Math.imul(shard + 7, 0x9e3779b1) >>> 20) % hosts.length] ?? null;
    return { shard, node, epoch: 1 + (shard % 5 === 0 ? 1 : 0) };
  });
  const count = (): void => {
    for (const view of nodes.values()) view.shards = shards.filter(({ node }) => node === view.node).length;
  };
  count();

  const takers = (): string[] =>
    [...nodes.values()]
      .filter(({ role, state, draining }) => role !== 'gateway' && state === 'up' && !draining)
      .map(({ node }) => node);
  const hand = (from: string): void => {
    const to = takers();
    const moving = shards.filter(({ node }) => node === from).slice(0, MOVED_AT_A_TIME);
    if (!nodes.get(from)!.draining || moving.length === 0 || to.length === 0) return;
    for (const shard of moving)
      Object.assign(shard, { node: to[shard.shard % to.length], epoch: (shard.epoch ?? 0) + 1 });
    count();
    tell();
    setTimeout(() => hand(from), MOVE_MS).unref();
  };

  return {
    nodes,
    shards,
    drain: (node) => {
      nodes.get(node)!.draining = true;
      setTimeout(() => hand(node), MOVE_MS).unref();
      tell();
    },
    undrain: (node) => {
      nodes.get(node)!.draining = false;
      tell();
    },
    lose: (node) => {
      for (const shard of shards) if (shard.node === node) Object.assign(shard, { node: null, epoch: null });
      Object.assign(nodes.get(node)!, { state: 'lost', shards: 0, upMs: 4_000 });
      tell();
    },
  };
};

/** The company spread over the workers: an account's actors together. */
export const spread = (views: readonly ActorView[]): ActorView[] =>
  views.map((view) => {
    const account = /alice|bob/.exec(view.state['account'] === undefined ? '' : JSON.stringify(view.state))?.[0];
    const index = account === undefined ? view.address.length % 3 : account === 'alice' ? 0 : 1;
    return {
      ...view,
      node: `worker-${index + 1}`,
      shard: account === undefined ? (view.address.length * 37) % SHARDS : account === 'alice' ? 17 : 200,
      ...(view.parent === 'node.node-1' && { parent: null }),
    };
  });

/** The trees of all nodes, each with those of its actors. */
export const clusterTree = (nodes: Iterable<NodeView>, treeOf: (node: string) => TreeView): TreeView => ({
  ...{ id: 'cluster', strategy: 'one_for_one', lifecycle: 'running', restarts: 0, lastCause: null },
  children: [...nodes].flatMap((view) => {
    if (view.role === 'gateway' || view.state === 'lost') return [];
    if (view.state === 'up') return [{ ...treeOf(view.node), id: view.node }];
    const lastCause = 'does not answer: NODE_UNREACHABLE';
    return [{ ...treeOf(''), id: view.node, lifecycle: 'restarting', lastCause, isSilent: true, children: [] }];
  }),
});
