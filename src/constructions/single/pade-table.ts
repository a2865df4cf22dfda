/**
 * Cells of the Padé table of a power series, degenerate ones among them.
 */
import type { Field, OrderedRealField } from '../../arithmetic/number-systems.ts';
import { type Rational, rationals } from '../../arithmetic/rational.ts';
import { log2Size } from '../minimax/linear-algebra.ts';
import type { Quotient } from '../minimax/coefficients.ts';

/** What elimination asks of numbers: which of two is the better divisor, and which count as zero. */
export interface Pivoting<T> {
  isLarger(x: T, y: T): boolean;
  /** Whether x is zero beside a number of the size of y. */
  isNegligible(x: T, y: T): boolean;
  /** log₂|x/y|. */
  log2Ratio(x: T, y: T): number;
}

/** Fractions: everything but zero divides as well as anything else. */
const exactPivoting: Pivoting<Rational> = Object.freeze({
  isLarger: (x: Rational, y: Rational) => y.numerator === 0n && x.numerator !== 0n,
  isNegligible: (x: Rational) => x.numerator === 0n,
  log2Ratio: () => 0,
});

/** Part of the bits below which a number counts as zero; a smallest pivot above half of them tells it apart from a true one. */
const NEGLIGIBLE_PART = 0.65;

/** Floating point of so many bits. */
export const roundedPivoting = <T>(F: OrderedRealField<T>, bits: number): Pivoting<T> => ({
  isLarger: (x, y) => F.compare(F.abs(x), F.abs(y)) > 0,
  isNegligible: (x, y) => F.compare(F.abs(x), F.scale(F.abs(y), -Math.floor(NEGLIGIBLE_PART * bits))) <= 0,
  log2Ratio: (x, y) => log2Size(F, x) - log2Size(F, y),
});

/** A cell of the table, in lowest terms. */
export interface PadeCell<T> extends Quotient<T> {
  /** log₂ of the largest over the smallest pivot: about the bits that rounding may cost. */
  readonly lostBits: number;
}

/** The kernel of a matrix with one column more than rows, or its rank where that is smaller. */
interface Kernel<T> {
  readonly rank: number;
  readonly vector: readonly T[];
  readonly lostBits: number;
}

/** Elimination with complete pivoting. */
function kernelOf<T>(F: Field<T>, rows: readonly (readonly T[])[], pivoting: Pivoting<T>): Kernel<T> {
  const A = rows.map((row) => [...row]);
  const [n, width] = [A.length, (A[0] ?? []).length];
  const order = Array.from({ length: width }, (_, j) => j);
  const at = (i: number, j: number): T => (A[i] as T[])[order[j] as number] as T;
  let [first, last]: (T | undefined)[] = [];
  let rank = 0;
  for (; rank < n; rank += 1) {
    let [row, column] = [rank, rank];
    for (let i = rank; i < n; i += 1) {
      for (let j = rank; j < width; j += 1) if (pivoting.isLarger(at(i, j), at(row, column))) [row, column] = [i, j];
    }
    const pivot = at(row, column);
    first ??= pivot;
    if (pivoting.isNegligible(pivot, first)) break;
    last = pivot;
    [A[rank], A[row]] = [A[row] as T[], A[rank] as T[]];
    [order[rank], order[column]] = [order[column] as number, order[rank] as number];
    for (let i = rank + 1; i < n; i += 1) {
      const factor = F.div(at(i, rank), pivot);
      const target = A[i] as T[];
      for (let j = rank + 1; j < width; j += 1) {
        const place = order[j] as number;
        target[place] = F.sub(target[place] as T, F.mul(factor, at(rank, j)));
      }
    }
  }
  const lostBits = first === undefined || last === undefined ? 0 : pivoting.log2Ratio(first, last);
  const vector = Array.from({ length: width }, () => F.zero);
  vector[order[rank] as number] = F.one;
  for (let i = rank - 1; i >= 0; i -= 1) {
    let sum = F.zero;
    for (let j = i + 1; j <= rank; j += 1) sum = F.add(sum, F.mul(at(i, j), vector[order[j] as number] as T));
    vector[order[i] as number] = F.neg(F.div(sum, at(i, i)));
  }
  return { rank, vector, lostBits };
}

