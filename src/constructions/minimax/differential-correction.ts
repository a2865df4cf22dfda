/**
 * The best rational approximation on a grid by differential correction: it converges from anywhere, in doubles.
 *
 * Legend: x_i the grid, W_i the weight, q_k the last denominator, Δ_k = max W|f − p_k/q_k| on the grid. The next p, q minimise
 *
 *     max_i (W_i|f_i q(x_i) − p(x_i)| − Δ_k q(x_i))/q_k(x_i),
 *
 * a linear program; then Δ_{k+1} < Δ_k unless Δ_k is least, q > 0 on the grid, and the convergence is quadratic. Polynomials
 * are written in a basis that is orthonormal on the grid for the weight 1/q_k², so that poles close to the interval do no harm.
 * @see Barrodale, Powell, Roberts, doi:10.1137/0709044; Brubeck, Nakatsukasa, Trefethen, doi:10.1137/19M130100X (the basis)
 */
import { LuDecomposition, Matrix } from 'ml-matrix';
import { type LinearProgram, simplex } from './simplex.ts';

/** A function on a grid. */
export interface GridProblem {
  /** In increasing order, in [−1, 1]. */
  readonly points: Float64Array;
  readonly values: Float64Array;
  readonly weights: Float64Array;
}

/** The best approximant on a grid. */
export interface GridApproximant {
  /** f − p/q on the grid. */
  readonly errors: Float64Array;
  /** q on the grid, positive. */
  readonly denominators: Float64Array;
  /** The largest W|f − p/q| on the grid. */
  readonly size: number;
}

/** Part of Δ_k that is aimed at first. */
const BOLDEST = 0.1;
/** Larger parts are replaced by the whole, for quadratic convergence. */
const ALMOST = 0.75;
const MOST_ITERATIONS = 40;
/** Relative progress below which the iteration ends. */
const LEAST_PROGRESS = 1e-4;

const inner = (x: Float64Array, y: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < x.length; i += 1) sum += (x[i] as number) * (y[i] as number);
  return sum;
};

/** u_0 … u_n over q, of degrees 0 … n, with mean square 1. */
function basisOver(points: Float64Array, q: Float64Array, n: number): readonly Float64Array[] {
  const unit = (v: Float64Array): Float64Array => {
    const factor = Math.sqrt(v.length / inner(v, v));
    return v.map((value) => value * factor);
  };
  const basis = [unit(q.map((value) => 1 / value))];
  for (let k = 0; k < n; k += 1) {
    let next = (basis[k] as Float64Array).map((value, i) => value * (points[i] as number));
    for (const pass of [basis, basis]) {
      for (const u of pass) {
        const along = inner(next, u) / next.length;
        next = next.map((value, i) => value - along * (u[i] as number));
      }
    }
    basis.push(unit(next));
  }
  return basis;
}

/** Σ c_j u_j. */
function combine(basis: readonly Float64Array[], coefficients: Float64Array): Float64Array {
  const sum = new Float64Array((basis[0] as Float64Array).length);
  coefficients.forEach((c, j) => {
    const u = basis[j] as Float64Array;
    for (let i = 0; i < sum.length; i += 1) sum[i] = (sum[i] as number) + c * (u[i] as number);
  });
  return sum;
}

/**
 * The dual program: columns number i and M + i for ±W(f q − p) ≤ Δ q + z q_k at the i-th of M points, then two for each
 * coefficient of q, which is at most 1.
 */
class CorrectionProgram implements LinearProgram {
  readonly right: Float64Array;
  readonly basis: readonly number[];
  readonly #problem: GridProblem;
  readonly #basisValues: readonly Float64Array[];
  readonly #type: readonly [number, number];
  readonly #delta: number;

  constructor(
    problem: GridProblem,
    basisValues: readonly Float64Array[],
    type: readonly [number, number],
    delta: number,
    reference: readonly number[],
  ) {
    this.#problem = problem;
    this.#basisValues = basisValues;
    this.#type = type;
    this.#delta = delta;
    const [m, n] = type;
    this.right = new Float64Array(m + n + 3).fill(-1, m + n + 2);
    this.basis = this.#firstBasis(reference);
  }

