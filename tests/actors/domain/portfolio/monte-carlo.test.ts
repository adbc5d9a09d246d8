import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cholesky } from '../../../../actors/domain/portfolio/cholesky.ts';
import { historicalRisk } from '../../../../actors/domain/portfolio/historical.ts';
import { monteCarloPnl } from '../../../../actors/domain/portfolio/monte-carlo.ts';
import { parametricRisk } from '../../../../actors/domain/portfolio/parametric.ts';
import { seededRandom } from '../../../../runtime/random.ts';
import { RUNS, sum } from './portfolio-builders.ts';

/** B·Bᵀ of any B is a covariance, singular where a row repeats. */
const covariances = fc.integer({ min: 1, max: 6 }).chain((size) =>
  fc
    .array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: size, maxLength: size }), {
      minLength: size,
      maxLength: size,
    })
    .map((rows) => ({
      size,
      matrix: Float64Array.from(
        rows.flatMap((a) => rows.map((b) => sum(a.map((value, index) => value * b[index]!)) / 1e4)),
      ),
    })),
);

const product = (lower: Float64Array, size: number): number[] =>
  Array.from({ length: size * size }, (_, at) => {
    const [i, j] = [Math.floor(at / size), at % size];
    return sum(Array.from({ length: size }, (__, k) => lower[i * size + k]! * lower[j * size + k]!));
  });

describe('the Cholesky triangle', () => {
  it('times its transpose is the matrix, also of symbols that follow each other or never move', () => {
    fc.assert(
      fc.property(covariances, ({ size, matrix }) => {
        const again = product(cholesky(matrix, size), size);
        matrix.forEach((value, at) => expect(again[at]).toBeCloseTo(value, 7));
      }),
      RUNS,
    );
  });

  it('is that of the matrix worked out by hand', () => {
    // 4 2 / 2 10 = (2 0 / 1 3)(2 1 / 0 3)
    expect([...cholesky(Float64Array.of(4, 2, 2, 10), 2)]).toEqual([2, 0, 1, 3]);
  });

  it('would be caught if it forgot the columns before', () => {
    const broken = fc.check(
      fc.property(covariances, ({ size, matrix }) => {
        const naive = Float64Array.from(matrix, (value, at) => (at % size <= Math.floor(at / size) ? value : 0));
        product(naive, size).forEach((value, at) => expect(value).toBeCloseTo(matrix[at]!, 7));
      }),
      RUNS,
    );
    expect(broken.failed).toBe(true);
  });
});

const values = Float64Array.of(1_000, -600, 400);
// Deviations 1 %, 2 % and 0.5 % with correlations 0.5, −0.3 and 0.2.
const covariance = Float64Array.of(1e-4, 1e-4, -1.5e-5, 1e-4, 4e-4, 2e-5, -1.5e-5, 2e-5, 2.5e-5);
const means = Float64Array.of(0.0004, -0.0002, 0.0001);

const simulated = (paths: number, seed: number) =>
  monteCarloPnl({ values, means, covariance, random: seededRandom(seed).next, paths });

/** First and second order: Σ V (μ + σ² ÷ 2), and w′Σw. */
const closedForm = {
  mean: sum(values.map((value, i) => value * (means[i]! + covariance[4 * i]! / 2))),
  deviation: Math.sqrt(sum(covariance.map((value, at) => value * values[Math.floor(at / 3)]! * values[at % 3]!))),
};

