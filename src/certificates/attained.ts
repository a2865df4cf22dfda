/** The error at one point, bounded from below: what makes the lower end of a bound true. */
import { ball } from '../arithmetic/ball.ts';
import type { Rational } from '../arithmetic/rational.ts';
import type { ErrorProblem } from './panel.ts';
import { evaluateSteps } from './steps.ts';

/** An enclosure of |e| at a point. */
export interface Attained {
  readonly lower: Rational;
  readonly upper: Rational;
  /** The sign of f − R, or 0 where it is not decided. */
  readonly sign: -1 | 0 | 1;
}

/**
 * Encloses the error at a point by ball arithmetic.
 * @param problem - The circuit and the target.
 * @param point - The point, exactly.
 * @param bits - Precision of the balls.
 * @returns An interval that contains |e(point)|.
 * @throws {RangeError} where the balls grow too wide to divide by, or the target is undefined.
 */
export function attainedError({ steps, target, relative }: ErrorProblem, point: Rational, bits: number): Attained {
  const F = ball(bits);
  const x = F.constant(point);
  const value = target.evaluate(F, x);
  const approximation = evaluateSteps(F, steps, x)[steps.output] as typeof value;
  const difference = F.sub(value, approximation);
  const error = F.abs(relative ? F.div(difference, value) : difference);
  const sign = F.containsZero(difference) ? 0 : difference.midpoint.mantissa < 0n ? -1 : 1;
  return { sign, lower: F.base.toRational(F.lower(error)), upper: F.base.toRational(F.upper(error)) };
}
