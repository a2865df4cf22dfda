/** Constructions of p-th roots on a compact interval in [0, ∞) ([TT] Lemma 1.1). */
import type { Rational } from '../arithmetic/rational.ts';
import type { Domain } from '../functions/target.ts';
import type { Method, Planned } from './construction.ts';
import { describeBound } from './describe.ts';
import { down, inflate, S } from './planning.ts';
import {
  type BalancedRootPlan,
  planRoot,
  planRootFromZero,
  pthRoot,
  type RootMethod,
  type RootPlan,
} from './pth-root.ts';

const describe = (plan: RootPlan): Record<string, unknown> => ({
  root: {
    p: plan.p,
    steps: plan.weights.length,
    relativeError: describeBound(plan.relativeError),
    ...('absoluteError' in plan && { balanced: true }),
  },
});

function planRootTarget(p: number, method: RootMethod, { lower, upper }: Domain, eps: Rational): Planned {
  if (lower.numerator < 0n) throw new RangeError(`root:${String(p)}: expected a domain in [0, ∞)`);
  const tolerance = S.constant(eps);
  const top = inflate(S.root(inflate(S.constant(upper)), p));
  if (lower.numerator === 0n) {
    if (method !== 'scaled-newton') {
      throw new RangeError(
        `root:${String(p)}: ${method} has no uniform bound at 0; expected a domain in (0, ∞) or scaled-newton`,
      );
    }
    const plan: BalancedRootPlan = planRootFromZero(p, inflate(S.constant(upper)), tolerance);
    return { apply: (F, x) => pthRoot(F, x, plan), steps: describe(plan), bound: plan.absoluteError };
  }
  const plan = planRoot(p, down(S.constant(lower)), inflate(S.constant(upper)), S.div(tolerance, top), method);
  return {
    apply: (F, x) => pthRoot(F, x, plan),
    steps: describe(plan),
    bound: inflate(S.mul(plan.relativeError, top)),
  };
}

/** The constructions of the p-th root, p ≥ 2. */
export function rootConstructions(p: number): readonly Method[] {
  const method = (name: RootMethod, role: Method['role'], summary: string): Method => ({
    name,
    role,
    summary,
    plan: (domain, eps) => planRootTarget(p, name, domain, eps),
  });
  return [
    method('scaled-newton', 'paper', 'composite scaled Newton, optimal in the relative error: O(L) gates [TT]'),
    method('newton', 'baseline', 'plain Newton from a constant'),
    method('halley', 'baseline', 'plain Halley from a constant'),
  ];
}
