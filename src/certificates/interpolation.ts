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
import { bitLength, type Rational, rationals } from '../arithmetic/rational.ts';
import { cosines } from './cosines.ts';
import { fixedEvaluator, type FixedEvaluator, fixedOf, shifted } from './fixed-point.ts';
import { type ErrorProblem, halfLength, middleOf, PanelFault } from './panel.ts';
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
