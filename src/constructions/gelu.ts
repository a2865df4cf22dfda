/**
 * Constructions of GELU in its tanh form, `½ x (1 + tanh u)`, `u = √(2/π) (x + 0.044715 x³)` ([TT] Theorem 3.1).
 *
 * Written as `x / (1 + exp(−2u))`, which is the same function and costs one gate after exp.
 */
import { parseNumeral } from '../arithmetic/numerals.ts';
import type { Field } from '../arithmetic/number-systems.ts';
import { type Rational, rationals } from '../arithmetic/rational.ts';
import type { Domain } from '../functions/target.ts';
import type { Method, Planned } from './construction.ts';
import { describeExp } from './describe.ts';
import { expMethodInfo } from './exp.ts';
import { expCircuit, type ExpMethod, expMethods, planExp } from './exp-plan.ts';
import { inflate, larger, log2, S, smaller, weight } from './planning.ts';
import type { Objective } from './work.ts';

const CUBIC = parseNumeral('0.044715');

/** `−2u` with the rounded weight `minusTwoKappa ≈ −2√(2/π)`; two gates. */
function exponent<T>(F: Field<T>, x: T, minusTwoKappa: Rational): T {
  const bracket = F.add(F.one, F.mul(F.constant(CUBIC), F.mul(x, x)));
  return F.mul(F.mul(F.constant(minusTwoKappa), x), bracket);
}

/** |x + 0.044715 x³| at the larger end. */
function largestArgument({ lower, upper }: Domain): Rational {
  const size = (x: Rational): Rational => (x.numerator < 0n ? rationals.neg(x) : x);
  const [a, b] = [size(lower), size(upper)];
  const x = rationals.compare(a, b) > 0 ? a : b;
  return rationals.add(x, rationals.mul(CUBIC, rationals.mul(x, rationals.mul(x, x))));
}

/**
 * The error is at most `½ |x| (ℓ/2 + |Δu|)`: ℓ the log-error of exp(−2u), Δu the error of u by the rounded weight, since tanh
 * is 1-Lipschitz. Half of the tolerance goes to exp, a quarter to the weight.
 */
function planGelu(method: ExpMethod, domain: Domain, eps: Rational, objective?: Objective): Planned {
  const reach = larger(S.abs(S.constant(domain.lower)), S.abs(S.constant(domain.upper)));
  const tolerance = smaller(S.div(S.scale(S.constant(eps), 1), reach), S.one);
  const u = largestArgument(domain);
  const bits = Math.max(16, Math.ceil(log2(S.add(S.constant(u), S.one)) - log2(tolerance)) + 4);
  const minusTwoKappa = weight((F) => F.neg(F.sqrt(F.div(F.fromInteger(8), F.pi))), bits);
  // The argument of exp with the rounded weight is odd and monotone in x, so its range is exactly this.
  const halfWidth = rationals.mul(u, rationals.neg(minusTwoKappa));
  const plan = planExp(
    method,
    rationals.neg(halfWidth),
    halfWidth,
    smaller(S.mul(tolerance, S.constant(parseNumeral('1.5'))), S.scale(S.one, -1)),
    objective,
  );
  const ofWeight = S.scale(S.constant(u), -bits);
  const error = S.add(S.scale(plan.logError, -1), ofWeight);
  return {
    apply: (F, x) => F.div(x, F.add(F.one, expCircuit(F, exponent(F, x, minusTwoKappa), plan))),
    steps: describeExp(plan),
    bound: inflate(S.mul(S.scale(reach, -1), error)),
  };
}

/** The constructions of GELU (tanh form). */
export const geluConstructions: readonly Method[] = expMethods.map((name) => ({
  name,
  ...expMethodInfo[name],
  plan: (domain, eps, objective) => planGelu(name, domain, eps, objective),
}));
