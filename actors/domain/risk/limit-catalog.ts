// C1. A limit that is not set limits nothing: whatever value is set, even the mildest, is at least as strict as none.
// C2. A limit set for a scope is compared with what is measured for the subject that is asked about: set for a user it holds
//     for each of the user's orders and accounts, and for all accounts together when those are measured together.
import {
  FLOW_SCOPES,
  HOLDING_SCOPES,
  limit,
  ORDER_SCOPES,
  PORTFOLIO_SCOPES,
  type LimitDefinition,
} from './limit-definition.ts';

const POSITION_LIMITS = {
  maxOrderNotional: limit(
    'position',
    'money',
    ORDER_SCOPES,
    'Largest order',
    'Most price × quantity that one order may have.',
  ),
  maxOrderQuantity: limit(
    'position',
    'quantity',
    ORDER_SCOPES,
    'Largest quantity',
    'Most that one order may buy or sell.',
  ),
  maxOpenOrders: limit(
    'position',
    'count',
    FLOW_SCOPES,
    'Open orders',
    'Most orders that may be open at once, reductions not counted.',
  ),
  maxOrdersPerMinute: limit(
    'position',
    'per-minute',
    FLOW_SCOPES,
    'Orders a minute',
    'Most orders that may be sent within any minute of market time.',
  ),
  maxCancelsPerMinute: limit(
    'position',
    'per-minute',
    FLOW_SCOPES,
    'Cancels a minute',
    'Most cancels that actors may ask for within any minute of market time; those of a halt are free.',
  ),
  priceCollar: limit(
    'position',
    'fraction',
    ORDER_SCOPES,
    'Price collar',
    'Furthest that a limit or trigger price may lie from the market, as a fraction of the market price.',
    { maximum: 100 },
  ),
  maxDataAgeMs: limit(
    'position',
    'ms',
    ORDER_SCOPES,
    'Oldest data',
    'Oldest close, against the newest of its lane, that may still be traded on.',
    { maximum: 1e12 },
  ),
  maxLossPerTrade: limit(
    'position',
    'money',
    ORDER_SCOPES,
    'Loss a trade',
    'Most that a trade may lose down to its protective stop; without a stop its whole value counts.',
  ),
  maxLossPerTradeFraction: limit(
    'position',
    'fraction',
    ORDER_SCOPES,
    'Loss a trade, of equity',
    'Most that a trade may lose down to its protective stop, as a fraction of equity.',
  ),
  maxLeverage: limit(
    'position',
    'ratio',
    ORDER_SCOPES,
    'Leverage',
    'Most gross exposure over equity that an order that opens may lead to.',
  ),
  maxLeverageVolatility: limit(
    'position',
    'fraction',
    ORDER_SCOPES,
    'Volatility for full leverage',
    'Annual volatility up to which the leverage is allowed in full; above, it falls in proportion.',
    { maximum: 100 },
  ),
  duplicateWindowMs: limit(
    'position',
    'ms',
    ORDER_SCOPES,
    'Duplicate window',
    'Market time within which an actor may not send the same opening order again.',
    { stricter: 'higher' },
  ),
  maxCorrelatedExposure: limit(
    'position',
    'fraction',
    HOLDING_SCOPES,
    'Correlated exposure',
    'Most exposure over equity in an instrument and the positions that move with it.',
    { maximum: 100 },
  ),
  // Left out it is at its maximum (C1).
  correlationThreshold: limit(
    'position',
    'fraction',
    HOLDING_SCOPES,
    'Correlated from',
    'Correlation above which two positions count as moving together.',
    { minimum: 0, maximum: 0.95 },
  ),
};

const PORTFOLIO_LIMITS = {
  maxGrossExposure: limit(
    'portfolio',
    'ratio',
    PORTFOLIO_SCOPES,
    'Gross exposure',
    'Most that long and short positions together may be worth, over equity.',
  ),
  maxNetExposure: limit(
    'portfolio',
    'ratio',
    PORTFOLIO_SCOPES,
    'Net exposure',
    'Most that long less short positions may be worth, either way, over equity.',
  ),
  maxCurrencyExposure: limit(
    'portfolio',
    'ratio',
    PORTFOLIO_SCOPES,
    'Currency exposure',
    'Most net exposure to any one currency, over equity; a pair counts for both of its currencies.',
  ),
  maxConcentration: limit(
    'portfolio',
    'fraction',
    HOLDING_SCOPES,
    'Concentration',
    'Most that one instrument may be worth, over equity.',
    { maximum: 100 },
  ),
  maxPortfolioHeat: limit(
    'portfolio',
    'fraction',
    PORTFOLIO_SCOPES,
    'Portfolio heat',
    'Most that would be lost, over equity, if every position ran to its stop.',
  ),
  maxValueAtRisk95: limit(
    'portfolio',
    'fraction',
    PORTFOLIO_SCOPES,
    'Value at risk 95 %',
    'Most loss of a day, over equity, that 95 % of days do not exceed.',
  ),
};

const SYSTEM_LIMITS = {
  maxDrawdown: limit(
    'system',
    'fraction',
    FLOW_SCOPES,
    'Drawdown',
    'Deepest fall of equity below its high-water mark, as a fraction of the mark.',
  ),
  maxDailyLoss: limit('system', 'money', FLOW_SCOPES, 'Daily loss', 'Most that may be lost since the day began.'),
  maxDailyLossFraction: limit(
    'system',
    'fraction',
    FLOW_SCOPES,
    'Daily loss, of equity',
    'Most that may be lost since the day began, as a fraction of the equity it began with.',
  ),
  maxRejectRate: limit(
    'system',
    'fraction',
    FLOW_SCOPES,
    'Reject rate',
    'Largest share of recent orders that the venue may reject.',
  ),
  maxSlippageBps: limit(
    'system',
    'bps',
    ORDER_SCOPES,
    'Slippage',
    'Largest mean slippage of recent fills against the price they were decided on.',
  ),
  volatilitySpikeRatio: limit(
    'system',
    'ratio',
    ORDER_SCOPES,
    'Volatility spike',
    'Largest volatility over its own average at which positions may still be opened.',
    { minimum: 1 },
  ),
};

/** Every limit there is. */
export const LIMITS = { ...POSITION_LIMITS, ...PORTFOLIO_LIMITS, ...SYSTEM_LIMITS } satisfies Record<
  string,
  LimitDefinition
>;

export type LimitName = keyof typeof LIMITS;
export const LIMIT_NAMES = Object.keys(LIMITS) as readonly LimitName[];

export const isLimitName = (text: string): text is LimitName => Object.hasOwn(LIMITS, text);
