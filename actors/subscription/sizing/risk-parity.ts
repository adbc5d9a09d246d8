import { z } from 'zod';
import { cholesky, type Matrix } from './cholesky.ts';
import { maxLeverage, measured } from './common-fields.ts';
import { equalRiskContribution } from './equal-risk-contribution.ts';

/** Closer to singular than this, some mix of the markets is told to have almost no risk, and the weights mean nothing. */
const LEAST_PIVOT = 1e-6;

const annualVol = z.number().gt(0).max(5);

export const riskParitySchema = z
  .strictObject({
    kind: z.literal('risk-parity'),
    peers: z.array(annualVol).min(1).max(30).describe('Volatilities a year of the markets traded beside this one'),
    correlations: z
      .array(z.array(z.number().min(-1).max(1)))
      .exactOptional()
      .describe('Correlations by rows, this market first, then the peers; without them all pairs count as alike'),
    ...measured,
    maxLeverage,
  })
  .refine(({ peers, correlations }) => correlations === undefined || areCorrelations(correlations, peers.length + 1), {
    path: ['correlations'],
    error: 'Must be a positive definite correlation matrix of this market and all peers',
  })
  .describe('Risk parity');

export type RiskParity = z.output<typeof riskParitySchema>;

/**
 * Share of equity: the weight of this market in the risk-parity portfolio of it and its peers, relative to the largest weight,
 * times `maxLeverage`; 0 while the volatility is not known.
 *
 * A subscription knows its own market and its own allocation alone. So it measures its own volatility, and is told its peers'
 * (and, if one cares, the correlations) as figures of the config, which are as old as the config is. Subscriptions on an account that
 * each name the others then hold positions in risk-parity proportion to their allocations: with equal allocations all contribute the
 * same risk, with unequal ones the allocation is the risk budget of the naive rule. The quietest is invested whole and nobody borrows.
 *
 * Without correlations the weight is the inverse of volatility (naive risk parity), which is that of equal risk contributions
 * when all correlations are the same. Source: S. Maillard, T. Roncalli, J. Teïletche, The Properties of Equally Weighted Risk
 * Contribution Portfolios, Journal of Portfolio Management 36 (2010).
 */
export function riskParityShare(sizing: RiskParity, volatility: number | null): number {
  if (volatility === null) return 0;
  const { peers, correlations, periodsPerYear } = sizing;
  const own = volatility * Math.sqrt(periodsPerYear);
  // Weights of the covariance are those of the correlations ÷ volatilities (E2).
  const [mine = 1, ...theirs] = correlations === undefined ? [] : weightsOf(correlations);
  let largest = 1;
  for (const [index, peer] of peers.entries()) {
    const ratio = ((theirs[index] ?? 1) / mine) * (own / peer);
    if (ratio > largest) largest = ratio;
  }
  return sizing.maxLeverage / largest;
}

/** A config's matrix never changes, and its weights take a millisecond or two: more than all else that a decision does. */
const known = new WeakMap<Matrix, readonly number[]>();

function weightsOf(correlations: Matrix): readonly number[] {
  const weights = known.get(correlations) ?? equalRiskContribution(correlations);
  known.set(correlations, weights);
  return weights;
}

function areCorrelations(matrix: Matrix, size: number): boolean {
  const isShaped = matrix.length === size && matrix.every((row) => row.length === size);
  return (
    isShaped &&
    matrix.every((row, i) => row[i] === 1 && row.every((value, j) => value === matrix[j]![i])) &&
    cholesky(matrix, LEAST_PIVOT) !== undefined
  );
}
