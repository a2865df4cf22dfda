/**
 * Odd targets and constant numerators: the best c/q is 0, since it is unique and odd as well.
 */
import { bigfloat } from '../../arithmetic/bigfloat.ts';
import { type Rational, rationals } from '../../arithmetic/rational.ts';
import type { Barycentric } from './barycentric.ts';
import { scanError } from './exchange.ts';
import { settlePeaks } from './settle.ts';
import { bindProblem, type MinimaxProblem } from './problem.ts';
import { chebyshevNodes } from './references.ts';

const BITS = 256;
const AGREEMENT_BITS = 200;
/** Points at which a target is looked at. */
const NODES = 97;

/**
 * Two points ±x at which an odd target is largest; undefined where the target is not odd.
 *
 * Seen at points, which proves nothing: what is found is certified.
 */
export function alternationOfZero(problem: MinimaxProblem): readonly [Rational, Rational] | undefined {
  const { domain } = problem;
  if (problem.weight !== undefined || rationals.compare(domain.upper, rationals.neg(domain.lower)) !== 0) {
    return undefined;
  }
  const F = bigfloat(BITS);
  const bound = bindProblem(F, problem);
  const points = chebyshevNodes(bound, NODES);
  const size = points.reduce((top, x) => F.max(top, F.abs(bound.value(x))), F.zero);
  const isOdd = points.every((x) => {
    const sum = F.add(bound.value(x), bound.value(F.neg(x)));
    return F.compare(F.abs(sum), F.scale(size, -AGREEMENT_BITS)) <= 0;
  });
  if (!isOdd || F.compare(size, F.zero) === 0) return undefined;
  // q = 1 on Chebyshev points: the coefficients are ± the sines of their angles.
  const coefficients = points.map((_, i) => {
    const angle = F.div(F.mul(F.pi, F.fromInteger(2 * i + 1)), F.fromInteger(2 * NODES));
    return i % 2 === 0 ? F.sin(angle) : F.neg(F.sin(angle));
  });
  const zero: Barycentric<typeof size> = { points, approximations: points.map(() => F.zero), coefficients };
  const peaks = settlePeaks(bound, zero, scanError(bound, zero).peaks);
  const { x } = peaks.reduce((best, peak) => (F.compare(F.abs(peak.error), F.abs(best.error)) > 0 ? peak : best));
  const at = F.toRational(F.abs(x));
  return [rationals.neg(at), at];
}
