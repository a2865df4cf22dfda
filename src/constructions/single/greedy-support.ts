/**
 * The AAA algorithm: rational functions in barycentric form whose support points are chosen greedily.
 *
 * Legend: z_0 … z_k support points with the values f_j of the target; x_i the other sample points; r = Σ w_j f_j/(x − z_j) / Σ w_j/(x − z_j).
 * The weights w make ‖Lw‖ least among those of norm 1, with the Loewner matrix L_ij = W_i (f(x_i) − f_j)/(x_i − z_j).
 */
import type { OrderedRealField } from '../../arithmetic/number-systems.ts';
import { makeRational } from '../../arithmetic/rational.ts';
import { type Barycentric, evaluateBarycentric } from '../minimax/barycentric.ts';
import { dot, normalised, solveLinear } from '../minimax/linear-algebra.ts';
import type { BoundProblem } from '../minimax/problem.ts';

/** A sample: a point with the target and the weight there. */
interface Sample<T> {
  readonly x: T;
  readonly value: T;
  readonly weight: T;
}

/** Chebyshev points of each piece at the start, and points that are put between a new support point and its neighbours. */
const FIRST_SAMPLES = 17;
const NEW_SAMPLES = 5;
/** Steps of inverse iteration for the least singular vector. */
const STEPS = 3;
/** Support points that may be given up to get rid of poles. */
const MOST_REMOVED = 3;

/** The samples of one piece, its ends among them. */
function pieceSamples<T>(F: OrderedRealField<T>, left: T, right: T): readonly T[] {
  const [centre, radius] = [F.scale(F.add(left, right), -1), F.scale(F.sub(right, left), -1)];
  return Array.from({ length: FIRST_SAMPLES }, (_, i) => {
    if (i === 0) return left;
    if (i === FIRST_SAMPLES - 1) return right;
    const angle = F.div(F.mul(F.pi, F.fromInteger(i)), F.fromInteger(FIRST_SAMPLES - 1));
    return F.sub(centre, F.mul(radius, F.cos(angle)));
  });
}

/** Points between two, evenly. */
function between<T>(F: OrderedRealField<T>, left: T, right: T): readonly T[] {
  const length = F.sub(right, left);
  return Array.from({ length: NEW_SAMPLES }, (_, i) =>
    F.add(left, F.mul(F.constant(makeRational(BigInt(i + 1), BigInt(NEW_SAMPLES + 1))), length)),
  );
}

/** The state of the algorithm. */
class Greedy<T> {
  readonly #problem: BoundProblem<T>;
  readonly #tiny: T;
  #samples: readonly Sample<T>[];
  #support: readonly Sample<T>[] = [];
  #weights: readonly T[] = [];

  constructor(problem: BoundProblem<T>, tiny: T) {
    this.#problem = problem;
    this.#tiny = tiny;
    const { F, lower, upper, kinks, isOpenBelow } = problem;
    const ends = [lower, ...kinks, upper];
    const points = ends.slice(1).flatMap((right, i) => pieceSamples(F, ends[i] as T, right).slice(i === 0 ? 0 : 1));
    this.#samples = (isOpenBelow ? points.slice(1) : points).map((x) => this.#sample(x));
  }

  #sample(x: T): Sample<T> {
    return { x, value: this.#problem.value(x), weight: this.#problem.weight(x) };
  }

