// What risk monitors and the risk supervisor show of themselves.
import type { TradingStateName } from './protocol.ts';

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
