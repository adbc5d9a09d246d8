// What the rules may look at for one order. Only what a limit in force asks about is worked out.
import { decimal, type Decimal, isAboveZero, ZERO } from '../domain/decimal.ts';
import type { LimitName } from '../domain/risk/limit-catalog.ts';
import { worstValuePrice } from '../domain/risk/order-prices.ts';
import type { RiskLimits } from '../domain/risk/limit-value.ts';
import type { CorrelatedPosition, SentOrder } from '../domain/risk/position-checks.ts';
import type { OrderRequest, TradingRequest } from '../protocol.ts';
import { exposuresOf, openOrdersOf } from './account-exposure.ts';
import type { AccountState, TradingActor } from './account-state.ts';
import { endValue, type ExposedOrder, type Side, sideOf, sideValue, stopDistanceOf, towards } from './exposure.ts';
import type { ActorExposure, ExposureBook } from './exposure-book.ts';
import { effectiveState } from './journal.ts';
import { ACCOUNT_LIMIT_NAMES } from './limit-needs.ts';
import { accountLimits, actorLimits, isAnySet } from './limits-in-force.ts';
import { burdensOf } from './portfolio-burdens.ts';
import { PORTFOLIO_LIMIT_NAMES } from './portfolio-checks.ts';
import type { Flow, RiskContext } from './risk-rules.ts';

const MINUTE_MS = 60_000;
const FLOW_LIMIT_NAMES = ['maxOpenOrders', 'maxOrdersPerMinute'] as const satisfies readonly LimitName[];

/** The actor must have said hello. */
export function contextOf(
  state: AccountState,
  actor: TradingActor,
  request: TradingRequest,
  asked: OrderRequest,
): RiskContext {
  const { limits } = actorLimits(state, actor);
  const book = isAnySet(limits, ACCOUNT_LIMIT_NAMES) ? exposuresOf(state) : undefined;
  const own = book?.actors.get(actor.address);
  const price = own?.of.close === request.price ? own.of.price : decimal(request.price);
  const orders = own?.of.orders ?? openOrdersOf(state, actor);
  const added = exposedOrder(asked, request, price);
  const { quantity } = actor.holding;
  const from = own === undefined ? sideOf(asked.side, quantity, orders) : towards(own.of.reach, asked.side);
  const to = sideOf(asked.side, quantity, [...orders, added]);
  const openingQuantity = to.opening.sub(from.opening);
  const withFee = state.config.commissionRate.add(ONE);
  const openingCost = openingQuantity.isZero() ? ZERO : to.openingValue.sub(from.openingValue).mul(withFee);
  const lane = state.lanes.get(actor.lane)!;
  return {
    ...{ limits, price, openingQuantity, openingCost, actor: actor.address, symbol: actor.symbol },
    instrument: actor.instrument!,
    tradingState: effectiveState(state, actor),
    isSupervised: state.isSupervised,
    held: quantity,
    freeBalance: openingCost.isZero() ? ZERO : freeBalance(actor, price, from, withFee),
    decidedAt: request.time,
    marketTime: Math.max(lane.time, request.time),
    flow: isAnySet(limits, FLOW_LIMIT_NAMES) ? flowOf(state, actor, request.time) : QUIET,
    stopDistance: added.stopDistance,
    quoteRate: ONE,
    restricted: state.config.restricted,
    recentOrders: limits.duplicateWindowMs === undefined ? NONE_SENT : sentOrders(state, actor),
    ...(book === undefined || own === undefined
      ? NO_ACCOUNT
      : accountContext(state, { actor, limits, book, own, asked, after: to, openingQuantity, price })),
  };
}

/** An order as it would stand once it were let in. */
function exposedOrder(asked: OrderRequest, { action }: TradingRequest, price: Decimal): ExposedOrder {
  const reduceOnly = asked.reduceOnly === true;
  const legs = action.kind === 'orders' ? action.orders.filter(({ parentLeg }) => parentLeg === asked.leg) : [];
  return {
    order: { ...asked, reduceOnly },
    leaves: asked.quantity,
    price,
    stopDistance: reduceOnly ? undefined : stopDistanceOf(asked, legs, price),
  };
}

/** Equity of the sub-ledger less what its side of the position ties up and the orders on it may still cost. */
function freeBalance(actor: TradingActor, price: Decimal, side: Side, withFee: Decimal): Decimal {
  const { quantity } = actor.holding;
  const tied = side.openingValue.mul(withFee);
  if (quantity.isZero()) return actor.cash.sub(tied);
  return actor.cash.add(quantity.mul(price)).sub(side.held.mul(price)).sub(tied);
}

