// What every actor that trades on an account keeps and says, whatever moves it: bars, fills of a provider, or a person.
// T1. A decision has a number; it is kept, and sent at every start, until the risk monitor acknowledges it.
// T2. Cash, holding and working orders are the fold of its reports; nothing else changes what it holds.
// T3. HALTED is latched: of its user's wishes only halt, flatten and reset are taken then.
import { reviveFill, reviveOrder } from './domain/account-event.ts';
import { clientOrderId } from './domain/client-order-id.ts';
import { decimal, type Decimal } from './domain/decimal.ts';
import type { Fill, OrderSide } from './domain/order.ts';
import { applyFill, cashAfter, FLAT_POSITION, type Position } from './domain/position.ts';
import {
  type ExecutionReport,
  reportsStream,
  type ToRiskMonitor,
  type TradingRequest,
  type TradingStateName,
} from './protocol.ts';

export type OrderRole = 'entry' | 'exit' | 'protection';

export interface WorkingLeg {
  readonly role: OrderRole;
  readonly side: OrderSide;
}

interface Restraint {
  readonly state: TradingStateName;
  readonly reason: string;
}

/** The part of a trading actor's state that is the same for all of them. */
export interface Trader {
  readonly self: string;
  /** Address of its risk monitor. */
  readonly monitor: string;
  /** Last position of the lane that it has decided on, and when that closed. */
  position: number;
  time: number;
  lastPrice: number | null;
  /** Of the position that is not complete yet. */
  readonly bar: { readonly correlationId: string } | undefined;
  /** Its last decision's number. */
  seq: number;
  /** Decisions that the risk monitor has not acknowledged; sent again at every start. */
  pending: readonly TradingRequest[];
  working: Map<string, WorkingLeg>;
  cash: Decimal;
  holding: Position;
  /** Numbers for the pages and metrics, kept beside the exact values so that a bar costs no decimal arithmetic. */
  cashNumber: number;
  quantityNumber: number;
  /** What its user asked of it. */
  own: Restraint;
  /** What the risk monitor has said. */
  imposed: Restraint;
  stopWhenFlat: boolean;
  /** Why it was given no allocation. */
  refused: string | null;
  fills: number;
  denied: number;
}

interface Trading {
  readonly account: string;
  readonly allocation: Decimal;
  /** Last bar of the lane that it does not trade. */
  readonly after: number;
}

/** One that has not begun. */
export function newTrader({ account, allocation, after }: Trading, self: string): Trader {
  return {
    self,
    monitor: `risk-monitor.${account}`,
    position: after,
    time: 0,
    lastPrice: null,
    bar: undefined,
    seq: 0,
    pending: [],
    working: new Map(),
    cash: allocation,
    holding: FLAT_POSITION,
    cashNumber: allocation.toNumber(),
    quantityNumber: 0,
    own: { state: 'ACTIVE', reason: '' },
    imposed: { state: 'ACTIVE', reason: '' },
    stopWhenFlat: false,
    refused: null,
    fills: 0,
    denied: 0,
  };
}

/** An amount above zero from its plain text, or undefined for what is none. */
export const positiveAmount = (text: string): Decimal | undefined =>
  /^\d+(\.\d+)?$/.test(text) && !decimal(text).isZero() ? decimal(text) : undefined;

// ---- What it says ----

const HELLO_AGAIN_MS = 1_000;

type Hello = Extract<ToRiskMonitor, { kind: 'hello' }>;

/** Says what it trades and how far it has come; its timer `hello` says it again until it is answered. */
export function introduce(
  { monitor, position, pending }: Trader,
  what: Pick<Hello, 'lane' | 'instrument' | 'allocation' | 'strategy' | 'provider'>,
  turn: { tell(to: string, body: unknown): void; timer(name: string, delayMs: number): void },
): void {
  const hello: Hello = { kind: 'hello', ...what, position, requests: pending };
  turn.tell(monitor, hello);
  turn.timer('hello', HELLO_AGAIN_MS);
}

/** Numbers a decision, remembers its orders as working, and keeps it until it is acknowledged. */
export function request(state: Trader, action: TradingRequest['action']): TradingRequest {
  state.seq += 1;
  const { seq } = state;
  if (action.kind === 'orders') {
    for (const order of action.orders) {
      const role: OrderRole =
        order.parentLeg !== undefined ? 'protection' : order.reduceOnly === true ? 'exit' : 'entry';
      state.working.set(clientOrderId(state.self, seq, order.leg), { role, side: order.side });
    }
  }
  const made: TradingRequest = {
    seq,
    position: state.position,
    time: state.time,
    price: state.lastPrice ?? 0,
    correlationId: state.bar?.correlationId ?? `${state.self}#${seq}`,
    action,
  };
  state.pending = [...state.pending, made];
  return made;
}

