import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RISK_METRICS, SAMPLE, varianceOf } from '../../../../actors/domain/portfolio/correlation.ts';
import { historicalRisk } from '../../../../actors/domain/portfolio/historical.ts';
import { normalDensity, normalQuantile } from '../../../../actors/domain/portfolio/normal.ts';
import { normalOf, parametricRisk } from '../../../../actors/domain/portfolio/parametric.ts';
import type { TailRisk } from '../../../../actors/domain/portfolio/value-at-risk.ts';
import { RUNS, sum } from './portfolio-builders.ts';

const amount = fc.integer({ min: -100_000, max: 100_000 }).map((cents) => cents / 100);
const pnls = fc
  .integer({ min: 100, max: 130 })
  .chain((count) => fc.array(amount, { minLength: count, maxLength: count }));
const twoPnls = fc
  .integer({ min: 100, max: 130 })
  .chain((count) => fc.array(fc.tuple(amount, amount), { minLength: count, maxLength: count }));

const historical = (pnl: readonly number[], confidences?: readonly number[]) =>
  historicalRisk(Float64Array.from(pnl), confidences) as {
    confidence: number;
    valueAtRisk: number;
    conditionalValueAtRisk: number;
  }[];

describe('the inverse normal', () => {
  it('has at 90, 95, 97.5 and 99 % the z of the tables, and far out those of Python’s statistics.NormalDist', () => {
    const expected: [number, number][] = [
      [0.5, 0],
      [0.9, 1.2815515655446004],
      [0.95, 1.6448536269514722],
      [0.975, 1.959963984540054],
      [0.99, 2.3263478740408408],
      [0.001, -3.090232306167813],
      [1e-10, -6.361340902404056],
      [1e-16, -8.222082216130435],
      [1e-300, -37.0470962993612],
    ];
    for (const [p, z] of expected) expect(Math.abs(normalQuantile(p) - z)).toBeLessThan(1e-14 * (1 + Math.abs(z)));
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity]);
    expect([normalQuantile(-0.1), normalQuantile(1.1)]).toEqual([NaN, NaN]);
  });

  it('undoes the distribution: its slope is 1 ÷ density everywhere, which its value at ½ then makes Φ⁻¹', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.0001, max: 0.9999, noNaN: true }), (p) => {
        const step = 1e-4 * Math.min(p, 1 - p);
        const slope = (normalQuantile(p + step) - normalQuantile(p - step)) / (2 * step);
        expect(slope * normalDensity(normalQuantile(p))).toBeCloseTo(1, 6);
      }),
      RUNS,
    );
  });
});

