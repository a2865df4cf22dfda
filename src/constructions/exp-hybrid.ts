/**
 * exp by Padé with doubling for the first digits and one correction with an AGM logarithm for all others (own).
 *
 * With Y = exp(x + η), |η| ≤ E, and a logarithm of absolute error λ,
 *
 *     exp(x) = Y exp(x − log Y),
 *
 * where the second exponential has an argument of size E + λ only, and takes a Padé approximant of low order. So one logarithm
 * suffices where Halley's iteration takes one at every step: log of the result is wrong by at most λ and the log-error of the
 * approximant. Halley's step is the case of order 1.
 *
 * Size: with E = ε^(1/K) the start takes O((log(1/ε)/K)^(1/3)) gates, the correction O(√K), the logarithm O(L²); the best K gives
 * O((log 1/ε)^(1/5) + L²).
 *
 * @see proofs/exp-hybrid.md
 */
import { type BigFloat } from '../arithmetic/bigfloat.ts';
import type { Field } from '../arithmetic/number-systems.ts';
import { type DoublingPlan, expDoubling, planDoubling } from './exp-doubling.ts';
import { logAgm, type LogPlan } from './log-agm.ts';
import { planLog, type PlannedLog } from './log-plan.ts';
import { inflate, log2, S } from './planning.ts';
import { inSequence, leastBy, type Objective, PRODUCT, type Work } from './work.ts';

/** Everything that {@link expHybrid} needs. */
export interface HybridPlan extends Work {
  /** Gives Y. */
  readonly start: DoublingPlan;
  readonly log: LogPlan;
  /** Of exp(x − log Y). */
  readonly correction: DoublingPlan;
  /** Proven bound of |log(result) − x| for |x| ≤ the half-width planned for. */
  readonly logError: BigFloat;
}

/** `exp(x)` in the number system `F`; |log(result) − x| ≤ plan.logError on the interval planned for. */
export function expHybrid<T>(F: Field<T>, x: T, { start, log, correction }: HybridPlan): T {
  const y = expDoubling(F, x, start);
  return F.mul(y, expDoubling(F, F.sub(x, logAgm(F, y, log).value), correction));
}

/** The powers K of the start's error that are tried: beyond the best one, of order b^(2/5), and close to each other. */
function exponents(bits: number, mostPower: number): readonly number[] {
  const most = Math.min(bits, mostPower, Math.max(16, 8 * bits ** 0.4));
  const list: number[] = [];
  for (let k = 2; k <= most; k = Math.max(k + 1, Math.round(1.25 * k))) list.push(k);
  return list.length > 0 ? list : [1];
}

/** The values of exp on |x| ≤ halfWidth, a log-error E allowed. */
export function expRange(halfWidth: BigFloat, e: BigFloat): readonly [BigFloat, BigFloat] {
  const top = inflate(S.exp(inflate(S.add(halfWidth, e))));
  return [S.div(S.one, inflate(top)), top];
}

/**
 * The plan that costs least for |x| ≤ halfWidth within a log-error.
 * @param halfWidth - Bound of |x|, any positive number.
 * @param logError - In (0, 1).
 * @param objective - What is minimised.
 * @param mostPower - The largest K that may be chosen; 3 leaves about a step of third order, as Halley's.
 */
export function planHybrid(
  halfWidth: BigFloat,
  logError: BigFloat,
  objective: Objective = 'gates',
  mostPower: number = Number.POSITIVE_INFINITY,
): HybridPlan {
  const half = S.scale(logError, -1);
  const bits = -log2(logError);
  const logOver = (e: BigFloat): PlannedLog => planLog(...expRange(halfWidth, e), half, { roots: 'free', objective });
  const complete = (start: DoublingPlan, log: PlannedLog): HybridPlan => {
    const correction = planDoubling(inflate(S.add(start.logError, log.error)), half, objective);
    const total = inflate(S.add(log.error, correction.logError));
    return { start, log: log.plan, correction, logError: total, ...inSequence(start, log, correction, PRODUCT) };
  };
  // One logarithm for the least accurate start that is tried serves them all; for the best of them it is planned again.
  const common = logOver(S.scale(S.one, -1));
  const candidates = exponents(bits, mostPower).map((k) => {
    const aim = S.scale(S.one, -Math.ceil(Math.max(1, bits / k)));
    return complete(planDoubling(halfWidth, aim, objective), common);
  });
  const best = leastBy(candidates, (candidate) => candidate, objective);
  if (best === undefined) throw new RangeError('planHybrid: internal: no start');
  return leastBy([best, complete(best.start, logOver(best.start.logError))], (plan) => plan, objective) ?? best;
}
