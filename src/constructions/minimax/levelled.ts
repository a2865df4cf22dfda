/**
 * The levelled problem: the rational function whose error alternates with equal size on a reference.
 *
 * Legend: x_0 < … < x_{N+1} the reference, N = m + n; f_i, W_i > 0 the target and the weight there; ω(x) = Π (x − x_i);
 * p, q polynomials of degree m, n; h the levelled error, W_i (f_i − p(x_i)/q(x_i)) = (−1)^i h.
 *
 * The values p(x_i) = (f_i − (−1)^i h/W_i) q(x_i) are those of a polynomial of degree m if and only if their sums against
 * v(x_i)/ω′(x_i) vanish for every polynomial v of degree n. As (−1)^i ω′(x_i) has one sign, that is a symmetric eigenvalue
 * problem of order n + 1, whatever m: with polynomials u_0 … u_n orthonormal for the weights g_i = 1/(|ω′(x_i)| W_i),
 *
 *     A y = h y,   A_jk = Σ_i (−1)^i f_i W_i g_i u_j(x_i) u_k(x_i),   q = Σ y_k u_k.
 *
 * At most one of its solutions has a q of one sign on the reference.
 * @see Pachón, Trefethen, doi:10.1007/s10543-009-0240-1; Filip, Nakatsukasa, Trefethen, Beckermann, arXiv 1705.10132
 */
import type { OrderedRealField } from '../../arithmetic/number-systems.ts';
import type { Barycentric } from './barycentric.ts';
import { dot, log2Size, normalised, solveLinear } from './linear-algebra.ts';
import { eigenPairs } from './symmetric-eigen.ts';

/** Points with the target and the weight at them. */
export interface Reference<T> {
  /** In increasing order. */
  readonly points: readonly T[];
  readonly values: readonly T[];
  readonly weights: readonly T[];
}

/** A rational function in barycentric form on its nodes. */
export interface Interpolant<T> extends Barycentric<T> {
  /** q at the nodes. */
  readonly denominators: readonly T[];
  /** Whether q has one sign on the nodes. */
  readonly isPositive: boolean;
  /** About how many bits of the values of q are lost to rounding. */
  readonly lostBits: number;
}

/** A rational function given by its values on a reference, with a levelled error there. */
export interface Levelled<T> extends Reference<T> {
  /** h, with its sign. */
  readonly deviation: T;
  /** q(x_i), positive where `isPositive`. */
  readonly denominators: readonly T[];
  /** p(x_i)/q(x_i). */
  readonly approximations: readonly T[];
  /** q(x_i)/ω′(x_i), up to one common factor: p/q = Σ c_i r_i/(x − x_i) / Σ c_i/(x − x_i). */
  readonly coefficients: readonly T[];
  /** Whether q has one sign on the reference. */
  readonly isPositive: boolean;
}

/** 1/ω′(x_i), with x measured in quarters of the length of the reference so that products stay in range. */
function nodeWeights<T>(F: OrderedRealField<T>, points: readonly T[]): readonly T[] {
  if (points.length === 1) return [F.one];
  const length = F.sub(points.at(-1) as T, points[0] as T);
  const scaled = points.map((x) => F.div(F.scale(F.sub(x, points[0] as T), 2), length));
  return scaled.map((x, i) => {
    let product = F.one;
    for (let j = 0; j < scaled.length; j += 1) if (j !== i) product = F.mul(product, F.sub(x, scaled[j] as T));
    return F.div(F.one, product);
  });
}

/**
 * Polynomials of degree 0 … n, orthonormal for a discrete weight, as vectors √g_i u_k(x_i).
 *
 * By the three-term recurrence with full orthogonalisation: cost n² products of length N + 2.
 */
function orthonormalBasis<T>(
  F: OrderedRealField<T>,
  points: readonly T[],
  roots: readonly T[],
  n: number,
): readonly (readonly T[])[] {
  if (n === 0) return [normalised(F, roots)];
  const [first, last] = [points[0] as T, points.at(-1) as T];
  const centre = F.scale(F.add(first, last), -1);
  const half = F.scale(F.sub(last, first), -1);
  const t = points.map((x) => F.div(F.sub(x, centre), half));
  const basis: (readonly T[])[] = [normalised(F, roots)];
  for (let k = 0; k < n; k += 1) {
    let next = (basis[k] as readonly T[]).map((value, i) => F.mul(value, t[i] as T));
    for (let j = k; j >= 0; j -= 1) {
      const vector = basis[j] as readonly T[];
      const along = dot(F, next, vector);
      next = next.map((value, i) => F.sub(value, F.mul(along, vector[i] as T)));
    }
    basis.push(normalised(F, next));
  }
  return basis;
}

/** The matrix A of the eigenvalue problem, with what is needed to go back to values of q. */
interface Pencil<T> {
  readonly matrix: readonly (readonly T[])[];
  readonly basis: readonly (readonly T[])[];
  /** √g_i. */
  readonly roots: readonly T[];
  /** 1/ω′(x_i) up to a common factor. */
  readonly nodes: readonly T[];
}

const alternate = <T>(F: OrderedRealField<T>, value: T, i: number): T => (i % 2 === 0 ? value : F.neg(value));

