/**
 * Dense linear algebra over any ordered field, where doubles do not do.
 */
import type { OrderedRealField } from '../../arithmetic/number-systems.ts';
import { log2Of } from '../../arithmetic/numerals.ts';

/** Σ x_i y_i. */
export function dot<T>(F: OrderedRealField<T>, x: readonly T[], y: readonly T[]): T {
  let sum = F.zero;
  for (let i = 0; i < x.length; i += 1) sum = F.add(sum, F.mul(x[i] as T, y[i] as T));
  return sum;
}

/** log₂|x| for x ≠ 0, also beyond the range of doubles. */
export function log2Size<T>(F: OrderedRealField<T>, x: T): number {
  return log2Of(F.toRational(F.abs(x)));
}

/** x/‖x‖₂ for x ≠ 0. */
export function normalised<T>(F: OrderedRealField<T>, x: readonly T[]): readonly T[] {
  // Entries may be so large or small that squares leave the range of doubles.
  const largest = x.reduce((top, value) => F.max(top, F.abs(value)), F.zero);
  const scaled = x.map((value) => F.div(value, largest));
  const size = F.sqrt(dot(F, scaled, scaled));
  return scaled.map((value) => F.div(value, size));
}

/**
 * Solves A x = b by elimination with partial pivoting.
 *
 * Cost: n³/3 operations; (band + 1)·n·band for a matrix with `band` diagonals on each side of the main one.
 * @param F - The number system.
 * @param matrix - The rows of A.
 * @param right - b.
 * @param band - Number of diagonals below the main one; by default all.
 * @returns x, and log₂ of the largest over the smallest pivot: about the bits that rounding may cost.
 * @throws {RangeError} where the matrix is singular in the arithmetic of F.
 */
export function solveLinear<T>(
  F: OrderedRealField<T>,
  matrix: readonly (readonly T[])[],
  right: readonly T[],
  band: number = right.length,
): { readonly solution: T[]; readonly growth: number } {
  const n = right.length;
  const A = matrix.map((row) => [...row]);
  const x = [...right];
  for (let k = 0; k < n; k += 1) {
    const below = Math.min(n - 1, k + band);
    // Exchanges of rows widen the upper part to twice the band.
    const end = Math.min(n - 1, k + 2 * band);
    let pivot = k;
    for (let i = k + 1; i <= below; i += 1) {
      if (F.compare(F.abs((A[i] as T[])[k] as T), F.abs((A[pivot] as T[])[k] as T)) > 0) pivot = i;
    }
    [A[k], A[pivot]] = [A[pivot] as T[], A[k] as T[]];
    [x[k], x[pivot]] = [x[pivot] as T, x[k] as T];
    const row = A[k] as T[];
    const inverse = F.div(F.one, row[k] as T);
    for (let i = k + 1; i <= below; i += 1) {
      const other = A[i] as T[];
      const factor = F.mul(other[k] as T, inverse);
      for (let j = k + 1; j <= end; j += 1) other[j] = F.sub(other[j] as T, F.mul(factor, row[j] as T));
      x[i] = F.sub(x[i] as T, F.mul(factor, x[k] as T));
    }
  }
  for (let i = n - 1; i >= 0; i -= 1) {
    const row = A[i] as T[];
    let sum = x[i] as T;
    for (let j = i + 1; j <= Math.min(n - 1, i + 2 * band); j += 1) sum = F.sub(sum, F.mul(row[j] as T, x[j] as T));
    x[i] = F.div(sum, row[i] as T);
  }
  const pivots = A.map((row, i) => log2Size(F, row[i] as T));
  return { solution: x, growth: Math.max(...pivots) - Math.min(...pivots) };
}
