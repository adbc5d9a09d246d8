// What actors and node services answer to people and programs; the payloads of the actions named in `protocol.ts`.
import type { TradingStateName } from './protocol.ts';

export type Lifecycle = 'starting' | 'running' | 'stopping' | 'stopped' | 'restarting' | 'faulted';

/** One actor as `troupe.actors`, and with `state` as `<address>.inspect`, show it. */
export interface ActorView {
  readonly address: string;
  readonly kind: string;
  readonly parent: string | null;
  readonly owner: string;
  readonly node: string;
  /** Where among the shards its affinity puts it, if that is known here. */
  readonly shard?: number;
  readonly lifecycle: Lifecycle;
  /** ISO 8601 UTC: since when it is in this lifecycle state. */
  readonly since: string;
  readonly restarts: number;
  /** Why it last went down, for people. */
  readonly lastCause: string | null;
  /** Effective trading state of an actor that trades or signals. */
  readonly tradingState: TradingStateName | null;
  readonly tradingStateReason: string | null;
  readonly mailbox: { readonly depth: number; readonly oldestAgeMs: number; readonly dropped: number };
  readonly turns: number;
  /** ISO 8601 UTC wall time of the last turn. */
  readonly lastTurnAt: string | null;
  /** What the actor itself says; shape by kind: MarketDataState, StrategyState, SubscriptionState, RiskMonitorState below. */
  readonly state: Record<string, unknown>;
}

/** `state` of a subscription; money as exact decimal text. */
export interface SubscriptionStateView {
  readonly strategy: string;
  readonly account: string;
  readonly instrument: string;
  readonly lane: string;
  readonly simulated: boolean;
  readonly direction: 'long-only' | 'long-short';
  readonly allocation: string;
  readonly cash: string;
  readonly quantity: string;
  readonly averagePrice: string | null;
  readonly lastPrice: number | null;
  /** ISO 8601 UTC of the last bar's close. */
  readonly lastBarAt: string | null;
  readonly position: number;
  readonly equity: string;
  readonly realizedPnl: string;
  readonly unrealizedPnl: string;
  readonly commission: string;
  /** Fraction below the highest equity so far, 0…1. */
  readonly drawdown: number;
  readonly maxDrawdown: number;
  readonly workingOrders: readonly string[];
  readonly pendingRequests: number;
  readonly lastSignal: { readonly target: string; readonly reason: string; readonly at: string } | null;
  readonly fills: number;
  readonly denied: number;
}

export interface RiskMonitorStateView {
  readonly account: string;
  readonly venue: string;
  readonly currency: string;
  readonly deposit: string;
  readonly unallocated: string;
  readonly equity: string;
  readonly tradingState: TradingStateName;
  readonly openOrders: number;
  readonly accepted: number;
  readonly denied: number;
  readonly denialsByCode: Readonly<Record<string, number>>;
  readonly limits: Readonly<Record<string, string | number>>;
  readonly actors: readonly {
    readonly address: string;
    readonly cash: string;
    readonly quantity: string;
    readonly tradingState: TradingStateName;
  }[];
}

/** `troupe.tree`: the supervision tree; of a cluster, its nodes with theirs below. */
export interface TreeView {
  readonly id: string;
  readonly strategy: 'one_for_one' | 'one_for_all' | 'rest_for_one' | null;
  readonly lifecycle: Lifecycle;
  readonly restarts: number;
  readonly lastCause: string | null;
  readonly children: readonly TreeView[];
  /** A node that does not answer: how it is below, nobody knows. */
  readonly isSilent?: true;
  /** Children that were left out, because they are many. */
  readonly more?: number;
}

/** A stream of bars that a strategy can read, as `troupe.lanes` lists it. */
export interface LaneView {
  readonly lane: string;
  readonly instrument: string;
  readonly symbolToken: string;
  readonly timeframe: string;
  readonly simulated: boolean;
  readonly description: string;
  readonly bars: number;
  readonly lastClose: number | null;
  readonly lastBarAt: string | null;
  /** Wall time of the newest bar, to judge staleness; null before the first. */
  readonly lastHeardAt: string | null;
  readonly status: 'running' | 'paused' | 'complete' | 'failed' | 'stopped';
}

export interface AccountView {
  readonly account: string;
  readonly owner: string;
  readonly currency: string;
  readonly venue: string;
  readonly deposit: string;
  readonly unallocated: string;
  readonly equity: string;
}

/** A strategy that can be started, as `troupe.catalog` lists it; `parameters` is a JSON Schema (draft 2020-12) object. */
export interface CatalogView {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly parameters: Record<string, unknown>;
}

/** `troupe.status`: what works and what is missing. */
export interface StatusView {
  readonly ready: boolean;
  readonly node: string;
  readonly startedAt: string;
  readonly parts: readonly { readonly part: string; readonly ok: boolean; readonly detail: string }[];
}

/**
 * How a node is seen: `up`; `unreachable`, holding its shards and trading on but not answering; `lost`, gone with its
 * shards; `stopped`, gone after it had handed them over.
 */
export type NodeState = 'up' | 'unreachable' | 'lost' | 'stopped';

/** A node of the cluster, as `troupe.nodes` lists it. */
export interface NodeView {
  readonly node: string;
  readonly role: 'worker' | 'gateway' | 'all';
  readonly state: NodeState;
  readonly draining: boolean;
  /** Milliseconds since it joined; of one that is gone, since then. */
  readonly upMs: number;
  /** Shards that it holds. */
  readonly shards: number;
  /** Host name and process id, for people. */
  readonly where: string;
}

/** Who holds a shard, as `troupe.shards` lists all of them. */
export interface ShardView {
  readonly shard: number;
  /** Null while nobody holds it. */
  readonly node: string | null;
  /** Null while nobody holds it. */
  readonly epoch: number | null;
}

/** Params of `troupe.start-strategy`; answers `{ strategy, subscription }` (addresses) or fails with a `type` and the field in `data.field`. */
export interface StartStrategyRequest {
  readonly strategy: string;
  readonly params: Record<string, unknown>;
  readonly lane: string;
  readonly account: string;
  /** Decimal text. */
  readonly allocation: string;
  readonly sizing: Record<string, unknown>;
  readonly direction: 'long-only' | 'long-short';
  readonly stopLoss?: number;
  readonly takeProfit?: number;
  readonly trailingStop?: number;
  readonly by: string;
}
