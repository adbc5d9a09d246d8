/**
 * The lower triangle L with L·Lᵀ = matrix, both row by row, of a positive semi-definite matrix of size × size.
 * A pivot that is zero but for rounding (a symbol that does not vary, or that follows others exactly) leaves its column zero.
 * Source: Golub & Van Loan, Matrix Computations, 4th ed. (2013), §4.2.
 */
export function cholesky(matrix: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    const whole = matrix[j * size + j]!;
    const pivot = whole - rowProduct(lower, j * size, j * size, j);
    if (!(pivot > ROUNDING * size * whole)) continue;
    const root = Math.sqrt(pivot);
    lower[j * size + j] = root;
    for (let i = j + 1; i < size; i++) {
      lower[i * size + j] = (matrix[i * size + j]! - rowProduct(lower, i * size, j * size, j)) / root;
    }
  }
  return lower;
}

const ROUNDING = 1e-15;

function rowProduct(lower: Float64Array, rowA: number, rowB: number, count: number): number {
  let sum = 0;
  for (let k = 0; k < count; k++) sum += lower[rowA + k]! * lower[rowB + k]!;
  return sum;
}
