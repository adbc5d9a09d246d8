// What the rules may look at for one order. Only what a limit in force asks about is worked out.
import { decimal, type Decimal, isAboveZero, minus, ONE, plus, sumOf, times, ZERO } from '../domain/decimal.ts';
import { type LimitName, LIMITS } from '../domain/risk/limit-catalog.ts';
import { worstValuePrice } from '../domain/risk/order-prices.ts';
import type { RiskLimits } from '../domain/risk/limit-value.ts';
import type { CorrelatedPosition, SentOrder } from '../domain/risk/position-checks.ts';
import type { OrderRequest, TradingRequest } from '../protocol.ts';
import { actorReach, exposuresOf } from './account-exposure.ts';
import type { AccountState, TradingActor } from './account-state.ts';
import { type ExposedOrder, type Side, sideWith, stopDistanceOf, towards } from './exposure.ts';
import type { ActorExposure, ExposureBook } from './exposure-book.ts';
import { effectiveState } from './journal.ts';
import { ACCOUNT_LIMIT_NAMES } from './limit-needs.ts';
import { accountLimits, actorLimits, isAnySet } from './limits-in-force.ts';
import { OrderBurdens } from './portfolio-burdens.ts';
import { PORTFOLIO_LIMIT_NAMES } from './portfolio-checks.ts';
import type { Flow, RiskContext } from './risk-rules.ts';
import { figuresAfter, figuresOf } from './side-figures.ts';

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
  const { reach, orders } = own?.of ?? actorReach(state, actor);
  const added = exposedOrder(asked, request, price);
  const { quantity } = actor.holding;
  const from = towards(reach, asked.side);
  const to = sideWith(from, quantity, orders, added);
  const openingQuantity = minus(to.opening, from.opening);
  const withFee = plus(state.config.commissionRate, ONE);
  const openingCost = openingQuantity.isZero() ? ZERO : times(minus(to.openingValue, from.openingValue), withFee);
  const lane = state.lanes.get(actor.lane)!;
  const account =
    book === undefined || own === undefined
      ? NO_ACCOUNT
      : accountContext(state, { actor, limits, book, own, asked, from, to, openingQuantity, price });
  return {
    limits,
    price,
    openingQuantity,
    openingCost,
    actor: actor.address,
    symbol: actor.symbol,
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
    equity: account.equity,
    grossExposure: account.grossExposure,
    realizedVolatility: account.realizedVolatility,
    positions: account.positions,
    burdens: account.burdens,
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
  const tied = side.openingValue.isZero() ? ZERO : times(side.openingValue, withFee);
  const free = minus(actor.holding.quantity, side.held);
  const cash = free.isZero() ? actor.cash : plus(actor.cash, times(free, price));
  return tied.isZero() ? cash : minus(cash, tied);
}

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

interface OwnSide {
  readonly actor: TradingActor;
  readonly limits: RiskLimits;
  readonly book: ExposureBook;
  readonly own: ActorExposure;
  readonly asked: OrderRequest;
  readonly from: Side;
  readonly to: Side;
  readonly openingQuantity: Decimal;
  /** Price the order was decided on. */
  readonly price: Decimal;
}

type AccountContext = Pick<RiskContext, 'equity' | 'grossExposure' | 'realizedVolatility' | 'positions' | 'burdens'>;

function accountContext(state: AccountState, order: OwnSide): AccountContext {
  const { actor, limits, book, own, asked, from, to, openingQuantity } = order;
  if (openingQuantity.isZero()) return NO_ACCOUNT;
  const { history } = state.memo;
  // On a lane without a close yet there is the price that the order was decided on.
  const isPriced = !own.of.price.isZero();
  const price = isPriced ? own.of.price : order.price;
  const before = isPriced ? (asked.side === 'BUY' ? own.long : own.short) : figuresOf(from, asked.side, price);
  const after = figuresAfter(before, to, price);
  return {
    equity: book.equityWith(state.unallocated),
    grossExposure: limits.maxLeverage === undefined ? ZERO : grossBefore(order, after.value),
    realizedVolatility:
      limits.maxLeverageVolatility === undefined ? null : history.volatility(actor.lane, actor.instrument!.basis),
    positions: limits.maxCorrelatedExposure === undefined ? [] : correlatedPositions(state, order, price),
    burdens: isAnySet(limits, PORTFOLIO_LIMIT_NAMES)
      ? new OrderBurdens({ book, own, side: asked.side, before, after, history })
      : undefined,
  };
}

/** Such that the check of leverage, which adds what the order opens and takes off what it closes, comes to the worst case. */
function grossBefore({ book, own, asked, openingQuantity, price }: OwnSide, worstOfSide: Decimal): Decimal {
  const worst = sumOf(minus(book.gross, own.gross), worstOfSide);
  const before = minus(worst, times(openingQuantity, worstValuePrice(asked, price)));
  const closing = minus(asked.quantity, openingQuantity);
  return closing.isZero() ? before : plus(before, times(closing, price));
}

/** Both ends of what every position may become, each with its correlation to the order's instrument, but what moves with it too little. */
function correlatedPositions(
  { memo }: AccountState,
  { book, own, actor, limits }: OwnSide,
  market: Decimal,
): CorrelatedPosition[] {
  const threshold = limits.correlationThreshold ?? LIMITS.correlationThreshold.maximum;
  const positions: CorrelatedPosition[] = [];
  for (const exposure of book.actors.values()) {
    const { symbol, lane, reach } = exposure.of;
    const correlation = symbol === actor.symbol ? 1 : memo.history.correlation(actor.lane, lane);
    if (symbol !== actor.symbol && correlation !== null && Math.abs(correlation) <= threshold) continue;
    const isOwn = exposure === own && own.of.price.isZero();
    const long = isOwn ? figuresOf(reach.long, 'BUY', market).end : exposure.upper;
    const short = isOwn ? figuresOf(reach.short, 'SELL', market).end.neg() : exposure.lower;
    if (isAboveZero(long)) positions.push({ symbol, value: long, correlation });
    if (short.isNegative() && !short.isZero()) positions.push({ symbol, value: short, correlation });
  }
  return positions;
}