  column(j: number): Float64Array {
    const { values, weights } = this.#problem;
    const [m, n] = this.#type;
    const grid = values.length;
    const column = new Float64Array(m + n + 3);
    if (j >= 2 * grid)
      return column.fill(j % 2 === 0 ? 1 : -1, m + 1 + ((j - 2 * grid) >> 1), m + 2 + ((j - 2 * grid) >> 1));
    const i = j % grid;
    const weight = (j < grid ? 1 : -1) * (weights[i] as number);
    const atPoint = (k: number): number => (this.#basisValues[k] as Float64Array)[i] as number;
    for (let k = 0; k <= m; k += 1) column[k] = -weight * atPoint(k);
    for (let k = 0; k <= n; k += 1) column[m + 1 + k] = (weight * (values[i] as number) - this.#delta) * atPoint(k);
    column[m + n + 2] = -1;
    return column;
  }

  cost(j: number): number {
    return j < 2 * this.#problem.values.length ? 0 : 1;
  }

  /** p/q_k and q/q_k of multipliers. */
  quotient(y: Float64Array): { readonly p: Float64Array; readonly q: Float64Array } {
    const [m, n] = this.#type;
    const [p, q] = [y.subarray(0, m + 1), y.subarray(m + 1, m + n + 2)];
    return { p: combine(this.#basisValues, p), q: combine(this.#basisValues, q) };
  }

  worst(y: Float64Array, tolerance: number, isAny: boolean, isInBasis: (j: number) => boolean): number | undefined {
    const { values, weights } = this.#problem;
    const [m, n] = this.#type;
    const grid = values.length;
    const { p, q } = this.quotient(y);
    const z = y[m + n + 2] as number;
    let [found, most]: [number | undefined, number] = [undefined, tolerance];
    for (let i = 0; i < grid; i += 1) {
      const rest = (weights[i] as number) * ((values[i] as number) * (q[i] as number) - (p[i] as number));
      const excess = Math.abs(rest) - this.#delta * (q[i] as number) - z;
      if (excess > most) {
        const j = rest > 0 ? i : grid + i;
        if (isInBasis(j)) continue;
        [found, most] = [j, excess];
        if (isAny) return found;
      }
    }
    for (let k = 0; k <= n; k += 1) {
      const c = y[m + 1 + k] as number;
      const j = 2 * grid + 2 * k + (c > 0 ? 0 : 1);
      if (Math.abs(c) - 1 > most && !isInBasis(j)) [found, most] = [j, Math.abs(c) - 1];
    }
    return found;
  }

  /** The reference with alternating signs, and for each coefficient of q the column with a positive share. */
  #firstBasis(reference: readonly number[]): readonly number[] {
    const grid = this.#problem.values.length;
    const [, n] = this.#type;
    const numbers = [
      ...reference.map((i, k) => (k % 2 === 0 ? i : grid + i)),
      ...Array.from({ length: n + 1 }, (_, k) => 2 * grid + 2 * k),
    ];
    const matrix = new Matrix(numbers.map((j) => Array.from(this.column(j)))).transpose();
    const decomposition = new LuDecomposition(matrix);
    if (decomposition.isSingular())
      throw new RangeError('differentialCorrection: the reference is singular in doubles');
    const shares = decomposition.solve(Matrix.columnVector(this.right)).to1DArray();
    return numbers.map((j, k) => (j >= 2 * grid && (shares[k] as number) < 0 ? j + 1 : j));
  }
}

/** p/q_k and q/q_k for the next p and q; undefined where doubles do not do. */
function correct(
  problem: GridProblem,
  basis: readonly Float64Array[],
  [m, n]: readonly [number, number],
  delta: number,
): ReturnType<CorrectionProgram['quotient']> | undefined {
  // The reference starts evenly by number.
  const reference = Array.from({ length: m + 2 }, (_, k) => Math.floor(((k + 0.5) * problem.values.length) / (m + 2)));
  try {
    const program = new CorrectionProgram(problem, basis, [m, n], delta, reference);
    return program.quotient(simplex(program));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * The best approximant of type (m, n) on a grid.
 *
 * Cost: some ten linear programs with m + n + 3 rows and twice as many columns as the grid has points.
 * @param problem - Points, values and positive weights; more points than m + 2.
 * @param m - The degree of the numerator.
 * @param n - The degree of the denominator.
 * @returns The approximant by its values on the grid; where doubles do not do, the last one that was found.
 */
export function differentialCorrection(problem: GridProblem, m: number, n: number): GridApproximant {
  const { points, values, weights } = problem;
  const sizeOf = (errors: Float64Array): number =>
    errors.reduce((top, error, i) => Math.max(top, Math.abs(error) * (weights[i] as number)), 0);
  const first = Float64Array.from(values);
  let best: GridApproximant = { errors: first, denominators: values.map(() => 1), size: sizeOf(first) };
  let boldness = BOLDEST;
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration += 1) {
    const basis = basisOver(points, best.denominators, Math.max(m, n));
    const corrected = correct(problem, basis, [m, n], boldness * best.size);
    if (corrected === undefined) break;
    const { p, q } = corrected;
    const errors = values.map((value, i) => value - (p[i] as number) / (q[i] as number));
    const size = q.every((value) => value > 0) ? sizeOf(errors) : Infinity;
    const [reached, before] = [size / best.size, boldness];
    if (!(reached < Math.sqrt(boldness))) boldness = boldness > ALMOST ? 1 : Math.sqrt(boldness);
    if (reached < 1)
      best = { errors, denominators: best.denominators.map((value, i) => value * (q[i] as number)), size };
    if (before === 1 && !(reached < 1 - LEAST_PROGRESS)) break;
  }
  return best;
}
