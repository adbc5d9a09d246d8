// What risk monitors and the risk supervisor ask of their node by the port `risk`.
import type { TradingDay } from '../domain/system-risk/trading-day.ts';

/** How far an account has come with what the supervisor said. */
export interface Confirmation {
  readonly account: string;
  /** By the controls through this number it decides from now on, whatever crashes. */
  readonly taken: number;
  /** And nothing that was admitted before those through this number can reach the venue any more. */
  readonly through: number;
  /** Numbers of flattens that have left nothing open, by the ledger and by the venue. */
  readonly flat: readonly number[];
  /** Left out while it is not known, or nobody asks for it. */
  readonly day?: DayFigure;
}

/** As the node passes it on. */
export interface SaidConfirmation extends Confirmation {
  /** When it was said, by the clock of its node, epoch milliseconds UTC. */
  readonly at: number;
}

/** What an account has made of its day so far; amounts as exact text in its currency. */
export interface DayFigure {
  readonly user: string;
  readonly currency: string;
  /** The trading day, YYYY-MM-DD. */
  readonly date: string;
  readonly startEquity: string;
  readonly equity: string;
}

/** Whom a restriction is about. */
export interface AffectedAccount {
  readonly account: string;
  /** Trading actors of the account that the scope covers. */
  readonly actors: readonly string[];
  /** False: its risk monitor is stopped, so nothing of it trades. */
  readonly isRunning: boolean;
}

export type RiskRequest =
  /** Answers `RiskBriefing` with the bars of these lanes; from then on the account is told when days of this kind end. */
  | { readonly kind: 'brief'; readonly lanes: readonly string[]; readonly day?: TradingDay }
  /** Passes on a confirmation; answers nothing. */
  | { readonly kind: 'confirm'; readonly confirmation: Confirmation }
  /** Answers `AffectedAccount[]`. */
  | { readonly kind: 'affected'; readonly scope: string; readonly accounts?: readonly string[] }
  /** Answers `HistoryBar[]`, oldest first: the last `bars` of the lane at or before position `through`. */
  | { readonly kind: 'history'; readonly lane: string; readonly through: number; readonly bars: number };

/** One bar of a lane, as far as returns are made of it. */
export interface HistoryBar {
  readonly position: number;
  /** Epoch milliseconds UTC. */
  readonly openTime: number;
  readonly closeTime: number;
  readonly close: number;
}

export interface RiskBriefing {
  /** Number of the last control that is durable. */
  readonly head: number;
  /** By lane, the position of the last bar that is durable; 0, or left out, where there is none. */
  readonly bars?: Readonly<Record<string, number>>;
  /** False while the supervisor has not been heard for too long. */
  readonly isSupervised: boolean;
  /** What time it is, epoch milliseconds UTC. */
  readonly at?: number;
}

export const RISK_PORT = 'risk';
