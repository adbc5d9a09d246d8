import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beta, portfolioBeta } from '../../../../actors/domain/portfolio/beta.ts';
import {
  correlation,
  correlationsOf,
  covarianceMatrix,
  pairsAbove,
  RISK_METRICS,
  SAMPLE,
} from '../../../../actors/domain/portfolio/correlation.ts';
import { returnSeries, returnsOf, RUNS, sum, windowOf } from './portfolio-builders.ts';

const weightings = fc.constantFrom(SAMPLE, RISK_METRICS);

/** The textbook's two passes. */
function plainCovariance(x: readonly number[], y: readonly number[]): number {
  const [meanX, meanY] = [sum(x) / x.length, sum(y) / y.length];
  return sum(x.map((value, index) => (value - meanX) * (y[index]! - meanY))) / (x.length - 1);
}

describe('covariance', () => {
  // By hand: x = 1, 2, 3 % and y = 2, 1, 6 %: means 2 and 3, deviations −1, 0, 1 and −1, −2, 3 → (1 + 0 + 3) ÷ 2 = 2;
  // variances (1 + 0 + 1) ÷ 2 = 1 and (1 + 4 + 9) ÷ 2 = 7; correlation 2 ÷ √7; all covariances × 1e-4.
  const window = windowOf({ X: [0.01, 0.02, 0.03], Y: [0.02, 0.01, 0.06] });

  it('is over n − 1 about the mean', () => {
    const values = covarianceMatrix(window, ['X', 'Y'])!.values;
    [1e-4, 2e-4, 2e-4, 7e-4].forEach((expected, index) => expect(values[index]).toBeCloseTo(expected, 15));
    expect(correlation(window, 'X', 'Y')).toBeCloseTo(2 / Math.sqrt(7), 12);
  });

  it('by EWMA is the RiskMetrics recursion of 0.94 and 0.06, up to the weight of what was before the window', () => {
    // σ²(t) = 0.94 σ²(t−1) + 0.06 r(t)² from 0, ÷ (1 − 0.94³): the recursion leaves 0.94ⁿ to a past that is not there.
    const recursion = [0.01, 0.02, 0.03].reduce((variance, r) => 0.94 * variance + 0.06 * r * r, 0);
    const values = covarianceMatrix(window, ['X', 'Y'], RISK_METRICS)!.values;
    expect(values[0]).toBeCloseTo(recursion / (1 - 0.94 ** 3), 15);
  });

  it('equals the two passes of the textbook, in any number of symbols', () => {
    fc.assert(
      fc.property(returnSeries(6), (series) => {
        const symbols = series.map((_, index) => `S${index}`);
        const { values } = covarianceMatrix(
          windowOf(Object.fromEntries(series.map((list, index) => [symbols[index]!, list]))),
          symbols,
        )!;
        series.forEach((x, i) => {
          series.forEach((y, j) => expect(values[i * 6 + j]).toBeCloseTo(plainCovariance(x, y), 12));
        });
      }),
      RUNS,
    );
  });

  it('is null until there are two common rows', () => {
    expect(covarianceMatrix(windowOf({ X: [0.01], Y: [0.02] }), ['X', 'Y'])).toBeNull();
    expect(correlation(windowOf({ X: [0.01], Y: [0.02] }), 'X', 'Y')).toBeNull();
    expect(correlation(window, 'X', 'UNKNOWN')).toBeNull();
  });
});

