/**
 * Linear programs in doubles by the revised simplex method, from a basis that is known to be feasible.
 */
import { LuDecomposition, Matrix } from 'ml-matrix';

/** Least cᵀx over x ≥ 0 with Σ x_j A_j = r, whose columns A_j are not written down. */
export interface LinearProgram {
  /** A_j. */
  column(j: number): Float64Array;
  /** c_j. */
  cost(j: number): number;
  readonly right: Float64Array;
  /**
   * The j outside of the basis for which yᵀA_j − c_j is largest, or any for which it is above the tolerance where `isAny`;
   * undefined if there is none.
   */
  worst(y: Float64Array, tolerance: number, isAny: boolean, isInBasis: (j: number) => boolean): number | undefined;
  /** Numbers of columns that form a basis with x ≥ 0. */
  readonly basis: readonly number[];
}

const TOLERANCE = 1e-11;
/** Products of a row and a column smaller than this part of their lengths are no pivots: they are rounding. */
const PIVOT = 1e-13;
const MOST_PIVOTS = 2000;
/** Pivots after which the inverse is computed afresh. */
const UPDATES = 40;
/** Steps without progress after which any improving column is taken instead of the best, which ends most cycles. */
const PATIENCE = 60;

const dot = (x: Float64Array, y: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < x.length; i += 1) sum += (x[i] as number) * (y[i] as number);
  return sum;
};

/** x ← x + factor·y. */
function addMultiple(x: Float64Array, y: Float64Array, factor: number): void {
  for (let i = 0; i < x.length; i += 1) x[i] = (x[i] as number) + factor * (y[i] as number);
}

/** The rows of the inverse. @throws {RangeError} where the matrix is singular in doubles. */
function inverted(matrix: Matrix): readonly (readonly number[])[] {
  const decomposition = new LuDecomposition(matrix);
  if (decomposition.isSingular()) throw new RangeError('simplex: the basis is singular in doubles');
  return decomposition.solve(Matrix.eye(matrix.rows)).to2DArray();
}

/** The state of the iteration: the numbers of the basis, the rows of its inverse, and the solution. */
class Basis {
  readonly numbers: number[];
  readonly #program: LinearProgram;
  #rows: Float64Array[] = [];
  #x: Float64Array = new Float64Array(0);

  constructor(program: LinearProgram) {
    this.#program = program;
    this.numbers = [...program.basis];
    this.refresh();
  }

  /** Computes the inverse afresh. */
  refresh(): void {
    const { numbers } = this;
    const matrix = new Matrix(numbers.length, numbers.length);
    numbers.forEach((j, k) => {
      this.#program.column(j).forEach((value, i) => matrix.set(i, k, value));
    });
    this.#rows = inverted(matrix).map((row) => Float64Array.from(row));
    this.#x = Float64Array.from(this.#rows, (row) => Math.max(0, dot(row, this.#program.right)));
  }

  /** y with yᵀA_j = c_j on the basis. */
  multipliers(): Float64Array {
    const y = new Float64Array(this.#rows.length);
    this.#rows.forEach((row, k) => {
      const cost = this.#program.cost(this.numbers[k] as number);
      if (cost !== 0) addMultiple(y, row, cost);
    });
    return y;
  }

  /** Takes a column in. @returns how far, or undefined where nothing leaves. */
  enter(j: number): number | undefined {
    const [rows, x, column] = [this.#rows, this.#x, this.#program.column(j)];
    const direction = Float64Array.from(rows, (row) => dot(row, column));
    const size = PIVOT * Math.sqrt(dot(column, column));
    let [leaving, step] = [-1, Infinity];
    direction.forEach((d, k) => {
      const row = rows[k] as Float64Array;
      if (!(d > 0) || d <= size * Math.sqrt(dot(row, row))) return;
      const ratio = (x[k] as number) / d;
      if (ratio < step || (ratio === step && d > (direction[leaving] as number))) [leaving, step] = [k, ratio];
    });
    if (leaving < 0) return undefined;
    addMultiple(x, direction, -step);
    x[leaving] = step;
    const pivot = rows[leaving] as Float64Array;
    addMultiple(pivot, pivot, 1 / (direction[leaving] as number) - 1);
    rows.forEach((row, k) => {
      x[k] = Math.max(0, x[k] as number);
      if (k !== leaving && direction[k] !== 0) addMultiple(row, pivot, -(direction[k] as number));
    });
    this.numbers[leaving] = j;
    return step;
  }
}

/**
 * Minimises a linear program.
 *
 * Cost: one search for the worst column, and r.length² operations, for each step. Doubles, so that what is found is a guess for
 * what follows.
 * @returns y with yᵀA_j = c_j on the last basis, and yᵀA_j ≤ c_j for all j where the iteration converged.
 * @throws {RangeError} where a basis is singular.
 */
export function simplex(program: LinearProgram): Float64Array {
  const basis = new Basis(program);
  let idle = 0;
  for (let pivots = 1; pivots <= MOST_PIVOTS; pivots += 1) {
    if (pivots % UPDATES === 0) basis.refresh();
    const y = basis.multipliers();
    const entering = program.worst(y, TOLERANCE, idle > PATIENCE, (j) => basis.numbers.includes(j));
    if (entering === undefined) return y;
    const step = basis.enter(entering);
    if (step === undefined) return y;
    idle = step > 0 ? 0 : idle + 1;
  }
  return basis.multipliers();
}
