/**
 * exp by Halley's iteration on an AGM logarithm, nested ([TT]) or coupled (own).
 *
 * The step `Y ← Y (2+δ)/(2−δ)`, `δ = x − log Y`, moves log Y by exactly `2 atanh(δ/2)`. So if `E = |log Y − x|` and the
 * logarithm is computed with an absolute error λ, the next error is at most
 *
 *     E³ / (12 (1 − E²/4)) + λ / (1 − (E+λ)²/4)          (E + λ < 2)
 *
 * on any interval. Halley's step for tanh ([TT] Lemma 1.3), `y ← (y−g)/(1−yg)` with `g = atanh y − t`, is the same step in
 * the variable Y = (1+y)/(1−y), x = 2t.
 *
 * Nested: every step takes a fresh logarithm with composite roots on fixed intervals: O(L³) gates.
 * Coupled: every step refines the square roots that the step before has left: O(L²) gates (proofs/theorem-3.1-upper.md).
 */
import type { Field } from '../arithmetic/number-systems.ts';
import { type DoublingPlan, expDoubling } from './exp-doubling.ts';
import { logAgm, type LogPlan } from './log-agm.ts';

/** Start and logarithms of {@link expHalley}. */
export interface HalleyPlan {
  /** Gives Y₀ with a log-error that does not depend on ε. */
  readonly start: DoublingPlan;
  /** The logarithm of each step. */
  readonly logs: readonly LogPlan[];
}

/** One Halley step for exp: `Y (2+δ)/(2−δ)`, δ = x − log Y; two gates. */
export function halleyExpStep<T>(F: Field<T>, y: T, delta: T): T {
  const two = F.fromInteger(2);
  return F.div(F.mul(y, F.add(two, delta)), F.sub(two, delta));
}

/**
 * `exp(x)` in the number system `F`, with the log-error that the planner proved for this plan.
 */
export function expHalley<T>(F: Field<T>, x: T, plan: HalleyPlan): T {
  let y = expDoubling(F, x, plan.start);
  let kept: readonly T[] = [];
  for (const log of plan.logs) {
    const { value, roots } = logAgm(F, y, log, F.one, kept);
    y = halleyExpStep(F, y, F.sub(x, value));
    kept = roots;
  }
  return y;
}
