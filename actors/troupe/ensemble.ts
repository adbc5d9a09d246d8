import { errorType } from '../../runtime/errors.ts';
import type { Member } from '../../runtime/cluster/member.ts';
import type { NodeLink } from '../../runtime/cluster/link.ts';
import type { ActorView, NodeView, TreeView } from '../views.ts';
import { presentActor, presentTree } from './present.ts';

/** All actors, as one node sees them. */
export interface Ensemble {
  actors(): readonly ActorView[];
  /** Rejects with NODE_UNREACHABLE for a node that is not there. */
  drain(node: string): Promise<void>;
  nodes(): readonly NodeView[];
  tree(): Promise<TreeView>;
}

/** The actors of a node that hosts them all. */
export const wholeEnsemble = (member: Member): Ensemble => {
  const host = member.host!;
  return {
    actors: () => host.list().map(presentActor),
    drain: () => member.keeper.drain(),
    nodes: () => nodesOf(member),
    tree: async () => presentTree(host.tree()),
  };
};

/** The actors of a cluster from a node that hosts none: what the board knows, and what the nodes answer. */
export const farEnsemble = (member: Member, link: NodeLink, board: { list(): readonly ActorView[] }): Ensemble => ({
  actors: () => board.list(),
  drain: async (node) => void (await link.ask(node, { kind: 'drain' })),
  nodes: () => nodesOf(member),
  tree: async () => {
    const hosts = member.directory.hosts();
    const trees = await Promise.all(
      hosts.map(({ id }) => link.ask(id, { kind: 'tree' }).catch((error: unknown) => silent(id, errorType(error)))),
    );
    return { ...CLUSTER, children: trees as TreeView[] };
  },
});

const CLUSTER: Omit<TreeView, 'children'> = {
  ...{ id: 'cluster', strategy: 'one_for_one', lifecycle: 'running', restarts: 0, lastCause: null },
};

const silent = (id: string, why: string): TreeView => ({
  ...{ id, strategy: 'one_for_one', lifecycle: 'restarting', restarts: 0 },
  lastCause: `does not answer: ${why}`,
  children: [],
});

function nodesOf({ directory }: Member): NodeView[] {
  const shards = directory.shardsByNode();
  return directory.nodes().map(({ id, draining, upMs, details }) => ({
    node: id,
    role: details['role'] as NodeView['role'],
    draining,
    upMs,
    shards: shards.get(id) ?? 0,
    where: String(details['where'] ?? ''),
  }));
}