/** Without what counts as zero at the end. */
function withoutTail<T>(list: readonly T[], pivoting: Pivoting<T>): readonly T[] {
  const largest = list.reduce((top, value) => (pivoting.isLarger(value, top) ? value : top));
  const last = list.findLastIndex((value) => !pivoting.isNegligible(value, largest));
  return list.slice(0, Math.max(1, last + 1));
}

/**
 * The Padé approximant p/q of type (m, n): deg p ≤ m, deg q ≤ n, c q − p = O(t^(m+n+1)).
 *
 * The conditions of order m + 1 … m + n on q are a Toeplitz system of n rows. Its rank falls where the cell belongs to a
 * square block of equal ones; the degrees are then lowered to those of the corner of the block, and a common power of t is
 * taken out, so that what comes back is in lowest terms with q(0) = 1.
 *
 * Cost: n³/3 operations.
 * @param F - The field of the coefficients.
 * @param series - c_0, …, c_{m+n}.
 * @param type - Degrees m, n ≥ 0.
 * @param pivoting - What counts as zero.
 * @returns Numerator and denominator, lowest degree first; a zero numerator has the denominator 1.
 *
 * Reference: P. Gonnet, S. Güttel, L. N. Trefethen, Robust Padé approximation via SVD, doi:10.1137/110853236, with elimination in place of the SVD.
 */
export function padeCell<T>(
  F: Field<T>,
  series: readonly T[],
  type: readonly [number, number],
  pivoting: Pivoting<T>,
): PadeCell<T> {
  let [m, n] = type;
  const c = (k: number): T => (k < 0 ? F.zero : (series[k] ?? F.zero));
  const largest = series.reduce((top, value) => (pivoting.isLarger(value, top) ? value : top), F.zero);
  let kernel: Kernel<T> = { rank: 0, vector: [F.one], lostBits: 0 };
  for (;;) {
    const head = series.slice(0, m + 1);
    if (head.every((value) => pivoting.isNegligible(value, largest))) {
      return { numerator: [F.zero], denominator: [F.one], lostBits: 0 };
    }
    if (n === 0) {
      kernel = { rank: 0, vector: [F.one], lostBits: kernel.lostBits };
      break;
    }
    const rows = Array.from({ length: n }, (_, i) => Array.from({ length: n + 1 }, (__, j) => c(m + 1 + i - j)));
    kernel = kernelOf(F, rows, pivoting);
    if (kernel.rank === n) break;
    [m, n] = [Math.max(0, m - (n - kernel.rank)), kernel.rank];
  }
  const q = withoutTail(kernel.vector, pivoting);
  const top = q.reduce((most, value) => (pivoting.isLarger(value, most) ? value : most));
  const p = Array.from({ length: m + 1 }, (_, k) =>
    q.reduce((sum, value, j) => (j > k ? sum : F.add(sum, F.mul(value, c(k - j)))), F.zero),
  );
  const common = q.findIndex((value) => !pivoting.isNegligible(value, top));
  const scale = F.div(F.one, q[common] as T);
  const normalised = (list: readonly T[]): readonly T[] =>
    withoutTail(list.slice(common), pivoting).map((value) => F.mul(value, scale));
  return { numerator: normalised(p), denominator: normalised(q), lostBits: kernel.lostBits };
}

/**
 * The Padé approximant of a series with rational coefficients, exactly.
 *
 * Degrees are those asked for or, in a block of equal cells, those of its corner: the result is in lowest terms, with q(0) = 1.
 * @param series - c_0, …, c_{m+n}, lowest degree first.
 * @param type - Degrees m of the numerator and n of the denominator, ≥ 0.
 * @returns Coefficients of p and q, lowest degree first.
 *
 * Reference: G. A. Baker, P. Graves-Morris, Padé Approximants, Cambridge University Press 1996, section 1.4.
 */
export const exactPadeCell = (series: readonly Rational[], type: readonly [number, number]): PadeCell<Rational> =>
  padeCell(rationals, series, type, exactPivoting);
