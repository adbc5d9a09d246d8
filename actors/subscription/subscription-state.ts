import type { StreamEntry } from '../../runtime/actor.ts';
import { reviveOrder, revivePosition } from '../domain/account-event.ts';
import { decimal, type Decimal } from '../domain/decimal.ts';
import { type Signal, type TradingRequest, type TradingStateName } from '../protocol.ts';
import { FLAT_POSITION, type Position } from '../domain/position.ts';
import type { SubscriptionConfig } from './subscription-config.ts';
import { tradeReturnsFor, type TradeReturns } from './trade-returns.ts';
import { volatilityFor, type Volatility } from './volatility.ts';

export type OrderRole = 'entry' | 'exit' | 'protection';

export interface WorkingLeg {
  readonly role: OrderRole;
  readonly side: 'BUY' | 'SELL';
}

/** All that a subscription knows. */
export interface SubscriptionState {
  readonly config: SubscriptionConfig;
  readonly self: string;
  /** Last position of the lane that it has decided on. */
  position: number;
  time: number;
  reportsSeq: number;
  signalsSeq: number;
  /** Signals at or before this position are history: the account's lane had come to it when this actor joined. */
  tradesAfter: number;
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
  lastPrice: number | null;
  highestEquity: number;
  drawdown: number;
  maxDrawdown: number;
  volatility: Volatility | undefined;
  trades: TradeReturns | undefined;
  /** What its user asked of it. */
  own: { state: TradingStateName; reason: string };
  /** What the risk monitor has said. */
  imposed: { state: TradingStateName; reason: string };
  stopWhenFlat: boolean;
  refused: string | null;
  lastSignal: { target: string; reason: string; at: number } | null;
  fills: number;
  denied: number;
  /** Of the position that is not complete yet. */
  bar: StreamEntry | undefined;
  signal: Signal | undefined;
  // Of this incarnation only:
  /** Names that every bar needs. */
  readonly monitor: string;
  /** The risk monitor has answered, so inputs are followed. */
  listening: boolean;
  /** The risk monitor had decided its requests through this number when this incarnation began. */
  decidedBefore: number;
  /** The strategy does not run, so its signals are not waited for. */
  deaf: boolean;
}

export function initialState(config: SubscriptionConfig, self: string): SubscriptionState {
  const cashNumber = config.allocation.toNumber();
  return {
    config,
    self,
    position: config.after,
    time: 0,
    reportsSeq: 0,
    signalsSeq: 0,
    tradesAfter: config.after,
    seq: 0,
    pending: [],
    working: new Map(),
    cash: config.allocation,
    holding: FLAT_POSITION,
    cashNumber,
    quantityNumber: 0,
    lastPrice: null,
    highestEquity: cashNumber,
    drawdown: 0,
    maxDrawdown: 0,
    volatility: volatilityFor(config.sizing),
    trades: tradeReturnsFor(config.sizing),
    own: { state: 'ACTIVE', reason: '' },
    imposed: { state: 'ACTIVE', reason: '' },
    stopWhenFlat: false,
    refused: null,
    lastSignal: null,
    fills: 0,
    denied: 0,
    bar: undefined,
    signal: undefined,
    monitor: `risk-monitor.${config.account}`,
    listening: false,
    decidedBefore: 0,
    deaf: false,
  };
}

type OfIncarnation = 'config' | 'self' | 'monitor' | 'listening' | 'decidedBefore' | 'deaf';

type Saved = Omit<SubscriptionState, OfIncarnation | 'bar' | 'signal' | 'volatility' | 'trades' | 'working'> & {
  readonly bar: StreamEntry | null;
  readonly signal: Signal | null;
  readonly working: readonly [string, WorkingLeg][];
  readonly volatility: unknown;
  /** Absent in snapshots of older programs. */
  readonly trades?: unknown;
};

/** JSON of the state; decimals become exact text. */
export const saveState = (state: SubscriptionState): unknown => {
  const { config: _config, self: _self, monitor: _monitor, listening: _listening, ...kept } = state;
  const { decidedBefore: _decidedBefore, deaf: _deaf, bar, signal, volatility, trades, working, ...rest } = kept;
  const saved: Saved = {
    ...rest,
    bar: bar ?? null,
    signal: signal ?? null,
    working: [...working],
    volatility: volatility?.save() ?? null,
    trades: trades?.save() ?? null,
  };
  return saved;
};

/** The state again from its JSON. */
export function loadState(config: SubscriptionConfig, saved: unknown, self: string): SubscriptionState {
  const fresh = initialState(config, self);
  const { bar, signal, working, volatility, trades = null, ...rest } = saved as Saved;
  if (fresh.volatility !== undefined && volatility !== null) fresh.volatility.load(volatility);
  if (fresh.trades !== undefined && trades !== null) fresh.trades.load(trades);
  return {
    ...fresh,
    ...rest,
    bar: bar ?? undefined,
    signal: signal ?? undefined,
    pending: rest.pending.map(reviveTradingRequest),
    working: new Map(working),
    cash: decimal(rest.cash),
    holding: revivePosition(rest.holding),
  };
}

const reviveTradingRequest = (request: TradingRequest): TradingRequest =>
  request.action.kind === 'orders'
    ? { ...request, action: { ...request.action, orders: request.action.orders.map(reviveOrder) } }
    : request;
