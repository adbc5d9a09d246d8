// P1. What is checked is the worst that the positions, every open order and this one may come to together.
// P2. Over a limit already, an order passes that makes nothing worse: a way back is never barred.
// P3. What a limit in force needs and nobody knows counts as the worst (fail closed).
import { compare, decimal, type Decimal, isAboveZero, plain } from '../domain/decimal.ts';
import { allow, deny, type DenialCode, type RiskDecision } from '../domain/denial.ts';
import { allowance } from '../domain/risk/allowance.ts';
import type { LimitName } from '../domain/risk/limit-catalog.ts';
import type { RiskLimits } from '../domain/risk/limit-value.ts';

/** Worst of something with an order, in account currency. */
export interface Burden {
  readonly after: Decimal;
  /** What of that the order brings. */
  readonly growth: Decimal;
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
  /**
   * In account currency; null when the market is not known well enough. A bound may fall where the risk itself does not: what is over
   * the limit is not let past for being less (P2 has no hold here).
   */
  readonly valueAtRisk95: number | null;
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
    const allowed = allowance(equity, limit);
    const over =
      name === 'maxValueAtRisk95' ? riskOver(burdens, allowed) : burdenOver(burdensOf(burdens, name), allowed);
    if (over === undefined) continue;
    if (over === null) return deny('MARKET_RISK_UNKNOWN', { limit: name });
    const { after, of } = over;
    return deny(CODES[name], {
      ...(of !== undefined && { of }),
      exposure: shown(after),
      equity: shown(equity),
      limit,
    });
  }
  return allow;
}

/** The first that is over what is allowed and grows (P2). */
const burdenOver = (burdens: readonly Burden[], allowed: Decimal): Pick<Burden, 'after' | 'of'> | undefined =>
  burdens.find(({ after, growth }) => compare(after, allowed) > 0 && isAboveZero(growth));

/** The value at risk where it is over what is allowed, null where it is not known. */
function riskOver(
  { valueAtRisk95: risk }: PortfolioBurdens,
  allowed: Decimal,
): Pick<Burden, 'after' | 'of'> | null | undefined {
  if (risk === null) return null;
  // Rounding keeps an order: only of two that are the same as numbers the digits have to tell.
  if (risk < plain(allowed) || risk <= 0) return undefined;
  const after = decimal(Number.isFinite(risk) ? risk : Number.MAX_VALUE);
  return compare(after, allowed) > 0 ? { after } : undefined;
}

function burdensOf(burdens: PortfolioBurdens, name: Exclude<PortfolioLimit, 'maxValueAtRisk95'>): readonly Burden[] {
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
  }
}

const shown = (value: Decimal): Decimal => decimal(value).toDecimalPlaces(8);
