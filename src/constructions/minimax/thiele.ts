/**
 * Rational interpolation by Thiele's continued fraction.
 *
 * Legend: x_0 … x_N the points; r(x) = b_0 + (x − x_0)/(b_1 + (x − x_1)/(b_2 + …)), b_k the inverse differences.
 * @see Milne-Thomson, The Calculus of Finite Differences (1933), chapter V
 */
import type { OrderedRealField } from '../../arithmetic/number-systems.ts';
import type { Quotient } from './coefficients.ts';

/** 1/d for each d, by one division and three products each; undefined where one of them is 0. */
function inverses<T>(F: OrderedRealField<T>, numbers: readonly T[]): readonly T[] | undefined {
  const products = [F.one];
  for (const d of numbers) products.push(F.mul(products.at(-1) as T, d));
  if (F.compare(products.at(-1) as T, F.zero) === 0) return undefined;
  const result: T[] = [];
  let rest = F.div(F.one, products.at(-1) as T);
  for (let i = numbers.length - 1; i >= 0; i -= 1) {
    result[i] = F.mul(rest, products[i] as T);
    rest = F.mul(rest, numbers[i] as T);
  }
  return result;
}

/** The partial denominators b_k; undefined where a difference vanishes. */
function inverseDifferences<T>(
  F: OrderedRealField<T>,
  points: readonly T[],
  values: readonly T[],
): readonly T[] | undefined {
  const b = [values[0] as T];
  let rest = values.slice(1);
  for (let k = 0; rest.length > 0; k += 1) {
    const by = inverses(
      F,
      rest.map((value) => F.sub(value, b[k] as T)),
    );
    if (by === undefined) return undefined;
    const next = by.map((value, i) => F.mul(value, F.sub(points[k + 1 + i] as T, points[k] as T)));
    b.push(next[0] as T);
    rest = next.slice(1);
  }
  return b;
}

/** factor·x + (x − node)·y for polynomials, lowest degree first. */
function step<T>(F: OrderedRealField<T>, factor: T, x: readonly T[], y: readonly T[], node: T): readonly T[] {
  return Array.from({ length: Math.max(x.length, y.length + 1) }, (_, i) => {
    const [c, low, high] = [x[i], y[i], y[i - 1]];
    let sum = c === undefined ? F.zero : F.mul(factor, c);
    if (high !== undefined) sum = F.add(sum, high);
    if (low !== undefined) sum = F.sub(sum, F.mul(node, low));
    return sum;
  });
}

/**
 * p/q with p(x_i)/q(x_i) = f_i at N + 1 points, of type (⌈N/2⌉, ⌊N/2⌋).
 *
 * Nothing is proven of the result, which loses bits to rounding as N grows.
 * Cost: about 5N²/2 products.
 * @param F - The number system.
 * @param points - x_i, distinct.
 * @param values - f_i.
 * @returns Coefficients of p and q; undefined where an inverse difference vanishes in the arithmetic of F.
 */
export function interpolateThiele<T>(
  F: OrderedRealField<T>,
  points: readonly T[],
  values: readonly T[],
): Quotient<T> | undefined {
  const b = inverseDifferences(F, points, values);
  if (b === undefined) return undefined;
  let now: Quotient<T> = { numerator: [b[0] as T], denominator: [F.one] };
  let before: Quotient<T> = { numerator: [F.one], denominator: [] };
  for (let k = 1; k < b.length; k += 1) {
    const next = (side: keyof Quotient<T>): readonly T[] =>
      step(F, b[k] as T, now[side], before[side], points[k - 1] as T);
    [before, now] = [now, { numerator: next('numerator'), denominator: next('denominator') }];
  }
  return now;
}
