/** Constructions of exp on a compact interval. */
import type { Rational } from '../arithmetic/rational.ts';
import type { Domain } from '../functions/target.ts';
import type { Method, MethodRole, Planned } from './construction.ts';
import { describeExp } from './describe.ts';
import { expCircuit, type ExpMethod, expMethods, planExp } from './exp-plan.ts';
import { expm1, inflate, S, smaller } from './planning.ts';
import type { Objective } from './work.ts';

/** What every method built on exp tells of itself. */
export const expMethodInfo: Readonly<Record<ExpMethod, { role: MethodRole; summary: string }>> = Object.freeze({
  nested: {
    role: 'paper',
    summary: 'Halley steps, each with a fresh AGM logarithm of composite roots: O(L³) gates [TT]',
  },
  coupled: { role: 'own', summary: 'Halley steps that keep the square roots of the AGM logarithm: O(L²) gates' },
  hybrid: {
    role: 'own',
    summary: 'doubling for the first digits, one correction with an AGM logarithm: O((log 1/ε)^(1/5) + L²) gates',
  },
  doubling: { role: 'competitor', summary: 'Padé approximant and squarings: O((log 1/ε)^(1/3)) gates' },
});

/**
 * |Y − e^x| ≤ e^hi (e^ℓ − 1) for a log-error ℓ, so ℓ = log(1 + ε e^−hi) suffices; half of `min(ε e^−hi, 1)` is below it.
 */
function planExpTarget(method: ExpMethod, domain: Domain, eps: Rational, objective?: Objective): Planned {
  const top = inflate(S.exp(S.constant(domain.upper)));
  const logError = S.scale(smaller(S.div(S.constant(eps), top), S.one), -1);
  const plan = planExp(method, domain.lower, domain.upper, logError, objective);
  return {
    apply: (F, x) => expCircuit(F, x, plan),
    steps: describeExp(plan),
    bound: inflate(S.mul(top, expm1(plan.logError))),
  };
}

/** The constructions of exp. */
export const expConstructions: readonly Method[] = expMethods.map((name) => ({
  name,
  ...expMethodInfo[name],
  plan: (domain, eps, objective) => planExpTarget(name, domain, eps, objective),
}));
