/**
 * Tables of monomials: products of powers of a few variables up to a total degree, in an order in which degrees rise.
 */

/** The monomials of a number of variables up to a degree. */
export interface Monomials {
  readonly variables: number;
  readonly degree: number;
  /** How many there are of degree at most k. */
  readonly counts: readonly number[];
  readonly degrees: Int32Array;
  /** The exponents of each. */
  readonly exponents: readonly (readonly number[])[];
  /** `products[i][j]` is the number of the product of the i-th and the j-th, for all j with which it is of degree at most `degree`. */
  readonly products: readonly Int32Array[];
  /** The most pairs of monomials that have the same product. */
  readonly mostPairs: number;
}

/** All exponents of one total degree. */
function ofDegree(variables: number, degree: number): readonly (readonly number[])[] {
  if (variables === 1) return [[degree]];
  return Array.from({ length: degree + 1 }, (_, k) => degree - k).flatMap((first) =>
    ofDegree(variables - 1, degree - first).map((rest) => [first, ...rest]),
  );
}

/** Larger tables take too much memory. */
const MOST_MONOMIALS = 4096;

/** The number of monomials of a number of variables up to a degree: C(variables + degree, variables). */
export function monomialCount(variables: number, degree: number): number {
  let count = 1;
  for (let k = 1; k <= variables; k += 1) count = (count * (degree + k)) / k;
  return count;
}

const tables = new Map<string, Monomials>();

/**
 * The table of monomials.
 * @param variables - Their number, at least 1.
 * @param degree - The highest total degree, at least 0.
 * @returns The table; the same object for the same numbers.
 * @throws {RangeError} for other numbers, and for more than 4096 monomials.
 */
export function monomials(variables: number, degree: number): Monomials {
  const key = `${String(variables)} ${String(degree)}`;
  const known = tables.get(key);
  if (known) return known;
  const isValid = Number.isSafeInteger(variables) && Number.isSafeInteger(degree) && variables >= 1 && degree >= 0;
  if (!isValid || monomialCount(variables, degree) > MOST_MONOMIALS) {
    throw new RangeError(`monomials: expected at most ${String(MOST_MONOMIALS)} of them, got ${key}`);
  }
  const byDegree = Array.from({ length: degree + 1 }, (_, k) => ofDegree(variables, k));
  const exponents = byDegree.flat();
  const numbers = new Map(exponents.map((exponent, i) => [exponent.join(), i]));
  let count = 0;
  const counts = byDegree.map((group) => (count += group.length));
  const degrees = Int32Array.from(byDegree.flatMap((group, k) => group.map(() => k)));
  const products = exponents.map((left, i) =>
    Int32Array.from(exponents.slice(0, counts[degree - (degrees[i] ?? 0)]), (right) => {
      return numbers.get(left.map((e, v) => e + (right[v] ?? 0)).join()) ?? 0;
    }),
  );
  const pairs = exponents.map((exponent) => exponent.reduce((product, e) => product * (e + 1), 1));
  const mostPairs = pairs.reduce((most, n) => Math.max(most, n));
  const created: Monomials = { variables, degree, counts, degrees, exponents, products, mostPairs };
  tables.set(key, created);
  return created;
}
