import { cholesky } from './cholesky.ts';
import { normalQuantile } from './normal.ts';

export interface MonteCarloInput {
  /** Signed value of each symbol, account currency. */
  readonly values: Float64Array;
  /** Mean log return of each symbol a period. */
  readonly means: Float64Array;
  /** Covariance of log returns, row by row, in the order of `values`. */
  readonly covariance: Float64Array;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Rounded up to a multiple of 8. */
  readonly paths: number;
}

/** Paths come in fours and their mirror images. */
const BLOCK = 4;

/**
 * Profits and losses Σ value × (eʳ − 1) of simulated periods, r jointly normal: r = mean ± L·z, where L is the Cholesky
 * triangle of the covariance and z are independent standard normals, each drawn by inverting one uniform number.
 * Along the direction that moves this portfolio most, every path has a stratum of its own, so a few hundred of them give
 * a tail that hardly changes from one seed to the next.
 * Sources: Jorion, Value at Risk, 3rd ed. (2007), ch. 12 (Monte Carlo, Cholesky); Glasserman, Monte Carlo Methods in
 * Financial Engineering (2003), §4.2 (mirrored, antithetic paths), §4.3.2 (strata along a direction), §9.2 (for VaR).
 */
export function monteCarloPnl({ values, means, covariance, random, paths }: MonteCarloInput): Float64Array {
  const size = values.length;
  const blocks = Math.ceil(paths / (2 * BLOCK));
  const lower = cholesky(covariance, size);
  const grown = values.map((value, i) => value * Math.exp(means[i]!));
  const held = values.reduce((sum, value) => sum + value, 0);
  const direction = steepest(lower, values);
  const normals = new Float64Array(BLOCK * size);
  const pnl = new Float64Array(2 * BLOCK * blocks).fill(-held);
  for (let block = 0; block < blocks; block++) {
    for (let index = 0; index < normals.length; index++) normals[index] = normalQuantile(random() || LEAST);
    for (let path = 0; path < BLOCK; path++) {
      const stratum = BLOCK * block + path;
      setAlong(direction, normals, path, normalQuantile((stratum + (random() || LEAST)) / pnl.length));
    }
    addPaths(pnl, 2 * BLOCK * block, lower, normals, grown);
  }
  return pnl;
}

/** Half of the smallest number above zero that 53 bits can be: a uniform 0 has no normal. */
const LEAST = 2 ** -54;

/** The unit vector of normals along which Σ value × r changes most, Lᵀ·values; null when it does not change. */
function steepest(lower: Float64Array, values: Float64Array): Float64Array | null {
  const size = values.length;
  const direction = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) direction[j]! += lower[i * size + j]! * values[i]!;
  }
  const length = Math.hypot(...direction);
  return length > 0 ? direction.map((part) => part / length) : null;
}

/** Moves the normals of one path along the direction until their part in it is `part`. */
function setAlong(direction: Float64Array | null, normals: Float64Array, path: number, part: number): void {
  if (direction === null) return;
  let missing = part;
  for (let j = 0; j < direction.length; j++) missing -= direction[j]! * normals[BLOCK * j + path]!;
  for (let j = 0; j < direction.length; j++) normals[BLOCK * j + path]! += missing * direction[j]!;
}

/** Four paths at once: each sum waits for its last addition, and the triangle is read once. */
function addPaths(
  pnl: Float64Array,
  at: number,
  lower: Float64Array,
  normals: Float64Array,
  grown: Float64Array,
): void {
  const size = grown.length;
  for (let i = 0; i < size; i++) {
    let x0 = 0;
    let x1 = 0;
    let x2 = 0;
    let x3 = 0;
    const row = i * size;
    for (let j = 0; j <= i; j++) {
      const factor = lower[row + j]!;
      const z = BLOCK * j;
      x0 += factor * normals[z]!;
      x1 += factor * normals[z + 1]!;
      x2 += factor * normals[z + 2]!;
      x3 += factor * normals[z + 3]!;
    }
    addMirrored(pnl, at, grown[i]!, x0);
    addMirrored(pnl, at + 2, grown[i]!, x1);
    addMirrored(pnl, at + 4, grown[i]!, x2);
    addMirrored(pnl, at + 6, grown[i]!, x3);
  }
}

function addMirrored(pnl: Float64Array, at: number, value: number, move: number): void {
  const growth = Math.exp(move);
  pnl[at]! += value * growth;
  pnl[at + 1]! += value / growth;
}
