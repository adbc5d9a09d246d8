import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Matrix } from '../../../../actors/subscription/sizing/cholesky.ts';
import { equalRiskContribution } from '../../../../actors/subscription/sizing/equal-risk-contribution.ts';

const RUNS = { seed: 1, numRuns: 10_000 };
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** wᵢ(Σw)ᵢ ÷ wᵀΣw. */
function contributions(covariance: Matrix, weights: readonly number[]): number[] {
  const each = covariance.map((row, i) => weights[i]! * sum(row.map((value, j) => value * weights[j]!)));
  return each.map((value) => value / sum(each));
}

const covarianceOf = (deviations: readonly number[], correlation: (i: number, j: number) => number): Matrix =>
  deviations.map((one, i) => deviations.map((other, j) => one * other * (i === j ? 1 : correlation(i, j))));

/** Covariances of a few factors and some noise of each asset's own, over four decades of volatility. */
const covariances = fc.integer({ min: 1, max: 10 }).chain((size) =>
  fc
    .record({
      loadings: fc.array(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }), {
        minLength: size,
        maxLength: size,
      }),
      scales: fc.array(fc.double({ min: -3, max: 1, noNaN: true }), { minLength: size, maxLength: size }),
      noise: fc.double({ min: 0.01, max: 1, noNaN: true }),
    })
    .map(({ loadings, scales, noise }) =>
      loadings.map((one, i) =>
        loadings.map(
          (other, j) =>
            10 ** (scales[i]! + scales[j]!) * (sum(one.map((value, k) => value * other[k]!)) + (i === j ? noise : 0)),
        ),
      ),
    ),
);

const contributesEqually = (weigh: (covariance: Matrix) => readonly number[]) =>
  fc.property(covariances, (covariance) => {
    const weights = weigh(covariance);
    return (
      weights.every((weight) => weight > 0) &&
      Math.abs(sum(weights) - 1) < 1e-12 &&
      contributions(covariance, weights).every((share) => Math.abs(share * weights.length - 1) < 1e-8)
    );
  });

const inverseVolatility = (covariance: Matrix): number[] => {
  const inverse = covariance.map((row, i) => 1 / Math.sqrt(row[i]!));
  return inverse.map((value) => value / sum(inverse));
};

const expectClose = (found: readonly number[], wanted: readonly number[]): void => {
  expect(found).toHaveLength(wanted.length);
  for (const [i, value] of wanted.entries()) expect(found[i]! / value).toBeCloseTo(1, 10);
};

test('every asset contributes the same to the risk, within 1e-8 of its share', () => {
  fc.assert(contributesEqually(equalRiskContribution), RUNS);
});

test('control: weights by inverse volatility alone are caught where correlations differ', () => {
  expect(fc.check(contributesEqually(inverseVolatility), RUNS).failed).toBe(true);
});

describe('where the weights are known', () => {
  test('two assets stand as their inverse volatilities, whatever their correlation', () => {
    for (const correlation of [-0.999, -0.5, 0, 0.3, 0.999])
      expectClose(equalRiskContribution(covarianceOf([0.1, 0.3], () => correlation)), [0.75, 0.25]);
  });

  test('so do any number with the same correlation', () => {
    const deviations = [0.05, 0.1, 0.2, 0.4, 0.01];
    for (const correlation of [-0.2, 0, 0.7]) {
      const covariance = covarianceOf(deviations, () => correlation);
      expectClose(equalRiskContribution(covariance), inverseVolatility(covariance));
    }
  });

  test('the four assets of Maillard, Roncalli and Teïletche get 38.4, 19.2, 24.3 and 18.2 %', () => {
    // Pairs with correlations 0.8 and −0.5, none between them: y²(1 + ρ) is the same in both, so y is 1 ÷ √1.8 and 1 ÷ √0.5.
    const deviations = [0.1, 0.2, 0.3, 0.4];
    const covariance = covarianceOf(deviations, (i, j) => (i + j === 1 ? 0.8 : i + j === 5 ? -0.5 : 0));
    const y = [1 / Math.sqrt(1.8), 1 / Math.sqrt(1.8), 1 / Math.sqrt(0.5), 1 / Math.sqrt(0.5)];
    const inverse = y.map((value, i) => value / deviations[i]!);
    const found = equalRiskContribution(covariance);
    expectClose(
      found,
      inverse.map((value) => value / sum(inverse)),
    );
    expect(found.map((weight) => (weight * 100).toFixed(1))).toEqual(['38.4', '19.2', '24.3', '18.2']);
  });

  test('one asset has it all', () => expect(equalRiskContribution([[0.04]])).toEqual([1]));

  test('a nearly singular pair converges too', () => {
    expectClose(equalRiskContribution(covarianceOf([1, 1], () => -1 + 1e-6)), [0.5, 0.5]);
  });
});

test.each<[string, Matrix]>([
  ['nothing', []],
  [
    'a matrix that is not square',
    [
      [1, 0],
      [0, 1],
      [0, 0],
    ],
  ],
  [
    'a lopsided matrix',
    [
      [1, 0.5],
      [0.4, 1],
    ],
  ],
  ['a variance of 0', [[0]]],
  ['a variance below 0', [[-1]]],
  [
    'a covariance that is no number',
    [
      [1, NaN],
      [NaN, 1],
    ],
  ],
  [
    'a pair whose risks cancel',
    [
      [1, -1],
      [-1, 1],
    ],
  ],
  [
    'three whose risks cancel',
    [
      [1, -0.5, -0.5],
      [-0.5, 1, -0.5],
      [-0.5, -0.5, 1],
    ],
  ],
])('%s is refused, for no weights contribute the same', (_fault, covariance) => {
  expect(() => equalRiskContribution(covariance)).toThrow(RangeError);
});
