import type { StreamEntry } from '../../runtime/actor.ts';
import type { CopyMemory } from '../domain/copy/copy-word.ts';
import type { Decimal } from '../domain/decimal.ts';
import { ZERO } from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { Order } from '../domain/order.ts';
import type { Position } from '../domain/position.ts';
import { emptyControlBook, type ControlBook } from '../domain/risk/control-book.ts';
import type { SentOrder } from '../domain/risk/position-checks.ts';
import type { WorkingOrder } from '../domain/working-order.ts';
import type { TradingRequest, TradingStateName } from '../protocol.ts';
import { newMemo, type AccountMemo } from './account-memo.ts';
import type { RiskMonitorConfig } from './risk-monitor-config.ts';
import { initialWatch, type WatchState } from './watch/watch-state.ts';

export interface Restriction {
  readonly state: TradingStateName;
  readonly reason: string;
  /** Everything in its scope is to be closed. */
  readonly flatten: boolean;
}

/** The sub-ledger of one actor that trades on the account. */
export interface TradingActor {
  readonly address: string;
  /** The stream of its reports. */
  readonly reports: string;
  readonly lane: string;
  /** Whose signals it trades; undefined until it has said so. */
  strategy: string | undefined;
  /** Address of the provider whose fills it copies; undefined for one that follows nobody. */
  provider: string | undefined;
  /** What it is told of its copying whenever it is answered; undefined for one that follows nobody. */
  copy: CopyMemory | undefined;
  readonly symbol: string;
  readonly allocation: Decimal;
  /** Position of the lane when it came to the account; it trades what comes after. */
  readonly joinedAt: number;
  cash: Decimal;
  holding: Position;
  /** Its requests are decided through this number. */
  decided: number;
  restriction: Restriction;
  /** The trading state that it was told last. */
  told: TradingStateName;
  /** Exits decided for it by the risk monitor, and the position of the lane at the last of them. */
  exits: number;
  exitPosition: number;
  /** Reductions that rules have decided for it, and the position at the last of them that was to close it. */
  ruleOrders: number;
  ruleExitAt: number;
  // Of this incarnation only:
  /** Undefined until it has said hello. */
  instrument: Instrument | undefined;
  /** False once it is known not to run; then its lane does not wait for it. */
  awaited: boolean;
  /** It has decided everything through this position; -1 before its first word. */
  decidedThrough: number;
  /** Requests that are still to be decided, in order of their number. */
  waiting: TradingRequest[];
}

export interface OpenOrder {
  working: WorkingOrder;
  readonly reserved: Decimal;
  /** Price it was decided on. */
  readonly price: Decimal;
  /** Number of the last control that had been taken when it was admitted. */
  readonly controls: number;
  readonly fillIds: Set<string>;
  /** The stop whose place it takes. */
  readonly replaces?: string;
  /** It copies its provider; its fills are copied volume. */
  isCopy?: true;
  triggered: boolean;
  /** It is to be canceled; remembered while nobody knows whether the venue has it. */
  cancelWanted: boolean;
  // Of this incarnation only:
  /** The request to the venue whose outcome is awaited. */
  asked: 'submit' | 'cancel' | 'query' | undefined;
}

/** One stream of bars that actors of the account trade on. */
export interface Lane {
  readonly stream: string;
  position: number;
  price: number;
  time: number;
  equityMarkedAt: number;
  /** The position that the journal knows of; a crash takes the lane back to it. */
  journaled: number;
  // Of this incarnation only:
  followed: boolean;
  /** The bar that is being matched; reports of its fills belong to it. */
  matching: number | undefined;
  /** A bar has been asked for, or is being matched. */
  advancing: boolean;
  /** Requests to the venue whose outcome is awaited, those in doubt included. */
  inFlight: number;
  /** The next bar, where it came while one was awaited. */
  held: StreamEntry | undefined;
  /** Bars were durable through this position when the incarnation began. */
  durable: number;
  /** Bars through this position may have been matched for an earlier incarnation; Infinity until the venue has said so. */
  retaken: number;
}

/** A high-water mark, the equity after the fees that it was left with, as exact text, and the day of those. */
export interface LeftMark {
  readonly mark: string;
  readonly equity: string;
  /** Last day that was charged; absent in snapshots from before it was noted. */
  readonly through?: string;
}

