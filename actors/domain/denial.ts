import type { Decimal } from './decimal.ts';

/** Why an order was not let past, in NautilusTrader's words where it has one (DESIGN.md §5). */
export const DENIAL_CODES = [
  'TRADING_HALTED',
  'TRADING_STATE_REDUCING',
  'RATE_LIMIT_EXCEEDED',
  'MAX_OPEN_ORDERS_EXCEEDED',
  'NOTIONAL_EXCEEDS_MAX_PER_ORDER',
  'NOTIONAL_BELOW_MINIMUM',
  'NOTIONAL_EXCEEDS_FREE_BALANCE',
  'QUANTITY_BELOW_MINIMUM',
  'QUANTITY_EXCEEDS_MAXIMUM',
  'REDUCE_ONLY_WOULD_INCREASE_POSITION',
  'INSTRUMENT_NOT_FOUND',
  'INSTRUMENT_RESTRICTED',
  'DUPLICATE_ORDER',
  'PRICE_COLLAR_EXCEEDED',
  'STALE_MARKET_DATA',
  'DAILY_LOSS_LIMIT_EXCEEDED',
  'DRAWDOWN_LIMIT_EXCEEDED',
  'GROSS_EXPOSURE_EXCEEDED',
  'CONCENTRATION_EXCEEDED',
  'PORTFOLIO_HEAT_EXCEEDED',
  'COPY_SLIPPAGE_EXCEEDED',
  'COPY_BELOW_MINIMUM',
  'COPY_POSITIONS_EXCEEDED',
  'LOSS_PER_TRADE_EXCEEDED',
  'LEVERAGE_EXCEEDED',
  'CORRELATED_EXPOSURE_EXCEEDED',
  'CANCEL_RATE_LIMIT_EXCEEDED',
  'EQUITY_UNKNOWN',
  'VOLATILITY_UNKNOWN',
  'OUTSIDE_TRADING_WINDOW',
  'ECONOMIC_EVENT_PAUSE',
  'PAUSED_BY_RULE',
  'VOLATILITY_SPIKE',
  'REJECT_RATE_EXCEEDED',
  'SLIPPAGE_EXCEEDED',
  'SUPERVISOR_UNREACHABLE',
  'NET_EXPOSURE_EXCEEDED',
  'CURRENCY_EXPOSURE_EXCEEDED',
  'VALUE_AT_RISK_EXCEEDED',
  'MARKET_RISK_UNKNOWN',
] as const;
export type DenialCode = (typeof DENIAL_CODES)[number];

/** Denials that no limit stands behind: somebody's restriction, the instrument's own bounds, the order's form, or a lack of cash. */
export const UNLIMITED_DENIALS: readonly DenialCode[] = [
  'TRADING_HALTED',
  'TRADING_STATE_REDUCING',
  'NOTIONAL_BELOW_MINIMUM',
  'NOTIONAL_EXCEEDS_FREE_BALANCE',
  'QUANTITY_BELOW_MINIMUM',
  'REDUCE_ONLY_WOULD_INCREASE_POSITION',
  'INSTRUMENT_NOT_FOUND',
  'COPY_BELOW_MINIMUM',
  'COPY_POSITIONS_EXCEEDED',
];

export type DenialFacts = Readonly<Record<string, string | number | boolean | Decimal>>;

export interface Denial {
  readonly kind: 'deny';
  readonly code: DenialCode;
  readonly facts: DenialFacts;
}

export type RiskDecision = { readonly kind: 'allow' } | Denial;

export const allow: RiskDecision = { kind: 'allow' };

export const deny = (code: DenialCode, facts: DenialFacts = {}): Denial => ({ kind: 'deny', code, facts });

/** `CODE: key=value key=value`, the form in journals, logs and pages; text with blanks, quotes or `=` is quoted as JSON. */
export function formatDenial(denial: Denial): string {
  const facts = Object.entries(denial.facts).map(([key, value]) => `${key}=${formatFact(value)}`);
  return facts.length === 0 ? denial.code : `${denial.code}: ${facts.join(' ')}`;
}

const formatFact = (value: DenialFacts[string]): string => {
  const text = String(value);
  return text === '' || /[\s="]/.test(text) ? JSON.stringify(text) : text;
};
