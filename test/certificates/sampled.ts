/** The largest error on a dense grid, enclosed. */
import { float64 } from '../../src/arithmetic/float64.ts';
import { makeRational, type Rational, rationals, rationalToNumber } from '../../src/arithmetic/rational.ts';
import { type Attained, attainedError } from '../../src/certificates/attained.ts';
import type { ErrorProblem } from '../../src/certificates/panel.ts';
import { evaluateSteps } from '../../src/certificates/steps.ts';
import type { Domain } from '../../src/functions/target.ts';

/** Looks at the error in doubles, and encloses it at the points where it seems largest. */
export function largestSampled(problem: ErrorProblem, { lower, upper }: Domain, points: number): Attained {
  const { steps, target, relative } = problem;
  const width = rationals.sub(upper, lower);
  const seen = Array.from({ length: points + 1 }, (_, i): { x: Rational; size: number } => {
    const x = rationals.add(lower, rationals.mul(width, makeRational(BigInt(i), BigInt(points))));
    const value = target.evaluate(float64, rationalToNumber(x));
    const error = Math.abs(value - (evaluateSteps(float64, steps, rationalToNumber(x))[steps.output] as number));
    const size = relative ? error / Math.abs(value) : error;
    return { x, size: Number.isNaN(size) ? Infinity : size };
  });
  return seen
    .sort((a, b) => b.size - a.size)
    .slice(0, 3)
    .map(({ x }) => attainedError(problem, x, 256))
    .reduce((a, b) => (rationals.compare(a.lower, b.lower) >= 0 ? a : b));
}
