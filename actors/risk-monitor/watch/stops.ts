// T1. A stop moves towards the market or stays where it is.
import type { Turn } from '../../../runtime/turn.ts';
import { decimal, Decimal } from '../../domain/decimal.ts';
import { leavesQuantity } from '../../domain/working-order.ts';
import type { AccountState, OpenOrder, TradingActor } from '../account-state.ts';
import { isAtVenue } from '../venue-requests.ts';
import { stopsOf } from './held.ts';
import { sendReduction } from './own-orders.ts';
import { laneVolatility } from './spike.ts';

/**
 * Moves the stops of what actors hold up to so many volatilities of a bar from the market: no venue of ours amends an order,
 * so each gets a successor. Answers how many.
 */
export function tightenStops(
  state: AccountState,
  turn: Turn,
  actors: readonly TradingActor[],
  volatilities: number,
): number {
  let moved = 0;
  for (const actor of actors) {
    const distance = distanceOf(state, actor, volatilities);
    if (distance === undefined) continue;
    for (const open of stopsOf(state, actor)) if (tighten(state, turn, actor, open, distance)) moved += 1;
  }
  return moved;
}

function distanceOf(state: AccountState, { lane: stream }: TradingActor, volatilities: number): Decimal | undefined {
  const measured = laneVolatility(state, stream);
  const price = state.lanes.get(stream)?.price ?? 0;
  if (measured === undefined || !(price > 0)) return undefined;
  const distance = volatilities * measured.volatility;
  return distance > 0 && distance < 1 ? decimal(price).mul(distance) : undefined;
}

function tighten(state: AccountState, turn: Turn, actor: TradingActor, open: OpenOrder, distance: Decimal): boolean {
  const { order } = open.working;
  // One that sleeps, or that the venue may not have, or that is being replaced already, is left alone.
  if (!isAtVenue(open) || open.triggered || isReplaced(state, order.clientOrderId)) return false;
  const price = decimal(state.lanes.get(actor.lane)!.price);
  const before = order.triggerPrice!;
  // Between the steps of prices it is the one further from the market, so it cannot trigger at once.
  const isSell = order.side === 'SELL';
  const rounding = isSell ? Decimal.ROUND_FLOOR : Decimal.ROUND_CEIL;
  const step = actor.instrument?.tickSize ?? decimal(10).pow(-before.decimalPlaces());
  const level = isSell ? price.sub(distance) : price.add(distance);
  const trigger = level.div(step).toDecimalPlaces(0, rounding).mul(step);
  if (!trigger.gt(0) || (isSell ? trigger.lte(before) : trigger.gte(before))) return false; // T1
  const trails = order.type === 'TRAILING_STOP_MARKET';
  const wish = {
    side: order.side,
    type: trails ? 'TRAILING_STOP_MARKET' : 'STOP_MARKET',
    quantity: leavesQuantity(open.working),
    triggerPrice: trigger,
    ...(trails && { trailingOffset: price.sub(trigger).abs() }),
    ...(order.group !== undefined && { group: order.group }),
  } as const;
  sendReduction(state, turn, actor, wish, { why: 'stop', replaces: order.clientOrderId });
  return true;
}

const isReplaced = (state: AccountState, clientOrderId: string): boolean =>
  [...state.orders.values()].some(({ replaces }) => replaces === clientOrderId);
