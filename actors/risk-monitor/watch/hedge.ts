// H1. A hedge is an order like any other: every limit in force is asked before it.
import type { Turn } from '../../../runtime/turn.ts';
import { decimal, type Decimal, floorTo } from '../../domain/decimal.ts';
import type { OrderSide } from '../../domain/order.ts';
import type { AccountState, TradingActor } from '../account-state.ts';
import { admitOrders } from '../admission.ts';
import { pursue } from '../venue-requests.ts';
import { correlationOf } from './correlations.ts';
import { valued } from './held.ts';

/** What moves together less than this offsets nothing. */
const LEAST_CORRELATION = 0.5;

export interface Hedge {
  readonly actor: TradingActor;
  readonly side: OrderSide;
  readonly quantity: Decimal;
}

/**
 * What offsets this fraction of the net exposure of some actors: an order of another actor of the account, in the instrument
 * that moves most like the largest position. Why there is none, as text.
 */
export function hedgeFor(state: AccountState, fraction: number, actors: readonly TradingActor[]): Hedge | string {
  const valuation = valued(state, actors);
  if (valuation === undefined) return 'a position has no price';
  const held = [...valuation.bySymbol.values()].sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const net = held.reduce((sum, { value }) => sum + value, 0);
  const largest = held[0];
  if (largest === undefined || net === 0) return 'there is no net exposure';
  const found = mostAlike(state, largest.symbol);
  if (found === undefined) return `no other actor trades what moves with ${largest.symbol}`;
  const { actor, correlation } = found;
  const price = state.lanes.get(actor.lane)!.price;
  const quantity = floorTo(decimal(Math.abs(net) * fraction).div(price), actor.instrument!.lotSize);
  if (!quantity.gt(0)) return 'it would be less than a lot';
  return { actor, quantity, side: net > 0 === correlation > 0 ? 'SELL' : 'BUY' };
}

/** Asks for the hedge in the name of the actor that trades its instrument. */
export function hedge(state: AccountState, turn: Turn, { actor, side, quantity }: Hedge): void {
  const { position, time, price } = state.lanes.get(actor.lane)!;
  // Decisions of the actor itself begin with 1.
  const leg = state.watch.firings;
  const orders = [{ leg, side, type: 'MARKET', timeInForce: 'GTC', quantity }] as const;
  const correlationId = `rule:hedge:${actor.address}#${leg}`;
  const request = { seq: 0, position, time, price, correlationId, action: { kind: 'orders', orders } } as const;
  for (const order of admitOrders(state, turn, actor, request, orders)) {
    pursue(state, turn, state.orders.get(order.clientOrderId)!);
  }
}

function mostAlike(state: AccountState, symbol: string): { actor: TradingActor; correlation: number } | undefined {
  let best: { actor: TradingActor; correlation: number } | undefined;
  for (const actor of state.actors.values()) {
    const { price = 0, matching } = state.lanes.get(actor.lane) ?? {};
    if (actor.symbol === symbol || actor.instrument === undefined || !(price > 0) || matching !== undefined) continue;
    const correlation = correlationOf(state, symbol, actor.symbol);
    if (correlation === null || Math.abs(correlation) < LEAST_CORRELATION) continue;
    if (best === undefined || Math.abs(correlation) > Math.abs(best.correlation)) best = { actor, correlation };
  }
  return best;
}
