/**
 * Targets that are rational functions of the type asked for, with irrational coefficients: their errors vanish in every precision.
 */
import { bigfloat, type BigFloat, type BigFloatField } from '../../arithmetic/bigfloat.ts';
import { evaluateBarycentric } from './barycentric.ts';
import { type Interpolant, interpolateRational } from './levelled.ts';
import { bindProblem, type MinimaxProblem } from './problem.ts';
import { chebyshevNodes } from './references.ts';

const BITS = 8192;
/** Relative size of errors that count as 0: what is left for interpolation to lose, and more than short intervals take from errors. */
const VANISHING_BITS = 6144;
/** Larger types take long, and lose more bits. */
const MOST_DEGREES = 60;
/** Points beyond those that determine the function. */
const SPARE_POINTS = 7;

/** A rational function with the values of the target, of the least type that has them. */
export interface NearlyExact {
  readonly F: BigFloatField;
  readonly type: readonly [number, number];
  readonly interpolant: Interpolant<BigFloat>;
}

/** The interpolant of a type, if it is the target as far as 6144 bits tell. */
function interpolantOf(
  F: BigFloatField,
  problem: MinimaxProblem,
  m: number,
  n: number,
): Interpolant<BigFloat> | undefined {
  const bound = bindProblem(F, problem);
  const points = chebyshevNodes(bound, m + n + 1);
  const values = points.map((x) => bound.value(x));
  try {
    const interpolant = interpolateRational(F, { points, values, weights: points }, n);
    const size = values.reduce((top, value) => F.max(top, F.abs(value)), F.zero);
    const limit = F.scale(size, -VANISHING_BITS);
    const isTarget = chebyshevNodes(bound, m + n + 1 + SPARE_POINTS).every((x) => {
      const { value } = evaluateBarycentric(F, interpolant, x);
      return F.compare(F.abs(F.sub(bound.value(x), value)), limit) <= 0;
    });
    return isTarget && interpolant.isPositive ? interpolant : undefined;
  } catch (error) {
    // A singular system: the target is of a lower type.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * The rational function of a type at most (m, n) that equals the target as far as 6144 bits tell; undefined if there is none.
 *
 * Seen at points, which proves nothing. Cost: an interpolation with 8192 bits for each type (m − j, n − k) that is tried.
 */
export function nearlyExact(problem: MinimaxProblem, m: number, n: number): NearlyExact | undefined {
  if (m + n > MOST_DEGREES) return undefined;
  const F = bigfloat(BITS);
  for (let total = 0; total <= m + n; total += 1) {
    for (let degree = Math.max(0, total - m); degree <= Math.min(n, total); degree += 1) {
      const interpolant = interpolantOf(F, problem, total - degree, degree);
      if (interpolant !== undefined) return { F, type: [total - degree, degree], interpolant };
    }
  }
  return undefined;
}
