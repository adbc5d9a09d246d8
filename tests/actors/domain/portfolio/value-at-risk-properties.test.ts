// VaR and CVaR against closed forms and definitions that are worked out here in another way than in the product.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { historicalRisk } from '../../../../actors/domain/portfolio/historical.ts';
import { monteCarloPnl } from '../../../../actors/domain/portfolio/monte-carlo.ts';
import { parametricRisk } from '../../../../actors/domain/portfolio/parametric.ts';
import { seededRandom } from '../../../../runtime/random.ts';
import { RUNS, sum } from './portfolio-builders.ts';

/** P(Z > z) of a standard normal by the series of erf. Source: Abramowitz & Stegun (1964), 7.1.5. */
function beyond(z: number): number {
  const x = z / Math.SQRT2;
  let term = x;
  let series = x;
  for (let n = 1; Math.abs(term) > 1e-18; n += 1) {
    term *= -(x * x) / n;
    series += term / (2 * n + 1);
  }
  return (1 - (2 / Math.sqrt(Math.PI)) * series) / 2;
}

/** ∫ f over [from, to] by Simpson's rule. */
function integral(f: (x: number) => number, from: number, to: number, steps: number): number {
  const width = (to - from) / steps;
  let total = f(from) + f(to);
  for (let step = 1; step < steps; step += 1) total += f(from + step * width) * (step % 2 === 0 ? 2 : 4);
  return (total * width) / 3;
}

const density = (x: number): number => Math.exp(-(x * x) / 2) / Math.sqrt(2 * Math.PI);

describe('of a normal distribution with a known deviation', () => {
  const normals = fc.record({
    mean: fc.double({ min: -1_000, max: 1_000, noNaN: true }),
    deviation: fc.double({ min: 0.01, max: 10_000, noNaN: true }),
    confidence: fc.integer({ min: 500, max: 999 }).map((thousandths) => thousandths / 1_000),
  });

  /** VaR is exceeded with a probability of 1 − c, and CVaR is the mean of the losses beyond it. */
  const isClosedForm = (risk: typeof parametricRisk) =>
    fc.property(normals, ({ mean, deviation, confidence }) => {
      const [tail] = risk({ mean, deviation }, [confidence]);
      const z = (tail!.valueAtRisk! + mean) / deviation;
      expect(beyond(z) / (1 - confidence)).toBeCloseTo(1, 8);
      const tailMean = integral((x) => x * density(x), z, z + 12, 1_000) / (1 - confidence);
      expect((tail!.conditionalValueAtRisk! + mean) / deviation).toBeCloseTo(tailMean, 6);
    });

  it('VaR is exceeded as rarely as it says, and CVaR is the mean beyond it', () => {
    fc.assert(isClosedForm(parametricRisk), RUNS);
  });

  it('would be caught with a z that is rounded to two digits', () => {
    const rounded: typeof parametricRisk = (normal, confidences) =>
      parametricRisk(normal, confidences).map((tail) => ({
        ...tail,
        valueAtRisk: Math.round((tail.valueAtRisk! / normal.deviation) * 100) * (normal.deviation / 100),
      }));
    expect(fc.check(isClosedForm(rounded), RUNS).failed).toBe(true);
  });
});

