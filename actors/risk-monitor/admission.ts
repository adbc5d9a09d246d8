// R1. Every order of the account is admitted here, one after the other, in the order the journal shows.
// R2. What an admitted order may cost is reserved in the same journal event, so two orders cannot spend the same cash: an order is
//     open from that event on, and what open orders may come to is counted for whatever comes after.
import type { Turn } from '../../runtime/turn.ts';
import type { DecidedRequests } from '../domain/account-event.ts';
import { clientOrderId, copyOrderId } from '../domain/client-order-id.ts';
import { decimal, ZERO, type Decimal } from '../domain/decimal.ts';
import { deny, formatDenial, type RiskDecision } from '../domain/denial.ts';
import type { Order } from '../domain/order.ts';
import type { OrderRequest, TradingRequest } from '../protocol.ts';
import type { AccountState, TradingActor } from './account-state.ts';
import { copiesDenial } from './copies.ts';
import { journal, report } from './journal.ts';
import { contextOf } from './order-context.ts';
import { checkRisk } from './risk-rules.ts';
import { entryVerdict } from './watch/entry-verdict.ts';
import { throttled } from './watch/throttle.ts';

/**
 * Checks the orders of one decision and journals each as INITIALIZED or DENIED, the last of them, if it is not denied, with what is
 * `decided`; gives those to be sent.
 */
export function admitOrders(
  state: AccountState,
  turn: Turn,
  actor: TradingActor,
  request: TradingRequest,
  orders: readonly OrderRequest[],
  decided?: DecidedRequests,
): Order[] {
  const admitted: Order[] = [];
  const deniedLegs = new Set<number>();
  for (const wanted of orders) {
    const asked = throttled(state, actor, wanted);
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
    const price = decimal(request.price);
    const rest = wanted === orders.at(-1) && decided !== undefined ? { decided } : {};
    journal(turn, { type: 'order.initialized', order, reserved: cost, price, ...rest }, at, order.correlationId);
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
  if (isRepeated(state, request, asked, order, deniedLegs))
    return { decision: deny('DUPLICATE_ORDER', { clientOrderId: order.clientOrderId }), cost: ZERO };
  if (asked.parentLeg !== undefined && deniedLegs.has(asked.parentLeg)) {
    return {
      decision: deny('REDUCE_ONLY_WOULD_INCREASE_POSITION', { parentLeg: asked.parentLeg, parent: 'DENIED' }),
      cost: ZERO,
    };
  }
  const tooMany = copiesDenial(state, actor, request, asked);
  if (tooMany !== undefined) return { decision: tooMany, cost: ZERO };
  const context = contextOf(state, actor, request, asked);
  const decision = checkRisk(asked, context);
  const opens = decision.kind === 'allow' && !context.openingQuantity.isZero();
  return {
    decision: (opens ? entryVerdict(state, actor, request.time) : undefined) ?? decision,
    cost: context.openingCost,
  };
}

/**
 * Whether an order of that id may have been asked for before. That of a copy is made of the provider's fill alone: it must be
 * the fill of the entry that the request is about, for entries that the account has behind it come no further (C1).
 */
function isRepeated(
  state: AccountState,
  { copy }: TradingRequest,
  { copyOf, leg }: OrderRequest,
  { clientOrderId: id, actor }: Order,
  deniedLegs: ReadonlySet<number>,
): boolean {
  if (state.orders.has(id) || state.closed.has(id) || deniedLegs.has(leg)) return true;
  if (copyOf === undefined) return false;
  return copy?.kind !== 'entry' || copy.fillId !== copyOf || state.actors.get(actor)?.provider === undefined;
}

/** The id of an order that a request asks for. */
export const orderIdOf = (
  { address }: TradingActor,
  { seq }: TradingRequest,
  { copyOf, leg }: Pick<OrderRequest, 'copyOf' | 'leg'>,
): string => (copyOf === undefined ? clientOrderId(address, seq, leg) : copyOrderId(address, copyOf, leg));

function parentIdOf(actor: TradingActor, request: TradingRequest, parentLeg: number): string {
  const { action } = request;
  const legs = action.kind === 'orders' ? action.orders : [];
  return orderIdOf(actor, request, legs.find(({ leg }) => leg === parentLeg) ?? { leg: parentLeg });
}

/** Field by field: what is left of a request by taking away is slow to copy, to fold and to write, and an order is all three. */
function orderOf(state: AccountState, actor: TradingActor, request: TradingRequest, asked: OrderRequest): Order {
  const { limitPrice, triggerPrice, trailingOffset, expireTime, parentLeg, group } = asked;
  return {
    clientOrderId: orderIdOf(actor, request, asked),
    actor: actor.address,
    account: state.account,
    instrument: actor.symbol,
    lane: actor.lane,
    // One that comes late is as good as decided now: the bars it missed are past.
    position: Math.max(request.position, state.lanes.get(actor.lane)!.position),
    side: asked.side,
    type: asked.type,
    timeInForce: asked.timeInForce,
    quantity: asked.quantity,
    ...(limitPrice !== undefined && { limitPrice }),
    ...(triggerPrice !== undefined && { triggerPrice }),
    ...(trailingOffset !== undefined && { trailingOffset }),
    ...(expireTime !== undefined && { expireTime }),
    postOnly: asked.postOnly ?? false,
    reduceOnly: asked.reduceOnly ?? false,
    ...(parentLeg !== undefined && { parentOrderId: parentIdOf(actor, request, parentLeg) }),
    ...(group !== undefined && { group: `${actor.address}/${group}` }),
    decidedAt: request.time,
    correlationId: request.correlationId,
  };
}
