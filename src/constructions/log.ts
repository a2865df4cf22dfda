/** Constructions of log on a compact interval in (0, ∞) ([TT] Lemma 1.2). */
import type { Rational } from '../arithmetic/rational.ts';
import type { Domain } from '../functions/target.ts';
import type { Method, Planned } from './construction.ts';
import { describeLog } from './describe.ts';
import { logAgm } from './log-agm.ts';
import { planLog } from './log-plan.ts';
import { down, S, smaller, inflate } from './planning.ts';

function planLogTarget(
  form: 'theta' | 'salamin',
  roots: 'fixed' | 'free',
  { lower, upper }: Domain,
  eps: Rational,
): Planned {
  if (lower.numerator <= 0n) throw new RangeError('log: expected a domain in (0, ∞)');
  const { plan, error } = planLog(
    down(S.constant(lower)),
    inflate(S.constant(upper)),
    smaller(S.constant(eps), S.one),
    { roots },
    form,
  );
  return { apply: (F, x) => logAgm(F, x, plan).value, steps: { log: describeLog(plan) }, bound: error };
}

/** The constructions of log. */
export const logConstructions: readonly Method[] = [
  {
    name: 'agm-theta',
    role: 'paper',
    summary: 'AGM with theta start and composite roots on fixed intervals: O(L²) gates [TT]',
    plan: (domain, eps) => planLogTarget('theta', 'fixed', domain, eps),
  },
  {
    name: 'agm-salamin',
    role: 'baseline',
    summary: 'AGM(1, 4/s) of Salamin and Brent with composite roots: O(L²) gates',
    plan: (domain, eps) => planLogTarget('salamin', 'fixed', domain, eps),
  },
  {
    name: 'agm-mean',
    role: 'own',
    summary: 'AGM with theta start; each root by Newton from the arithmetic mean where that is cheaper',
    plan: (domain, eps) => planLogTarget('theta', 'free', domain, eps),
  },
];
