/**
 * From barycentric form to coefficients of powers.
 */
import type { OrderedRealField } from '../../arithmetic/number-systems.ts';
import { type Barycentric } from './barycentric.ts';

/** Numbers 0 … count − 1 in an order in which each next one lies far from those before. */
export function spreadOrder(count: number): readonly number[] {
  const order: number[] = [];
  const seen = new Set<number>();
  for (let bits = 0; order.length < count; bits += 1) {
    for (let k = 0; k <= 1 << bits && order.length < count; k += 1) {
      const index = Math.round((k * (count - 1)) / (1 << bits));
      if (!seen.has(index)) order.push(index);
      seen.add(index);
    }
  }
  return order;
}

/** Coefficients, lowest degree first, of the polynomial of degree below points.length through the values. */
function interpolate<T>(F: OrderedRealField<T>, points: readonly T[], values: readonly T[]): readonly T[] {
  const differences = [...values];
  for (let k = 1; k < points.length; k += 1) {
    for (let i = points.length - 1; i >= k; i -= 1) {
      const rise = F.sub(differences[i] as T, differences[i - 1] as T);
      differences[i] = F.div(rise, F.sub(points[i] as T, points[i - k] as T));
    }
  }
  let result: T[] = [];
  for (let k = points.length - 1; k >= 0; k -= 1) {
    const shifted = [F.zero, ...result];
    result.forEach((c, i) => (shifted[i] = F.sub(shifted[i] as T, F.mul(c, points[k] as T))));
    shifted[0] = F.add(shifted[0] as T, differences[k] as T);
    result = shifted;
  }
  return result.slice(0, points.length);
}

/** The polynomials of a quotient, lowest degree first. */
export interface Quotient<T> {
  readonly numerator: readonly T[];
  readonly denominator: readonly T[];
}

/**
 * The coefficients of p and q.
 * @param F - The number system; about as many bits are lost as the powers of x are ill-conditioned on the interval.
 * @param r - The barycentric form.
 * @param denominators - q at its points.
 * @param type - The degrees of p and q.
 */
export function coefficientsOf<T>(
  F: OrderedRealField<T>,
  r: Barycentric<T>,
  denominators: readonly T[],
  [m, n]: readonly [number, number],
): Quotient<T> {
  const order = spreadOrder(r.points.length);
  const part = (count: number, value: (i: number) => T): readonly T[] => {
    const chosen = order.slice(0, count);
    return interpolate(
      F,
      chosen.map((i) => r.points[i] as T),
      chosen.map(value),
    );
  };
  const q = part(n + 1, (i) => denominators[i] as T);
  const p = part(m + 1, (i) => F.mul(denominators[i] as T, r.approximations[i] as T));
  const unit = q.reduce((x, y) => (F.compare(F.abs(y), F.abs(x)) > 0 ? y : x));
  const constant = q[0] as T;
  // q(0) = 1 where that is no small number among the coefficients.
  const divisor = F.compare(F.scale(F.abs(constant), 20), F.abs(unit)) > 0 ? constant : unit;
  const scaled = (list: readonly T[]): readonly T[] => list.map((c) => F.div(c, divisor));
  return { numerator: scaled(p), denominator: scaled(q) };
}
