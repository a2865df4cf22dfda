/**
 * Errors that vanish: a rational target and a circuit that are the same function.
 */
import type { RealField } from '../arithmetic/number-systems.ts';
import { makeRational, type Rational, rationals } from '../arithmetic/rational.ts';
import type { Domain, Target } from '../functions/target.ts';
import { type Branch, branching, branchOn, replay } from './branches.ts';
import type { ErrorProblem } from './panel.ts';
import { shortRationals } from './short-rationals.ts';
import { evaluateSteps } from './steps.ts';

/** Degrees of a numerator and a denominator, not necessarily coprime. */
interface Degrees {
  readonly numerator: number;
  readonly denominator: number;
}

/** An operation that leaves the rational functions. */
class NotRational extends RangeError {}

const refuse = (): never => {
  throw new NotRational('identity: expected a rational function');
};

const sum = (x: Degrees, y: Degrees): Degrees => ({
  numerator: Math.max(x.numerator + y.denominator, y.numerator + x.denominator),
  denominator: x.denominator + y.denominator,
});
const product = (x: Degrees, y: Degrees): Degrees => ({
  numerator: x.numerator + y.numerator,
  denominator: x.denominator + y.denominator,
});
const CONSTANT: Degrees = { numerator: 0, denominator: 0 };

/** The number system of upper bounds of degrees; functions that are not rational are refused. */
const degrees: RealField<Degrees> = {
  name: 'degrees',
  zero: CONSTANT,
  one: CONSTANT,
  // Not a getter that refuses: number systems are copied. An unbounded degree ends the proof as well.
  pi: { numerator: Infinity, denominator: 0 },
  fromInteger: () => CONSTANT,
  constant: () => CONSTANT,
  add: sum,
  sub: sum,
  mul: product,
  neg: (x) => x,
  div: (x, y) => product(x, { numerator: y.denominator, denominator: y.numerator }),
  scale: (x) => x,
  sqrt: refuse,
  root: refuse,
  exp: refuse,
  log: refuse,
  xlogx: refuse,
  sinh: refuse,
  cosh: refuse,
  tanh: refuse,
  atanh: refuse,
  sin: refuse,
  cos: refuse,
  atan: refuse,
  erf: refuse,
  pow: refuse,
  abs: refuse,
  sign: refuse,
  min: refuse,
  max: refuse,
  choose: refuse,
};

/** Points lie this part of a step to the right of a grid: on no number of few digits, where divisors may vanish. */
const OFFSET = [29n, 41n] as const;

/** Exact numbers longer than this are given up, and so is the proof where all of them take longer than about a minute. */
const [MAX_BITS, MAX_WORK] = [2 ** 18, 2 ** 47];

const IDENTITY_X: Degrees = { numerator: 1, denominator: 0 };

/** More points than this are not worth the proof of an identity. */
const MAX_POINTS = 2000;

/**
 * Whether the target is rational on the domain and equal to the circuit there.
 *
 * The difference is a rational function whose numerator has at most N zeros, N from the degrees of both formulas, unless it
 * vanishes identically; so N + 1 zeros in the domain prove the identity. Cost: N + 1 exact evaluations.
 * @param problem - The circuit and the target.
 * @param domain - The interval.
 * @returns True if it is proven; false if it is not, also where the degrees are too high to try.
 */
export function areIdentical({ steps, target }: ErrorProblem, domain: Domain): boolean {
  const branch = branchOn(target, domain);
  if (branch === undefined) return false;
  try {
    const f = onBranch(target, degrees, branch, IDENTITY_X);
    const R = evaluateSteps(degrees, steps, IDENTITY_X)[steps.output] as Degrees;
    const points = sum(f, R).numerator + 1;
    if (!(points <= MAX_POINTS)) return false;
    const exact = shortRationals(MAX_BITS, MAX_WORK);
    // For a target of which the degrees have shown that it is rational.
    const exactly = { ...degrees, ...exact } as unknown as RealField<Rational>;
    const step = rationals.div(rationals.sub(domain.upper, domain.lower), makeRational(BigInt(points)));
    for (let i = 0; i < points; i += 1) {
      const x = rationals.add(
        domain.lower,
        rationals.mul(step, makeRational(BigInt(i) * OFFSET[1] + OFFSET[0], OFFSET[1])),
      );
      const value = evaluateSteps(exact, steps, x)[steps.output] as Rational;
      if (rationals.compare(value, onBranch(target, exactly, branch, x)) !== 0) return false;
    }
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function onBranch<T>(target: Target, F: RealField<T>, branch: Branch, x: T): T {
  return target.evaluate(branching(F, replay(branch)), x);
}
