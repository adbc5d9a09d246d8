// What actors and node services answer to people and programs; the payloads of the actions named in `protocol.ts`.
import type { CopySettings } from './domain/copy/copy-settings.ts';
import type { CopyMode } from './domain/copy/copy-word.ts';
import type { PeriodBasis } from './domain/instrument.ts';
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
  /** What the actor itself says; shape by kind: the `…StateView`s below. */
  readonly state: Record<string, unknown>;
}

/** What the `state` of every actor that trades has in it; money as exact decimal text. */
export interface TraderView {
  readonly account: string;
  readonly instrument: string;
  readonly lane: string;
  readonly simulated: boolean;
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
  readonly workingOrders: readonly string[];
  readonly pendingRequests: number;
  readonly fills: number;
  readonly denied: number;
}

/** `state` of a subscription. */
export interface SubscriptionStateView extends TraderView {
  readonly strategy: string;
  readonly direction: 'long-only' | 'long-short';
  /** Fraction below the highest equity so far, 0…1. */
  readonly drawdown: number;
  readonly maxDrawdown: number;
  readonly lastSignal: { readonly target: string; readonly reason: string; readonly at: string } | null;
}

/** `state` of a manual desk. */
export interface ManualStateView extends TraderView {
  /** Newest first: what rests, and the last 20 that do not. */
  readonly orders: readonly ManualOrderView[];
}

export interface ManualOrderView {
  readonly clientOrderId: string;
  /** Id of the command that it came with; null: the risk monitor's own, as of a flatten. */
  readonly commandId: string | null;
  readonly role: 'entry' | 'exit' | 'protection';
  readonly side: 'BUY' | 'SELL';
  /** Null where only its fills are known. */
  readonly type: string | null;
  readonly quantity: string;
  readonly limitPrice: string | null;
  readonly triggerPrice: string | null;
  readonly filled: string;
  readonly averagePrice: string | null;
  /** ASKED: the risk monitor has not decided it. */
  readonly state: 'ASKED' | 'OPEN' | 'PARTIALLY_FILLED' | 'FILLED' | 'DENIED' | 'REJECTED' | 'CANCELED' | 'EXPIRED';
  /** Why it was denied, rejected or canceled. */
  readonly reason: string | null;
  /** ISO 8601 UTC: close of the bar that it was decided on. */
  readonly decidedAt: string;
}

/** `state` of a provider; money as exact decimal text in `currency`. */
export interface ProviderStateView {
  readonly name: string;
  readonly description: string;
  /** Address of what trades. */
  readonly source: string;
  readonly account: string;
  readonly lane: string;
  readonly instrument: string;
  readonly simulated: boolean;
  /** What daily figures of it are annualized with. */
  readonly basis: PeriodBasis;
  readonly currency: string;
  readonly visibility: 'public' | 'private';
  /** Who may follow a private one; shown to its owner alone. */
  readonly invited?: readonly string[];
  /** How many owners stand along its chain of sources, itself among them. */
  readonly depth: number;
  /** False while it has still to read what its source did before. */
  readonly published: boolean;
  readonly broadcasting: 'ON' | 'PAUSED' | 'WITHDRAWN';
  readonly broadcastingReason: string;
  /** As it is now, whether followers know it or not. */
  readonly book: {
    readonly round: number;
    /** Signed. */
    readonly quantity: string;
    readonly averagePrice: string | null;
    /** Of the last fill. */
    readonly price: string | null;
    readonly equity: string;
  };
  /** Entries of its stream so far. */
  readonly entries: number;
  /** Reports of its source taken so far. */
  readonly reports: number;
  /** ISO 8601 UTC: market time that it has come to. */
  readonly time: string | null;
  readonly followers: number;
  /** Of those who want to be named; at most 100. */
  readonly aliases: readonly string[];
  readonly capital: string;
  readonly maxFollowers: number | null;
  readonly maxCapital: string | null;
  /** Null: without end. */
  readonly room: { readonly followers: number | null; readonly capital: string | null };
  /** Fractions. */
  readonly terms: { readonly performance: string; readonly management: string; readonly perVolume: string };
  /** The last 20, oldest first; `at` in ISO 8601 UTC. */
  readonly notes: readonly { readonly text: string; readonly at: string }[];
}

