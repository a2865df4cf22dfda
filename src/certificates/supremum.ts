/**
 * The supremum of a polynomial from its values at the Chebyshev points, bounded above.
 */
import { cosineTable } from './cosines.ts';

/** A polynomial p of degree below n by approximate values at the points cos((2j+1)π/(2n)). */
export interface NodeValues {
  /** Values, j = 0 … n − 1. */
  readonly values: Float64Array;
  /** A bound of |values[j] − p(cos((2j+1)π/(2n)))|. */
  readonly error: number;
}

/** The Chebyshev series Σ c_k T_k of a polynomial, approximately. */
export interface ChebyshevSeries {
  readonly coefficients: Float64Array;
  /** A bound of |coefficients[k] − c_k| for every k. */
  readonly error: number;
}

/** Relative rounding of one operation and of a table entry, with room: 2^−52. */
const ROUNDING = 2 ** -52;

/** Multiplying a computed non-negative sum of n products by this gives an upper bound (see rounding.ts). */
const outward = (n: number): number => 1 + (n + 64) * ROUNDING;

/**
 * The Chebyshev coefficients c_k = (2/n) Σ_j v_j cos(k(2j+1)π/(2n)), k = 0 … n − 1 (half of it for k = 0).
 *
 * Error: a sum of n products with table entries errs by at most (n + 3)·2^−52·Σ|v_j|, and an error δ of the values changes
 * c_k by at most 2δ. Cost: n² products.
 * @param nodes - The values.
 * @returns The coefficients.
 */
export function chebyshevSeries({ values, error }: NodeValues): ChebyshevSeries {
  const n = values.length;
  const table = cosineTable(2 * n);
  const period = 4 * n;
  const coefficients = new Float64Array(n);
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  for (let k = 0; k < n; k += 1) {
    let sum = 0;
    let index = k;
    const step = 2 * k;
    for (let j = 0; j < n; j += 1) {
      sum += (values[j] as number) * (table[index] as number);
      index += step;
      if (index >= period) index -= period;
    }
    coefficients[k] = ((k === 0 ? 1 : 2) / n) * sum;
  }
  // Σ|v_j| ≤ n·largest, and three more roundings for the division and the product.
  return { coefficients, error: 2 * ((n + 6) * ROUNDING * largest + error) * outward(n) };
}

/** A bound of |p| on [−1, 1], and the point of a grid where |p| was found largest. */
export interface Supremum {
  readonly upper: number;
  /** p is evaluated at cos(iπ/grid); i of the largest |p|. */
  readonly index: number;
}

/**
 * An upper bound of |p| on [−1, 1] by its values on a grid.
 *
 * With p_m the part of the series below degree m, |p| ≤ |p_m| + Σ_{k≥m} |c_k|; and as a cosine polynomial of degree
 * m − 1 < N, |p_m| ≤ max_i |p_m(cos(iπ/N))| / cos(π(m−1)/(2N)) (M. Riesz; proofs/certification.md, lemma 5), where
 * cos x ≥ 1 − x²/2. Cost: m(N + 1) products.
 * @param series - The series.
 * @param degree - m, from 1 to the number of coefficients.
 * @param grid - N > m.
 * @returns The bound, rounding included, and the place of the largest value; the bound ∞ for other m and N and a coarse grid.
 */
export function supremum(series: ChebyshevSeries, degree: number, grid: number): Supremum {
  const { coefficients, error } = series;
  const n = coefficients.length;
  const isCounting =
    Number.isSafeInteger(degree) && degree >= 1 && degree <= n && Number.isSafeInteger(grid) && grid >= 1;
  if (!isCounting) return { upper: Infinity, index: 0 };
  let [kept, rest] = [0, 0];
  for (let k = 0; k < n; k += 1) {
    const size = Math.abs(coefficients[k] as number);
    if (k < degree) kept += size;
    else rest += size;
  }
  const table = cosineTable(grid);
  const period = 2 * grid;
  let [largest, index] = [0, 0];
  for (let i = 0; i <= grid; i += 1) {
    let sum = 0;
    let at = 0;
    for (let k = 0; k < degree; k += 1) {
      sum += (coefficients[k] as number) * (table[at] as number);
      at += i;
      if (at >= period) at -= period;
    }
    if (Math.abs(sum) > largest) [largest, index] = [Math.abs(sum), i];
  }
  const onGrid = largest + (degree + 3) * ROUNDING * kept * outward(n);
  const angle = (3.14159266 * (degree - 1)) / (2 * grid);
  const factor = 1 - (angle * angle) / 2;
  // Written so that a grid that is too coarse gives no bound.
  const upper = factor > 0 ? (onGrid / (factor * (1 - 2 ** -40)) + rest + n * error) * outward(n) : Infinity;
  return { upper, index };
}
