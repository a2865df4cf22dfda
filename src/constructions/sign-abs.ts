/** Constructions of sign and |x| by Zolotarev's functions, and of |x| as a balanced square root of x². */
import { roundToDigits } from '../arithmetic/numerals.ts';
import { makeRational, type Rational, rationals } from '../arithmetic/rational.ts';
import type { Domain } from '../functions/target.ts';
import type { Method, Planned } from './construction.ts';
import { describeBound } from './describe.ts';
import { inflate, S } from './planning.ts';
import { planRootFromZero, pthRoot } from './pth-root.ts';
import { planSign, type SignPlan, zolotarevSign } from './zolotarev.ts';

const size = (x: Rational): Rational => (x.numerator < 0n ? rationals.neg(x) : x);

/** The largest and the smallest |x| on the domain. */
function reach({ lower, upper }: Domain): { most: Rational; least: Rational; straddles: boolean } {
  const [a, b] = [size(lower), size(upper)];
  const [least, most] = rationals.compare(a, b) < 0 ? [a, b] : [b, a];
  return { most, least, straddles: lower.numerator < 0n && upper.numerator > 0n };
}

const describe = (plan: SignPlan): Record<string, unknown> => ({
  sign: {
    delta: describeBound(S.constant(plan.delta)),
    degrees: plan.stages.map((stage) => stage.degree),
    error: describeBound(plan.error),
  },
});

const belowOne = (x: Rational): Rational => (rationals.compare(x, makeRational(1n, 2n)) < 0 ? x : makeRational(1n, 2n));

/** On [a, b] > 0 and its mirror image: δ = a/b, argument x/b. */
function planSignTarget(domain: Domain, eps: Rational): Planned {
  const { most, least, straddles } = reach(domain);
  if (straddles || least.numerator === 0n) throw new RangeError('sign: expected a domain that does not contain 0');
  const plan = planSign(belowOne(rationals.div(least, most)), S.constant(belowOne(eps)));
  return {
    apply: (F, x) => zolotarevSign(F, F.div(x, F.constant(most)), plan),
    steps: describe(plan),
    bound: plan.error,
  };
}

/**
 * `|x| ≈ x Z(x/b)`: where |x| ≥ δb the error is at most b·E, elsewhere 0 ≤ Z sign(x) ≤ 1 + E makes it at most δb; δ = ε/b
 * and E = ε/b balance both.
 */
function planAbsZolotarev(domain: Domain, eps: Rational): Planned {
  const { most } = reach(domain);
  const relative = belowOne(rationals.div(eps, most));
  // Three digits are right to a relative 1/200, so that δ·b stays within ε.
  const delta = roundToDigits(rationals.mul(relative, makeRational(99n, 100n)), 3);
  const plan = planSign(delta, S.constant(relative));
  const bound = [S.constant(delta), plan.error].reduce((x, y) => (S.compare(x, y) > 0 ? x : y));
  return {
    apply: (F, x) => F.mul(x, zolotarevSign(F, F.div(x, F.constant(most)), plan)),
    steps: describe(plan),
    bound: inflate(S.mul(bound, inflate(S.constant(most)))),
  };
}

/** |x| = √(x²) with the balanced square root on [0, b²]. */
function planAbsRoot(domain: Domain, eps: Rational): Planned {
  const { most } = reach(domain);
  const plan = planRootFromZero(2, inflate(S.constant(rationals.mul(most, most))), S.constant(eps));
  return {
    apply: (F, x) => pthRoot(F, F.mul(x, x), plan),
    steps: { root: { p: 2, steps: plan.weights.length, balanced: true } },
    bound: plan.absoluteError,
  };
}

/** The constructions of sign on an interval without 0 (and, being odd, on its mirror image). */
export const signConstructions: readonly Method[] = [
  {
    name: 'zolotarev',
    role: 'paper',
    summary: 'composition of Zolotarev approximants of degree 2, 3 and 5: Θ(L) gates',
    plan: planSignTarget,
  },
];

/** The constructions of |x|. */
export const absConstructions: readonly Method[] = [
  {
    name: 'root',
    role: 'own',
    summary: '√(x²) by the balanced composite square root: Θ(L) gates, one per doubling of the degree',
    plan: planAbsRoot,
  },
  {
    name: 'zolotarev',
    role: 'paper',
    summary: 'x · sign(x) by composed Zolotarev approximants: Θ(L) gates',
    plan: planAbsZolotarev,
  },
];
