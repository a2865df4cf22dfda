/**
 * Where the error of a best approximant changes its sign, about: from the best approximant on a grid, in doubles.
 */
import { type BigFloat, bigfloat } from '../../arithmetic/bigfloat.ts';
import type { OrderedRealField } from '../../arithmetic/number-systems.ts';
import { fromDouble, type Rational } from '../../arithmetic/rational.ts';
import { differentialCorrection, type GridProblem } from './differential-correction.ts';
import { choosePeaks, type ErrorSample } from './exchange.ts';
import { bindProblem, type BoundProblem, type MinimaxProblem } from './problem.ts';

/** A grid with the target on it, in doubles relative to its largest value. */
interface ScoutGrid<T> {
  readonly points: readonly T[];
  readonly problem: GridProblem;
}

/** Points between two stops that come close to both: within e^(−2·14) of their distance. */
const REACH = 14;
/** Such points in all, and at least between two stops. */
const GRADED = { all: 320, each: 80 };
/** Points like those of Chebyshev between two stops, for each degree. */
const EVEN = 4;
/** m + n for which the grid is made. */
const GRID_DEGREE = 24;
/** Bits of the points and of the target there. */
const BITS = 192;

/** Fractions of an interval in (0, ½], as distances from one end, increasing. */
function fractions(graded: number, even: number): readonly number[] {
  const all = Array.from({ length: Math.ceil(graded / 2) + 1 }, (_, k) => {
    const u = (2 * REACH * k) / graded;
    // ½(1 − tanh u/tanh REACH), without cancellation.
    return Math.sinh(REACH - Math.min(u, REACH)) / (2 * Math.sinh(REACH) * Math.cosh(Math.min(u, REACH)));
  });
  for (let k = 0; k < even / 2; k += 1) all.push(Math.sin((Math.PI * (k + 0.5)) / (2 * even)) ** 2);
  return [...new Set(all)].sort((x, y) => x - y);
}

/**
 * A grid that is dense at the ends of the interval and at kinks, with the target there.
 * @param problem - The problem over a number system.
 * @param degree - m + n: the grid is the denser the larger it is.
 */
function scoutGrid<T>(problem: BoundProblem<T>, degree: number): ScoutGrid<T> {
  const { F, lower, upper, kinks, isOpenBelow } = problem;
  const stops = [lower, ...kinks, upper];
  const pieces = stops.length - 1;
  const parts = fractions(Math.max(GRADED.each, GRADED.all / pieces), EVEN * degree + 10);
  const all: T[] = isOpenBelow ? [] : [lower];
  stops.slice(1).forEach((right, i) => {
    const left = stops[i] as T;
    const length = F.sub(right, left);
    const offsets = parts.filter((t) => t > 0).map((t) => F.mul(length, F.constant(fromDouble(t))));
    all.push(...offsets.map((offset) => F.add(left, offset)));
    all.push(...offsets.map((offset) => F.sub(right, offset)).reverse(), right);
  });
  const [centre, radius] = [F.scale(F.add(lower, upper), -1), F.scale(F.sub(upper, lower), -1)];
  const scaled = all.map((x) => F.toNumber(F.div(F.sub(x, centre), radius)));
  const points = all.filter((_, i) => i === 0 || (scaled[i] as number) > (scaled[i - 1] as number));
  const relative = (list: readonly T[]): Float64Array => {
    const size = list.reduce((top, value) => F.max(top, F.abs(value)), F.zero);
    if (F.compare(size, F.zero) === 0) return new Float64Array(list.length);
    return Float64Array.from(list, (value) => F.toNumber(F.div(value, size)));
  };
  return {
    points,
    problem: {
      points: Float64Array.from(points, (x) => F.toNumber(F.div(F.sub(x, centre), radius))),
      values: relative(points.map((x) => problem.value(x))),
      weights: relative(points.map((x) => problem.weight(x))),
    },
  };
}

/** Nodes and reference of a best approximant, about. */
export interface Scouted<T> {
  /** m + n + 1 points where the error changes its sign. */
  readonly nodes: readonly T[];
  /** m + n + 2 points where it is largest. */
  readonly reference: readonly T[];
}

/** The largest errors of alternating sign. */
function peaksOf<T>(
  F: OrderedRealField<T>,
  { points, problem }: ScoutGrid<T>,
  errors: Float64Array,
): readonly (ErrorSample<T> & { readonly index: number })[] {
  const peaks: { index: number; size: number }[] = [];
  errors.forEach((error, index) => {
    const size = error * (problem.weights[index] as number);
    const last = peaks.at(-1);
    if (size === 0) return;
    if (last === undefined || last.size * size < 0) peaks.push({ index, size });
    else if (Math.abs(size) > Math.abs(last.size)) Object.assign(last, { index, size });
  });
  return peaks.map(({ index, size }) => ({ index, x: points[index] as T, error: F.constant(fromDouble(size)) }));
}

/** Looks for the alternation of best approximants of a problem; remembers what it has found. */
export class Scout {
  readonly #problem: MinimaxProblem;
  readonly #known = new Map<string, Scouted<Rational> | undefined>();
  #grid: ScoutGrid<BigFloat> | undefined;

  constructor(problem: MinimaxProblem) {
    this.#problem = problem;
  }

  /**
   * Nodes and reference for type (m, n).
   * @returns What was found; undefined if the error on the grid alternates too rarely.
   */
  find(m: number, n: number): Scouted<Rational> | undefined {
    const key = `${String(m)},${String(n)}`;
    if (!this.#known.has(key)) {
      const F = bigfloat(BITS);
      const bound = bindProblem(F, this.#problem);
      this.#grid ??= scoutGrid(bound, GRID_DEGREE);
      const found = scoutOn(bound, this.#grid, m, n);
      const exact = (points: readonly BigFloat[]): readonly Rational[] => points.map((x) => F.toRational(x));
      this.#known.set(key, found && { nodes: exact(found.nodes), reference: exact(found.reference) });
    }
    return this.#known.get(key);
  }
}

/** Nodes and reference of the best approximant on a grid; undefined if the error there alternates too rarely. */
function scoutOn<T>(problem: BoundProblem<T>, grid: ScoutGrid<T>, m: number, n: number): Scouted<T> | undefined {
  const { F } = problem;
  const { errors } = differentialCorrection(grid.problem, m, n);
  const peaks = choosePeaks(problem, peaksOf(F, grid, errors), m + n + 2) as ReturnType<typeof peaksOf<T>> | undefined;
  if (peaks === undefined) return undefined;
  const nodes = peaks.slice(1).map(({ index: right }) => {
    const sign = Math.sign(errors[right] as number);
    let at = right;
    while (Math.sign(errors[at - 1] as number) === sign) at -= 1;
    const [before, after] = [Math.abs(errors[at - 1] as number), Math.abs(errors[at] as number)];
    const [x, y] = [grid.points[at - 1] as T, grid.points[at] as T];
    return F.add(x, F.mul(F.constant(fromDouble(before / (before + after))), F.sub(y, x)));
  });
  return { nodes, reference: peaks.map(({ x }) => x) };
}