const ONE = decimal(1);
const NONE_SENT: readonly SentOrder[] = [];
const QUIET: Flow = { account: { open: 0, sent: 0, limits: {} }, actor: { open: 0, sent: 0 } };
const NO_ACCOUNT = {
  ...{ equity: undefined, grossExposure: ZERO, realizedVolatility: null, positions: [], burdens: undefined },
} as const;

function flowOf(state: AccountState, { address }: TradingActor, time: number): Flow {
  const account = { open: 0, sent: 0, limits: accountLimits(state).limits };
  const actor = { open: 0, sent: 0 };
  for (const { working } of state.orders.values()) {
    if (working.order.reduceOnly) continue;
    account.open += 1;
    if (working.order.actor === address) actor.open += 1;
  }
  for (const recent of state.recentOrders) {
    if (Math.abs(recent.time - time) >= MINUTE_MS) continue;
    account.sent += 1;
    if (recent.sent?.actor === address) actor.sent += 1;
  }
  return { account, actor };
}

function sentOrders({ recentOrders }: AccountState, { address }: TradingActor): readonly SentOrder[] {
  const orders: SentOrder[] = [];
  for (const { sent } of recentOrders) if (sent?.actor === address) orders.push(sent);
  return orders;
}

interface OpeningOrder {
  readonly actor: TradingActor;
  readonly limits: RiskLimits;
  readonly book: ExposureBook;
  readonly own: ActorExposure;
  readonly asked: OrderRequest;
  readonly after: Side;
  readonly openingQuantity: Decimal;
  /** Price the order was decided on. */
  readonly price: Decimal;
}

type AccountContext = Pick<RiskContext, 'equity' | 'grossExposure' | 'realizedVolatility' | 'positions' | 'burdens'>;

function accountContext(state: AccountState, order: OpeningOrder): AccountContext {
  const { actor, limits, book, own, asked, after, openingQuantity } = order;
  if (openingQuantity.isZero()) return NO_ACCOUNT;
  const { history } = state.memo;
  // On a lane without a close yet there is the price that the order was decided on.
  const price = own.of.price.isZero() ? order.price : own.of.price;
  return {
    equity: book.equity?.add(state.unallocated),
    grossExposure: limits.maxLeverage === undefined ? ZERO : grossBefore(order, price),
    realizedVolatility:
      limits.maxLeverageVolatility === undefined ? null : history.volatility(actor.lane, actor.instrument!.basis),
    positions: limits.maxCorrelatedExposure === undefined ? [] : correlatedPositions(state, order, price),
    burdens: isAnySet(limits, PORTFOLIO_LIMIT_NAMES)
      ? burdensOf({
          ...{ book, own, after, price, side: asked.side },
          history: limits.maxValueAtRisk95 === undefined ? undefined : history,
        })
      : undefined,
  };
}

/** Such that the check of leverage, which adds what the order opens and takes off what it closes, comes to the worst case. */
function grossBefore({ book, own, asked, after, openingQuantity, price }: OpeningOrder, market: Decimal): Decimal {
  const worst = book.gross.sub(own.gross).add(sideValue(after, market));
  const opened = openingQuantity.mul(worstValuePrice(asked, price));
  const closed = asked.quantity.sub(openingQuantity).mul(price);
  return worst.sub(opened).add(closed);
}

/** Both ends of what every position may become, each with its correlation to the order's instrument. */
function correlatedPositions(
  state: AccountState,
  { book, own, actor }: OpeningOrder,
  market: Decimal,
): CorrelatedPosition[] {
  const positions: CorrelatedPosition[] = [];
  for (const exposure of book.actors.values()) {
    const { symbol, lane, reach } = exposure.of;
    const isOwn = exposure === own;
    const long = isOwn ? endValue(reach.long, market) : exposure.upper;
    const short = isOwn ? endValue(reach.short, market).neg() : exposure.lower;
    const isLong = isAboveZero(long);
    const isShort = short.isNegative() && !short.isZero();
    if (!isLong && !isShort) continue;
    const correlation = symbol === actor.symbol ? 1 : state.memo.history.correlation(actor.lane, lane);
    if (isLong) positions.push({ symbol, value: long, correlation });
    if (isShort) positions.push({ symbol, value: short, correlation });
  }
  return positions;
}