/** A request again from its JSON. */
export const reviveTradingRequest = (asked: TradingRequest): TradingRequest =>
  asked.action.kind === 'orders'
    ? { ...asked, action: { ...asked.action, orders: asked.action.orders.map(reviveOrder) } }
    : asked;

// ---- What it hears ----

/** Requests through this number are decided. */
export function acknowledged(state: Trader, through: number): void {
  if (state.pending.length > 0) state.pending = state.pending.filter(({ seq }) => seq > through);
}

/** Books what became of an order. */
export function takeReport(state: Trader, report: ExecutionReport): void {
  switch (report.kind) {
    case 'filled':
      bookFill(state, reviveFill(report.fill), report.done);
      return;
    case 'closed':
      state.working.delete(report.clientOrderId);
      if (report.state === 'DENIED') state.denied += 1;
      return;
    case 'trading-state':
      state.imposed = { state: report.state, reason: report.reason };
      return;
  }
}

function bookFill(state: Trader, fill: Fill, done: boolean): void {
  state.holding = applyFill(state.holding, fill);
  state.cash = cashAfter(state.cash, fill);
  state.cashNumber = state.cash.toNumber();
  state.quantityNumber = state.holding.quantity.toNumber();
  state.fills += 1;
  if (done) state.working.delete(fill.clientOrderId);
}

/** Ends an actor that was to stop once it is flat. */
export function finishWhenFlat(state: Trader, turn: { finish(reason: string): void }): void {
  if (!state.stopWhenFlat || state.quantityNumber !== 0 || state.working.size > 0 || state.pending.length > 0) return;
  // Should this turn be lost, so is what it says here, and it will be said again.
  state.stopWhenFlat = false;
  turn.finish('stopped, flat');
}

// ---- What its user wishes ----

/** Commands that change the trading state of one actor, and to what. */
export const WISHES: Readonly<Record<string, { readonly state: TradingStateName; readonly flatten: boolean }>> = {
  pause: { state: 'REDUCING', flatten: false },
  resume: { state: 'ACTIVE', flatten: false },
  halt: { state: 'HALTED', flatten: false },
  flatten: { state: 'HALTED', flatten: true },
  reset: { state: 'ACTIVE', flatten: false },
};

/** Takes one of `WISHES` for this actor alone; undefined where it is HALTED and that does not end by this (T3). */
export function takeWish(
  state: Trader,
  { command, params, by }: { command: string; params: Readonly<Record<string, unknown>>; by: string },
): TradingRequest | undefined {
  const wish = WISHES[command]!;
  if ((command === 'resume' || command === 'pause') && state.own.state === 'HALTED') return undefined;
  const reason = typeof params['reason'] === 'string' ? params['reason'] : `${command} by ${by}`;
  state.own = { state: wish.state, reason: wish.state === 'ACTIVE' ? '' : reason };
  if (wish.state === 'ACTIVE') state.stopWhenFlat = false;
  if (params['thenStop'] === true) state.stopWhenFlat = true;
  return request(state, { kind: 'restrict', state: wish.state, flatten: wish.flatten, reason, by });
}

/** Reports come before the bar that they belong before; what else a trader follows comes after both. */
const REPORTS_RANK = 0;
const BARS_RANK = 1;

/** Follows its reports and the bars of its lane from where it stands, merged by position. */
export function followLane({ self, position, bar, reportsSeq, config }: Following, turn: Follows): void {
  turn.follow(reportsStream(self), { after: reportsSeq, rank: REPORTS_RANK, completeThrough: position });
  turn.follow(config.lane, { after: bar?.seq ?? position, rank: BARS_RANK, completeThrough: position });
}

/** The part of a turn that it needs. */
interface Follows {
  follow(stream: string, options: { after: number; rank: number; completeThrough: number }): void;
}

interface Following extends Pick<Trader, 'self' | 'position'> {
  readonly bar: { readonly seq: number } | undefined;
  readonly reportsSeq: number;
  readonly config: { readonly lane: string };
}

/** Highest equity so far, and the way down from it, of what a trader's own allocation has become. */
export interface EquityMarks {
  highestEquity: number;
  /** 0…1 of the highest. */
  drawdown: number;
  maxDrawdown: number;
}

/** Values a trader at the close of its bar. */
export function markEquity(state: Trader & EquityMarks, close: number): void {
  state.lastPrice = close;
  const equity = state.cashNumber + state.quantityNumber * close;
  if (equity >= state.highestEquity) {
    state.highestEquity = equity;
    state.drawdown = 0;
    return;
  }
  state.drawdown = 1 - equity / state.highestEquity;
  if (state.drawdown > state.maxDrawdown) state.maxDrawdown = state.drawdown;
}
