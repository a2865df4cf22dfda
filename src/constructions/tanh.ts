/**
 * Constructions of tanh on a compact interval ([TT] Lemma 1.3).
 *
 * `tanh t = 1 − 2/(Y+1)` with Y = exp(2t). In the variable Y = (1+y)/(1−y) Halley's step for tanh *is* Halley's step for
 * exp, and Y keeps its relative accuracy where 1 − y would cancel.
 */
import { type Rational, rationals } from '../arithmetic/rational.ts';
import type { Domain } from '../functions/target.ts';
import type { Method, Planned } from './construction.ts';
import { describeExp } from './describe.ts';
import { expMethodInfo } from './exp.ts';
import { expCircuit, type ExpMethod, expMethods, planExp } from './exp-plan.ts';
import { S, smaller } from './planning.ts';
import type { Objective } from './work.ts';

/** A log-error ℓ of Y moves tanh by at most ℓ/2, since tanh(t) has slope at most 1 in t = ½ log Y. */
function planTanh(method: ExpMethod, { lower, upper }: Domain, eps: Rational, objective?: Objective): Planned {
  const logError = smaller(S.constant(rationals.scale(eps, 1)), S.scale(S.one, -1));
  const plan = planExp(method, rationals.scale(lower, 1), rationals.scale(upper, 1), logError, objective);
  return {
    apply: (F, t) => F.sub(F.one, F.div(F.fromInteger(2), F.add(expCircuit(F, F.scale(t, 1), plan), F.one))),
    steps: describeExp(plan),
    bound: S.scale(plan.logError, -1),
  };
}

/** The constructions of tanh. */
export const tanhConstructions: readonly Method[] = expMethods.map((name) => ({
  name,
  ...expMethodInfo[name],
  plan: (domain, eps, objective) => planTanh(name, domain, eps, objective),
}));
