import { decimal, type Decimal } from './domain/decimal.ts';
import type { Instrument } from './domain/instrument.ts';
import { unrealizedPnl } from './domain/position.ts';
import { strictest } from './domain/trading-state.ts';
import type { Trader } from './trader.ts';
import type { TraderView } from './views.ts';

interface Trading {
  readonly owner: string;
  readonly account: string;
  readonly lane: string;
  readonly instrument: Instrument;
  readonly allocation: Decimal;
}

/** What every trading actor shows of itself: money, holding and freedom. */
export function traderFigures(
  state: Trader,
  config: Trading,
): TraderView & { owner: string; tradingState: string; tradingStateReason: string } {
  const { holding } = state;
  const mark = state.lastPrice === null ? null : decimal(state.lastPrice);
  const tradingState = strictest(state.own.state, state.imposed.state);
  return {
    owner: config.owner,
    account: config.account,
    instrument: config.instrument.symbol,
    lane: config.lane,
    simulated: config.instrument.simulated,
    allocation: String(config.allocation),
    cash: String(state.cash),
    quantity: String(holding.quantity),
    averagePrice: holding.quantity.isZero() ? null : holding.averagePrice.toSignificantDigits(12).toString(),
    lastPrice: state.lastPrice,
    lastBarAt: state.time === 0 ? null : isoTime(state.time),
    position: state.position,
    equity: String(mark === null ? state.cash : state.cash.add(holding.quantity.mul(mark))),
    realizedPnl: String(holding.realizedPnl),
    unrealizedPnl: String(mark === null ? 0 : unrealizedPnl(holding, mark)),
    commission: String(holding.commission),
    workingOrders: [...state.working.keys()],
    pendingRequests: state.pending.length,
    fills: state.fills,
    denied: state.denied,
    tradingState: state.refused === null ? tradingState : 'HALTED',
    tradingStateReason: state.refused ?? (state.own.state === tradingState ? state.own.reason : state.imposed.reason),
  };
}

/** ISO 8601 UTC of epoch milliseconds. */
export const isoTime = (time: number): string => new Date(time).toISOString();