describe('of a sample', () => {
  const samples = fc.record({
    pnl: fc.array(
      fc.integer({ min: -500, max: 500 }).map((cents) => cents / 100),
      { minLength: 20, maxLength: 120 },
    ),
    thousandths: fc.integer({ min: 500, max: 990 }),
  });

  /**
   * VaR is the upper quantile of the loss, inf {l : P(L > l) < 1 − c}, found by counting; CVaR the least of v + E[(L − v)⁺] ÷ (1 − c).
   * Sources: Acerbi & Tasche (2002), Journal of Banking & Finance 26, definition 2.1; Rockafellar & Uryasev (2002), the same
   * volume, 1443–1471, theorem 10.
   */
  const isDefinition = (risk: typeof historicalRisk) =>
    fc.property(samples, ({ pnl, thousandths }) => {
      const [tail] = risk(Float64Array.from(pnl), [thousandths / 1_000]);
      const losses = pnl.map((value) => -value);
      // In whole numbers: is the share of losses worse than this below 1 − c?
      const isRare = (loss: number): boolean =>
        losses.filter((other) => other > loss).length * 1_000 < pnl.length * (1_000 - thousandths);
      const size = (pnl.length * (1_000 - thousandths)) / 1_000;
      if (size < 1) {
        expect(tail!.valueAtRisk).toBeNull();
        return;
      }
      expect(tail!.valueAtRisk).toBeCloseTo(Math.min(...losses.filter(isRare)), 12);
      const least = Math.min(...losses.map((v) => v + sum(losses.map((loss) => Math.max(0, loss - v))) / size));
      expect(tail!.conditionalValueAtRisk).toBeCloseTo(least, 9);
    });

  it('they are the order statistics of their definitions', () => {
    fc.assert(isDefinition(historicalRisk), RUNS);
  });

  it('would be caught one rank too far in, the usual mistake where n × (1 − c) is not whole', () => {
    const shifted: typeof historicalRisk = (pnl, confidences) =>
      historicalRisk(pnl, confidences).map((tail) => {
        const rank = Math.max(1, Math.floor(pnl.length * (1 - tail.confidence)));
        return tail.valueAtRisk === null ? tail : { ...tail, valueAtRisk: -pnl.toSorted()[rank - 1]! };
      });
    expect(fc.check(isDefinition(shifted), RUNS).failed).toBe(true);
  });
});

describe('of simulated paths', () => {
  const PATHS = 800;
  const portfolios = fc.record({
    seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    values: fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 3, maxLength: 3 }),
    rows: fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 3, maxLength: 3 }), {
      minLength: 3,
      maxLength: 3,
    }),
    confidence: fc.constantFrom(0.9, 0.95, 0.99),
  });

  /**
   * Within three standard errors of the parametric figures: of a quantile √(c(1 − c) ÷ n) ÷ f(q), of a tail mean
   * √((Var[L | L > q] + c(CVaR − q)²) ÷ (n(1 − c))). Source: Glasserman, Monte Carlo Methods in Financial Engineering (2003), §9.1.
   */
  const converges = (simulate: typeof monteCarloPnl) =>
    fc.property(portfolios, ({ seed, values, rows, confidence }) => {
      // Moves of some millionths: eʳ − 1 is r to six digits.
      const covariance = rows.flatMap((a) => rows.map((b) => sum(a.map((value, i) => value * b[i]!)) * 1e-12));
      const variance = sum(covariance.map((value, at) => value * values[Math.floor(at / 3)]! * values[at % 3]!));
      const deviation = Math.sqrt(Math.max(0, variance));
      fc.pre(deviation > 1e-5);
      const pnl = simulate({
        values: Float64Array.from(values),
        means: new Float64Array(3),
        covariance: Float64Array.from(covariance),
        random: seededRandom(seed).next,
        paths: PATHS,
      });
      const [found] = historicalRisk(pnl, [confidence]);
      const [closed] = parametricRisk({ mean: 0, deviation: 1 }, [confidence]);
      const [z, tail] = [closed!.valueAtRisk!, closed!.conditionalValueAtRisk!];
      const quantileError = Math.sqrt((confidence * (1 - confidence)) / PATHS) / density(z);
      expect(Math.abs(found!.valueAtRisk! / deviation - z)).toBeLessThan(3 * quantileError);
      const tailVariance = 1 + z * tail - tail ** 2;
      const tailError = Math.sqrt((tailVariance + confidence * (tail - z) ** 2) / (PATHS * (1 - confidence)));
      expect(Math.abs(found!.conditionalValueAtRisk! / deviation - tail)).toBeLessThan(3 * tailError);
    });

  it('they are within their standard errors of the parametric ones, whatever the seed', { timeout: 280_000 }, () => {
    fc.assert(converges(monteCarloPnl), RUNS);
  });

  it('would be caught if the symbols were drawn apart', () => {
    const apart: typeof monteCarloPnl = (input) =>
      monteCarloPnl({ ...input, covariance: input.covariance.map((value, at) => (at % 4 === 0 ? value : 0)) });
    expect(fc.check(converges(apart), { ...RUNS, numRuns: 200 }).failed).toBe(true);
  });
});
