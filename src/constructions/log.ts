/** Constructions of log on a compact interval in (0, ∞) ([TT] Lemma 1.2). */
import type { Rational } from '../arithmetic/rational.ts';
import type { Domain } from '../functions/target.ts';
import type { Method, Planned } from './construction.ts';
import { describeLog } from './describe.ts';
import { logAgm } from './log-agm.ts';
import type { LogOptions } from './log-levels.ts';
import { planLog } from './log-plan.ts';
import { down, S, smaller, inflate } from './planning.ts';

/**
 * The logarithm on a domain in (0, ∞), with the freedom that the options give.
 * @throws {RangeError} for a domain that is not in (0, ∞)
 */
export function planLogTarget(options: LogOptions, { lower, upper }: Domain, eps: Rational): Planned {
  if (lower.numerator <= 0n) throw new RangeError('log: expected a domain in (0, ∞)');
  const [lo, hi] = [down(S.constant(lower)), inflate(S.constant(upper))];
  const { plan, error } = planLog(lo, hi, smaller(S.constant(eps), S.one), options);
  return { apply: (F, x) => logAgm(F, x, plan).value, steps: { log: describeLog(plan) }, bound: error };
}

const method =
  (options: LogOptions): Method['plan'] =>
  (domain, eps, objective = 'gates') =>
    planLogTarget({ ...options, objective }, domain, eps);

/** The constructions of log. */
export const logConstructions: readonly Method[] = [
  {
    name: 'agm-theta',
    role: 'paper',
    summary: 'AGM with theta start and composite roots on fixed intervals: O(L²) gates [TT]',
    plan: method({ roots: 'fixed' }),
  },
  {
    name: 'agm-salamin',
    role: 'baseline',
    summary: 'AGM(1, 4/s) of Salamin and Brent with composite roots: O(L²) gates',
    plan: method({ roots: 'fixed', forms: ['salamin'] }),
  },
  {
    name: 'agm-mean',
    role: 'own',
    summary: 'AGM with theta start; each root by Newton from the arithmetic mean where that is cheaper',
    plan: method({ roots: 'free' }),
  },
];
