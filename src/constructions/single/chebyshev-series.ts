/**
 * Chebyshev coefficients in floating point.
 */
import type { OrderedRealField } from '../../arithmetic/number-systems.ts';

/** Interpolation points for each coefficient, at first and at most. */
const POINTS = 2;
const MOST_POINTS = 8;
/** Bits that the first coefficient left out must lie below the last one taken. */
const CLEAR_BITS = 16;

/** Coefficients 0 … count − 1, and the last two, of the interpolant at cos(jπ/N), N = count·factor. */
function interpolantCoefficients<T>(
  F: OrderedRealField<T>,
  f: (s: T) => T,
  count: number,
  factor: number,
): { readonly coefficients: readonly T[]; readonly last: T } {
  const N = count * factor;
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
 * Heuristic: coefficient k is wrong by a_{2N−k} and smaller ones. The number N of points is doubled until |a_N| is 2^−16 of the last coefficient
 * (for geometric decay the error of that one is then 2^−32 of it), or up to 8 points for each coefficient: coefficients
 * of functions with kinks are those of the interpolant then.
 * @param F - The number system.
 * @param f - The function.
 * @param count - How many.
 * @param noise - Numbers below are roundings.
 */
export function chebyshevCoefficients<T>(
  F: OrderedRealField<T>,
  f: (s: T) => T,
  count: number,
  noise: (largest: T) => T,
): readonly T[] {
  for (let factor = POINTS; ; factor *= 2) {
    const { coefficients, last } = interpolantCoefficients(F, f, count, factor);
    const largest = coefficients.reduce((top, c) => F.max(top, F.abs(c)), F.zero);
    const least = noise(largest);
    const cleaned = coefficients.map((c) => (F.compare(F.abs(c), least) <= 0 ? F.zero : c));
    const end = F.max(F.abs(cleaned.at(-1) as T), F.abs(cleaned.at(-2) ?? F.zero));
    const isClear = F.compare(last, F.max(least, F.scale(end, -CLEAR_BITS))) <= 0;
    if (isClear || factor >= MOST_POINTS) return cleaned;
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
