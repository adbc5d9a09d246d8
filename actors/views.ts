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
  /** The account's own, from its config. */
  readonly limits: Readonly<Record<string, string | number>>;
  /** Limits in force of the account and of what trades on it, each with the scope it comes from and how much of it is used. */
  readonly limitsInForce: readonly LimitInForceView[];
  /** What is held and what open orders may make of it, in account currency; null while something held has no price. */
  readonly portfolio: PortfolioView | null;
  readonly watch: WatchView;
  readonly actors: readonly {
    readonly address: string;
    readonly cash: string;
    readonly quantity: string;
    readonly tradingState: TradingStateName;
    /** What was said to it alone. */
    readonly ownState: TradingStateName;
  }[];
}

/** What breakers and rules hold an account to at present; all of it in market time, ISO 8601 UTC. */
export interface WatchView {
  /** False while no limit, rule or event asks for it. */
  readonly isOn: boolean;
  /** Newest market time; null before the first bar. */
  readonly at: string | null;
  /** Those that let nothing be opened. */
  readonly breakers: readonly {
    readonly breaker: string;
    /** An instrument, or empty for the account. */
    readonly of: string;
    readonly since: string;
    readonly facts: Readonly<Record<string, string>>;
  }[];
  /** Conditions of rules that are true; those that have fired do not fire again before they end. */
  readonly excursions: readonly {
    readonly rule: string;
    /** Empty for a rule that is not there any more, as the scope is. */
    readonly title: string;
    readonly scope: string;
    readonly of: string;
    readonly since: string;
    readonly fired: boolean;
  }[];
  /** Why nothing new is opened, by rule or event, and until when. */
  readonly pauses: readonly {
    /** Null for an event of the economic calendar. */
    readonly rule: string | null;
    readonly title: string;
    /** Text of the scope that is paused; of an event the currency. */
    readonly scope: string;
    readonly until: string;
  }[];
  /** What rules about a part of the account have latched there. */
  readonly latches: readonly {
    readonly scope: string;
    readonly state: TradingStateName;
    readonly flatten: boolean;
    readonly reason: string;
    readonly by: string;
    readonly since: string;
  }[];
  readonly throttles: readonly {
    readonly scope: string;
    readonly sizeFactor: number;
    /** Null where the rate is not throttled. */
    readonly ratePerMinute: number | null;
  }[];
}

export interface LimitInForceView {
  readonly limit: string;
  /** Exact text. */
  readonly value: string;
  /** Text of the scope that sets it: the account, or what trades on it. */
  readonly scope: string;
  /** Version 0: of the account's config. */
  readonly version: number;
  /** Address of the actor that it binds; null: the whole account. */
  readonly actor: string | null;
  /** In the limit's unit; null where nothing is used up by standing still, or it is not known. */
  readonly used: string | null;
  /** used ÷ value. */
  readonly share: number | null;
}

export interface PortfolioView {
  readonly equity: string;
  /** Positions alone. */
  readonly gross: string;
  readonly net: string;
  /** The worst that positions and open orders may come to. */
  readonly worstGross: string;
  readonly worstNet: string;
  /** Lost if all of that runs to its stops. */
  readonly worstRisk: string;
  readonly symbols: readonly { readonly symbol: string; readonly value: string; readonly worst: string }[];
  readonly currencies: readonly { readonly currency: string; readonly value: string; readonly worst: string }[];
  /** Of a day; null when the market is not known well enough, or no limit asks. */
  readonly valueAtRisk95: number | null;
}

/** `state` of the risk supervisor. */
export interface RiskSupervisorStateView {
  readonly approveLoosening: boolean;
  /** Number of the last control. */
  readonly through: number;
  readonly latches: readonly {
    readonly scope: string;
    readonly state: TradingStateName;
    readonly flatten: boolean;
    readonly accounts?: readonly string[];
    readonly reason: string;
    readonly by: string;
    readonly at: string;
    readonly seq: number;
  }[];
  /** Limits as they were last set; a value of null: taken away. */
  readonly limits: readonly {
    readonly scope: string;
    readonly limit: string;
    readonly value: string | null;
    readonly version: number;
    readonly by: string;
    readonly at: string;
    readonly reason: string;
    readonly approvedBy: string | null;
  }[];
  readonly limitNames: readonly string[];
  readonly rules: readonly unknown[];
  /** How many events the economic calendar has. */
  readonly events: number;
  /** Loosenings that wait for a second person. */
  readonly proposals: readonly {
    readonly id: string;
    readonly scope: string;
    readonly limit: string;
    readonly value: string | null;
    readonly before: string | null;
    readonly fromVersion: number;
    readonly reason: string;
    readonly by: string;
    readonly at: string;
  }[];
  /** Newest first. */
  readonly controls: readonly {
    readonly seq: number;
    readonly kind: 'restrict' | 'limit' | 'rules' | 'calendar';
    readonly scope?: string;
    readonly state?: TradingStateName;
    readonly flatten?: boolean;
    readonly limit?: string;
    readonly reason?: string;
    readonly by: string;
    readonly at: string;
    /** Accounts that have to take it; null until that is known. */
    readonly affected: number | null;
    /** When every one of them decided by it. */
    readonly inForceAt: string | null;
    /** When nothing that they had admitted before it could reach a venue any more. */
    readonly confirmedAt: string | null;
    readonly flatAt: string | null;
    /** Some of the accounts that have not taken it, and how many there are. */
    readonly unconfirmed: readonly string[];
    readonly unconfirmedCount: number;
    /** Some of the accounts that are not known to be flat, and how many there are. */
    readonly open: readonly string[];
    readonly openCount: number;
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
