import type { Decimal } from '../../domain/decimal.ts';
import { floorTo, isAboveZero, ZERO } from '../../domain/decimal.ts';
import { leavesQuantity } from '../../domain/working-order.ts';
import { throttleInForce } from '../../domain/risk/rule-evaluation.ts';
import type { ActionRule } from '../../domain/risk/rule.ts';
import { covers, isWithinAccount } from '../../domain/risk/scope.ts';
import type { OrderRequest } from '../../protocol.ts';
import type { AccountState, TradingActor } from '../account-state.ts';
import { subjectOf } from '../restraint.ts';
import { coveredBy } from './watched-scopes.ts';

/** What the throttles that have fired leave an actor. */
function throttleFor(state: AccountState, actor: TradingActor): ReturnType<typeof throttleInForce> {
  const { excursions } = state.watch;
  if (excursions.length === 0) return FREE;
  const subject = subjectOf(state, actor);
  return throttleInForce(
    state.controls.rules.filter(({ scope }) => covers(scope, subject)),
    excursions,
  );
}

/** How many orders were sent within the last minute of market time, and may be, by each throttle that an actor is under. */
export function throttledRates(state: AccountState, actor: TradingActor, at: number): ThrottledRate[] {
  const { controls, watch, recentOrders } = state;
  if (watch.excursions.length === 0) return [];
  const recent = recentOrders.filter(({ time }) => Math.abs(time - at) < MINUTE_MS);
  const subject = subjectOf(state, actor);
  const [within, whole] = [controls.rules.filter(isWithin), controls.rules.filter((rule) => !isWithin(rule))];
  const limit = throttleInForce(whole, watch.excursions).ratePerMinute;
  const rates: ThrottledRate[] = limit === undefined ? [] : [{ limit, sent: recent.length }];
  for (const rule of within) {
    if (!covers(rule.scope, subject)) continue;
    const ofRule = throttleInForce([rule], watch.excursions).ratePerMinute;
    if (ofRule === undefined) continue;
    const addresses = new Set(coveredBy(state, rule.scope).map(({ address }) => address));
    rates.push({ limit: ofRule, sent: recent.filter(({ sent }) => sent && addresses.has(sent.actor)).length });
  }
  return rates;
}

/**
 * The order as a throttled actor may have it: what it opens times the factor, in whole lots, and a protective leg with it.
 * What it closes stays whole.
 */
export function throttled(state: AccountState, actor: TradingActor, asked: OrderRequest): OrderRequest {
  const { sizeFactor: factor } = throttleFor(state, actor);
  if (factor >= 1 || actor.instrument === undefined) return asked;
  const isProtective = asked.reduceOnly === true && asked.parentLeg !== undefined;
  if (asked.reduceOnly === true && !isProtective) return asked;
  const closes = isProtective ? ZERO : closedBy(asked, afterExits(state, actor));
  const opens = floorTo(asked.quantity.sub(closes).mul(factor), actor.instrument.lotSize);
  return { ...asked, quantity: closes.add(opens) };
}

interface ThrottledRate {
  readonly sent: number;
  readonly limit: number;
}

const MINUTE_MS = 60_000;
const isWithin = ({ scope }: ActionRule): boolean => isWithinAccount(scope);

const FREE = { sizeFactor: 1 } as const;

function closedBy({ side, quantity }: OrderRequest, exposure: Decimal): Decimal {
  const isOpposite = side === 'SELL' ? isAboveZero(exposure) : exposure.lt(0);
  if (!isOpposite) return ZERO;
  return quantity.lt(exposure.abs()) ? quantity : exposure.abs();
}

/** The signed position once the exits under way have filled. */
function afterExits(state: AccountState, actor: TradingActor): Decimal {
  let left = actor.holding.quantity;
  for (const { working } of state.orders.values()) {
    const { order } = working;
    if (order.actor !== actor.address || !order.reduceOnly || order.type !== 'MARKET') continue;
    const leaves = leavesQuantity(working);
    left = order.side === 'BUY' ? left.add(leaves) : left.sub(leaves);
  }
  return left;
}
