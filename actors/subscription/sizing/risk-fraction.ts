import { z } from 'zod';
import { type Decimal, isAboveZero, ZERO } from '../../domain/decimal.ts';
import { affordable } from './affordable.ts';
import { maxLeverage } from './common-fields.ts';

export const riskFractionSchema = z
  .strictObject({
    kind: z.literal('risk-fraction'),
    risk: z
      .number()
      .gt(0)
      .max(0.5)
      .default(0.01)
      .describe('Share of equity lost when the stop-loss is hit at its price'),
    maxLeverage,
  })
  .describe('Risk to the stop');

export type RiskFraction = z.output<typeof riskFractionSchema>;

export interface Risked {
  readonly equity: Decimal;
  readonly price: Decimal;
  readonly lotSize: Decimal;
  /** From the price to the stop-loss, as it is sent to the venue; null without one. */
  readonly stopDistance: Decimal | null;
}

/**
 * Units whose way from the price to the stop-loss costs no more than `risk` of equity: risk × equity ÷ distance, and no more
 * than `maxLeverage` of equity buys. 0 without a stop, or with one that the tick rounds onto the price. A gap through the stop
 * and commission cost more: they are not sized for.
 * Source: fixed fractional trading, R. Vince, Portfolio Management Formulas (1990); the percent risk model of V. K. Tharp,
 * Trade Your Way to Financial Freedom (1998).
 */
export function riskFractionQuantity(sizing: RiskFraction, { equity, price, lotSize, stopDistance }: Risked): Decimal {
  if (stopDistance === null || !isAboveZero(stopDistance)) return ZERO;
  const atRisk = affordable(equity.mul(sizing.risk), stopDistance, lotSize);
  const bought = affordable(equity.mul(sizing.maxLeverage), price, lotSize);
  return atRisk.lt(bought) ? atRisk : bought;
}
