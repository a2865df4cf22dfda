/**
 * The error on an analytic panel from its values at Chebyshev points.
 */
import { ball, type Ball, type BallField } from '../arithmetic/ball.ts';
import type { BigFloat } from '../arithmetic/bigfloat.ts';
import {
  addUp,
  compareMagnitudes,
  type Magnitude,
  magnitude,
  magnitudeFromRational,
  mulUp,
  oneMagnitude,
  powerOfTwo,
  scaleMagnitude,
  zeroMagnitude,
} from '../arithmetic/magnitude.ts';
import { bitLength, dyadic, fromDouble, type Rational, rationals } from '../arithmetic/rational.ts';
import { cosines } from './cosines.ts';
import { fixedEvaluator, type FixedEvaluator, fixedOf, shifted } from './fixed-point.ts';
import { type ErrorProblem, halfLength, middleOf, PanelFault } from './panel.ts';
import { boundByPeaks, PEAK_BITS } from './peaks.ts';
import { type ChebyshevSeries, chebyshevSeries, supremum } from './supremum.ts';

/** Fraction bits of Chebyshev points beyond those of x. */
const NODE_GUARD = 8;

/** Values of the error at Chebyshev points. */
export interface ErrorValues {
  readonly values: readonly BigFloat[];
  /** A bound of the error of every value. */
  readonly error: Magnitude;
}

/** What the evaluation at the Chebyshev points of a panel needs. */
export interface NodeTask {
  readonly lower: Rational;
  readonly upper: Rational;
  readonly units: Int32Array;
  readonly nodes: number;
  readonly precision: number;
  readonly bits: number;
  /** A bound of |R| on Ω under perturbations. */
  readonly circuit: Magnitude;
}

/** The error of a problem at x, given in fixed point up to two units. */
function errorAt(problem: ErrorProblem, F: BallField, R: FixedEvaluator, slack: Magnitude, x: bigint): Ball {
  const { target, relative } = problem;
  const approximation = F.fromMidpoint({ mantissa: R.evaluate(x), exponent: -R.outputBits }, slack);
  const argument = F.fromMidpoint({ mantissa: x, exponent: -R.inputBits }, powerOfTwo(1 - R.inputBits));
  const value = target.evaluate(F, argument);
  const error = F.sub(value, approximation);
  return relative ? F.div(error, value) : error;
}

/** `2^bits x` for the points x_j = c + r cos((2j+1)π/(2n)), each within two units. */
function chebyshevPoints({ lower, upper, nodes }: NodeTask, bits: number): readonly bigint[] {
  const fine = bits + NODE_GUARD;
  const scale = halfLength(lower, upper);
  const scaleBits = bitsAbove(scale);
  const cosineBits = Math.max(1, fine + scaleBits);
  const table = cosines(2 * nodes, cosineBits);
  const [centre, radius] = [fixedOf(middleOf(lower, upper), fine), fixedOf(scale, fine)];
  // Cut at 8 more bits: the centre, the radius and r·cos by one unit each, the table by 2^−cosineBits·r ≤ one more.
  return Array.from({ length: nodes }, (_, j) => {
    const product = (radius * (table[2 * j + 1] as bigint)) >> BigInt(cosineBits);
    return (centre + product) >> BigInt(NODE_GUARD);
  });
}

/** An exponent k with |q| ≤ 2^k. */
const bitsAbove = (q: Rational): number => {
  const { exponent } = magnitudeFromRational(q);
  return exponent + 1;
};

/**
 * Enclosures of the error at the Chebyshev points number `from` … `to` − 1 of a panel, one after the other.
 *
 * The circuit is evaluated in fixed point, with an error of at most 2^(2−precision) M_R (fixed-point.ts); the target over
 * balls that contain the point.
 */
export function* errorsAtNodes(problem: ErrorProblem, task: NodeTask, from: number, to: number): Generator<Ball> {
  const R = fixedEvaluator(problem.steps, task.units, task.precision);
  const F = ball(task.bits);
  const slack = scaleMagnitude(task.circuit, 2 - task.precision);
  for (const x of chebyshevPoints(task, R.inputBits).slice(from, to)) yield errorAt(problem, F, R, slack, x);
}

/** Enclosures of the error at other points of a panel. */
function errorsAt(problem: ErrorProblem, task: NodeTask, points: readonly Rational[]): readonly Ball[] {
  const R = fixedEvaluator(problem.steps, task.units, task.precision);
  const F = ball(task.bits);
  const slack = scaleMagnitude(task.circuit, 2 - task.precision);
  return points.map((x) => errorAt(problem, F, R, slack, fixedOf(x, R.inputBits)));
}

/** The midpoints of enclosures, and the largest radius. */
export function gatherValues(errors: Iterable<Ball>): ErrorValues {
  let error = zeroMagnitude;
  const values = Array.from(errors, ({ midpoint, radius }) => {
    error = compareMagnitudes(error, radius) >= 0 ? error : radius;
    return midpoint;
  });
  return { values, error };
}

/** 4Mρ^(1−n)/(ρ−1): the error of interpolation in n Chebyshev points (proofs/certification.md, lemma 4). */
export function interpolationBound(bound: Magnitude, rho: Rational, nodes: number): Magnitude {
  const inverse = magnitudeFromRational(rationals.div(rationals.one, rho));
  let [power, base] = [oneMagnitude, inverse];
  for (let rest = nodes - 1; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power = mulUp(power, base);
    base = mulUp(base, base);
  }
  const divisor = magnitudeFromRational(rationals.div(rationals.one, rationals.sub(rho, rationals.one)));
  return scaleMagnitude(mulUp(mulUp(bound, power), divisor), 2);
}

