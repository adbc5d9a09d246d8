import { decimal } from '../domain/decimal.ts';
import { unrealizedPnl } from '../domain/position.ts';
import { strictest } from '../domain/trading-state.ts';
import type { SubscriptionStateView } from '../views.ts';
import type { SubscriptionState } from './subscription-state.ts';

/** What a subscription shows of itself. */
export function inspectSubscription(state: SubscriptionState): Record<string, unknown> {
  const { config, holding } = state;
  const mark = state.lastPrice === null ? null : decimal(state.lastPrice);
  const tradingState = strictest(state.own.state, state.imposed.state);
  const view: SubscriptionStateView & { tradingState: string; tradingStateReason: string; owner: string } = {
    owner: config.owner,
    strategy: config.strategy,
    account: config.account,
    instrument: config.instrument.symbol,
    lane: config.lane,
    simulated: config.instrument.simulated,
    direction: config.direction,
    allocation: String(config.allocation),
    cash: String(state.cash),
    quantity: String(holding.quantity),
    averagePrice: holding.quantity.isZero() ? null : holding.averagePrice.toSignificantDigits(12).toString(),
    lastPrice: state.lastPrice,
    lastBarAt: state.time === 0 ? null : iso(state.time),
    position: state.position,
    equity: String(mark === null ? state.cash : state.cash.add(holding.quantity.mul(mark))),
    realizedPnl: String(holding.realizedPnl),
    unrealizedPnl: String(mark === null ? 0 : unrealizedPnl(holding, mark)),
    commission: String(holding.commission),
    drawdown: state.drawdown,
    maxDrawdown: state.maxDrawdown,
    workingOrders: [...state.working.keys()],
    pendingRequests: state.pending.length,
    lastSignal:
      state.lastSignal === null
        ? null
        : { target: state.lastSignal.target, reason: state.lastSignal.reason, at: iso(state.lastSignal.at) },
    fills: state.fills,
    denied: state.denied,
    tradingState: state.refused === null ? tradingState : 'HALTED',
    tradingStateReason: state.refused ?? (state.own.state === tradingState ? state.own.reason : state.imposed.reason),
  };
  return { ...view };
}

const iso = (time: number): string => new Date(time).toISOString();
