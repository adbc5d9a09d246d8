import type { ActorStatus } from '../../runtime/host/actor-status.ts';
import type { ActorDump, ActorTrace, ReaderStatus } from '../../runtime/host/actor-trace.ts';
import type { TreeView } from '../cluster-views.ts';
import type { ActorDumpView, ActorTraceView, ReaderView } from '../messaging-views.ts';
import type { ActorView, Lifecycle } from '../views.ts';
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

export const presentReader = ({ reader, stream, entry, waitingSince }: ReaderStatus): ReaderView => ({
  ...{ reader, stream, entry },
  waitingSince: waitingSince === null ? null : iso(waitingSince),
});

const presentTrace = ({ address, moves, messages, readers }: ActorTrace): ActorTraceView => ({
  address,
  moves: moves.map((move) => ({ ...move, at: iso(move.at) })),
  messages: messages.map((message) => ({ ...message, at: iso(message.at) })),
  readers: readers.map(presentReader),
});

const presentDump = ({ status, trace, config, saved }: ActorDump): ActorDumpView => ({
  ...{ view: presentActor(status), trace: presentTrace(trace), config, saved },
});

/** What an action of an actor answers, as people see it. */
export function presentAnswer(action: string, answer: unknown): unknown {
  switch (action) {
    case 'inspect':
      return presentActor(answer as ActorStatus);
    case 'trace':
      return presentTrace(answer as ActorTrace);
    case 'dump':
      return presentDump(answer as ActorDump);
    default:
      return answer;
  }
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
