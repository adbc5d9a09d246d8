import { z } from 'zod';
import { plainSizingSchema } from './plain-sizing.ts';

export const drawdownScaledSchema = z
  .strictObject({
    kind: z.literal('drawdown-scaled'),
    maxDrawdown: z
      .number()
      .gt(0)
      .max(1)
      .default(0.2)
      .describe('Fall from the high-water mark at which nothing is entered'),
    of: plainSizingSchema.describe('The sizing that is scaled'),
  })
  .describe('Scaled down by drawdown');

/**
 * Factor of the exposure, 1 at the high-water mark falling to 0 at `maxDrawdown`: 1 − drawdown ÷ maxDrawdown. 0 for a drawdown
 * that is not known. Who is flat at 0 stays there, for nothing is left that could recover; entries are scaled, not what is held.
 * Source: S. J. Grossman, Z. Zhou, Optimal Investment Strategies for Controlling Drawdowns, Mathematical Finance 3 (1993): exposure
 * in proportion to the surplus W − αM over a floor of α = 1 − maxDrawdown of the high-water mark M, here relative to the surplus at
 * M. It scales a share of W, not of M, so below the mark it is the more careful by W ÷ M.
 */
export function drawdownFactor(maxDrawdown: number, drawdown: number): number {
  // Written so that NaN is no exposure.
  return drawdown < maxDrawdown ? Math.min(1, 1 - drawdown / maxDrawdown) : 0;
}
