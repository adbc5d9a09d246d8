import type { ReturnWindow } from './return-window.ts';

/** How returns of the past count: all alike about their mean, or the nearer the more about 0. */
export type Weighting = { readonly kind: 'sample' } | { readonly kind: 'ewma'; readonly lambda: number };

export const SAMPLE: Weighting = { kind: 'sample' };

/** Decay for daily returns. Source: RiskMetrics Technical Document, 4th ed. (J.P. Morgan/Reuters, 1996), §5.3. */
export const RISK_METRICS: Weighting = { kind: 'ewma', lambda: 0.94 };

/** Covariances of log returns a period, over the rows in which every symbol has one. */
export interface CovarianceMatrix {
  readonly symbols: readonly string[];
  /** Rows that it is over. */
  readonly returns: number;
  /** Row by row, symmetric. */
  readonly values: Float64Array;
}

/**
 * Covariances of the symbols; null below two common rows. Sample: over n − 1 about the mean. EWMA: Σ λᵏ xy ÷ Σ λᵏ about a
 * mean of 0, k rows before the newest (RiskMetrics 1996, §5.2, with weights that sum to 1 over the window).
 */
export function covarianceMatrix(
  window: ReturnWindow,
  symbols: readonly string[],
  weighting: Weighting = SAMPLE,
): CovarianceMatrix | null {
  const returns = window.commonCount(symbols);
  if (returns < 2) return null;
  const size = symbols.length;
  const scores = symbols.map((symbol) => scoresOf(window.returnsOf(symbol, returns), weighting));
  const values = new Float64Array(size * size);
  const put = (i: number, j: number, covariance: number): void => {
    values[i * size + j] = covariance;
    values[j * size + i] = covariance;
  };
  for (let i = 0; i < size; i++) {
    const own = scores[i]!;
    let j = 0;
    for (; j + 3 <= i; j += 4) {
      dotFour(own, scores[j]!, scores[j + 1]!, scores[j + 2]!, scores[j + 3]!);
      for (let k = 0; k < 4; k++) put(i, j + k, FOUR[k]!);
    }
    for (; j <= i; j++) put(i, j, dot(own, scores[j]!));
  }
  return { symbols, returns, values };
}

/** Correlations from covariances, row by row; null where one of the two does not vary. */
export function correlationsOf({ symbols, values }: CovarianceMatrix): (number | null)[][] {
  const size = symbols.length;
  return symbols.map((_, i) =>
    symbols.map((__, j) =>
      correlationFrom(values[i * size + j]!, values[i * size + i]!, values[j * size + j]!, i === j),
    ),
  );
}

/** Correlation of two symbols over their common rows, in [−1, 1]; null below two of them or where one does not vary. */
export function correlation(window: ReturnWindow, a: string, b: string, weighting: Weighting = SAMPLE): number | null {
  const moments = momentsOf(window, a, b, weighting);
  return moments && correlationFrom(moments.covariance, moments.varianceA, moments.varianceB, a === b);
}

/** Two symbols more alike than a threshold, a ÷ b in the order of the matrix. */
export interface CorrelatedPair {
  readonly symbols: readonly [string, string];
  readonly correlation: number;
}

/** Pairs with a correlation above the threshold, the strongest first. */
export function pairsAbove({ symbols, values }: CovarianceMatrix, threshold: number): CorrelatedPair[] {
  const size = symbols.length;
  const pairs: CorrelatedPair[] = [];
  for (let i = 1; i < size; i++) {
    const varianceA = values[i * size + i]!;
    for (let j = 0; j < i; j++) {
      const value = correlationFrom(values[i * size + j]!, varianceA, values[j * size + j]!, false);
      if (value !== null && value > threshold) pairs.push({ symbols: [symbols[j]!, symbols[i]!], correlation: value });
    }
  }
  return pairs.sort((a, b) => b.correlation - a.correlation);
}

/** Variances and covariance of two symbols over their common rows; null below two of them. */
export function momentsOf(
  window: ReturnWindow,
  a: string,
  b: string,
  weighting: Weighting,
): { covariance: number; varianceA: number; varianceB: number } | null {
  const count = Math.min(window.countOf(a), window.countOf(b));
  if (count < 2) return null;
  const scoresA = scoresOf(window.returnsOf(a, count), weighting);
  const scoresB = scoresOf(window.returnsOf(b, count), weighting);
  return { covariance: dot(scoresA, scoresB), varianceA: dot(scoresA, scoresA), varianceB: dot(scoresB, scoresB) };
}

/** Variance of a series by the same weighting, at least two values long. */
export function varianceOf(series: Float64Array, weighting: Weighting): number {
  const scores = scoresOf(series, weighting);
  return dot(scores, scores);
}

/** Equal returns can differ by rounding, a few units of 2⁻⁵²: that is no variance. */
export const varies = (variance: number): boolean => variance > 1e-30;

function correlationFrom(covariance: number, varianceA: number, varianceB: number, isSame: boolean): number | null {
  if (!varies(varianceA) || !varies(varianceB)) return null;
  if (isSame) return 1;
  return Math.max(-1, Math.min(1, covariance / Math.sqrt(varianceA * varianceB)));
}

/** Deviations times the root of their weight, so that a covariance is a plain dot product. */
function scoresOf(returns: Float64Array, weighting: Weighting): Float64Array {
  const count = returns.length;
  const scores = new Float64Array(count);
  if (weighting.kind === 'sample') {
    let sum = 0;
    for (let index = 0; index < count; index++) sum += returns[index]!;
    const mean = sum / count;
    const root = Math.sqrt(1 / (count - 1));
    for (let index = 0; index < count; index++) scores[index] = (returns[index]! - mean) * root;
    return scores;
  }
  const rootOfLambda = Math.sqrt(weighting.lambda);
  let root = 1;
  let weights = 0;
  for (let index = count - 1; index >= 0; index--) {
    scores[index] = returns[index]! * root;
    weights += root * root;
    root *= rootOfLambda;
  }
  const scale = 1 / Math.sqrt(weights);
  for (let index = 0; index < count; index++) scores[index]! *= scale;
  return scores;
}

/** Four sums at once, since each addition to one has to wait for the last. */
function dot(a: Float64Array, b: Float64Array): number {
  const count = a.length;
  const whole = count - (count % 4);
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let index = 0; index < whole; index += 4) {
    s0 += a[index]! * b[index]!;
    s1 += a[index + 1]! * b[index + 1]!;
    s2 += a[index + 2]! * b[index + 2]!;
    s3 += a[index + 3]! * b[index + 3]!;
  }
  for (let index = whole; index < count; index++) s0 += a[index]! * b[index]!;
  return s0 + s1 + (s2 + s3);
}

/** Where dotFour leaves its results: nothing is called in between, so one place does for all. */
const FOUR = new Float64Array(4);

/** Dot products of `a` with four others, which reads it once. */
function dotFour(a: Float64Array, b0: Float64Array, b1: Float64Array, b2: Float64Array, b3: Float64Array): void {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let index = 0; index < a.length; index++) {
    const value = a[index]!;
    s0 += value * b0[index]!;
    s1 += value * b1[index]!;
    s2 += value * b2[index]!;
    s3 += value * b3[index]!;
  }
  FOUR[0] = s0;
  FOUR[1] = s1;
  FOUR[2] = s2;
  FOUR[3] = s3;
}
