// R1. Every order of the account is admitted here, one after the other, in the order the journal shows.
// R2. What an admitted order may cost is reserved in the same journal event, so two orders cannot spend the same cash.
import type { Turn } from '../../runtime/turn.ts';
import { clientOrderId } from '../domain/client-order-id.ts';
import { decimal, ZERO, type Decimal } from '../domain/decimal.ts';
import { deny, formatDenial, type RiskDecision } from '../domain/denial.ts';
import type { Order } from '../domain/order.ts';
import { leavesQuantity } from '../domain/working-order.ts';
import type { OrderRequest, TradingRequest } from '../protocol.ts';
import type { AccountState, TradingActor } from './account-state.ts';
import { effectiveState, journal, report } from './journal.ts';
import { checkRisk, type RiskContext } from './risk-rules.ts';

/** Checks the orders of one decision and journals each as INITIALIZED or DENIED; gives those to be sent. */
export function admitOrders(
  state: AccountState,
  turn: Turn,
  actor: TradingActor,
  request: TradingRequest,
  orders: readonly OrderRequest[],
): Order[] {
  const admitted: Order[] = [];
  const deniedLegs = new Set<number>();
  for (const asked of orders) {
    const order = orderOf(state, actor, request, asked);
    const { decision, cost } = check(state, actor, request, asked, order, deniedLegs);
    const at = request.time;
    if (decision.kind === 'deny') {
      const reason = formatDenial(decision);
      deniedLegs.add(asked.leg);
      journal(turn, { type: 'order.denied', order, reason }, at, order.correlationId);
      report(
        state,
        turn,
        actor,
        { kind: 'closed', clientOrderId: order.clientOrderId, state: 'DENIED', reason },
        order.correlationId,
      );
      continue;
    }
    journal(turn, { type: 'order.initialized', order, reserved: cost }, at, order.correlationId);
    admitted.push(order);
  }
  return admitted;
}

function check(
  state: AccountState,
  actor: TradingActor,
  request: TradingRequest,
  asked: OrderRequest,
  order: Order,
  deniedLegs: ReadonlySet<number>,
): { decision: RiskDecision; cost: Decimal } {
  if (actor.instrument === undefined)
    return { decision: deny('INSTRUMENT_NOT_FOUND', { instrument: actor.symbol }), cost: ZERO };
  if (state.orders.has(order.clientOrderId))
    return { decision: deny('DUPLICATE_ORDER', { clientOrderId: order.clientOrderId }), cost: ZERO };
  if (asked.parentLeg !== undefined && deniedLegs.has(asked.parentLeg)) {
    return {
      decision: deny('REDUCE_ONLY_WOULD_INCREASE_POSITION', { parentLeg: asked.parentLeg, parent: 'DENIED' }),
      cost: ZERO,
    };
  }
  const price = decimal(request.price);
  const exposure = exposureOf(state, actor);
  const openingCost =
    asked.reduceOnly === true
      ? ZERO
      : openingQuantity(exposure, asked)
          .mul(asked.limitPrice ?? price)
          .mul(state.config.commissionRate.add(1));
  const lane = state.lanes.get(actor.lane)!;
  const context: RiskContext = {
    limits: state.config.limits,
    instrument: actor.instrument,
    tradingState: effectiveState(state, actor),
    exposure,
    held: actor.holding.quantity,
    freeBalance: openingCost.isZero() ? ZERO : freeBalance(state, actor, exposure, price),
    openingCost,
    price,
    decidedAt: request.time,
    marketTime: Math.max(lane.time, request.time),
    openOrders: state.orders.size,
    ordersInMinute:
      state.config.limits.maxOrdersPerMinute === undefined
        ? 0
        : state.recentOrders.filter(({ time }) => Math.abs(time - request.time) < 60_000).length,
  };
  return { decision: checkRisk(asked, context), cost: openingCost };
}

/** The position that is left when the market exits under way have filled. */
function exposureOf(state: AccountState, actor: TradingActor): Decimal {
  let exposure = actor.holding.quantity;
  for (const { working } of state.orders.values()) {
    const { order } = working;
    if (order.actor !== actor.address || !order.reduceOnly || order.type !== 'MARKET') continue;
    const leaves = leavesQuantity(working);
    exposure = order.side === 'BUY' ? exposure.add(leaves) : exposure.sub(leaves);
  }
  return exposure;
}

function openingQuantity(exposure: Decimal, asked: OrderRequest): Decimal {
  const signed = asked.side === 'BUY' ? asked.quantity : asked.quantity.neg();
  if (exposure.isZero() || exposure.isPositive() === signed.isPositive()) return asked.quantity;
  const beyond = asked.quantity.sub(exposure.abs());
  return beyond.gt(0) ? beyond : ZERO;
}

/** Equity of the sub-ledger less what its exposure ties up and its open orders have reserved. */
function freeBalance(state: AccountState, actor: TradingActor, exposure: Decimal, price: Decimal): Decimal {
  const held = actor.holding.quantity;
  const isFlat = held.isZero() && exposure.isZero();
  let free = isFlat ? actor.cash : actor.cash.add(held.mul(price)).sub(exposure.abs().mul(price));
  for (const { working, reserved } of state.orders.values()) {
    if (working.order.actor !== actor.address || reserved.isZero()) continue;
    free = free.sub(reserved.mul(leavesQuantity(working)).div(working.order.quantity));
  }
  return free;
}

function orderOf(state: AccountState, actor: TradingActor, request: TradingRequest, asked: OrderRequest): Order {
  const { leg, parentLeg, postOnly, reduceOnly, group, ...fields } = asked;
  return {
    ...fields,
    clientOrderId: clientOrderId(actor.address, request.seq, leg),
    actor: actor.address,
    account: state.account,
    instrument: actor.symbol,
    lane: actor.lane,
    // One that comes late is as good as decided now: the bars it missed are past.
    position: Math.max(request.position, state.lanes.get(actor.lane)!.position),
    postOnly: postOnly ?? false,
    reduceOnly: reduceOnly ?? false,
    ...(parentLeg !== undefined && { parentOrderId: clientOrderId(actor.address, request.seq, parentLeg) }),
    ...(group !== undefined && { group: `${actor.address}/${group}` }),
    decidedAt: request.time,
    correlationId: request.correlationId,
  };
}