describe('correlation', () => {
  it('lies in [−1, 1], is symmetric and 1 with itself', () => {
    fc.assert(
      fc.property(returnSeries(3), weightings, (series, weighting) => {
        const window = windowOf({ A: series[0]!, B: series[1]!, C: series[2]! });
        const rows = correlationsOf(covarianceMatrix(window, ['A', 'B', 'C'], weighting)!);
        rows.forEach((row, i) => {
          row.forEach((value, j) => {
            expect(value).toBe(rows[j]![i]);
            if (value !== null) expect(Math.abs(value)).toBeLessThanOrEqual(1);
            if (i === j && value !== null) expect(value).toBe(1);
          });
        });
        const pair = correlation(window, 'A', 'B', weighting);
        if (pair === null) expect(rows[0]![1]).toBeNull();
        else expect(rows[0]![1]).toBeCloseTo(pair, 9);
      }),
      RUNS,
    );
  });

  it('by EWMA approaches the sample one as lambda goes to 1, where the returns sum to 0', () => {
    fc.assert(
      fc.property(returnSeries(2, { min: 3, max: 15 }), (series) => {
        const [a, b] = series.map((list) => list.map((value) => value - sum(list) / list.length));
        const window = windowOf({ A: a!, B: b! });
        const sample = correlation(window, 'A', 'B');
        const latest = correlation(window, 'A', 'B', { kind: 'ewma', lambda: 1 - 1e-10 });
        // A series that is all but constant has no correlation by either.
        if (sample !== null && latest !== null) expect(latest).toBeCloseTo(sample, 6);
      }),
      RUNS,
    );
  });

  it('would be caught if EWMA at RiskMetrics’ lambda passed for the sample one', () => {
    const broken = fc.check(
      fc.property(returnsOf(5), returnsOf(5), (a, b) => {
        const window = windowOf({ A: a, B: b });
        expect(correlation(window, 'A', 'B', RISK_METRICS)).toBeCloseTo(correlation(window, 'A', 'B') ?? 0, 6);
      }),
      RUNS,
    );
    expect(broken.failed).toBe(true);
  });

  it('is null with a symbol that does not vary, or grows steadily', () => {
    const window = windowOf({ A: [0.01, -0.02, 0.03], FLAT: [0, 0, 0], STEADY: [0.01, 0.01, 0.01] });
    expect(correlation(window, 'A', 'FLAT')).toBeNull();
    expect(correlation(window, 'A', 'STEADY')).toBeNull();
    const rows = correlationsOf(covarianceMatrix(window, ['A', 'FLAT'])!);
    expect(rows).toEqual([
      [1, null],
      [null, null],
    ]);
  });

  it('lists the pairs above a threshold, the strongest first', () => {
    const a = [0.01, -0.02, 0.03, 0.005];
    const window = windowOf({
      A: a,
      OPPOSITE: a.map((value) => -value),
      NEAR: a.map((value, index) => value + (index % 2) / 500),
      TWICE: a.map((value) => 2 * value),
    });
    const pairs = pairsAbove(covarianceMatrix(window, ['A', 'OPPOSITE', 'NEAR', 'TWICE'])!, 0.8);
    expect(pairs.map(({ symbols }) => symbols.join('~'))[0]).toBe('A~TWICE');
    expect(pairs.map(({ symbols }) => symbols.join('~')).sort()).toEqual(['A~NEAR', 'A~TWICE', 'NEAR~TWICE']);
    expect(pairs[0]!.correlation).toBeCloseTo(1, 12);
  });
});

describe('beta', () => {
  it('is the slope on the benchmark: a symbol that moves 1.5 times as much has 1.5', () => {
    fc.assert(
      fc.property(returnSeries(1, { min: 3 }), fc.integer({ min: -30, max: 30 }), ([market], tenths) => {
        fc.pre(new Set(market).size > 1);
        const slope = tenths / 10;
        const window = windowOf({ M: market!, S: market!.map((value) => 0.001 + slope * value) });
        expect(beta(window, 'S', 'M')).toBeCloseTo(slope, 6);
        expect(beta(window, 'M', 'M')).toBeCloseTo(1, 9);
      }),
      RUNS,
    );
  });

  it('is null when the benchmark does not vary, and 0 for a symbol that does not', () => {
    const window = windowOf({ M: [0.01, -0.02, 0.03], FLAT: [0, 0, 0] });
    expect(beta(window, 'M', 'FLAT')).toBeNull();
    expect(beta(window, 'FLAT', 'M')).toBeCloseTo(0, 15);
  });

  it('of a portfolio is weighted by signed value over equity', () => {
    const market = [0.01, -0.02, 0.03];
    const window = windowOf({ M: market, TWICE: market.map((value) => 2 * value) });
    const values = [
      ['M', 300],
      ['TWICE', -100],
      ['GONE', 0],
    ] as const;
    // (300 × 1 − 100 × 2) ÷ 200
    expect(portfolioBeta(window, values, 'M', 200)).toBeCloseTo(0.5, 12);
    expect(portfolioBeta(window, [...values, ['UNKNOWN', 1]], 'M', 200)).toBeNull();
    for (const equity of [null, 0, -1, NaN]) expect(portfolioBeta(window, values, 'M', equity)).toBeNull();
  });
});
