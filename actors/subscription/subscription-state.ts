import type { StreamEntry } from '../../runtime/actor.ts';
import { revivePosition } from '../domain/account-event.ts';
import { decimal } from '../domain/decimal.ts';
import type { Signal } from '../protocol.ts';
import { type EquityMarks, newTrader, reviveTradingRequest, type Trader, type WorkingLeg } from '../trader.ts';
import type { Volatility } from '../domain/volatility.ts';
import type { SubscriptionConfig } from './subscription-config.ts';
import { tradeReturnsFor, type TradeReturns } from './trade-returns.ts';
import { volatilityFor } from './volatility.ts';

/** All that a subscription knows. */
export interface SubscriptionState extends Trader, EquityMarks {
  readonly config: SubscriptionConfig;
  reportsSeq: number;
  signalsSeq: number;
  /** Signals at or before this position are history: the account's lane had come to it when this actor joined. */
  tradesAfter: number;
  volatility: Volatility | undefined;
  trades: TradeReturns | undefined;
  lastSignal: { target: string; reason: string; at: number } | null;
  /** Of the position that is not complete yet. */
  bar: StreamEntry | undefined;
  signal: Signal | undefined;
  // Of this incarnation only:
  /** The risk monitor has answered, so inputs are followed. */
  listening: boolean;
  /** The risk monitor had decided its requests through this number when this incarnation began. */
  decidedBefore: number;
  /** The strategy does not run, so its signals are not waited for. */
  deaf: boolean;
}

export function initialState(config: SubscriptionConfig, self: string): SubscriptionState {
  const trader = newTrader(config, self);
  return {
    ...trader,
    config,
    reportsSeq: 0,
    signalsSeq: 0,
    tradesAfter: config.after,
    highestEquity: trader.cashNumber,
    drawdown: 0,
    maxDrawdown: 0,
    volatility: volatilityFor(config.sizing),
    trades: tradeReturnsFor(config.sizing),
    lastSignal: null,
    bar: undefined,
    signal: undefined,
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
