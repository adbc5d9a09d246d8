import { systemClock } from '../../runtime/clock.ts';
import { errorType } from '../../runtime/errors.ts';
import { SHARDS } from '../../runtime/shard.ts';
import type { Member } from '../../runtime/cluster/member.ts';
import type { NodeLink } from '../../runtime/cluster/link.ts';
import type { NodeView, ShardView, TreeView } from '../cluster-views.ts';
import type { ReaderView } from '../messaging-views.ts';
import type { ActorView } from '../views.ts';
import type { ActorBoard } from './actor-board.ts';
import { NodeRoll, viewsOf } from './node-roll.ts';
import { presentActor, presentReader, presentTree } from './present.ts';

/** All actors, as one node sees them. */
export interface Ensemble {
  actors(): readonly ActorView[];
  /** Sees to it that these, which have just been made, are among the actors. */
  meet(addresses: readonly string[]): Promise<void>;
  /** Begins to take a node's shards from it. Rejects with NODE_UNREACHABLE for a node that is not there. */
  drain(node: string): Promise<void>;
  /** Gives it shards again. */
  undrain(node: string): Promise<void>;
  nodes(): Promise<readonly NodeView[]>;
  /** All of them, by number. */
  shards(): readonly ShardView[];
  tree(): Promise<TreeView>;
  /** Who follows these streams, and how far they are; a node that does not answer is left out. */
  readers(streams: readonly string[]): Promise<readonly ReaderView[]>;
}

/** The actors of a node that hosts them all. */
export const wholeEnsemble = (member: Member): Ensemble => {
  const host = member.host!;
  return {
    actors: () => host.list().map(presentActor),
    meet: async () => undefined, // it hosts them
    drain: async () => void member.keeper.drain(),
    undrain: () => member.keeper.undrain(),
    nodes: async () => viewsOf(member.directory),
    shards: () => shardsOf(member),
    tree: async () => presentTree(host.tree()),
    readers: async (streams) => host.readers(streams).map(presentReader),
  };
};

/** The actors of a cluster from a node that hosts none: what the board knows, and what the nodes answer. */
export const farEnsemble = (
  member: Member,
  link: NodeLink,
  board: Pick<ActorBoard, 'list' | 'meet'>,
  clock = systemClock({ unref: true }),
): Ensemble => {
  const { directory } = member;
  const roll = new NodeRoll({ directory, link, clock });
  const treeOf = (node: string): Promise<TreeView> =>
    Promise.race([
      link.ask(node, { kind: 'tree' }).then(
        (tree) => tree as TreeView,
        (error: unknown) => silent(node, errorType(error)),
      ),
      clock.sleep(ANSWER_MS).then(() => silent(node, 'NODE_UNREACHABLE')),
    ]);
  const readersOn = (node: string, streams: readonly string[]): Promise<readonly ReaderView[]> =>
    Promise.race([
      link.ask(node, { kind: 'readers', streams }).then(
        (readers) => readers as readonly ReaderView[],
        () => [],
      ),
      clock.sleep(ANSWER_MS).then(() => []),
    ]);
  return {
    actors: () => board.list(),
    meet: (addresses) => board.meet(addresses),
    drain: (node) => link.ask(node, { kind: 'drain' }).then(() => undefined),
    undrain: (node) => link.ask(node, { kind: 'undrain' }).then(() => undefined),
    nodes: () => roll.views(),
    shards: () => shardsOf(member),
    readers: async (streams) => (await Promise.all(directory.hosts().map(({ id }) => readersOn(id, streams)))).flat(),
    tree: async () => ({ ...CLUSTER, children: await Promise.all(directory.hosts().map(({ id }) => treeOf(id))) }),
  };
};

/** A node that takes longer is shown as one that does not answer. */
const ANSWER_MS = 1_500;

const CLUSTER: Omit<TreeView, 'children'> = {
  ...{ id: 'cluster', strategy: 'one_for_one', lifecycle: 'running', restarts: 0, lastCause: null },
};

const silent = (id: string, why: string): TreeView => ({
  ...{ id, strategy: 'one_for_one', lifecycle: 'restarting', restarts: 0 },
  lastCause: `does not answer: ${why}`,
  isSilent: true,
  children: [],
});

const shardsOf = ({ directory }: Member): ShardView[] =>
  Array.from({ length: SHARDS }, (_, shard) => {
    const owner = directory.ownerOf(shard);
    return { shard, node: owner?.node ?? null, epoch: owner?.epoch ?? null };
  });
