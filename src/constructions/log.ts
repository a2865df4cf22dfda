/** Constructions of log on a compact interval in (0, ∞) ([TT] Lemma 1.2). */
import type { Rational } from '../arithmetic/rational.ts';
import type { Domain } from '../functions/target.ts';
import type { Method, Planned } from './construction.ts';
import { describeLog } from './describe.ts';
import { logAgm } from './log-agm.ts';
import { planLog } from './log-plan.ts';
import { down, S, smaller, inflate } from './planning.ts';
import type { Objective } from './work.ts';

function planLogTarget(
  form: 'theta' | 'salamin',
  roots: 'fixed' | 'free',
  { lower, upper }: Domain,
  eps: Rational,
  objective: Objective = 'gates',
): Planned {
  if (lower.numerator <= 0n) throw new RangeError('log: expected a domain in (0, ∞)');
  const { plan, error } = planLog(
    down(S.constant(lower)),
    inflate(S.constant(upper)),
    smaller(S.constant(eps), S.one),
    { roots, objective, ...(form === 'salamin' && { forms: [form] }) },
  );
  return { apply: (F, x) => logAgm(F, x, plan).value, steps: { log: describeLog(plan) }, bound: error };
}

/** The constructions of log. */
export const logConstructions: readonly Method[] = [
  {
    name: 'agm-theta',
    role: 'paper',
    summary: 'AGM with theta start and composite roots on fixed intervals: O(L²) gates [TT]',
    plan: (...request) => planLogTarget('theta', 'fixed', ...request),
  },
  {
    name: 'agm-salamin',
    role: 'baseline',
    summary: 'AGM(1, 4/s) of Salamin and Brent with composite roots: O(L²) gates',
    plan: (...request) => planLogTarget('salamin', 'fixed', ...request),
  },
  {
    name: 'agm-mean',
    role: 'own',
    summary: 'AGM with theta start; each root by Newton from the arithmetic mean where that is cheaper',
    plan: (...request) => planLogTarget('theta', 'free', ...request),
  },
];
