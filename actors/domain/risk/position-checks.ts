// P1. An order is checked for what it opens: what it closes is never refused by a limit of exposure, leverage or loss.
// P2. What a limit in force needs and nobody knows (equity, volatility, a correlation) counts as the worst (fail closed).
import { compare, decimal, ZERO, type Decimal, isAboveZero, minus, plain, plus, times, timesRate } from '../decimal.ts';
import { allow, deny, type RiskDecision } from '../denial.ts';
import type { Order } from '../order.ts';
import { allowance } from './allowance.ts';
import { LIMITS } from './limit-catalog.ts';
import type { RiskLimits } from './limit-value.ts';
import { worstValuePrice, type OrderPrices } from './order-prices.ts';

/** The facts of an order as its actor asks for it. */
export interface PositionOrder extends OrderPrices {
  readonly quantity: Decimal;
  readonly reduceOnly?: boolean;
  /** Set on a protective leg. */
  readonly parentLeg?: number;
}

/** A position, or what open orders would make of it, that an order may be correlated with. */
export interface CorrelatedPosition {
  readonly symbol: string;
  /** In account currency; negative is short. */
  readonly value: Decimal;
  /** Of its returns with those of the order's instrument, −1…1; null when unknown. */
  readonly correlation: number | null;
}

/** An order accepted lately. */
export interface SentOrder extends OrderPrices {
  readonly actor: string;
  readonly quantity: Decimal;
  /** Epoch milliseconds UTC of the close it was decided on. */
  readonly time: number;
}

/** All that a check of the position layer may look at. */
export interface PositionContext {
  readonly limits: RiskLimits;
  readonly actor: string;
  readonly symbol: string;
  /** Price the order was decided on, above zero. */
  readonly price: Decimal;
  readonly decidedAt: number;
  /** The part of its quantity that opens exposure; the rest closes. */
  readonly openingQuantity: Decimal;
  /** Distance from entry to protective stop in price units, as `protectiveDistance` finds it; undefined without one. */
  readonly stopDistance: Decimal | undefined;
  /** Account currency for one unit of the instrument's quote currency, above zero; 1 where they are the same. */
  readonly quoteRate: Decimal;
  /** Of the account, in account currency; undefined when it is unknown. */
  readonly equity: Decimal | undefined;
  /** What the account holds plus what its open orders would open, sizes added up, in account currency. */
  readonly grossExposure: Decimal;
  /** Annual volatility that the instrument realizes, 0.2 is 20 %; null when it is unknown. */
  readonly realizedVolatility: number | null;
  /** All positions and opening orders of the account, those of the order's own instrument too. */
  readonly positions: readonly CorrelatedPosition[];
  /** Symbols that may only be reduced, and why. */
  readonly restricted: ReadonlyMap<string, string>;
  readonly recentOrders: readonly SentOrder[];
}

/** One check before an order; pure. */
export type PositionCheck = (order: PositionOrder, context: PositionContext) => RiskDecision;

export const restrictedInstrument: PositionCheck = (order, { symbol, restricted }) => {
  const reason = restricted.get(symbol);
  return reason === undefined || order.reduceOnly === true
    ? allow
    : deny('INSTRUMENT_RESTRICTED', { instrument: symbol, reason });
};

/** The same opening order again within the window, either way: lanes need not be in step. */
export const duplicateOrder: PositionCheck = (order, { limits, actor, decidedAt, recentOrders }) => {
  const window = limits.duplicateWindowMs;
  if (window === undefined || order.reduceOnly === true || order.parentLeg !== undefined) return allow;
  const twin = recentOrders.find(
    (sent) => sent.actor === actor && Math.abs(decidedAt - sent.time) < window && isSame(sent, order),
  );
  return twin === undefined
    ? allow
    : deny('DUPLICATE_ORDER', { agoMs: decidedAt - twin.time, windowMs: window, quantity: order.quantity });
};

/** What is lost from the worst entry to the stop; without a stop the whole value. */
export const lossPerTrade: PositionCheck = (order, context) => {
  const { limits, equity, openingQuantity, stopDistance, quoteRate } = context;
  const { maxLossPerTrade: limit, maxLossPerTradeFraction: fraction } = limits;
  if ((limit === undefined && fraction === undefined) || openingQuantity.isZero()) return allow;
  const atRisk = stopDistance ?? worstValuePrice(order, context.price);
  const loss = timesRate(times(openingQuantity, atRisk), quoteRate);
  const stop = stopDistance === undefined ? 'none' : stopDistance;
  if (limit !== undefined && compare(loss, limit) > 0) return deny('LOSS_PER_TRADE_EXCEEDED', { loss, limit, stop });
  if (fraction === undefined) return allow;
  if (equity === undefined) return deny('EQUITY_UNKNOWN', { limit: 'maxLossPerTradeFraction' });
  return compare(loss, allowance(equity, fraction)) > 0
    ? deny('LOSS_PER_TRADE_EXCEEDED', { loss, equity, fraction, stop })
    : allow;
};

