import { canTakeOver, isHost } from './cluster-facts.ts';
import { NODE_COMMANDS, type NodeCommand } from './command-desk.ts';
import { DashboardError, NodeNotFound } from './problem.ts';
import type { TroupeReads } from './troupe-reads.ts';

export const isNodeCommand = (name: unknown): name is NodeCommand =>
  (NODE_COMMANDS as readonly unknown[]).includes(name);

/** Throws NODE_NOT_FOUND, HOSTS_NOTHING or NOBODY_TAKES_OVER when a command could do nothing. */
export const checkNodeCommand = async (troupe: TroupeReads, node: string, command: NodeCommand): Promise<void> => {
  const nodes = await troupe.nodes();
  const view = nodes.find((one) => one.node === node);
  if (view === undefined) throw new NodeNotFound(node);
  if (!isHost(view))
    throw new DashboardError('HOSTS_NOTHING', `${node} hosts no actors: there is nothing to drain or to put back.`);
  if (command === 'drain' && !canTakeOver(view, nodes))
    throw new DashboardError(
      'NOBODY_TAKES_OVER',
      `No other node could take the shards of ${node}. Start another worker first, or put back one that is drained.`,
    );
};
