import type { ActorStatus } from '../../runtime/host/actor-status.ts';
import type { ActorView, Lifecycle, TreeView } from '../views.ts';
import { prunedTree } from '../tree-view.ts';
import type { TradingStateName } from '../protocol.ts';

interface Trading {
  readonly tradingState?: TradingStateName;
  readonly tradingStateReason?: string;
  readonly tradingReason?: string;
}

/** What people see of an actor: the host's facts and, of the actor's own, whether it may trade and why not. */
export function presentActor(status: ActorStatus): ActorView {
  const trading: Trading = status.state;
  const reason = trading.tradingStateReason ?? trading.tradingReason ?? '';
  return {
    ...status,
    since: iso(status.since),
    lastTurnAt: status.lastTurnAt === null ? null : iso(status.lastTurnAt),
    tradingState: trading.tradingState ?? null,
    tradingStateReason: reason === '' ? null : reason,
  };
}

interface Tree {
  readonly id: string;
  readonly lifecycle: Lifecycle;
  readonly restarts: number;
  readonly lastCause: { readonly message: string } | null;
  readonly strategy?: TreeView['strategy'];
  readonly children?: readonly Tree[];
}

/** Nodes of a supervision tree that people are shown. */
const MOST_NODES = 600;

/** The supervision tree as people see it: all of it, or of a large one the part that matters. */
export const presentTree = (tree: Tree): TreeView => prunedTree(shown(tree), MOST_NODES);

const shown = (tree: Tree): TreeView => ({
  id: tree.id,
  strategy: tree.strategy ?? null,
  lifecycle: tree.lifecycle,
  restarts: tree.restarts,
  lastCause: tree.lastCause?.message ?? null,
  children: (tree.children ?? []).map(shown),
});

const iso = (time: number): string => new Date(time).toISOString();
