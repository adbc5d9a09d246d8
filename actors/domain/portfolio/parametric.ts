import { meanOf } from '../returns.ts';
import { varianceOf, type Weighting } from './correlation.ts';
import { normalDensity, normalQuantile } from './normal.ts';
import { CONFIDENCES, tailsOf, type TailRisk } from './value-at-risk.ts';

/** Profit and loss as a normal distribution, in account currency a period. */
export interface NormalPnl {
  readonly mean: number;
  readonly deviation: number;
}

/**
 * The normal distribution with the moments of a series of profits and losses; null below two. Its variance is w′Σw of the
 * symbols' covariances by the same weighting, without the matrix. EWMA takes the mean as 0 (RiskMetrics 1996, §5.2).
 */
export function normalOf(pnl: Float64Array, weighting: Weighting): NormalPnl | null {
  if (pnl.length < 2) return null;
  return { mean: weighting.kind === 'sample' ? meanOf(pnl) : 0, deviation: Math.sqrt(varianceOf(pnl, weighting)) };
}

/**
 * VaR and CVaR of a normal distribution: z·σ − μ and σ·φ(z) ÷ (1 − confidence) − μ, where Φ(z) = confidence.
 * Source: McNeil, Frey & Embrechts, Quantitative Risk Management (2005), §2.2.2 and §2.2.4; Jorion (2007), ch. 5.
 */
export const parametricRisk = (
  { mean, deviation }: NormalPnl,
  confidences: readonly number[] = CONFIDENCES,
): TailRisk[] =>
  tailsOf(confidences, (confidence) => {
    const z = normalQuantile(confidence);
    return {
      valueAtRisk: z * deviation - mean,
      conditionalValueAtRisk: (deviation * normalDensity(z)) / (1 - confidence) - mean,
    };
  });