describe('historical VaR and CVaR', () => {
  it('are Hull’s: of 500 scenarios the fifth worst loss at 99 %, and the mean of the five', () => {
    // Hull, Options, Futures and Other Derivatives, historical simulation of four stock indices, 25 September 2008:
    // the worst of 500 losses, in dollars; VaR 253,385 and expected shortfall 327,181.
    const worst = [477_841, 345_435, 282_204, 277_041, 253_385, 217_974];
    const pnl = [...Array.from({ length: 494 }, (_, index) => index), ...worst.map((loss) => -loss)];
    const [risk] = historical(pnl, [0.99]);
    expect(risk!.valueAtRisk).toBe(253_385);
    expect(Math.round(risk!.conditionalValueAtRisk)).toBe(327_181);
  });

  it('count the last loss of the tail by its fraction', () => {
    // By hand: 250 × 1 % = 2.5 losses; of −10, −8, −6 the third is VaR, and (10 + 8 + 6 ÷ 2) ÷ 2.5 = 8.4 is CVaR.
    const [risk] = historical([...Array<number>(247).fill(1), -8, -6, -10], [0.99]);
    expect(risk!.valueAtRisk).toBe(6);
    expect(risk!.conditionalValueAtRisk).toBeCloseTo(8.4, 12);
  });

  it('are null where no loss of the sample is that rare', () => {
    const risks = historicalRisk(new Float64Array(99));
    expect(risks.map(({ valueAtRisk }) => valueAtRisk === null)).toEqual([false, false, true]);
    expect(risks[2]).toEqual({ confidence: 0.99, valueAtRisk: null, conditionalValueAtRisk: null });
    expect(historicalRisk(new Float64Array()).every(({ valueAtRisk }) => valueAtRisk === null)).toBe(true);
  });

  it('have CVaR ≥ VaR, and both grow with confidence', () => {
    fc.assert(
      fc.property(pnls, (pnl) => {
        const risks = historical(pnl);
        risks.forEach((risk, index) => {
          expect(risk.conditionalValueAtRisk).toBeGreaterThanOrEqual(risk.valueAtRisk);
          if (index === 0) return;
          expect(risk.valueAtRisk).toBeGreaterThanOrEqual(risks[index - 1]!.valueAtRisk);
          expect(risk.conditionalValueAtRisk).toBeGreaterThanOrEqual(risks[index - 1]!.conditionalValueAtRisk - 1e-9);
        });
      }),
      RUNS,
    );
  });

  it('scale with the position: twice as much has twice the risk', () => {
    fc.assert(
      fc.property(pnls, fc.integer({ min: 1, max: 1_000 }), (pnl, factor) => {
        const [one, many] = [historical(pnl), historical(pnl.map((value) => value * factor))];
        one.forEach((risk, index) => {
          expect(many[index]!.valueAtRisk).toBeCloseTo(risk.valueAtRisk * factor, 6);
          expect(many[index]!.conditionalValueAtRisk).toBeCloseTo(risk.conditionalValueAtRisk * factor, 6);
        });
      }),
      RUNS,
    );
  });

  /** ρ(x + y) ≤ ρ(x) + ρ(y) at every confidence, but for rounding. */
  const subadditive = (measure: 'valueAtRisk' | 'conditionalValueAtRisk') =>
    fc.property(twoPnls, (pairs) => {
      const [x, y] = [historical(pairs.map(([a]) => a)), historical(pairs.map(([, b]) => b))];
      historical(pairs.map(([a, b]) => a + b)).forEach((both, index) => {
        expect(both[measure]).toBeLessThanOrEqual(x[index]![measure] + y[index]![measure] + 1e-9);
      });
    });

  it('reward diversification in CVaR, always', () => {
    fc.assert(subadditive('conditionalValueAtRisk'), RUNS);
  });

  it('would be caught with VaR in place of CVaR, which is not subadditive', () => {
    expect(fc.check(subadditive('valueAtRisk'), RUNS).failed).toBe(true);
  });
});

