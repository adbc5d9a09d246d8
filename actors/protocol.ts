// The whole language that actors speak: names and payloads of streams, tells, commands and views.
import type { Timeframe } from './domain/bar.ts';
import type { CopyMemory, CopyWord } from './domain/copy/copy-word.ts';
import type { Decimal } from './domain/decimal.ts';
import type { Instrument } from './domain/instrument.ts';
import type { Fill, Order } from './domain/order.ts';

// ---- Streams ----

/** Bars of one instrument and timeframe; payload Bar; a clock: position equals seq. */
export const barsStream = (symbolToken: string, timeframe: Timeframe): string => `bars.${symbolToken}.${timeframe}`;
/** What a strategy wants; payload Signal; positions are those of the bars it reads. */
export const signalsStream = (strategyId: string): string => `signals.${strategyId}`;
/** What became of an actor's orders; payload ExecutionReport; positions are those of its lane. */
export const reportsStream = (address: string): string => `reports.${address}`;

/** What a provider says to its followers; payload CopyEntry; positions are its own numbers. */
export const copiesStream = (provider: string): string => `copies.${provider}`;

/** What the risk supervisor says to every account; payload Control. */
export const CONTROLS_STREAM = 'risk.controls';
/** Announced while the risk supervisor is well; it has no entries. */
export const SUPERVISION_STREAM = 'risk.supervision';
/** Address of the one risk supervisor of a cluster. */
export const RISK_SUPERVISOR = 'risk-supervisor.platform';

/** Kinds of actors that trade on an account. */
export const TRADING_KINDS: ReadonlySet<string> = new Set(['subscription', 'follower', 'manual']);

export type TradingStateName = 'ACTIVE' | 'REDUCING' | 'HALTED';

export type Target = 'LONG' | 'FLAT' | 'SHORT';

/** A strategy's wish, without money: the side it wants to be on from this close. */
export interface Signal {
  readonly target: Target;
  /** Close it was decided on. */
  readonly price: number;
  /** Why, for people, e.g. `SMA(10) crossed above SMA(30)`. */
  readonly reason: string;
}

export type ExecutionReport =
  | {
      readonly kind: 'filled';
      readonly fill: Fill;
      readonly done: boolean;
      /** What the order asks for in all; absent in reports of older programs. */
      readonly ordered?: Decimal;
    }
  | {
      readonly kind: 'closed';
      readonly clientOrderId: string;
      readonly state: 'DENIED' | 'REJECTED' | 'CANCELED' | 'EXPIRED';
      readonly reason: string;
    }
  /** The effective trading state of the actor changed. */
  | { readonly kind: 'trading-state'; readonly state: TradingStateName; readonly reason: string };

// ---- Tells between the actors of one account ----

/** An order as its actor asks for it; the risk monitor adds ids and decides. */
export interface OrderRequest
  extends
    Pick<Order, 'side' | 'type' | 'timeInForce' | 'quantity' | 'limitPrice' | 'triggerPrice' | 'trailingOffset'>,
    Partial<Pick<Order, 'expireTime' | 'postOnly' | 'reduceOnly' | 'group'>> {
  readonly leg: number;
  /** Leg of the same request whose fill wakes this one. */
  readonly parentLeg?: number;
  /** The provider's fill that it copies: its id is made of that, so no fill is copied twice. */
  readonly copyOf?: string;
}

/** One decision of a trading actor, numbered so that it is taken exactly once however often it is sent. */
export interface TradingRequest {
  /** 1, 2, 3 … per actor. */
  readonly seq: number;
  readonly position: number;
  /** Close of the bar it was decided on, epoch milliseconds UTC. */
  readonly time: number;
  /** Close price it was decided on. */
  readonly price: number;
  readonly correlationId: string;
  /** What a follower has the account remember with it. */
  readonly copy?: CopyWord;
  /** Of a follower: it opens no position while so many others of its account are open by copying. */
  readonly maxOpenCopies?: number;
  readonly action:
    | { readonly kind: 'none' }
    | { readonly kind: 'orders'; readonly orders: readonly OrderRequest[] }
    | { readonly kind: 'cancel'; readonly clientOrderIds: readonly string[] }
    /** The user's wish for this actor alone: pause, resume, halt, reset, or close all that it holds. */
    | {
        readonly kind: 'restrict';
        readonly state: TradingStateName;
        readonly flatten: boolean;
        readonly reason: string;
        readonly by: string;
      };
}

export type ToRiskMonitor =
  /** First word of a trading actor's incarnation: what it trades, and how far it has come. */
  | {
      readonly kind: 'hello';
      readonly lane: string;
      /** Whose signals it trades. */
      readonly strategy?: string;
      /** Address of the provider whose fills it copies. */
      readonly provider?: string;
      readonly instrument: Instrument;
      readonly allocation: Decimal;
      readonly position: number;
      readonly requests: readonly TradingRequest[];
    }
  /** Everything decided through `position`. */
  | { readonly kind: 'decided'; readonly position: number; readonly requests: readonly TradingRequest[] };

/** What a node tells its risk monitors, in the supervisor's name. */
export type FromRiskDesk =
  | { readonly isSupervised: boolean }
  /** A trading day may have ended by now, epoch milliseconds UTC: who has that day decides it. */
  | { readonly alarm: number };

/** How an account stands with a follower or a desk that begins: what that did after its last snapshot, it cannot know by itself. */
export interface CopyStanding {
  readonly position: number;
  /** As they were sent: `quantity` is the whole order's, whatever of it is filled. */
  readonly working: readonly {
    readonly clientOrderId: string;
    readonly side: 'BUY' | 'SELL';
    readonly quantity: Decimal;
  }[];
}

export type FromRiskMonitor =
  /** Requests through `through` are journaled. Its lane has come to `position`; an actor new to it trades from there. */
  | {
      readonly kind: 'acknowledged';
      readonly through: number;
      readonly position: number;
      /** What the account's journal knows of a follower. */
      readonly copy?: CopyMemory;
      /** In answer to a hello of one that no strategy moves: where its lane has come to, and which orders of it are open there. */
      readonly standing?: CopyStanding;
    }
  /** The allocation could not be given; the actor must not trade. */
  | { readonly kind: 'refused'; readonly reason: string };

// ---- Moleculer actions and events for people and programs (payloads in `views.ts` and the `…-views.ts` beside it) ----

/** Commands of every actor, called as `<address>.<command>` from any node. */
export const COMMANDS = ['inspect', 'pause', 'resume', 'halt', 'flatten', 'stop', 'reset'] as const;

/** From a node that hosts actors to those that show them: addresses whose view may have changed, at most 4 words a second. */
export const ACTORS_TOUCHED = 'actors.touched';

/** On a node that shows actors, at most 4 a second: addresses whose view may have changed. */
export const ACTORS_CHANGED = 'actors.changed';
export interface ActorsChanged {
  readonly addresses: readonly string[];
}

/** From a node that shows pages to all others: something changed that these people's sessions, keys or roles hang on. */
export const PEOPLE_CHANGED = 'people.changed';
export interface PeopleChanged {
  /** All, where none are named. */
  readonly users?: readonly string[];
}
