import type { Decimal } from '../../domain/decimal.ts';
import { baseCurrencyOf } from '../../domain/instrument.ts';
import { type Holding, type Valuation, valuationOf } from '../../domain/portfolio/valuation.ts';
import type { AccountState, OpenOrder, TradingActor } from '../account-state.ts';

/** What actors hold, one by one, at the last close of each lane; undefined while something has no price. */
export function valued(
  state: AccountState,
  actors: Iterable<TradingActor> = state.actors.values(),
): Valuation | undefined {
  const { currency } = state.config;
  const holdings = [...actors]
    .filter(({ holding }) => !holding.quantity.isZero())
    .map((actor) => holdingOf(state, actor));
  const valuation = valuationOf(holdings, (of) => (of === currency ? 1 : null));
  return 'unvalued' in valuation ? undefined : valuation;
}

/** The open stops that protect what an actor holds. */
export function stopsOf(state: AccountState, actor: TradingActor): OpenOrder[] {
  const held = actor.holding.quantity;
  if (held.isZero()) return [];
  const side = held.isPositive() ? 'SELL' : 'BUY';
  return [...state.orders.values()].filter(({ working: { order }, cancelWanted }) => {
    const isOurs = order.actor === actor.address && order.side === side && order.reduceOnly && !cancelWanted;
    return isOurs && order.triggerPrice !== undefined;
  });
}

function holdingOf(state: AccountState, actor: TradingActor): Holding {
  const { currency: quoteCurrency } = state.config;
  const { symbol, lane, holding } = actor;
  return {
    ...{ symbol, quoteCurrency, quantity: holding.quantity, price: state.lanes.get(lane)?.price ?? 0 },
    baseCurrency: baseCurrencyOf(symbol, quoteCurrency),
    stop: nearestStop(state, actor)?.toNumber(),
  };
}

/** Of several stops the one that is hit first. */
function nearestStop(state: AccountState, actor: TradingActor): Decimal | undefined {
  let nearest: Decimal | undefined;
  const isLong = actor.holding.quantity.isPositive();
  for (const { working } of stopsOf(state, actor)) {
    const trigger = working.order.triggerPrice!;
    if (nearest === undefined || (isLong ? trigger.gt(nearest) : trigger.lt(nearest))) nearest = trigger;
  }
  return nearest;
}