describe('parametric VaR and CVaR', () => {
  const rounded = (risks: readonly TailRisk[], digits: number) =>
    risks.map((risk) => [risk.valueAtRisk!.toFixed(digits), risk.conditionalValueAtRisk!.toFixed(digits)]);

  it('are those of McNeil, Frey & Embrechts for 10,000 in a stock of 20 % volatility a year of 250 days', () => {
    // Quantitative Risk Management (2005), §2.2, example of VaR and ES of normal and t losses: normal VaR 162.1, 208.1,
    // 294.3 and ES 222.0, 260.9, 337.1 at 90, 95 and 99 %.
    const risks = parametricRisk({ mean: 0, deviation: (10_000 * 0.2) / Math.sqrt(250) });
    expect(rounded(risks, 1)).toEqual([
      ['162.1', '222.0'],
      ['208.1', '260.9'],
      ['294.3', '337.1'],
    ]);
  });

  it('are Jorion’s for two million in Canadian dollars and one in euros', () => {
    // Value at Risk, 3rd ed. (2007), ch. 7: volatilities 5 % and 12 %, no correlation: deviation 156,205, and VaR at 95 %
    // 257,738 with the z of 1.65 that he rounds to. Series with exactly these sample moments: ±√¾ of each volatility.
    const [cad, eur] = [0.05 * Math.sqrt(0.75), 0.12 * Math.sqrt(0.75)];
    const signs = [
      [1, 1],
      [1, -1],
      [-1, 1],
      [-1, -1],
    ] as const;
    const pnl = Float64Array.from(signs, ([c, e]) => 2e6 * c * cad + 1e6 * e * eur);
    const normal = normalOf(pnl, SAMPLE)!;
    expect(Math.round(normal.deviation)).toBe(156_205);
    const [risk] = parametricRisk(normal, [0.95]);
    expect(Math.round((risk!.valueAtRisk! / normalQuantile(0.95)) * 1.65)).toBe(257_738);
  });

  it('of a series are zσ − μ and σφ(z) ÷ (1 − c) − μ of its mean and sample deviation', () => {
    // By hand: 1, 2, 6: mean 3, deviation √7.
    const [risk] = parametricRisk(normalOf(Float64Array.of(1, 2, 6), SAMPLE)!, [0.99]);
    expect(risk!.valueAtRisk).toBeCloseTo(2.3263478740408408 * Math.sqrt(7) - 3, 12);
    expect(risk!.conditionalValueAtRisk).toBeCloseTo((Math.sqrt(7) * 0.026652142203458) / 0.01 - 3, 9);
    expect(normalOf(Float64Array.of(1), SAMPLE)).toBeNull();
  });

  it('by EWMA take the mean as 0 and the latest as weightiest', () => {
    const early = normalOf(Float64Array.of(10, 0, 0), RISK_METRICS)!;
    const late = normalOf(Float64Array.of(0, 0, 10), RISK_METRICS)!;
    expect([early.mean, late.mean]).toEqual([0, 0]);
    expect(late.deviation).toBeCloseTo(early.deviation / 0.94, 12);
  });

  it('have CVaR ≥ VaR, grow with confidence and with size, and reward diversification', () => {
    fc.assert(
      fc.property(twoPnls, fc.constantFrom(SAMPLE, RISK_METRICS), (pairs, weighting) => {
        const risksOf = (pnl: readonly number[]) => parametricRisk(normalOf(Float64Array.from(pnl), weighting)!);
        const x = risksOf(pairs.map(([a]) => a));
        const y = risksOf(pairs.map(([, b]) => b));
        const both = risksOf(pairs.map(([a, b]) => a + b));
        const thrice = risksOf(pairs.map(([a]) => 3 * a));
        x.forEach((risk, index) => {
          expect(risk.conditionalValueAtRisk).toBeGreaterThanOrEqual(risk.valueAtRisk!);
          if (index > 0) expect(risk.valueAtRisk).toBeGreaterThanOrEqual(x[index - 1]!.valueAtRisk!);
          expect(thrice[index]!.valueAtRisk).toBeCloseTo(3 * risk.valueAtRisk!, 6);
          for (const measure of ['valueAtRisk', 'conditionalValueAtRisk'] as const) {
            expect(both[index]![measure]).toBeLessThanOrEqual(risk[measure]! + y[index]![measure]! + 1e-6);
          }
        });
      }),
      RUNS,
    );
  });

  it('take from the series what w′Σw takes from the matrix', () => {
    fc.assert(
      fc.property(twoPnls, fc.constantFrom(SAMPLE, RISK_METRICS), (pairs, weighting) => {
        const variance = (of: (pair: readonly [number, number]) => number) =>
          varianceOf(Float64Array.from(pairs, of), weighting);
        const covariance = (variance(([a, b]) => a + b) - variance(([a, b]) => a - b)) / 4;
        const weighted = 4 * variance(([a]) => a) + 9 * variance(([, b]) => b) - 12 * covariance;
        expect(variance(([a, b]) => 2 * a - 3 * b) / (1 + sum([weighted]))).toBeCloseTo(weighted / (1 + weighted), 9);
      }),
      RUNS,
    );
  });
});
