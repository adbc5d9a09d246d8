import { compare, decimal, type Decimal, isAboveZero, minus, times } from '../domain/decimal.ts';
import { allow, deny, type RiskDecision } from '../domain/denial.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { RiskLimits } from '../domain/risk/limit-value.ts';
import { POSITION_CHECKS, type PositionContext } from '../domain/risk/position-checks.ts';
import type { OrderRequest, TradingStateName } from '../protocol.ts';
import { checkPortfolio, type PortfolioBurdens } from './portfolio-checks.ts';

/** Opening orders that are open, and orders accepted less than a minute of market time from the one that is checked. */
export interface FlowCount {
  readonly open: number;
  readonly sent: number;
}

/** A limit of the account is about all its actors together, one of an actor about its own orders. */
export interface Flow {
  readonly account: FlowCount & { readonly limits: RiskLimits };
  readonly actor: FlowCount;
}

/** All that a rule may look at; limits are those of the actor. */
export interface RiskContext extends PositionContext {
  readonly instrument: Instrument;
  readonly tradingState: TradingStateName;
  /** False while the supervisor has not been heard for too long. */
  readonly isSupervised: boolean;
  /** Signed position held. */
  readonly held: Decimal;
  /** What opens on the order's side may still cost. */
  readonly freeBalance: Decimal;
  /** Price × quantity × (1 + commission) of what the order lets open. */
  readonly openingCost: Decimal;
  /** Newest close seen on the lane. */
  readonly marketTime: number;
  readonly flow: Flow;
  /** Of an order that opens, where a limit of the portfolio is in force. */
  readonly burdens: PortfolioBurdens | undefined;
}

/** One check before an order; pure. */
export type RiskRule = (order: OrderRequest, context: RiskContext) => RiskDecision;

const tradingState: RiskRule = (order, { tradingState: state }) => {
  if (state === 'HALTED') return deny('TRADING_HALTED');
  if (state === 'REDUCING' && order.reduceOnly !== true) return deny('TRADING_STATE_REDUCING');
  return allow;
};

/** What opens nothing is let past: it cannot make anything worse that the supervisor might want to stop. */
const supervision: RiskRule = (_order, { isSupervised, openingQuantity }) =>
  isSupervised || openingQuantity.isZero() ? allow : deny('SUPERVISOR_UNREACHABLE');

const quantityBounds: RiskRule = (order, { instrument, limits }) => {
  const { quantity } = order;
  const minimum = instrument.minQuantity ?? instrument.lotSize;
  // A whole position may always be closed, however odd its lot.
  if (order.reduceOnly === true)
    return isAboveZero(quantity) ? allow : deny('QUANTITY_BELOW_MINIMUM', { quantity, minimum });
  if (compare(quantity, minimum) < 0) return deny('QUANTITY_BELOW_MINIMUM', { quantity, minimum });
  for (const maximum of [instrument.maxQuantity, limits.maxOrderQuantity]) {
    if (maximum !== undefined && compare(quantity, maximum) > 0)
      return deny('QUANTITY_EXCEEDS_MAXIMUM', { quantity, maximum });
  }
  return allow;
};

const notionalBounds: RiskRule = (order, { instrument, limits, price }) => {
  const limit = limits.maxOrderNotional;
  if (order.reduceOnly === true || (limit === undefined && instrument.minNotional === undefined)) return allow;
  const notional = times(order.quantity, order.limitPrice ?? price);
  if (instrument.minNotional !== undefined && compare(notional, instrument.minNotional) < 0) {
    return deny('NOTIONAL_BELOW_MINIMUM', { notional, minimum: instrument.minNotional });
  }
  return limit !== undefined && compare(notional, limit) > 0
    ? deny('NOTIONAL_EXCEEDS_MAX_PER_ORDER', { notional, limit })
    : allow;
};

const reduceOnly: RiskRule = (order, { held }) => {
  // A protective leg closes what its parent will open.
  if (order.reduceOnly !== true || order.parentLeg !== undefined) return allow;
  const reduces = order.side === 'SELL' ? isAboveZero(held) : held.lt(0);
  return reduces && order.quantity.lte(held.abs())
    ? allow
    : deny('REDUCE_ONLY_WOULD_INCREASE_POSITION', { quantity: order.quantity, position: held });
};

/** What opens nothing costs nothing: a short that has eaten up its free balance must still be left. */
const freeBalance: RiskRule = (_order, { openingCost: cost, freeBalance: free }) =>
  !cost.isZero() && compare(cost, free) > 0 ? deny('NOTIONAL_EXCEEDS_FREE_BALANCE', { cost, free }) : allow;

const openOrders: RiskRule = (order, { limits, flow }) => {
  if (order.reduceOnly === true) return allow;
  for (const [limit, { open }] of flowLimits('maxOpenOrders', limits, flow)) {
    if (limit !== undefined && open >= limit) return deny('MAX_OPEN_ORDERS_EXCEEDED', { open, limit });
  }
  return allow;
};

const orderRate: RiskRule = (order, { limits, flow }) => {
  if (order.reduceOnly === true) return allow;
  for (const [limit, { sent }] of flowLimits('maxOrdersPerMinute', limits, flow)) {
    if (limit !== undefined && sent >= limit) return deny('RATE_LIMIT_EXCEEDED', { sent, limit, period: '60s' });
  }
  return allow;
};

const flowLimits = (
  name: 'maxOpenOrders' | 'maxOrdersPerMinute',
  limits: RiskLimits,
  { account, actor }: Flow,
): readonly (readonly [number | undefined, FlowCount])[] => [
  [account.limits[name], account],
  [limits[name], actor],
];

const staleData: RiskRule = (order, { limits, decidedAt, marketTime }) => {
  const age = marketTime - decidedAt;
  return limits.maxDataAgeMs !== undefined && order.reduceOnly !== true && age > limits.maxDataAgeMs
    ? deny('STALE_MARKET_DATA', { ageMs: age, limitMs: limits.maxDataAgeMs })
    : allow;
};

const priceCollar: RiskRule = (order, { limits, price }) => {
  // A protective leg far away does no harm; an entry without it does.
  if (limits.priceCollar === undefined || order.parentLeg !== undefined) return allow;
  for (const asked of [order.limitPrice, order.triggerPrice]) {
    if (asked === undefined) continue;
    const away = minus(asked, price).abs().div(price);
    if (away.gt(decimal(limits.priceCollar))) {
      return deny('PRICE_COLLAR_EXCEEDED', { price: asked, market: price, limit: limits.priceCollar });
    }
  }
  return allow;
};

const portfolio: RiskRule = (_order, { limits, equity, burdens }) =>
  burdens === undefined ? allow : checkPortfolio(limits, equity, burdens);

/** In the order they are asked; the first denial is the answer. */
const RISK_RULES: readonly RiskRule[] = [
  tradingState,
  supervision,
  quantityBounds,
  reduceOnly,
  staleData,
  priceCollar,
  notionalBounds,
  openOrders,
  orderRate,
  ...POSITION_CHECKS,
  portfolio,
  freeBalance,
];

/** The first denial of the rules, or allow. */
export function checkRisk(
  order: OrderRequest,
  context: RiskContext,
  rules: readonly RiskRule[] = RISK_RULES,
): RiskDecision {
  for (const rule of rules) {
    const decision = rule(order, context);
    if (decision.kind === 'deny') return decision;
  }
  return allow;
}
