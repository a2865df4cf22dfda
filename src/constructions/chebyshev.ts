/**
 * Interpolation at Chebyshev points, with a proven bound of the rounding of its coefficients.
 */
import { ball, type Ball, type BallField } from '../arithmetic/ball.ts';
import { roundToDigits } from '../arithmetic/numerals.ts';
import { type Rational, rationals } from '../arithmetic/rational.ts';
import type { Target } from '../functions/target.ts';

/** A polynomial in Chebyshev's basis, and how far it is from the interpolant that it stands for. */
export interface ChebyshevInterpolant {
  /** c_0, …, c_degree, lowest degree first, exact decimals. */
  readonly coefficients: readonly Rational[];
  /** A bound of |Σ c_k T_k − interpolant| on [−1, 1]. */
  readonly rounding: Rational;
}

const Q = rationals;

/**
 * The polynomial that interpolates a target at the Chebyshev points `cos(jπ/n)`, j = 0, …, n:
 * `c_k = (2/n) Σ″_j f(cos(jπ/n)) cos(jkπ/n)`, the first and the last term (of the sum, and among the c_k) halved.
 *
 * For f analytic and bounded by M inside the ellipse with foci ±1 and semi-axes of sum ρ, the interpolant is within
 * `4M ρ^(−n)/(ρ − 1)` of f on [−1, 1].
 * @param target - Its values, defined on [−1, 1].
 * @param degree - n ≥ 1.
 * @param digits - Significant digits of the coefficients.
 * @returns Coefficients and their rounding.
 * @throws {RangeError} for another degree, or where the target is undefined.
 *
 * Reference: L. N. Trefethen, Approximation Theory and Approximation Practice, SIAM 2019, Theorem 8.2.
 */
export function chebyshevInterpolant(
  { evaluate }: Pick<Target, 'evaluate'>,
  degree: number,
  digits: number,
): ChebyshevInterpolant {
  if (!Number.isSafeInteger(degree) || degree < 1) {
    throw new RangeError(`chebyshevInterpolant: expected a degree of at least 1, got ${String(degree)}`);
  }
  const F = ball(64 + Math.ceil(3.33 * digits));
  // cos(jπ/n) for j = 0, …, 2n − 1; the index of a product of frequencies is taken modulo 2n.
  const cosines = Array.from({ length: 2 * degree }, (_, j) =>
    F.cos(F.div(F.mul(F.fromInteger(j), F.pi), F.fromInteger(degree))),
  );
  const unit = F.fromInterval(F.base.fromInteger(-1), F.base.one);
  // A ball around an end may reach beyond the domain; the point itself does not.
  const values = cosines.slice(0, degree + 1).map((x) => evaluate(F, within(F, x, unit)));
  const halved = (index: number, value: Ball): Ball => (index === 0 || index === degree ? F.scale(value, -1) : value);
  const coefficients: Rational[] = [];
  let rounding = Q.zero;
  for (let k = 0; k <= degree; k += 1) {
    const sum = values.reduce(
      (total, value, j) => F.add(total, halved(j, F.mul(value, cosines[(j * k) % (2 * degree)] as Ball))),
      F.zero,
    );
    const enclosure = halved(k, F.div(F.scale(sum, 1), F.fromInteger(degree)));
    const rounded = roundToDigits(F.base.toRational(enclosure.midpoint), digits);
    const distance = F.base.toRational(F.upper(F.abs(F.sub(enclosure, F.constant(rounded)))));
    coefficients.push(rounded);
    rounding = Q.add(rounding, distance);
  }
  return { coefficients, rounding };
}

/** The part of a ball that lies in a wider one. */
function within(F: BallField, x: Ball, range: Ball): Ball {
  const low = F.base.max(F.lower(x), F.lower(range));
  const high = F.base.min(F.upper(x), F.upper(range));
  return F.fromInterval(low, high);
}
