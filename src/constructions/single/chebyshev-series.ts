/**
 * Chebyshev coefficients in floating point.
 */
import type { OrderedRealField } from '../../arithmetic/number-systems.ts';
import { log2Size } from '../minimax/linear-algebra.ts';

/** Interpolation points for each coefficient, at first, and at most where coefficients fall slowly. */
const POINTS = 2;
const MOST_POINTS = 8;
/** Bits by which coefficients fall from the last one taken to the last one there is, if they fall fast. */
const FAST_BITS = 8;
/** Growth of the number of points beyond what is expected, and at most. */
const MARGIN = 1.15;
const MOST_GROWTH = 4;

/** Coefficients 0 … count − 1, and the larger of the last two, of the interpolant at cos(jπ/N). */
function interpolantCoefficients<T>(
  F: OrderedRealField<T>,
  f: (s: T) => T,
  count: number,
  N: number,
): { readonly coefficients: readonly T[]; readonly last: T } {
  const cosines = Array.from({ length: 2 * N }, (_, j) =>
    F.cos(F.div(F.mul(F.pi, F.fromInteger(j)), F.fromInteger(N))),
  );
  const values = Array.from({ length: N + 1 }, (_, j) => {
    const value = f(j === N ? F.neg(F.one) : j === 0 ? F.one : (cosines[j] as T));
    return j === 0 || j === N ? F.scale(value, -1) : value;
  });
  const coefficient = (k: number): T => {
    const sum = values.reduce((s, value, j) => F.add(s, F.mul(value, cosines[(j * k) % (2 * N)] as T)), F.zero);
    return F.div(k === 0 || k === N ? sum : F.scale(sum, 1), F.fromInteger(N));
  };
  const last = F.max(F.abs(coefficient(N - 1)), F.abs(coefficient(N)));
  return { coefficients: Array.from({ length: count }, (_, k) => coefficient(k)), last };
}

/**
 * a_0, …, a_{count−1} of f = Σ a_k T_k on [−1, 1], by interpolation at the extrema of a Chebyshev polynomial.
 *
 * Heuristic: coefficient k of the interpolant at N + 1 points is wrong by a_{2N−k} and smaller ones. N is raised until |a_N| is below the
 * accuracy; where coefficients fall slowly, as those of functions with kinks do, there are 8 points for each coefficient,
 * and the coefficients are those of the interpolant.
 * @param F - The number system.
 * @param f - The function.
 * @param count - How many.
 * @param accuracy - What the coefficients may be wrong by.
 * @param noise - Numbers below are roundings, by the largest coefficient; coefficients below come back as 0.
 */
export function chebyshevCoefficients<T>(
  F: OrderedRealField<T>,
  f: (s: T) => T,
  count: number,
  accuracy: T,
  noise: (largest: T) => T,
): readonly T[] {
  let isSlow = false;
  for (let N = POINTS * count; ;) {
    const { coefficients, last } = interpolantCoefficients(F, f, count, N);
    const largest = coefficients.reduce((top, c) => F.max(top, F.abs(c)), F.zero);
    const least = noise(largest);
    const cleaned = coefficients.map((c) => (F.compare(F.abs(c), least) <= 0 ? F.zero : c));
    if (F.compare(last, F.max(least, accuracy)) <= 0) return cleaned;
    const end = F.max(F.abs(cleaned.at(-1) as T), F.abs(cleaned.at(-2) ?? F.zero));
    if (N === POINTS * count) isSlow = F.compare(last, F.scale(end, -FAST_BITS)) > 0;
    if (isSlow && N >= MOST_POINTS * count) return cleaned;
    const [fallen, wanted] = [last, accuracy].map((x) => log2Size(F, largest) - log2Size(F, x)) as [number, number];
    const growth = isSlow ? MOST_GROWTH : Math.min(MOST_GROWTH, (MARGIN * wanted) / fallen);
    N = Math.max(N + 2, Math.ceil(N * growth));
    if (isSlow) N = Math.min(N, MOST_POINTS * count);
  }
}

/** Coefficients of powers of s for Σ c_k T_k(s). */
export function powersFromChebyshev<T>(F: OrderedRealField<T>, coefficients: readonly T[]): readonly T[] {
  const sum = coefficients.map(() => F.zero);
  let before: readonly T[] = [];
  let current: readonly T[] = [F.one];
  coefficients.forEach((c, k) => {
    current.forEach((t, i) => (sum[i] = F.add(sum[i] as T, F.mul(c, t))));
    // T_1 = s, T_{k+1} = 2s T_k − T_{k−1}.
    const next = [F.zero, ...current.map((t) => (k === 0 ? t : F.scale(t, 1)))];
    before.forEach((t, i) => (next[i] = F.sub(next[i] as T, t)));
    [before, current] = [current, next];
  });
  return sum;
}