/** Gross exposure over equity once the order has filled, against the leverage that the volatility allows. */
export const leverage: PositionCheck = (order, context) => {
  const { limits, equity, openingQuantity, grossExposure, realizedVolatility } = context;
  if (limits.maxLeverage === undefined || openingQuantity.isZero()) return allow;
  if (equity === undefined) return deny('EQUITY_UNKNOWN', { limit: 'maxLeverage' });
  const reference = limits.maxLeverageVolatility;
  if (reference !== undefined && !isVolatility(realizedVolatility)) {
    return deny('VOLATILITY_UNKNOWN', { limit: 'maxLeverageVolatility' });
  }
  const exposure = minus(plus(grossExposure, openingValue(order, context)), closingValue(order, context));
  const allowed = isAboveZero(equity) ? allowance(equity, limits.maxLeverage) : ZERO;
  const isDamped = reference !== undefined && realizedVolatility !== null && realizedVolatility > reference;
  if (isDamped ? isWithinDamped(exposure, realizedVolatility, allowed, reference) : compare(exposure, allowed) <= 0)
    return allow;
  const limit = effectiveLeverage(limits.maxLeverage, reference, realizedVolatility);
  return deny('LEVERAGE_EXCEEDED', { exposure, equity, limit: limit.toDecimalPlaces(6) });
};

/** Multiplied out, so that the limit is exact: a quotient need not end. What is far from it is told by plain numbers. */
function isWithinDamped(exposure: Decimal, volatility: number, allowed: Decimal, reference: number): boolean {
  if (plain(exposure) * volatility < plain(allowed) * reference * FAR_BELOW) return true;
  return compare(exposure.mul(volatility), allowed.mul(reference)) <= 0;
}

/** A few roundings, each of 2⁻⁵³ of the whole, are much less than what is left of it. */
const FAR_BELOW = 1 - 1e-9;

/**
 * Highest leverage allowed at a volatility: maximum × min(1, reference ÷ realized), the inverse scaling of volatility targeting
 * (Moreira and Muir, Journal of Finance 72, 2017).
 */
export const effectiveLeverage = (maximum: number, reference: number | undefined, realized: number | null): Decimal =>
  reference === undefined || realized === null || realized <= reference
    ? decimal(maximum)
    : decimal(maximum).mul(reference).div(realized);

/** Exposure in the instrument and in what moves with it on the order's side, over equity; a position alone is no cluster. */
export const correlatedExposure: PositionCheck = (order, context) => {
  const { limits, equity, openingQuantity, positions, symbol } = context;
  const limit = limits.maxCorrelatedExposure;
  if (limit === undefined || openingQuantity.isZero()) return allow;
  const threshold = limits.correlationThreshold ?? LIMITS.correlationThreshold.maximum;
  const along = positions.filter((position) => movesAlong(order, position, symbol, threshold));
  if (along.every((position) => position.symbol === symbol)) return allow;
  if (equity === undefined) return deny('EQUITY_UNKNOWN', { limit: 'maxCorrelatedExposure' });
  const exposure = along.reduce((sum, { value }) => plus(sum, value.abs()), openingValue(order, context));
  if (isAboveZero(equity) && compare(exposure, allowance(equity, limit)) <= 0) return allow;
  const others = new Set(along.map((position) => position.symbol)).size;
  return deny('CORRELATED_EXPOSURE_EXCEEDED', { exposure, equity, limit, threshold, positions: others });
};

/** In the order they are asked; the first denial is the answer. */
export const POSITION_CHECKS: readonly PositionCheck[] = [
  restrictedInstrument,
  duplicateOrder,
  lossPerTrade,
  leverage,
  correlatedExposure,
];

/** Whether an actor may cancel once more: `cancelsInMinute` it asked for less than a minute of market time from now. */
export const cancelRate = ({ maxCancelsPerMinute: limit }: RiskLimits, cancelsInMinute: number): RiskDecision =>
  limit !== undefined && cancelsInMinute >= limit
    ? deny('CANCEL_RATE_LIMIT_EXCEEDED', { sent: cancelsInMinute, limit, period: '60s' })
    : allow;

const openingValue = (order: PositionOrder, { openingQuantity, price, quoteRate }: PositionContext): Decimal =>
  timesRate(times(openingQuantity, worstValuePrice(order, price)), quoteRate);

/** What it closes is in the gross exposure at the market price. */
function closingValue(order: PositionOrder, { openingQuantity, price, quoteRate }: PositionContext): Decimal {
  const closing = minus(order.quantity, openingQuantity);
  return closing.isZero() ? ZERO : timesRate(times(closing, price), quoteRate);
}

const isVolatility = (value: number | null): value is number => value !== null && Number.isFinite(value) && value >= 0;

/** A short of something that moves against the order's instrument moves along with it; a hedge does not. */
function movesAlong(
  order: PositionOrder,
  { symbol: other, value, correlation }: CorrelatedPosition,
  symbol: string,
  threshold: number,
): boolean {
  if (value.isZero()) return false;
  const isSameSide = value.isPositive() === (order.side === 'BUY');
  if (other === symbol) return isSameSide;
  if (correlation === null || Number.isNaN(correlation)) return true; // P2
  return (isSameSide ? correlation : -correlation) > threshold;
}

const isSame = (sent: SentOrder, order: PositionOrder): boolean =>
  sent.side === order.side &&
  sent.type === order.type &&
  compare(sent.quantity, order.quantity) === 0 &&
  PRICES.every((field) => isSamePrice(sent[field], order[field]));

const PRICES = ['limitPrice', 'triggerPrice', 'trailingOffset'] as const satisfies (keyof Order)[];

const isSamePrice = (a: Decimal | undefined, b: Decimal | undefined): boolean =>
  a === undefined || b === undefined ? a === b : compare(a, b) === 0;