/** `state` of a follower; money, prices and quantities as exact decimal text, quantities signed. */
export interface FollowerStateView extends TraderView {
  readonly provider: string;
  /** What the provider sees of its user. */
  readonly alias: string;
  /** What the provider trades. */
  readonly sourceInstrument: string;
  readonly settings: CopySettings;
  readonly mode: CopyMode;
  /** Who or what put it in that mode. */
  readonly modeReason: string;
  /** Of the provider, that it has met last; without a scale it is not joined. */
  readonly round: number;
  readonly isJoined: boolean;
  readonly scale: string | null;
  /** Null before the provider's first word. */
  readonly target: string | null;
  readonly providerQuantity: string | null;
  /** Average of the provider's position; null while it is flat. */
  readonly providerPrice: string | null;
  /** Fraction by which the own average is worse; null while one of the two is flat, or the instruments differ. */
  readonly slippage: number | null;
  /** What its open orders may still fill. */
  readonly working: string;
  /** Number of the provider's entry that is dealt with last. */
  readonly entry: number;
  readonly feesPaid: string;
  /** Last UTC day that is charged, `YYYY-MM-DD`. */
  readonly feesThrough: string | null;
  /** High-water mark. */
  readonly mark: string;
  /** Fraction below the highest equity so far, 0…1. */
  readonly drawdown: number;
  readonly maxDrawdown: number;
  /** The last 20, newest first. */
  readonly entries: readonly {
    readonly seq: number;
    readonly fill: string | null;
    /** ISO 8601 UTC of the bar it was decided on. */
    readonly at: string;
    readonly outcome: 'copied' | 'reduced' | 'skipped' | 'noted';
    /** A `CopyReason`, or `RISK_DENIED: …`. */
    readonly reason: string | null;
    readonly facts: string | null;
    readonly wanted: string;
    readonly ordered: string;
    readonly providerPrice: string;
    readonly price: string;
    readonly latencyMs: number;
  }[];
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
  /** Null while nothing asks for the watch, or nothing is held; absent in what nodes of before say. */
  readonly correlations?: CorrelationsView | null;
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

/** How the returns of what an account holds moved together, over whole periods. */
export interface CorrelationsView {
  /** Length of one return. */
  readonly periodMs: number;
  /** Common periods that a value takes. */
  readonly least: number;
  /** The largest positions, by value. */
  readonly symbols: readonly string[];
  /** Whole periods that are known of each of them. */
  readonly periods: readonly number[];
  /** Of each symbol with those before it, row by row: row i has i values in [−1, 1]; null below the least. */
  readonly rows: readonly (readonly (number | null)[])[];
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
    /** Accounts that have to take it, some of them by name; null until that is known. */
    readonly affected: number | null;
    readonly accounts: readonly string[];
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

/** A line that a strategy decides by, as `troupe.indicators` draws it over some bars. */
export interface IndicatorLineView {
  readonly label: string;
  /** On the prices' own scale, or on a scale of its own below them. */
  readonly pane: 'price' | 'below';
  /** It stays where it is. */
  readonly isBound: boolean;
  /** One a bar; null until there is a value. */
  readonly values: readonly (number | null)[];
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

/** Params of `troupe.publish`; answers `{ provider }` (address) or fails with a `type` and the field in `data.field`. */
export interface PublishRequest {
  /** Address of what trades; only its owner may publish it. */
  readonly source: string;
  readonly name: string;
  readonly description?: string;
  readonly visibility?: 'public' | 'private';
  /** Owners who may follow a private one. */
  readonly invited?: readonly string[];
  /** Fractions as decimal text; what is left out is free. */
  readonly terms?: Readonly<Record<string, string | number>>;
  readonly maxFollowers?: number | null;
  /** Decimal text in the currency of the source's account. */
  readonly maxCapital?: string | null;
  readonly by: string;
  /** Given again, it is answered again. */
  readonly commandId?: string;
}

/** Params of `troupe.follow`; answers `{ follower }` (address) or fails with a `type` and the field in `data.field`. */
export interface FollowRequest {
  readonly provider: string;
  readonly account: string;
  /** Decimal text. */
  readonly allocation: string;
  /** As `copySettings` reads them. */
  readonly settings: unknown;
  /** What the provider may see of the follower; left out, it sees nothing. */
  readonly alias?: string;
  readonly by: string;
  /** Given again, it is answered again. */
  readonly commandId?: string;
}

/** Params of `troupe.unfollow`. */
export interface UnfollowRequest {
  readonly follower: string;
  /** What is held stays, or is closed. */
  readonly keep: boolean;
  readonly by: string;
  readonly commandId?: string;
}

/** Params of `troupe.ban`: a follower by its address, or all of an alias; answers how many were banned, never who. */
export interface BanRequest {
  /** Address of the provider. */
  readonly provider: string;
  readonly follower?: string;
  readonly alias?: string;
  readonly by: string;
  readonly commandId?: string;
}

/** Params of `troupe.open-manual-desk`; answers `{ desk }` (address) or fails with a `type` and the field in `data.field`. */
export interface OpenDeskRequest {
  readonly account: string;
  readonly lane: string;
  /** Decimal text. */
  readonly allocation: string;
  readonly by: string;
  /** Given again, it is answered again. */
  readonly commandId?: string;
}

/** What `troupe.follow-preview` answers to the params of `troupe.follow`; money in `currency`, all amounts as exact decimal text. */
export interface FollowPreviewView {
  readonly currency: string;
  readonly instrument: string;
  readonly lane: string;
  /** Last close of the lane that is traded; null before the first. */
  readonly price: string | null;
  /** What following now would order at once; `reason` says why it is not all, as in a copy. */
  readonly now: {
    readonly quantity: string;
    readonly notional: string;
    readonly reason: string | null;
    readonly facts: string | null;
  };
  /** Of a round that opened now: follower quantity per provider quantity, and what the provider's present position would be; null while it is unknown. */
  readonly round: {
    readonly scale: string;
    readonly quantity: string;
    readonly notional: string;
    readonly reason: string | null;
  } | null;
  /** The most that is lost before copying stops by itself; without a stop, all that is allocated. */
  readonly loss: {
    readonly amount: string;
    readonly level: string;
    readonly stop: 'copy-stop-loss' | 'max-drawdown' | null;
  };
  /** Of a year of 365 days in which equity gains `gain` and the round above is opened and closed `roundTrips` times. */
  readonly fees: {
    readonly management: string;
    readonly performance: string;
    readonly volume: string;
    readonly total: string;
    readonly gain: string;
    readonly roundTrips: number;
  };
}

/** How far an actor is with a stream that it follows. */
export interface ReaderView {
  readonly reader: string;
  readonly stream: string;
  /** Number of the entry it took last. */
  readonly entry: number;
  /** Logical time of the first entry that has come and is not taken, ISO 8601 UTC. */
  readonly waitingSince: string | null;
}

/** What has become of an actor lately, newest first; messages without what was in them. */
export interface ActorTraceView {
  readonly address: string;
  readonly moves: readonly { readonly at: string; readonly to: Lifecycle; readonly cause: string | null }[];
  readonly messages: readonly {
    readonly at: string;
    readonly kind: string;
    readonly about: string;
    readonly detail: string;
  }[];
  readonly readers: readonly ReaderView[];
}

/** All there is to know of an actor that somebody has to look into. */
export interface ActorDumpView {
  readonly view: ActorView;
  readonly trace: ActorTraceView;
  readonly config: unknown;
  /** Its state as a snapshot would keep it now; null when it does not run. */
  readonly saved: unknown;
}

/** What `messaging.requeue` and `messaging.discard` take. */
export interface LetterRequest {
  readonly id: string;
  readonly reason: string;
}
