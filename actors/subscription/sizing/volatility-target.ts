import { z } from 'zod';
import { maxLeverage, measured } from './common-fields.ts';

export const volatilityTargetSchema = z
  .strictObject({
    kind: z.literal('volatility-target'),
    annualVol: z.number().gt(0).max(5).default(0.15).describe('Volatility aimed at, a year: 0.15 is 15 %'),
    ...measured,
    maxLeverage,
  })
  .describe('Volatility target');

export type VolatilityTarget = z.output<typeof volatilityTargetSchema>;

/**
 * Share of equity: target volatility ÷ realized volatility, at most `maxLeverage`; realized = sd a bar × √(bars a year).
 * 0 while the volatility is not known.
 * Source: A. Moreira, T. Muir, Volatility-Managed Portfolios, Journal of Finance 72 (2017), with volatility for variance.
 */
export function volatilityTargetShare(sizing: VolatilityTarget, volatility: number | null): number {
  if (volatility === null) return 0;
  return Math.min(sizing.maxLeverage, sizing.annualVol / (volatility * Math.sqrt(sizing.periodsPerYear)));
}