function pencilOf<T>(F: OrderedRealField<T>, { points, values, weights }: Reference<T>, n: number): Pencil<T> {
  const nodes = nodeWeights(F, points);
  const g = nodes.map((node, i) => F.div(F.abs(node), weights[i] as T));
  const largest = g.reduce((x, y) => F.max(x, y));
  const roots = g.map((value) => F.sqrt(F.div(value, largest)));
  const basis = orthonormalBasis(F, points, roots, n);
  const signed = values.map((f, i) => alternate(F, F.mul(f, weights[i] as T), i));
  const matrix: T[][] = basis.map(() => []);
  basis.forEach((u, j) => {
    const weighted = u.map((value, i) => F.mul(value, signed[i] as T));
    for (let k = j; k < basis.length; k += 1) {
      const entry = dot(F, weighted, basis[k] as readonly T[]);
      (matrix[j] as T[])[k] = entry;
      (matrix[k] as T[])[j] = entry;
    }
  });
  return { matrix, basis, roots, nodes };
}

/**
 * The rational function of type (m, n) that takes the target's values at m + n + 1 nodes.
 *
 * Its denominator satisfies the conditions above with h = 0 for v of degree n − 1: A y is a multiple of the last unit vector.
 * @param F - The number system.
 * @param nodes - The nodes with the values of the target; the weights are not used.
 * @param n - The degree of q.
 * @returns The function in barycentric form, and whether q has one sign on the nodes.
 */
export function interpolateRational<T>(F: OrderedRealField<T>, nodes: Reference<T>, n: number): Interpolant<T> {
  const pencil = pencilOf(F, { ...nodes, weights: nodes.points.map(() => F.one) }, n);
  const unit = pencil.basis.map((_, k) => (k === n ? F.one : F.zero));
  const { solution, growth } = solveLinear(F, pencil.matrix, unit);
  const denominators = denominatorsOf(F, pencil, normalised(F, solution));
  // q is a sum of the values √g_i u_k(x_i) divided by √g_i, of which the largest is 1.
  const least = pencil.roots.reduce((x, y) => F.min(x, y));
  return {
    points: nodes.points,
    approximations: nodes.values,
    denominators,
    coefficients: denominators.map((q, i) => F.mul(q, pencil.nodes[i] as T)),
    isPositive: isPositive(F, denominators),
    lostBits: 2 * growth - log2Size(F, least),
  };
}

/** Values q(x_i) of an eigenvector, positive at most points. */
function denominatorsOf<T>(F: OrderedRealField<T>, { basis, roots }: Pencil<T>, vector: readonly T[]): readonly T[] {
  const q = roots.map((root, i) => {
    let sum = F.zero;
    for (let k = 0; k < basis.length; k += 1) {
      sum = F.add(sum, F.mul(vector[k] as T, (basis[k] as readonly T[])[i] as T));
    }
    return F.div(sum, root);
  });
  const positive = q.filter((value) => F.compare(value, F.zero) > 0).length;
  return 2 * positive >= q.length ? q : q.map((value) => F.neg(value));
}

const isPositive = <T>(F: OrderedRealField<T>, q: readonly T[]): boolean =>
  q.every((value) => F.compare(value, F.zero) > 0);

function levelledFrom<T>(
  F: OrderedRealField<T>,
  reference: Reference<T>,
  pencil: Pencil<T>,
  deviation: T,
  denominators: readonly T[],
): Levelled<T> {
  const { values, weights } = reference;
  return {
    ...reference,
    deviation,
    denominators,
    approximations: values.map((f, i) => F.sub(f, alternate(F, F.div(deviation, weights[i] as T), i))),
    coefficients: denominators.map((q, i) => F.mul(q, pencil.nodes[i] as T)),
    isPositive: isPositive(F, denominators),
  };
}

/** yᵀAy. */
const rayleigh = <T>(F: OrderedRealField<T>, matrix: readonly (readonly T[])[], y: readonly T[]): T =>
  dot(
    F,
    y,
    matrix.map((row) => dot(F, row, y)),
  );

/** Steps of Rayleigh's iteration from a vector: each triples the number of right digits. */
function iterate<T>(F: OrderedRealField<T>, { matrix }: Pencil<T>, start: readonly T[], steps: number): readonly T[] {
  let y = normalised(F, start);
  for (let step = 0; step < steps; step += 1) {
    const h = rayleigh(F, matrix, y);
    const shifted = matrix.map((row, i) => row.map((value, j) => (i === j ? F.sub(value, h) : value)));
    try {
      y = normalised(F, solveLinear(F, shifted, y).solution);
    } catch (error) {
      // The shift is an eigenvalue to the last place: the vector is as good as it gets.
      if (error instanceof RangeError) return y;
      throw error;
    }
  }
  return y;
}

/**
 * Solves the levelled problem on a reference.
 * @param F - The number system.
 * @param reference - m + n + 2 points with the target and the weight.
 * @param n - The degree of q.
 * @param start - Values q(x_i) of a denominator that is nearly right, if one is known.
 * @returns The solution with q of one sign on the reference; where there is none, the one with the least error, of which
 * `isPositive` says so.
 */
export function solveLevelled<T>(
  F: OrderedRealField<T>,
  reference: Reference<T>,
  n: number,
  start?: readonly T[],
): Levelled<T> {
  const pencil = pencilOf(F, reference, n);
  const { matrix, basis, roots } = pencil;
  const solution = (vector: readonly T[]): Levelled<T> =>
    levelledFrom(F, reference, pencil, rayleigh(F, matrix, vector), denominatorsOf(F, pencil, vector));
  if (start !== undefined) {
    const weighted = roots.map((root, i) => F.mul(root, start[i] as T));
    const y = iterate(
      F,
      pencil,
      basis.map((u) => dot(F, u, weighted)),
      2,
    );
    const found = solution(y);
    if (found.isPositive) return found;
  }
  let least: Levelled<T> | undefined;
  for (const { vector } of eigenPairs(F, matrix)) {
    const found = solution(vector);
    if (found.isPositive) return found;
    least ??= found;
  }
  return least as Levelled<T>;
}
