/**
 * Certificates of the error of networks of several inputs on a box (proofs/boxes.md).
 */
import { ball } from '../arithmetic/ball.ts';
import type { Rational } from '../arithmetic/rational.ts';
import { rationals } from '../arithmetic/rational.ts';
import type { Circuit } from '../circuits/circuit.ts';
import { bind } from '../circuits/evaluate.ts';
import type { Box } from '../functions/target.ts';
import type { ModelSettings } from './box-bound.ts';
import type { BoxProblem } from './box-problem.ts';

/** A part of which the error is bounded as it stands, in a tree. */
export const PART = -1;
/** A part that stands for no point of the box, in a tree. */
export const OUTSIDE = -2;

/** The proof of the upper end for one view. */
export interface ViewProof extends ModelSettings {
  /**
   * How the view is cut, in preorder: a number j ≥ 0 halves the part along its j-th coordinate and is followed by the trees of the
   * lower and of the upper half; `PART` and `OUTSIDE` are leaves.
   */
  readonly tree: readonly number[];
}

/** lower ≤ sup max_i |f_i − R_i| ≤ upper on a box. */
export interface BoxCertificate {
  readonly circuit: Circuit;
  /** The name of a layer. */
  readonly target: string;
  readonly box: Box;
  readonly lower: Rational;
  readonly upper: Rational;
  /** A point with an error of at least `lower`, and the precision that shows it. */
  readonly attained: { readonly at: readonly Rational[]; readonly bits: number };
  /** In the order of `viewsOf`. */
  readonly views: readonly ViewProof[];
}

/**
 * Encloses the largest error over the outputs at a point by ball arithmetic.
 * @param problem - Circuit, target and box.
 * @param point - The coordinates, exactly.
 * @param bits - Precision of the balls.
 * @returns An interval that contains max_i |f_i − R_i|.
 * @throws {RangeError} where the balls grow too wide to divide by
 */
export function attainedAt(
  { plan, target }: BoxProblem,
  point: readonly Rational[],
  bits: number,
): { readonly lower: Rational; readonly upper: Rational } {
  const F = ball(bits);
  const inputs = point.map((x) => F.constant(x));
  const values = target.evaluate(F, inputs);
  const errors = bind(F, plan)(inputs).map((approximation, i) => F.abs(F.sub(values[i] ?? F.zero, approximation)));
  const largest = (ends: readonly Rational[]): Rational =>
    ends.reduce((most, end) => (rationals.compare(end, most) > 0 ? end : most), rationals.zero);
  return {
    lower: largest(errors.map((error) => F.base.toRational(F.lower(error)))),
    upper: largest(errors.map((error) => F.base.toRational(F.upper(error)))),
  };
}
