/** A square matrix by rows; of a symmetric one the lower half is read. */
export type Matrix = readonly (readonly number[])[];

/**
 * The lower triangle L of L·Lᵀ = matrix; undefined where a pivot is not above `leastPivot`: not positive definite, or nearly not.
 * Source: G. H. Golub, C. F. Van Loan, Matrix Computations, 4th ed. (2013), §4.2.
 */
export function cholesky(matrix: Matrix, leastPivot = 0): number[][] | undefined {
  const lower: number[][] = [];
  for (const [i, row] of matrix.entries()) {
    const made: number[] = [];
    for (let j = 0; j < i; j++) made.push((row[j]! - dot(made, lower[j]!, j)) / lower[j]![j]!);
    const pivot = row[i]! - dot(made, made, i);
    if (!(pivot > leastPivot)) return undefined;
    made.push(Math.sqrt(pivot));
    lower.push(made);
  }
  return lower;
}

/** Solves L·Lᵀ·x = right. */
export function solveCholesky(lower: Matrix, right: readonly number[]): number[] {
  const x: number[] = [];
  for (const [i, row] of lower.entries()) x.push((right[i]! - dot(row, x, i)) / row[i]!);
  for (let i = lower.length - 1; i >= 0; i--) {
    let value = x[i]!;
    for (let j = i + 1; j < lower.length; j++) value -= lower[j]![i]! * x[j]!;
    x[i] = value / lower[i]![i]!;
  }
  return x;
}

/** Of the first `length` numbers of each. */
function dot(one: readonly number[], other: readonly number[], length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k++) sum += one[k]! * other[k]!;
  return sum;
}