export interface RecentOrder {
  readonly lane: string;
  readonly time: number;
  /** Absent in snapshots from before orders were compared. */
  readonly sent?: SentOrder;
}

/** A cancel that an actor asked for. */
export interface RecentCancel {
  readonly lane: string;
  readonly time: number;
  readonly actor: string;
}

export interface AccountState {
  readonly config: RiskMonitorConfig;
  readonly self: string;
  readonly account: string;
  opened: boolean;
  /** Cash that belongs to no actor. */
  unallocated: Decimal;
  restriction: Restriction;
  /** What the risk supervisor has said so far. */
  readonly controls: ControlBook;
  readonly actors: Map<string, TradingActor>;
  /** In journal order. */
  readonly orders: Map<string, OpenOrder>;
  /** Canceled and expired lately: a late fill of one is still booked. */
  readonly closed: Map<string, OpenOrder>;
  readonly lanes: Map<string, Lane>;
  /** Orders accepted within the last minute of their lane, or as long as the same order may not come again. */
  recentOrders: RecentOrder[];
  /** Cancels that actors asked for within the last minute of their lane. */
  recentCancels: RecentCancel[];
  /** By address of a provider: what the last fees of a follower of it left. */
  readonly marks: Map<string, LeftMark>;
  accepted: number;
  denied: number;
  denialsByCode: Record<string, number>;
  // Of this incarnation only:
  /** Actors that ought to trade here and have not said hello. */
  readonly expected: Set<string>;
  /** A simulated venue may have its orders in another order than the journal. */
  disordered: boolean;
  /** Controls were durable through this number when the incarnation began; undefined until that is known. */
  briefing: number | undefined;
  /** All of those have been taken: orders may be decided. */
  isBriefed: boolean;
  /** False while the supervisor is out of sight. */
  isSupervised: boolean;
  /** Number of the last control that the supervisor was told of. */
  confirmed: number;
  /** By the number of a flatten: the venue is being asked, or has said that nothing is left. */
  readonly proofs: Map<number, 'asked' | 'flat'>;
  /** What was worked out once and is good until it changes. */
  readonly memo: AccountMemo;
  /** What the system layer and the rules know. */
  readonly watch: WatchState;
}

export const FREE: Restriction = { state: 'ACTIVE', reason: '', flatten: false };

export const initialAccount = (config: RiskMonitorConfig, self: string): AccountState => ({
  config,
  self,
  account: self.slice(self.indexOf('.') + 1),
  opened: false,
  unallocated: ZERO,
  restriction: FREE,
  controls: emptyControlBook(),
  actors: new Map(),
  orders: new Map(),
  closed: new Map(),
  lanes: new Map(),
  recentOrders: [],
  recentCancels: [],
  marks: new Map(),
  accepted: 0,
  denied: 0,
  denialsByCode: {},
  expected: new Set(),
  disordered: false,
  briefing: undefined,
  isBriefed: false,
  isSupervised: true,
  confirmed: 0,
  proofs: new Map(),
  memo: newMemo(),
  watch: initialWatch(config),
});

export const newLane = (stream: string): Lane => ({
  stream,
  position: 0,
  price: 0,
  time: 0,
  equityMarkedAt: 0,
  journaled: 0,
  followed: false,
  matching: undefined,
  advancing: false,
  inFlight: 0,
  held: undefined,
  durable: 0,
  retaken: 0,
});

export function laneOf(state: AccountState, stream: string): Lane {
  let lane = state.lanes.get(stream);
  if (lane === undefined) state.lanes.set(stream, (lane = newLane(stream)));
  return lane;
}

/** The price that an order was decided on, as well as one from before it was noted can tell. */
export const priceOf = ({ limitPrice, triggerPrice, quantity }: Order, reserved: Decimal): Decimal =>
  limitPrice ?? triggerPrice ?? reserved.div(quantity);

/** Newest time of any lane, epoch milliseconds UTC; 0 before the first bar. */
export const marketTime = ({ lanes }: Pick<AccountState, 'lanes'>): number =>
  Math.max(0, ...Array.from(lanes.values(), ({ time }) => time));