  /**
   * Makes the sample with the largest error a support point and puts new samples beside it.
   * @returns whether that error was above the accuracy; nothing is changed otherwise
   */
  extend(accuracy: T): boolean {
    const { F, lower, upper } = this.#problem;
    const known = this.#worst();
    const isFine = F.compare(known.size, accuracy) <= 0;
    if (isFine && !this.#refine(accuracy)) return false;
    const { worst } = isFine ? this.#worst() : known;
    const neighbours = [lower, upper, ...this.#support.map(({ x }) => x)];
    const side = (sign: number): readonly T[] => {
      const beyond = neighbours.filter((x) => sign * F.compare(x, worst.x) > 0);
      if (beyond.length === 0) return [];
      return between(
        F,
        worst.x,
        beyond.reduce((x, y) => (sign * F.compare(y, x) < 0 ? y : x)),
      );
    };
    const added = [...side(-1), ...side(1)];
    this.#support = [...this.#support, worst];
    const isNew = (x: T): boolean => this.#samples.every((sample) => F.compare(sample.x, x) !== 0);
    this.#samples = [
      ...this.#samples.filter((sample) => sample !== worst),
      ...added.filter(isNew).map((x) => this.#sample(x)),
    ];
    this.#solve();
    return true;
  }

  /** Adds those points midway between two others at which the error is above the accuracy. @returns whether there are any */
  #refine(accuracy: T): boolean {
    const { F } = this.#problem;
    const points = this.#points();
    const added = points
      .slice(1)
      .map((x, i) => F.scale(F.add(x, points[i] as T), -1))
      .filter((x) => points.every((other) => F.compare(other, x) !== 0))
      .map((x) => this.#sample(x))
      .filter((sample) => F.compare(this.#errorAt(sample), accuracy) > 0);
    this.#samples = [...this.#samples, ...added];
    return added.length > 0;
  }

  /** Samples and support points in order. */
  #points(): readonly T[] {
    return [...this.#samples, ...this.#support].map(({ x }) => x).sort((x, y) => this.#problem.F.compare(x, y));
  }

  /** W|f − r|, with f − r = Lw/Σ w_j/(x − z_j). */
  #errorAt(sample: Sample<T>): T {
    const { F } = this.#problem;
    const factors = this.#support.map(({ x }) => F.div(F.one, F.sub(sample.x, x)));
    const q = dot(F, factors, this.#weights);
    if (F.compare(q, F.zero) === 0) return F.zero;
    return F.abs(F.div(dot(F, this.#row(sample), this.#weights), q));
  }

  /** The sample with the largest error; without support points, the one farthest from the mean. */
  #worst(): { readonly worst: Sample<T>; readonly size: T } {
    const { F } = this.#problem;
    const total = this.#samples.reduce((sum, { value }) => F.add(sum, value), F.zero);
    const mean = F.div(total, F.fromInteger(this.#samples.length));
    const sizeOf = (sample: Sample<T>): T =>
      this.#support.length === 0 ? F.abs(F.mul(sample.weight, F.sub(sample.value, mean))) : this.#errorAt(sample);
    let [worst, size] = [this.#samples[0] as Sample<T>, F.neg(F.one)];
    for (const sample of this.#samples) {
      const own = sizeOf(sample);
      if (F.compare(own, size) > 0) [worst, size] = [sample, own];
    }
    return { worst, size };
  }

  /** A row of the Loewner matrix. */
  #row({ x, value, weight }: Sample<T>): readonly T[] {
    const { F } = this.#problem;
    return this.#support.map((known) => F.mul(weight, F.div(F.sub(value, known.value), F.sub(x, known.x))));
  }

  /** The least singular vector of L, by inverse iteration with LᵀL. */
  #solve(): void {
    const { F } = this.#problem;
    const rows = this.#samples.map((sample) => this.#row(sample));
    const count = this.#support.length;
    const gram = Array.from({ length: count }, () => Array.from({ length: count }, () => F.zero));
    for (const row of rows) {
      for (let i = 0; i < count; i += 1) {
        const line = gram[i] as T[];
        for (let j = 0; j <= i; j += 1) line[j] = F.add(line[j] as T, F.mul(row[i] as T, row[j] as T));
      }
    }
    const trace = gram.reduce((sum, line, i) => F.add(sum, line[i] as T), F.zero);
    // A matrix that is singular in this arithmetic is moved by so little that its kernel stays what it is.
    const shift = F.compare(trace, F.zero) === 0 ? F.one : F.mul(trace, this.#tiny);
    const full = gram.map((line, i) =>
      line.map((value, j) => (i === j ? F.add(value, shift) : j < i ? value : ((gram[j] as T[])[i] as T))),
    );
    let vector = normalised(
      F,
      full.map((_, i) => F.fromInteger(1 + ((7 * i) % 5))),
    );
    for (let step = 0; step < STEPS; step += 1) vector = normalised(F, solveLinear(F, full, vector).solution);
    this.#weights = vector;
  }

  /** r, its support in increasing order. */
  get function(): Barycentric<T> {
    const { F } = this.#problem;
    const order = this.#support
      .map((_, i) => i)
      .sort((i, j) => F.compare((this.#support[i] as Sample<T>).x, (this.#support[j] as Sample<T>).x));
    return {
      points: order.map((i) => (this.#support[i] as Sample<T>).x),
      approximations: order.map((i) => (this.#support[i] as Sample<T>).value),
      coefficients: order.map((i) => this.#weights[i] as T),
    };
  }

  /** Two neighbouring samples between which q changes its sign: there is a pole between them; undefined where none is seen. */
  #pole(): readonly [T, T] | undefined {
    const { F } = this.#problem;
    const r = this.function;
    let last: { x: T; sign: number } | undefined;
    for (const x of this.#points()) {
      const { sign } = evaluateBarycentric(F, r, x);
      if (sign === 0) return [x, x];
      if (last !== undefined && last.sign !== sign) return [last.x, x];
      last = { x, sign };
    }
    return undefined;
  }

  /** Gives up support points beside poles on the interval. @returns whether no pole is seen any more */
  clean(): boolean {
    const { F } = this.#problem;
    for (let removed = 0; ; removed += 1) {
      const pole = this.#pole();
      if (pole === undefined) return true;
      if (removed === MOST_REMOVED || this.#support.length < 2) return false;
      const middle = F.scale(F.add(...pole), -1);
      const distance = ({ x }: Sample<T>): T => F.abs(F.sub(x, middle));
      const nearest = this.#support.reduce((a, b) => (F.compare(distance(b), distance(a)) < 0 ? b : a));
      this.#support = this.#support.filter((point) => point !== nearest);
      this.#samples = [...this.#samples, nearest];
      this.#solve();
    }
  }
}

/**
 * A rational function of type (degree, degree) by the AAA algorithm.
 *
 * Every step takes the sample with the largest error as a new support point and puts samples between it and its neighbours, so
 * that samples gather where the function is hard to approximate. Poles on the interval (Froissart doublets, as a rule) are seen
 * as changes of sign of the denominator; the support point beside one is given up, which lowers the degree. Where the errors at the samples
 * are all within the accuracy, no more steps are taken.
 *
 * Cost: some 10 k² operations for each of k steps, k the degree, and k³.
 * @param problem - The problem over a number system with about twice the digits of the accuracy that is wanted.
 * @param degree - Degree of numerator and denominator.
 * @param accuracy - Smaller errors are not looked at.
 * @param tiny - A number that hardly counts beside 1.
 * @returns The function in barycentric form; undefined where a pole on the interval remains.
 *
 * Reference: Y. Nakatsukasa, O. Sète, L. N. Trefethen, doi:10.1137/16M1106122; samples as in T. A. Driscoll, Y. Nakatsukasa,
 * L. N. Trefethen, AAA rational approximation on a continuum, arXiv 2305.03677.
 */
export function greedyRational<T>(
  problem: BoundProblem<T>,
  degree: number,
  accuracy: T,
  tiny: T,
): Barycentric<T> | undefined {
  const state = new Greedy(problem, tiny);
  for (let k = 0; k <= degree; k += 1) if (!state.extend(k === 0 ? problem.F.neg(problem.F.one) : accuracy)) break;
  return state.clean() ? state.function : undefined;
}