/** The Chebyshev series of the interpolated error, in units of 2^exponent. */
export interface ErrorSeries {
  readonly series: ChebyshevSeries;
  readonly exponent: number;
}

/** The series of the interpolant of values at the Chebyshev points. */
export function errorSeries({ values, error }: ErrorValues): ErrorSeries {
  const top = values.reduce((largest, { mantissa, exponent }) => {
    return mantissa === 0n ? largest : Math.max(largest, exponent + bitLength(mantissa));
  }, -Infinity);
  // Values that all vanish are measured by their error.
  const exponent = top === -Infinity ? error.exponent : top;
  // In units of 2^exponent values are below 1; each is cut to 60 bits and then rounded, by less than 2^−52 in all.
  const scaled = Float64Array.from(values, (value) => {
    return Number(shifted(value.mantissa, value.exponent - exponent + 60)) * 2 ** -60;
  });
  const unit = scaleMagnitude(error, -exponent);
  const slack = unit.exponent > 60 ? Infinity : unit.mantissa * 2 ** Math.max(unit.exponent, -1000);
  return { series: chebyshevSeries({ values: scaled, error: slack + 2 ** -52 }), exponent };
}

/** A bound of the error on a panel, and where it seems to be largest. */
export interface PanelBound {
  readonly upper: Magnitude;
  /** The index i of the grid point cos(iπ/grid) with the largest value that was seen; 0 on a range panel. */
  readonly index: number;
}

/**
 * The bound of the interpolated error: of its interpolant, and of what interpolation leaves.
 * @throws {PanelFault} where the grid is too coarse for the degree or the values are too inaccurate.
 */
export function interpolantBound(
  { series, exponent }: ErrorSeries,
  remainder: Magnitude,
  degree: number,
  grid: number,
): PanelBound {
  const { upper, index } = supremum(series, degree, grid);
  if (!(upper < Infinity)) throw new PanelFault('the grid is too coarse, or the values are too inaccurate');
  return { upper: addUp(magnitude(upper, exponent), remainder), index };
}

/** The point c + r·peak·2^−52 of a panel. */
const peakPoint = ({ lower, upper }: NodeTask, peak: number): Rational =>
  rationals.add(middleOf(lower, upper), rationals.mul(halfLength(lower, upper), dyadic(BigInt(peak), -PEAK_BITS)));

/** The series of e − centre, in units of 2^exponent. */
export interface CentredSeries extends ErrorSeries {
  /** The middle between the largest and the least value: what is left shows the variation, however small, to all digits. */
  readonly centre: Rational;
}

/** The series of the interpolant of values less the middle of their range. */
export function centredSeries({ values, error }: ErrorValues): CentredSeries {
  const exponents = values.flatMap(({ mantissa, exponent }) => (mantissa === 0n ? [] : [exponent]));
  const least = exponents.reduce((x, y) => Math.min(x, y), exponents[0] ?? 0);
  const integers = values.map(({ mantissa, exponent }) =>
    mantissa === 0n ? 0n : mantissa << BigInt(exponent - least + 1),
  );
  const [low, high] = integers.reduce(
    ([x, y], v) => [v < x ? v : x, v > y ? v : y],
    [integers[0] ?? 0n, integers[0] ?? 0n],
  );
  const middle = (low + high) / 2n;
  const moved = integers.map((v) => ({ mantissa: v - middle, exponent: least - 1 }));
  return { ...errorSeries({ values: moved, error }), centre: dyadic(middle, least - 1) };
}

/** A bound by values at peaks, and the largest of these values, up to rounding. */
export interface AttainedBound extends PanelBound {
  readonly seen: Magnitude;
  readonly at: Rational;
}

/** An upper bound of q where it is positive, else 0. */
const positivePart = (q: Rational): Magnitude => (q.numerator > 0n ? magnitudeFromRational(q) : zeroMagnitude);

/**
 * The bound of the error by its values at points close to its peaks: with e = p + r, |r| at most the remainder, near such a
 * point |e| ≤ |p| + |r| is at most |e| there, the excess of |p|, and twice the remainder.
 * @throws {PanelFault} where the points or the grid are not fit for it.
 */
export function peakBound(
  problem: ErrorProblem,
  task: NodeTask,
  { series, exponent, centre }: CentredSeries,
  remainder: Magnitude,
  grid: number,
  peaks: readonly number[],
): AttainedBound {
  const points = peaks.map((peak) => peakPoint(task, peak));
  const errors = errorsAt(problem, task, points);
  const B = ball(task.bits);
  let upper = zeroMagnitude;
  let best: { seen: Magnitude; at: Rational } = { seen: zeroMagnitude, at: middleOf(task.lower, task.upper) };
  const raise = (bound: Magnitude): void => {
    if (compareMagnitudes(bound, upper) > 0) upper = bound;
  };
  for (const { sign, coarse, near } of boundByPeaks(series, grid, peaks)) {
    if (near.length === 0) {
      const side = rationals.add(
        rationals.scale(fromDouble(coarse), exponent),
        sign > 0 ? centre : rationals.neg(centre),
      );
      raise(addUp(positivePart(side), remainder));
    }
    for (const { index, excess } of near) {
      const size = B.abs(errors[index] as Ball);
      const above = magnitudeFromRational(B.base.toRational(B.upper(size)));
      raise(addUp(addUp(above, magnitude(excess, exponent)), scaleMagnitude(remainder, 1)));
      const seen = positivePart(B.base.toRational(B.lower(size)));
      if (compareMagnitudes(seen, best.seen) > 0) best = { seen, at: points[index] as Rational };
    }
  }
  return { upper, index: 0, ...best };
}
