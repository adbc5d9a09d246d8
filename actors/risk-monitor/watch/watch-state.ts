import { ReturnWindow } from '../../domain/portfolio/return-window.ts';
import type { RiskLimits } from '../../domain/risk/limit-value.ts';
import type { Excursion } from '../../domain/risk/rule-evaluation.ts';
import type { DailyLossState } from '../../domain/system-risk/daily-loss.ts';
import { noOrdersYet, type RejectRateState } from '../../domain/system-risk/reject-rate.ts';
import { noFillsYet, type SlippageState } from '../../domain/system-risk/slippage.ts';
import type { VolatilitySpikeState } from '../../domain/system-risk/volatility-spike.ts';
import type { TradingState } from '../../domain/trading-state.ts';
import type { WatchConfig } from './watch-config.ts';

/** A bar that an account took, without what it does not need of it. */
export interface TakenBar {
  readonly lane: string;
  readonly position: number;
  readonly time: number;
  readonly price: number;
}

/** What is remembered of the bars of one lane. */
export interface WatchedLane {
  position: number;
  spike: VolatilitySpikeState;
  /** Its last close of the row of returns in progress. */
  last: { readonly symbol: string; readonly time: number; readonly price: number } | undefined;
}

/** A breaker that lets nothing be opened at present; plain JSON. */
export interface TrippedBreaker {
  readonly breaker: string;
  /** Lane, or empty for the account. */
  readonly of: string;
  readonly since: number;
  readonly facts: Readonly<Record<string, string>>;
}

/** Why new entries are paused by a rule, and until when; plain JSON. */
export interface RulePause {
  readonly rule: string;
  readonly isNews: boolean;
  readonly until: number;
}

/** What is remembered of one scope within the account; plain JSON. */
export interface ScopeMark {
  /** Gained by its sub-ledgers since their allocations, exact text; null while something held has no price. */
  readonly profit: string | null;
  /** The most of that ever; null before the first. */
  readonly highest: string | null;
  /** The boundary that began the day, and what had been gained by then; null where that was not known. */
  readonly day: number;
  readonly dayProfit: string | null;
  readonly answers: RejectRateState;
  readonly slips: SlippageState;
}

/** A pause of what one scope within the account covers. */
export interface ScopePause extends RulePause {
  readonly scope: string;
}

/** What a rule about a scope within the account has latched there, until it is reset; plain JSON. */
export interface RuleLatch {
  readonly scope: string;
  readonly state: TradingState;
  readonly flatten: boolean;
  readonly reason: string;
  /** `rule:<id>` */
  readonly by: string;
  readonly since: number;
}

/** What the system layer and the rules know of an account beyond its ledger. */
export interface WatchState {
  /** False while nothing asks for it: then bars leave no trace, and nothing of this is known. */
  isOn: boolean;
  /** Newest market time, epoch milliseconds UTC. */
  time: number;
  daily: DailyLossState | undefined;
  /** Highest equity seen, as exact text; null before the first. */
  highWater: string | null;
  readonly lanes: Map<string, WatchedLane>;
  /** Returns of whole periods: the one in progress is not in it. */
  readonly returns: ReturnWindow;
  /** End of the period of returns in progress; 0 before the first bar. */
  row: number;
  /** The bar that ended the period before, `lane#position`. */
  rolledBy: string;
  answers: RejectRateState;
  slips: SlippageState;
  excursions: readonly Excursion[];
  breakers: readonly TrippedBreaker[];
  pause: RulePause | undefined;
  /** By the text of the scope that a rule watches within the account. */
  readonly scopes: Map<string, ScopeMark>;
  /** Pauses of scopes within the account. */
  pauses: readonly ScopePause[];
  latches: readonly RuleLatch[];
  /** Rules that have fired. */
  firings: number;
  /** Addresses of actors whose positions a rule closes. */
  readonly closing: Set<string>;
  /** Entries that a rule takes back, by client order id. */
  cancels: readonly string[];
  // Of this incarnation only:
  /** Bars that the journal does not know of. */
  untold: TakenBar[];
  /** The supervisor is told of the day's figures by and by. */
  isTelling: boolean;
}

/** Returns that a correlation looks back on; with fewer than the least nothing is said. */
const RETURNS = 100;
export const LEAST_RETURNS = 20;
const DAY_MS = 86_400_000;

const SWITCHES = [
  'maxDailyLoss',
  'maxDailyLossFraction',
  'maxDrawdown',
  'maxRejectRate',
  'maxSlippageBps',
  'volatilitySpikeRatio',
] as const satisfies (keyof RiskLimits)[];

/** A watch that has seen nothing; on from the start where the account's own config asks for it. */
export const initialWatch = (config: WatchConfig & { readonly limits: RiskLimits }): WatchState => ({
  isOn: config.tradingWindows !== undefined || SWITCHES.some((limit) => config.limits[limit] !== undefined),
  time: 0,
  daily: undefined,
  highWater: null,
  lanes: new Map(),
  returns: new ReturnWindow({ length: RETURNS, periodMs: config.correlationPeriodMs ?? DAY_MS }),
  row: 0,
  rolledBy: '',
  answers: noOrdersYet,
  slips: noFillsYet,
  excursions: [],
  breakers: [],
  pause: undefined,
  scopes: new Map(),
  pauses: [],
  latches: [],
  firings: 0,
  closing: new Set(),
  cancels: [],
  untold: [],
  isTelling: false,
});

/** JSON of a watch that has been on; nothing of one that never was. */
export function saveWatch({
  lanes,
  returns,
  scopes,
  closing,
  untold: _untold,
  isTelling: _isTelling,
  ...rest
}: WatchState): unknown {
  if (!rest.isOn) return undefined;
  return {
    ...rest,
    lanes: Array.from(lanes, ([lane, one]) => [lane, { ...one }]),
    returns: returns.save(),
    scopes: [...scopes],
    closing: [...closing],
  };
}

type SavedWatch = Omit<WatchState, 'lanes' | 'returns' | 'scopes' | 'closing' | 'untold' | 'isTelling'> & {
  /** Snapshots from before scopes were watched have none. */
  readonly scopes?: readonly (readonly [string, ScopeMark])[];
  readonly lanes: readonly (readonly [string, WatchedLane])[];
  readonly returns: unknown;
  readonly closing: readonly string[];
};

/** The watch again from its JSON; a new one from nothing. */
export function loadWatch(config: Parameters<typeof initialWatch>[0], json: unknown): WatchState {
  const fresh = initialWatch(config);
  if (json === undefined) return fresh;
  const { lanes, returns, closing, scopes = [], ...rest } = json as SavedWatch;
  // A config that now asks for returns of another length begins to gather them anew.
  const { periodMs } = returns as { periodMs: number };
  if (periodMs === fresh.returns.periodMs) fresh.returns.load(returns);
  // What is undefined is not there in JSON.
  const { daily, pause } = rest as Partial<WatchState>;
  return {
    ...fresh,
    ...rest,
    daily,
    pause,
    lanes: new Map(lanes.map(([lane, one]) => [lane, { ...one, last: (one as Partial<WatchedLane>).last }])),
    scopes: new Map(scopes),
    closing: new Set(closing),
  };
}
