import { ReturnWindow } from '../../domain/portfolio/return-window.ts';
import type { RiskLimits } from '../../domain/risk/limit-value.ts';
import type { Excursion } from '../../domain/risk/rule-evaluation.ts';
import type { DailyLossState } from '../../domain/system-risk/daily-loss.ts';
import { noOrdersYet, type RejectRateState } from '../../domain/system-risk/reject-rate.ts';
import { noFillsYet, type SlippageState } from '../../domain/system-risk/slippage.ts';
import type { VolatilitySpikeState } from '../../domain/system-risk/volatility-spike.ts';
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
    closing: [...closing],
  };
}

type SavedWatch = Omit<WatchState, 'lanes' | 'returns' | 'closing' | 'untold' | 'isTelling'> & {
  readonly lanes: readonly (readonly [string, WatchedLane])[];
  readonly returns: unknown;
  readonly closing: readonly string[];
};

/** The watch again from its JSON; a new one from nothing. */
export function loadWatch(config: Parameters<typeof initialWatch>[0], json: unknown): WatchState {
  const fresh = initialWatch(config);
  if (json === undefined) return fresh;
  const { lanes, returns, closing, ...rest } = json as SavedWatch;
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
    closing: new Set(closing),
  };
}
