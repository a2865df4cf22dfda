/**
 * Rational functions in barycentric form: r(x) = Σ c_i r_i/(x − x_i) / Σ c_i/(x − x_i).
 */
import type { OrderedRealField } from '../../arithmetic/number-systems.ts';

/** A rational function by its values r_i at nodes x_i, in increasing order, and coefficients c_i. */
export interface Barycentric<T> {
  readonly points: readonly T[];
  readonly approximations: readonly T[];
  readonly coefficients: readonly T[];
}

/** A value, and the sign that q has there: with q(x_i) = c_i ω′(x_i) and q(x) = ω(x) Σ c_i/(x − x_i). */
export interface SignedValue<T> {
  readonly value: T;
  readonly sign: number;
}

/**
 * The value of a rational function in barycentric form, and the sign of its denominator, up to that of ω at the right end.
 * @throws {RangeError} where the denominator is zero in the arithmetic of F.
 */
export function evaluateBarycentric<T>(F: OrderedRealField<T>, r: Barycentric<T>, x: T): SignedValue<T> {
  const { points, approximations, coefficients } = r;
  let [numerator, denominator, sign] = [F.zero, F.zero, 1];
  for (let i = 0; i < points.length; i += 1) {
    const distance = F.sub(x, points[i] as T);
    const side = F.compare(distance, F.zero);
    if (side === 0) {
      const after = points.length - 1 - i;
      const slope = after % 2 === 0 ? 1 : -1;
      return { value: approximations[i] as T, sign: slope * F.compare(coefficients[i] as T, F.zero) };
    }
    if (side < 0) sign = -sign;
    const term = F.div(coefficients[i] as T, distance);
    denominator = F.add(denominator, term);
    numerator = F.add(numerator, F.mul(term, approximations[i] as T));
  }
  return { value: F.div(numerator, denominator), sign: sign * F.compare(denominator, F.zero) };
}

/** Value of the denominator q at x, up to a positive factor that all values share. */
export function evaluateDenominator<T>(F: OrderedRealField<T>, r: Barycentric<T>, x: T): T {
  const { points, coefficients } = r;
  const length = points.length === 1 ? F.one : F.sub(points.at(-1) as T, points[0] as T);
  // Distances are measured in quarters of the length, like those in the node weights.
  const distances = points.map((node) => F.div(F.scale(F.sub(x, node), 2), length));
  const at = distances.findIndex((distance) => F.compare(distance, F.zero) === 0);
  const product = distances.reduce((total, distance, i) => (i === at ? total : F.mul(total, distance)), F.one);
  if (at >= 0) return F.mul(product, coefficients[at] as T);
  const sum = distances.reduce((total, distance, i) => F.add(total, F.div(coefficients[i] as T, distance)), F.zero);
  return F.mul(product, sum);
}
