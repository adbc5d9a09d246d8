// P1. What is checked is the worst that the positions, every open order and this one may come to together.
// P2. Over a limit already, an order passes that makes nothing worse: a way back is never barred.
// P3. What a limit in force needs and nobody knows counts as the worst (fail closed).
import { decimal, type Decimal } from '../domain/decimal.ts';
import { allow, deny, type DenialCode, type RiskDecision } from '../domain/denial.ts';
import type { LimitName } from '../domain/risk/limit-catalog.ts';
import type { RiskLimits } from '../domain/risk/limit-value.ts';

/** Worst of something, in account currency, before an order and with it. */
export interface Burden {
  readonly before: Decimal;
  readonly after: Decimal;
  /** The instrument or currency that it is about. */
  readonly of?: string;
}

/** What an order that opens does to the account. */
export interface PortfolioBurdens {
  readonly gross: Burden;
  readonly net: Burden;
  readonly currencies: readonly Burden[];
  readonly concentration: Burden;
  readonly risk: Burden;
  /** Null when the market is not known well enough; undefined when nobody asks. */
  readonly valueAtRisk95: Burden | null | undefined;
}

/** Limits of the portfolio layer that are asked before an order. */
export const PORTFOLIO_LIMIT_NAMES = [
  'maxGrossExposure',
  'maxNetExposure',
  'maxCurrencyExposure',
  'maxConcentration',
  'maxPortfolioHeat',
  'maxValueAtRisk95',
] as const satisfies readonly LimitName[];

type PortfolioLimit = (typeof PORTFOLIO_LIMIT_NAMES)[number];

const CODES: Readonly<Record<PortfolioLimit, DenialCode>> = {
  maxGrossExposure: 'GROSS_EXPOSURE_EXCEEDED',
  maxNetExposure: 'NET_EXPOSURE_EXCEEDED',
  maxCurrencyExposure: 'CURRENCY_EXPOSURE_EXCEEDED',
  maxConcentration: 'CONCENTRATION_EXCEEDED',
  maxPortfolioHeat: 'PORTFOLIO_HEAT_EXCEEDED',
  maxValueAtRisk95: 'VALUE_AT_RISK_EXCEEDED',
};

/** The first limit that the burdens of an order exceed, or allow; all limits are over `equity`. */
export function checkPortfolio(
  limits: RiskLimits,
  equity: Decimal | undefined,
  burdens: PortfolioBurdens,
): RiskDecision {
  for (const name of PORTFOLIO_LIMIT_NAMES) {
    const limit = limits[name];
    if (limit === undefined) continue;
    if (equity === undefined) return deny('EQUITY_UNKNOWN', { limit: name });
    const all = burdensOf(burdens, name);
    if (all === null) return deny('MARKET_RISK_UNKNOWN', { limit: name });
    const allowed = equity.mul(exactly(limit));
    for (const { before, after, of } of all) {
      if (after.lte(allowed) || after.lte(before)) continue;
      return deny(CODES[name], {
        ...(of !== undefined && { of }),
        exposure: shown(after),
        equity: shown(equity),
        limit,
      });
    }
  }
  return allow;
}

function burdensOf(burdens: PortfolioBurdens, name: PortfolioLimit): readonly Burden[] | null {
  switch (name) {
    case 'maxGrossExposure':
      return [burdens.gross];
    case 'maxNetExposure':
      return [burdens.net];
    case 'maxCurrencyExposure':
      return burdens.currencies;
    case 'maxConcentration':
      return [burdens.concentration];
    case 'maxPortfolioHeat':
      return [burdens.risk];
    case 'maxValueAtRisk95':
      return burdens.valueAtRisk95 == null ? null : [burdens.valueAtRisk95];
  }
}

/** Limits are few and asked about often: each is made a decimal once. */
const exact = new Map<number, Decimal>();
const MOST_KEPT = 1_000;

function exactly(limit: number): Decimal {
  let known = exact.get(limit);
  if (known === undefined) {
    if (exact.size >= MOST_KEPT) exact.clear();
    exact.set(limit, (known = decimal(limit)));
  }
  return known;
}

const shown = (value: Decimal): Decimal => decimal(value).toDecimalPlaces(8);
