// E1. Every weight is above zero, they sum to 1, and wᵢ(Σw)ᵢ is the same for all i.
// E2. Scaling one asset by k scales its weight by 1 ÷ k before they are summed to 1: the weights are those of the correlations ÷ volatilities.
import { cholesky, type Matrix, solveCholesky } from './cholesky.ts';

/** Newton decrement from which a full step squares the error; Spinu's 0.95 × (3 − √5) ÷ 2. */
const QUADRATIC_BELOW = (0.95 * (3 - Math.sqrt(5))) / 2;
/** One more full step from here leaves about the square of it. */
const NEARLY_THERE = 1e-6;
const MOST_STEPS = 10_000;

/**
 * Weights of a long-only portfolio to whose risk every asset contributes the same: wᵢ(Σw)ᵢ equal for all i, Σwᵢ = 1.
 * Takes a positive definite covariance matrix by rows. Throws RangeError for one that is not square, symmetric, finite, with
 * variances above zero, or that lets a portfolio without risk.
 * Source: S. Maillard, T. Roncalli, J. Teïletche, The Properties of Equally Weighted Risk Contribution Portfolios, Journal of
 * Portfolio Management 36 (2010); solved as F. Spinu, An Algorithm for Computing Risk Parity Weights (SSRN 2297383, 2013): the
 * minimum of the self-concordant ½yᵀCy − Σ ln yᵢ by damped Newton steps, which converge from everywhere, C the correlations.
 */
export function equalRiskContribution(covariance: Matrix): number[] {
  const deviations = checkedDeviations(covariance);
  const correlations = covariance.map((row, i) => row.map((value, j) => value / deviations[i]! / deviations[j]!));
  const inverse = minimum(correlations).map((value, i) => value / deviations[i]!);
  const sum = inverse.reduce((total, value) => total + value, 0);
  return inverse.map((value) => value / sum);
}

function minimum(correlations: Matrix): number[] {
  const size = correlations.length;
  const total = correlations.reduce((sum, row) => sum + row.reduce((part, value) => part + value, 0), 0);
  // Along the diagonal the minimum is here; without risk on it there is none.
  let y = new Array<number>(size).fill(Math.sqrt(size / total));
  for (let step = 0; step < MOST_STEPS; step++) {
    const { direction, decrement } = newton(correlations, y);
    if (!Number.isFinite(decrement)) break;
    // A decrement below 1 stays inside the ellipsoid where every y is above zero.
    const length = decrement < QUADRATIC_BELOW ? 1 : 1 / (1 + decrement);
    y = y.map((value, i) => value - length * direction[i]!);
    if (decrement < NEARLY_THERE) return y;
  }
  throw new RangeError('the covariance matrix lets a portfolio without risk: no weights contribute the same');
}

/** Direction H⁻¹g and decrement √(gᵀH⁻¹g), with g = Cy − 1/y and H = C + diag(1/y²). */
function newton(correlations: Matrix, y: readonly number[]): { direction: readonly number[]; decrement: number } {
  const gradient = correlations.map((row, i) => row.reduce((sum, value, j) => sum + value * y[j]!, 0) - 1 / y[i]!);
  const hessian = correlations.map((row, i) => row.map((value, j) => (i === j ? value + 1 / (y[i]! * y[i]!) : value)));
  const lower = cholesky(hessian);
  if (lower === undefined) return { direction: gradient, decrement: NaN };
  const direction = solveCholesky(lower, gradient);
  return { direction, decrement: Math.sqrt(direction.reduce((sum, value, i) => sum + value * gradient[i]!, 0)) };
}

/** Relative difference that two halves of a symmetric matrix may have from their making. */
const ROUNDING = 1e-12;

function checkedDeviations(covariance: Matrix): number[] {
  const size = covariance.length;
  if (size === 0 || covariance.some((row) => row.length !== size))
    throw new RangeError('a covariance matrix is square, with at least one asset');
  const deviations = covariance.map((row, i) => Math.sqrt(row[i]!));
  if (!deviations.every((deviation) => deviation > 0 && Number.isFinite(deviation)))
    throw new RangeError('every variance is a number above zero');
  covariance.forEach((row, i) => {
    row.forEach((value, j) => {
      const difference = Math.abs(value - covariance[j]![i]!);
      if (!(difference <= ROUNDING * deviations[i]! * deviations[j]!))
        throw new RangeError(`the covariance of ${i} and ${j} is not that of ${j} and ${i}`);
    });
  });
  return deviations;
}