describe('Monte Carlo', () => {
  it('converges to the parametric figures where moves are so small that eʳ − 1 is r', () => {
    const scale = 1e-3;
    const pnl = monteCarloPnl({
      values,
      means: means.map((mean) => mean * scale),
      covariance: covariance.map((value) => value * scale ** 2),
      random: seededRandom(1).next,
      paths: 200_000,
    });
    const mean = scale * sum(values.map((value, i) => value * means[i]!));
    const expected = parametricRisk({ mean, deviation: scale * closedForm.deviation });
    historicalRisk(pnl).forEach(({ valueAtRisk, conditionalValueAtRisk }, index) => {
      expect(Math.abs(valueAtRisk! / expected[index]!.valueAtRisk! - 1)).toBeLessThan(0.001);
      expect(Math.abs(conditionalValueAtRisk! / expected[index]!.conditionalValueAtRisk! - 1)).toBeLessThan(0.001);
    });
  });

  it('would be caught if it drew the symbols apart, without their correlation', () => {
    const apart = covariance.map((value, at) => (at % 4 === 0 ? value : 0));
    const pnl = monteCarloPnl({ values, means, covariance: apart, random: seededRandom(1).next, paths: 20_000 });
    const [, , expected] = parametricRisk(closedForm);
    expect(Math.abs(historicalRisk(pnl)[2]!.valueAtRisk! / expected!.valueAtRisk! - 1)).toBeGreaterThan(0.1);
  });

  it('draws each symbol with its own deviation and their correlation', () => {
    const alone = (at: number) =>
      monteCarloPnl({
        values: values.map((_, index) => (index === at ? 1 : 0)),
        means: new Float64Array(3),
        covariance,
        random: seededRandom(7).next,
        paths: 40_000,
      });
    const deviation = (pnl: Float64Array) => Math.sqrt(sum(pnl.map((value) => value * value)) / pnl.length);
    expect(deviation(alone(0))).toBeCloseTo(0.01, 3);
    expect(deviation(alone(1))).toBeCloseTo(0.02, 3);
    expect(deviation(alone(2))).toBeCloseTo(0.005, 3);
    const pnl = simulated(40_000, 3);
    const mean = sum(pnl) / pnl.length;
    expect(deviation(pnl.map((value) => value - mean)) / closedForm.deviation).toBeCloseTo(1, 1.7);
    expect(mean).toBeCloseTo(closedForm.mean, 1);
  });

  it('hardly depends on the seed, even with few paths, so that a limit does not flicker', () => {
    const tails = Array.from({ length: 200 }, (_, seed) => historicalRisk(simulated(400, seed))[2]!);
    const spread = (of: readonly number[]) => {
      const mean = sum(of) / of.length;
      return Math.sqrt(sum(of.map((value) => (value - mean) ** 2)) / of.length) / mean;
    };
    // Unstratified, 400 paths would spread VaR by √(0.01 × 0.99 ÷ 400) ÷ (density 0.0267 × z 2.33), that is 8 %.
    expect(spread(tails.map(({ valueAtRisk }) => valueAtRisk!))).toBeLessThan(0.03);
    expect(spread(tails.map(({ conditionalValueAtRisk }) => conditionalValueAtRisk!))).toBeLessThan(0.04);
  });

  it('is the same for the same seed and differs for another', () => {
    expect(simulated(64, 1)).toEqual(simulated(64, 1));
    expect(simulated(64, 1)).not.toEqual(simulated(64, 2));
  });

  it('survives a source that gives 0, and symbols that never move', () => {
    const still = { values, means: new Float64Array(3), random: () => 0, paths: 10 };
    expect([...monteCarloPnl({ ...still, covariance: new Float64Array(9) })]).toEqual(Array(16).fill(0));
    expect(monteCarloPnl({ ...still, covariance }).every(Number.isFinite)).toBe(true);
  });

  it('knows that a long position cannot lose more than it is worth, which the closed form does not', () => {
    const wild = { values: Float64Array.of(100), means: Float64Array.of(0), covariance: Float64Array.of(1) };
    const [, , risk] = historicalRisk(monteCarloPnl({ ...wild, random: seededRandom(1).next, paths: 10_000 }));
    const [, , normal] = parametricRisk({ mean: 0, deviation: 100 });
    expect(risk!.conditionalValueAtRisk).toBeLessThan(100);
    expect(normal!.valueAtRisk).toBeGreaterThan(200);
    // Closed form of a lognormal: 100 × (1 − e^−2.326).
    expect(risk!.valueAtRisk).toBeCloseTo(100 * (1 - Math.exp(-2.3263478740408408)), 0);
  });
});
